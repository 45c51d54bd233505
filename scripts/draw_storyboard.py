"""Draw a film's storyboard for the report."""

from pathlib import Path
from typing import TYPE_CHECKING

from build.files import publish, read_json
from build.intact import as_made, read_sidecar
from build.job import job
from build.takes import takes_folder
from figures.storyboard import Cell, storyboard

if TYPE_CHECKING:
    from snakemake.script import snakemake


with job(snakemake):
    takes = takes_folder(snakemake.input.clips)
    edit = read_json(snakemake.input.edit)
    film = read_json(snakemake.input.film)
    texts = read_json(snakemake.input.texts)["scenes"]
    cells = []
    for scene, told in zip(edit["scenes"], texts, strict=True):
        frames = read_sidecar(takes / f"{scene['clip']}.json")["frames"]
        picture = as_made(takes / f"{scene['picture']}.png")
        cells.append(Cell(picture, told["text"], frames / edit["fps"]))
    title = f"{snakemake.wildcards.episode} {snakemake.wildcards.track}: {film['title']}"
    with publish(Path(snakemake.output.sheet)) as temporary:
        storyboard(title, cells, film["locale"]).save(temporary, quality=82)
