"""Cut one clip: the voice faded and padded to whole frames, the picture for just as long."""

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING

from build.files import publish, scratch
from build.job import job
from engines.makers import write_sidecar
from media.frames import SAMPLE_RATE, samples_per_frame
from media.mux import write_clip
from media.probe import require
from media.sound import fade, pad_to_frames, read_wav, to_48k, write_wav
from media.still import Packets, encode_key_frame, read_packets, still_frames
from media.video import VideoSettings

if TYPE_CHECKING:
    from snakemake.script import snakemake


def main(log: Path) -> None:
    """Bind the work to the rule's files."""
    began = time.monotonic()
    spec = json.loads(snakemake.params.request)
    settings = VideoSettings.from_spec(spec)
    clip, padded = Path(snakemake.output.clip), Path(snakemake.output.padded)

    samples, rate = read_wav(Path(snakemake.input.voice))
    voice = pad_to_frames(fade(to_48k(samples, rate)), settings.fps, spec["pause_frames"])
    frames = len(voice) // samples_per_frame(settings.fps)
    with publish(padded) as temporary:
        write_wav(temporary, voice, SAMPLE_RATE)

    template = Path(snakemake.input.template)
    with scratch(clip, ".key.mp4") as key_frame:
        encode_key_frame(Path(snakemake.input.picture), key_frame, settings, log)
        key, skips = read_packets(key_frame), read_packets(template)
    packets = Packets(still_frames(key, skips, frames), key.extradata)
    with publish(clip) as temporary:
        write_clip(temporary, packets, template, voice, settings)
        require(temporary, frames=frames, samples=len(voice), fps=settings.fps)
    write_sidecar(
        Path(snakemake.output.sidecar),
        clip,
        spec,
        time.monotonic() - began,
        frames=frames,
        samples=len(voice),
    )


with job(snakemake) as log:
    main(log)
