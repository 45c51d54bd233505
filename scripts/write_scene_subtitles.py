"""Write the subtitles of one scene, counted from its start."""

from pathlib import Path
from typing import TYPE_CHECKING

from build.captions import scene_blocks
from build.files import read_json
from build.job import job
from build.seals import write_sealed
from build.takes import takes_folder
from media.subtitle_files import to_srt

if TYPE_CHECKING:
    from snakemake.script import snakemake


with job(snakemake):
    edit = read_json(snakemake.input.edit)
    index = int(snakemake.wildcards.number) - 1
    spoken, _ = scene_blocks(edit, index, takes_folder([snakemake.input.voices]))
    write_sealed(Path(snakemake.output.srt), to_srt(spoken))
