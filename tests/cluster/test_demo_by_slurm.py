"""The film of `make demo` built by Slurm, on one file system and with S3: what it came to.

make demo-cluster      (prints the table of docs/cluster.md)
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from cluster.conftest import ClusterChannel, planned
from cluster.daemons import BUCKET
from cluster.slurm_jobs import SECONDS, SLURM, allocations, cancel, loads, running, sums, workers
from workflow.channel import HOME, Channel, Run

pytestmark = [pytest.mark.cluster, pytest.mark.long, pytest.mark.timeout(5000)]

_FILMS = [f"results/S01E01/{track}/final.mp4" for track in ("es", "en", "ca")]
_S3 = f"--default-storage-prefix=s3://{BUCKET}/demo"
_STORED = f"{BUCKET}/demo/results"
_CONFIG = {"models": str(HOME / "models")}
_ENGINES = {"storyboard", "kokoro", "espeak", "synth", "ffmpeg", "libx264"}


class Sitting:
    """The builds of one sitting, each beside the local one."""

    def __init__(self) -> None:
        self.rows: list[str] = []
        self._local = 0.0

    def build(
        self, what: str, made: Channel, *arguments: str, films: Sequence[str] = _FILMS
    ) -> Run:
        """Build the films and note what it came to."""
        began = time.monotonic()
        run = made.build(*films, *arguments, timeout=SECONDS)
        wall = time.monotonic() - began
        assert run.status == 0, run.said
        self._local = self._local or wall
        found = loads(made) if isinstance(made, ClusterChannel) else {}
        cells = [
            what,
            str(sum(planned(run.said).values())),
            str(allocations(run.said) or "–"),
            ", ".join(f"{engine} {times}" for engine, times in sorted(found.items())) or "–",
            f"{wall:.0f} s",
            f"{wall / self._local:.2f}",
        ]
        self.rows.append(f"| {' | '.join(cells)} |")
        return run


@pytest.fixture(scope="module")
def sitting(request: pytest.FixtureRequest) -> Iterator[Sitting]:
    """Return what notes the builds of these tests; it prints them at their end."""
    found = Sitting()
    yield found
    head = ["| build | jobs | allocations | models loaded | took | local = 1 |", "|---" * 6 + "|"]
    with request.config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        print("", *head, *found.rows, sep="\n")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, sitting: Sitting) -> Channel:
    """Return the demo as this machine alone builds it."""
    made = Channel(tmp_path_factory.mktemp("demo") / "channel", _CONFIG)
    _script(made)
    models = made.build("models", timeout=SECONDS)
    assert models.status == 0, models.said
    sitting.build("this machine alone", made)
    return made


def test_slurm_makes_the_takes_of_the_demo(
    demo: Channel, queue: Mapping[str, str], sitting: Sitting, tmp_path: Path
) -> None:
    made = _on_cluster(tmp_path, queue, "slurm")
    sitting.build("Slurm, one file system", made, *SLURM)
    assert sums(made.results) == sums(demo.results)
    assert set(loads(made)) == _ENGINES
    assert not workers(made.folder)
    assert planned(made.dry_run(*_FILMS).said) == {}


def test_slurm_with_s3_makes_the_takes_of_the_demo(
    demo: Channel,
    queue: Mapping[str, str],
    store: tuple[Path, Mapping[str, str]],
    sitting: Sitting,
    tmp_path: Path,
) -> None:
    folder, keys = store
    made = _on_cluster(tmp_path, {**queue, **keys}, "slurm", "s3")
    sitting.build("Slurm, results in S3", made, *SLURM, _S3)
    assert sums(folder / _STORED) == sums(demo.results)
    assert set(loads(made)) == _ENGINES
    assert not list(made.results.rglob("*.mp4"))

    again = sitting.build("the same again", made, *SLURM, _S3)
    assert planned(again.said) == {}

    here = demo.copy(tmp_path / "edited")
    for edited in (here, made):
        script = edited.read()
        script["scenes"][2]["text"]["es"] = "El agua sube al cielo sin que nadie la vea."
        edited.write(script)
    there = sitting.build("a line changed, results in S3", made, *SLURM, _S3)
    local = sitting.build("a line changed, this machine alone", here)
    assert planned(there.said) == planned(local.said)
    assert sums(folder / _STORED) == sums(here.results)


def test_a_cancelled_film_of_the_demo_goes_on(
    demo: Channel, queue: Mapping[str, str], sitting: Sitting, tmp_path: Path
) -> None:
    film = _FILMS[:1]
    made = _on_cluster(tmp_path, queue, "slurm")

    def spoken() -> int:
        return len(list(made.results.glob("takes/speech/kokoro/*.json")))

    def speaking() -> str:
        return running("speak_line", queue) if spoken() >= 3 else ""

    status, said = cancel(made.command(*film, *SLURM), made.folder, made.variables, speaking)
    assert status == 1
    assert "CANCELLED" in said
    assert not workers(made.folder)
    kept = spoken()
    again = sitting.build("one film after its voices were cancelled", made, *SLURM, films=film)
    assert planned(again.said)["speak_line"] == 9 - kept
    assert sums(made.results).items() <= sums(demo.results).items()
    assert made.results.joinpath("S01E01/es/final.mp4").exists()


def _on_cluster(folder: Path, variables: Mapping[str, str], *profiles: str) -> ClusterChannel:
    made = ClusterChannel(folder / "channel", _CONFIG)
    made.variables, made.profiles = variables, profiles
    _script(made)
    return made


def _script(made: Channel) -> None:
    shutil.copy(HOME / "scripts_json/SAGA_01_Episode_01.json", made.scripts)
