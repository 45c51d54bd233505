"""A film built by Slurm, alone and with S3 as storage: the same takes, one load per allocation."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from cluster.conftest import ClusterChannel, channel, planned
from cluster.daemons import BUCKET
from cluster.slurm_jobs import SECONDS, SLURM, cancel, loads, running, squeue, sums, workers
from faults.disks import read_only
from workflow.channel import HOME, TINY, Channel

pytestmark = [pytest.mark.cluster, pytest.mark.timeout(3000)]
_ENGINES = {"storyboard", "file", "espeak", "synth", "libx264"}
_GPU = ("draw_image", "compose_music")


def test_a_cancelled_build_goes_on_and_makes_the_same_film(
    queue: Mapping[str, str], local: Channel, tmp_path: Path
) -> None:
    made = channel(tmp_path / "channel", queue, "slurm")
    gpu = "--set-resources=draw_image:gpu=1"  # as an engine that uses one asks for it
    asked = ""

    def cutting() -> str:
        nonlocal asked
        asked = squeue(queue, "--states=all", "--Format=comment:60,tres-per-job:20")
        return running("cut_clip", queue)

    status, said = cancel(made.command(*SLURM, gpu), made.folder, queue, cutting)
    assert status == 1
    assert not workers(made.folder)  # ended with their allocations, the cancelled one too
    assert re.search(r"clip, its allocation: .*CANCELLED", said), said
    assert re.search(r"draw_image\s+gres:gpu:1", asked), asked

    again = made.build(*SLURM, gpu, timeout=SECONDS)
    assert again.status == 0, again.said
    # What the cancelled build had made was kept, in its own group too.
    assert not {"draw_image", "speak_line", "compose_music"} & planned(again.said).keys()
    assert sums(made.results) == sums(local.results)
    assert set(loads(made)) == _ENGINES
    assert planned(made.dry_run().said) == {}


def test_all_that_a_build_makes_is_made_on_nodes_with_models_that_are_read_only(
    queue: Mapping[str, str], local: Channel, tmp_path: Path
) -> None:
    ear = HOME / "models/whisper"
    hears = ear.is_dir()  # its model is not fetched for a test
    models = tmp_path / "models"
    models.mkdir()
    if hears:
        shutil.copytree(ear, models / ear.name)
    deep = tmp_path / "/".join(["a-folder-of-the-node"] * 8)  # no socket's path fits in there
    deep.mkdir(parents=True)
    made = channel(tmp_path / "channel", {**queue, "TMPDIR": str(deep)}, "slurm")
    everything = {"ear": {"listen": hears}, "thumbnails": {"draw": True}, "review": {"page": True}}
    made.configure({**TINY, "tracks": ["es"], "models": str(models), **everything})
    # As engines that use a GPU ask for it, in a partition of their own.
    wish = [f"{rule}:{what}" for rule in _GPU for what in ("gpu=1", "slurm_partition=gpus")]
    with read_only(models):
        run = made.build(*SLURM, "--set-resources", *wish, timeout=SECONDS)
    asked = squeue(queue, "--states=all", "--Format=comment:60,tres-per-job:20,partition:10")
    assert run.status == 0, run.said
    assert not workers(made.folder)
    jobs = planned(run.said)
    assert jobs["draw_thumbnails"] == jobs["write_review"] == 1
    assert jobs.get("listen_take", 0) == 2 * hears
    assert (made.results / "S01E01/es/thumbnail.jpg").is_file()
    assert (made.results / "S01E01/review.html").is_file()
    assert (made.results / "review.html").is_file()
    assert sums(local.results).items() <= sums(made.results).items()
    assert set(loads(made)) == _ENGINES | ({"whisper"} if hears else set())
    for rule in _GPU:
        assert re.search(rf"{rule}\s+gres:gpu:1\s+gpus", asked), asked
    assert not re.search(r"(speak_line|cut_clip)\s.*gpus", asked), asked
    assert planned(made.dry_run().said) == {}


def test_slurm_with_s3_makes_the_same_film(
    queue: Mapping[str, str],
    store: tuple[Path, Mapping[str, str]],
    local: Channel,
    tmp_path: Path,
) -> None:
    folder, keys = store
    made = channel(tmp_path / "channel", {**queue, **keys}, "slurm", "s3")
    prefix = f"--default-storage-prefix=s3://{BUCKET}/both"
    run = made.build(*SLURM, prefix, timeout=SECONDS)
    assert run.status == 0, run.said
    assert sums(folder / BUCKET / "both/results") == sums(local.results)
    assert set(loads(made)) == _ENGINES
    assert not list(made.results.rglob("*.mp4"))

    # From another machine: nothing to do, and after an edit only what it concerns.
    there = channel(tmp_path / "there", keys, "s3")
    assert planned(_dry_run(there, prefix)) == {}
    script = there.read()
    script["scenes"][0]["text"]["es"] = "Otra frase."
    there.write(script)
    said = _dry_run(there, prefix)
    changed = {
        "speak_line": 1,
        "cut_clip": 1,
        "join_clips": 1,
        "mix_sound": 1,
        "write_subtitles": 1,
        "finish_video": 1,
        "link_track": 1,
    }
    assert planned(said) == changed
    # Joins are compared with their checksums there too, so these come with them.
    assert re.search(r"input: .*/voice\.mp4 .*/\.checksums/voice\.mp4\.sha256 ", said), said

    here = local.copy(tmp_path / "here")
    for edited in (made, here):
        edited.write(script)
    run = made.build(*SLURM, prefix, timeout=SECONDS)
    assert run.status == 0, run.said
    assert planned(run.said) == planned(here.build().said) == changed
    assert sums(folder / BUCKET / "both/results") == sums(here.results)


@pytest.mark.parametrize("asked", ["verify", "prune", "review", "publish"])
def test_what_reads_results_by_path_says_so_of_a_bucket(
    asked: str, store: tuple[Path, Mapping[str, str]], tmp_path: Path
) -> None:
    made = channel(tmp_path / "channel", store[1], "s3")
    prefix = f"--default-storage-prefix=s3://{BUCKET}/none"
    run = made.build("-n", asked, prefix, timeout=SECONDS)
    assert run.status == 1
    assert "this is for results in a folder" in run.said


def _dry_run(made: ClusterChannel, prefix: str) -> str:
    run = made.build("-n", prefix, timeout=SECONDS)
    assert run.status == 0, run.said
    return run.said
