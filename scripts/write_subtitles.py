"""Write a film's subtitles as SRT, WebVTT and ASS, and those of each scene beside them."""

from pathlib import Path
from typing import TYPE_CHECKING

from build.captions import scene_blocks
from build.files import read_json
from build.intact import read_sidecar
from build.job import job
from build.seals import sealed, write_sealed
from build.takes import takes_folder
from media.subtitle_files import to_ass, to_srt, to_vtt
from media.subtitles import join

if TYPE_CHECKING:
    from snakemake.script import snakemake


def main() -> None:
    """Bind the work to the rule's files."""
    edit = read_json(snakemake.input.edit)
    takes = takes_folder(snakemake.input.voices)
    folder = Path(snakemake.output.srt).parent / "subtitles"
    start = read_sidecar(takes / f"{edit['intro']}.json")["frames"] if edit["intro"] else 0
    scenes, starts = [], []
    for index in range(len(edit["scenes"])):
        spoken, frames = scene_blocks(edit, index, takes)
        write_sealed(folder / f"{index + 1:03}.srt", to_srt(spoken))
        scenes.append(spoken)
        starts.append(start)
        start += frames
    for stale in folder.glob("*.srt"):
        if stale.stem.isdecimal() and int(stale.stem) > len(scenes) and sealed(stale):
            stale.unlink()
    film = join(scenes, starts, edit["fps"])
    write_sealed(Path(snakemake.output.srt), to_srt(film))
    write_sealed(Path(snakemake.output.vtt), to_vtt(film))
    write_sealed(Path(snakemake.output.ass), to_ass(film, edit["width"], edit["height"]))


with job(snakemake):
    main()
