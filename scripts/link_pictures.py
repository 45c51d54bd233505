"""Show an episode's pictures and music in its common folder, by scene number."""

from pathlib import Path
from typing import TYPE_CHECKING

from build.files import read_json, write_text
from build.job import job
from build.links import link_all, table

if TYPE_CHECKING:
    from snakemake.script import snakemake


with job(snakemake):
    takes = Path(snakemake.params.takes or "")
    edit = read_json(snakemake.input.edit)
    output = Path(snakemake.output.table)
    stems = {f"img_{number:03}.png": stem for number, stem in enumerate(edit["pictures"], 1)}
    shown = {name: takes / f"{stem}.png" for name, stem in stems.items()}
    if edit["music"]:
        stems[snakemake.params.music] = edit["music"]
        shown[snakemake.params.music] = takes / f"{edit['music']}.wav"
    if snakemake.params.takes:
        link_all(output.parent, shown, ["img_*.png", "bg_music_common_*.wav"])
    write_text(output, table([("link", "take"), *stems.items()]))
