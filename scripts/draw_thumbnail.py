"""Draw one thumbnail of a track."""

from pathlib import Path
from typing import TYPE_CHECKING

from build.files import read_json
from build.intact import as_made
from build.job import job
from build.seals import publish_sealed
from media.thumbnail import Look, draw_thumbnail, png, read_picture

if TYPE_CHECKING:
    from snakemake.script import snakemake


with job(snakemake):
    edit = read_json(snakemake.input.edit)
    text = edit["texts"][snakemake.params.version - 1]
    picture = read_picture(as_made(snakemake.input.picture))
    look = Look.from_spec(edit["look"])
    with publish_sealed(Path(snakemake.output.thumbnail)) as temporary:
        temporary.write_bytes(png(draw_thumbnail(picture, text, look, edit["locale"])))
