"""Finish a film: intro and outro around it, chapters, soft subtitles, language and title."""

from pathlib import Path
from typing import TYPE_CHECKING

from build.files import read_json
from build.intact import as_made, read_sidecar
from build.job import job
from build.seals import publish_sealed
from build.takes import takes_folder
from media.final import assemble, chapters

if TYPE_CHECKING:
    from snakemake.script import snakemake


def main(log: Path) -> None:
    """Bind the work to the rule's files."""
    edit = read_json(snakemake.input.edit)
    takes = takes_folder(snakemake.input.clips)

    def frames(stem: str | None) -> int:
        return read_sidecar(takes / f"{stem}.json")["frames"] if stem else 0

    scenes = [frames(clip) for clip in edit["clips"]]
    marks = chapters(
        frames(edit["intro"]), scenes, edit["chapters"], frames(edit["outro"]), edit["title"]
    )
    parts = [as_made(takes / f"{edit['intro']}.mp4")] if edit["intro"] else []
    parts.append(as_made(snakemake.input.video))
    parts += [as_made(takes / f"{edit['outro']}.mp4")] if edit["outro"] else []
    with publish_sealed(Path(snakemake.output.video)) as temporary:
        assemble(parts, temporary, as_made(snakemake.input.subtitles), edit, marks, log)


with job(snakemake) as log:
    main(log)
