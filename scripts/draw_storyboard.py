"""Draw a film's storyboard for the report."""

from pathlib import Path
from typing import TYPE_CHECKING

from build.files import publish, read_json
from build.job import job
from figures.storyboard import Cell, storyboard

if TYPE_CHECKING:
    from snakemake.script import snakemake


with job(snakemake):
    takes = Path(snakemake.params.takes)
    edit = read_json(snakemake.input.edit)
    film = read_json(snakemake.input.film)
    texts = read_json(snakemake.input.texts)["scenes"]
    cells = []
    for scene, told in zip(edit["scenes"], texts, strict=True):
        frames = read_json(takes / f"{scene['clip']}.json")["frames"]
        picture = takes / f"{scene['picture']}.png"
        cells.append(Cell(picture, told["text"], frames / edit["fps"]))
    title = f"{snakemake.wildcards.episode} {snakemake.wildcards.track}: {film['title']}"
    with publish(Path(snakemake.output.sheet)) as temporary:
        storyboard(title, cells, film["locale"]).save(temporary, quality=82)
