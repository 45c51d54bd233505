"""Put music and ambience under the voice: mixed.mp4, picture copied, sound lossless."""

from pathlib import Path
from typing import TYPE_CHECKING

from build.files import read_json
from build.intact import as_made, read_sidecar
from build.job import job
from build.seals import publish_sealed
from build.takes import takes_folder
from media.ambience import Bed, stretches
from media.mix import mix
from media.probe import probe, require

if TYPE_CHECKING:
    from snakemake.script import snakemake


def main(log: Path) -> None:
    """Bind the work to the rule's files."""
    voice, output = as_made(snakemake.input.video), Path(snakemake.output.video)
    edit = read_json(snakemake.input.edit)
    film = probe(voice)
    music = as_made(snakemake.input.music[0]) if snakemake.input.music else None
    ambience = None
    if edit["ambience"]:
        takes = takes_folder(snakemake.input.clips)
        clips = [takes / f"{scene['clip']}.json" for scene in edit["ambience"]]
        lengths = [read_sidecar(clip)["samples"] for clip in clips]
        used = {scene["take"] for scene in edit["ambience"] if scene["take"]}
        loops = {take: as_made(takes / f"{take}.wav") for take in used}
        ambience = Bed(stretches(edit["ambience"], lengths), loops, film.samples)
    with publish_sealed(output) as temporary:
        mix(voice, music, ambience, temporary, film.samples, edit, log)
        require(temporary, frames=film.frames, samples=film.samples, fps=film.fps)


with job(snakemake) as log:
    main(log)
