"""Make an intro or outro: a drawn title, or a video of the person's own."""

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING

from build.files import publish, scratch
from build.job import job
from build.own_files import require_as_planned
from engines.makers import write_sidecar
from media.frames import SAMPLE_RATE
from media.insert import encode_drawn, normalise
from media.intro import SECONDS, frames, sting
from media.sound import write_wav
from media.video import VideoSettings

if TYPE_CHECKING:
    from snakemake.script import snakemake


def main(log: Path) -> None:
    """Bind the work to the rule's files."""
    began = time.monotonic()
    spec = json.loads(snakemake.params.request)
    settings = VideoSettings.from_spec(spec)
    output = Path(snakemake.output.video)
    with publish(output) as temporary:
        if "title" in spec:
            with scratch(output, ".wav") as sound:
                write_wav(sound, sting(SECONDS), SAMPLE_RATE)
                drawn = frames(settings.width, settings.height, settings.fps, spec["title"])
                made = encode_drawn(temporary, drawn, sound, settings, spec, log)
        else:
            own = Path(snakemake.params.sources[0])
            made = normalise(own, temporary, settings, spec, log)
            require_as_planned([own], spec)
    write_sidecar(
        Path(snakemake.output.sidecar),
        output,
        spec,
        time.monotonic() - began,
        frames=made.frames,
        samples=made.samples,
    )


with job(snakemake) as log:
    main(log)
