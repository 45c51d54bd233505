"""Show a film's raw voices, padded voices and clips in its folder, by scene number."""

from pathlib import Path
from typing import TYPE_CHECKING

from build.files import read_json, write_text
from build.job import job
from build.links import link_all, table

if TYPE_CHECKING:
    from snakemake.script import snakemake


with job(snakemake):
    takes = Path(snakemake.params.takes or "")
    output = Path(snakemake.output.table)
    scenes = read_json(snakemake.input.edit)["scenes"]
    shown: dict[str, Path] = {}
    rows = [("scene", "picture", "voice", "clip")]
    for scene in scenes:
        number = f"{scene['number']:03}"
        shown[f"raw/{number}.wav"] = takes / f"{scene['voice']}.wav"
        shown[f"padded/{number}.wav"] = takes / f"{scene['clip']}.wav"
        shown[f"clips/{number}.mp4"] = takes / f"{scene['clip']}.mp4"
        rows.append((number, scene["picture"], scene["voice"], scene["clip"]))
    if snakemake.params.takes:
        link_all(output.parent, shown, ["raw/*.wav", "padded/*.wav", "clips/*.mp4"])
    write_text(output, table(rows))
