"""Join a film's clips packet by packet: voice.mp4, exact to the frame and the sample."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

from build.files import read_json
from build.intact import as_made
from build.job import job
from build.seals import publish_sealed
from build.takes import takes_folder
from media.mux import Piece, join_clips
from media.probe import require
from media.video import VideoSettings

if TYPE_CHECKING:
    from snakemake.script import snakemake


with job(snakemake):
    takes = takes_folder(snakemake.input.clips)
    edit = read_json(snakemake.input.edit)
    clips = [
        Piece(
            as_made(takes / f"{scene['clip']}.mp4"),
            as_made(takes / f"{scene['transition']}.mp4") if scene["transition"] else None,
        )
        for scene in edit["scenes"]
    ]
    settings = VideoSettings.from_spec(json.loads(snakemake.params.video))
    with publish_sealed(Path(snakemake.output.video)) as temporary:
        joined = join_clips(temporary, clips, settings)
        require(temporary, frames=joined.frames, samples=joined.samples, fps=settings.fps)
