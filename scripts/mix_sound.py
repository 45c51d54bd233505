"""Put the music under the voice: mixed.mp4, its picture copied, its sound lossless."""

from pathlib import Path
from typing import TYPE_CHECKING

from build.files import publish, read_json, scratch
from build.job import job
from media import ffmpeg
from media.mix import mix
from media.probe import probe, require

if TYPE_CHECKING:
    from snakemake.script import snakemake


def main(log: Path) -> None:
    """Bind the work to the rule's files."""
    voice, output = Path(snakemake.input.video), Path(snakemake.output.video)
    edit = read_json(snakemake.input.edit)
    film = probe(voice)
    music = Path(snakemake.input.music[0]) if snakemake.input.music else None
    with scratch(output, ".wav") as sound, publish(output) as temporary:
        mix(voice, music, sound, film.samples, edit, log)
        ffmpeg.run(
            ["-v", "warning", "-i", voice, "-i", sound, "-map", "0:v", "-map", "1:a"]
            + ["-c:v", "copy", "-c:a", "flac", "-f", "mp4", temporary],
            log=log,
            doing="put the mix to the picture",
        )
        require(temporary, frames=film.frames, samples=film.samples, fps=film.fps)


with job(snakemake) as log:
    main(log)
