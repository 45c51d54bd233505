"""Render a film once more at a tempo of its own, with grain, its subtitles beside it."""

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from build.files import read_json
from build.intact import as_made
from build.job import job
from build.seals import publish_sealed, write_sealed
from media.distinct import render, retime_subtitles

if TYPE_CHECKING:
    from snakemake.script import snakemake


def main(log: Path) -> None:
    """Bind the work to the rule's files."""
    edit = read_json(snakemake.input.edit)
    film = as_made(snakemake.input.video)
    for kind in ("srt", "vtt"):
        text = as_made(getattr(snakemake.input, kind)).read_bytes().decode()
        moved = retime_subtitles(text, edit["video"]["fps"], Fraction(edit["tempo"]))
        write_sealed(Path(getattr(snakemake.output, kind)), moved)
    with publish_sealed(Path(snakemake.output.video)) as temporary:
        render(film, Path(snakemake.output.srt), temporary, edit, log)


with job(snakemake) as log:
    main(log)
