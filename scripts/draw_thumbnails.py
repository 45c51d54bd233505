"""Draw all thumbnails of a track, and show the picture under them in the common folder."""

from pathlib import Path
from typing import TYPE_CHECKING

from build.files import read_json
from build.intact import as_made
from build.job import job
from build.links import link
from build.seals import publish_sealed
from media.thumbnail import Look, draw_thumbnail, jpeg, png, read_picture

if TYPE_CHECKING:
    from snakemake.script import snakemake


with job(snakemake):
    edit = read_json(snakemake.input.edit)
    source = as_made(snakemake.input.picture)
    picture, look = read_picture(source), Look.from_spec(edit["look"])
    drawn = [draw_thumbnail(picture, text, look, edit["locale"]) for text in edit["texts"]]
    folder = Path(snakemake.output.thumbnail).parent
    files = {folder / f"thumbnail_v{number}.png": png(one) for number, one in enumerate(drawn, 1)}
    files[Path(snakemake.output.upload)] = jpeg(drawn[0])
    files[Path(snakemake.output.thumbnail)] = files[folder / "thumbnail_v1.png"]
    for path, content in files.items():
        with publish_sealed(path) as temporary:
            temporary.write_bytes(content)
    for path in folder.glob("thumbnail_v[1-5].png"):
        if path not in files:  # a text that was taken back
            path.unlink()
    link(Path(snakemake.output.link), source)
