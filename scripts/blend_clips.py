"""Encode the transition from one clip's picture to the next: the clip's last frames, mixed."""

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING

from build.files import publish
from build.intact import as_made, read_sidecar
from build.job import job
from engines.base import Word
from engines.makers import write_sidecar
from media.clip import describe, motion
from media.probe import require
from media.transition import encode_transition
from media.video import VideoSettings

if TYPE_CHECKING:
    from snakemake.script import snakemake


def main(log: Path) -> None:
    """Bind the work to the rule's files."""
    began = time.monotonic()
    spec = json.loads(snakemake.params.request)
    settings = VideoSettings.from_spec(spec)
    clip = read_sidecar(snakemake.input.clip)
    words = [Word(**word) for word in read_sidecar(snakemake.input.words)["words"]]
    picture = as_made(snakemake.input.picture)
    scene = describe(picture, clip["spec"], words, clip["spoken_frames"], clip["frames"])
    output = Path(snakemake.output.video)
    with publish(output) as temporary:
        count = encode_transition(
            spec["kind"],
            scene,
            as_made(snakemake.input.next_picture),
            motion(spec["next"].get("motion")),
            spec["frames"],
            temporary,
            settings,
            log,
        )
        require(temporary, frames=count, fps=settings.fps)
    sidecar = Path(snakemake.output.sidecar)
    write_sidecar(sidecar, output, spec, time.monotonic() - began, frames=count)


with job(snakemake) as log:
    main(log)
