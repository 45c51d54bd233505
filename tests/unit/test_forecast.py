"""What a run will take and cost, from what earlier ones took."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from build.made import MADE, counted
from build.remembered import remember, settings_before
from build.takes import Take
from build.units import dollars, time_text
from engines.adapter import adapter
from forecast.estimate import Cost, Means, bill, wall
from forecast.forecast import Forecast
from forecast.jobs import KINDS, WORKERS, Job, cause_of, place_of
from forecast.measured import Measured, Sample, pace_of
from forecast.rates import Range, quantile, spread
from forecast.words import duration, money, table
from forecast.work import Work, hearing_work, take_work

HOME = Path(__file__).resolve().parents[2]
KOKORO = ("speech", "kokoro")


def job(
    number: int, *needs: int, rule: str = "mix_sound", engine: str | None = None, gpus: int = 0
) -> Job:
    return Job(number, rule, "S01E01/es", None, engine, frozenset(needs), gpus)


def exactly(seconds: float, load: float = 0.0) -> Cost:
    return Cost(Range(seconds, seconds, seconds), load=Range(load, load, load))


def lasts(jobs: list[Job], cost: Cost, cores: int, parallel: int = 1, gpus: int = 1) -> float:
    means = Means(cores, gpus, {"draw_image/sdxl": parallel})
    return wall(jobs, {job.number: cost for job in jobs}, means).likely


def test_jobs_share_the_cores() -> None:
    assert lasts([job(n) for n in range(4)], exactly(3), cores=2) == 6
    assert lasts([job(0), job(1, 0), job(2, 1)], exactly(3), cores=2) == 9


def test_an_engine_is_loaded_once_and_takes_its_turns() -> None:
    drawn = [job(n, rule="draw_image", engine="sdxl") for n in range(4)]
    assert lasts(drawn, exactly(3, load=10), cores=4) == 10 + 4 * 3
    assert lasts(drawn, exactly(3, load=10), cores=4, parallel=2) == 10 + 2 * 3
    assert bill(drawn, dict.fromkeys(range(4), exactly(3, load=10))).cpu.likely == 10 + 4 * 3


def test_gpus_are_not_shared_and_leave_the_cores_to_others() -> None:
    drawn = [job(n, rule="draw_image", gpus=1) for n in range(2)]
    others = [job(n) for n in range(2, 5)]
    assert lasts([*drawn, *others], exactly(3), cores=2) == 9
    assert lasts(drawn, exactly(3), cores=2, gpus=2) == 3
    total = bill([*drawn, *others], {n: exactly(3) for n in range(5)})
    assert (total.gpu.likely, total.cpu.likely) == (6, 9)


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_a_run_is_never_quicker_than_its_work_or_slower_than_one_core(data: st.DataObject) -> None:
    count, cores = data.draw(st.integers(1, 12)), data.draw(st.integers(1, 4))
    needs = [data.draw(st.sets(st.integers(0, n - 1))) if n else set() for n in range(count)]
    jobs = [job(n, *needs[n]) for n in range(count)]
    bounds = [sorted(data.draw(st.tuples(*[st.integers(0, 9)] * 3))) for _ in jobs]
    costs = {n: Cost(Range(*bound)) for n, bound in enumerate(bounds)}
    found = wall(jobs, costs, Means(cores, 1, {}))
    work = sum(bound[1] for bound in bounds)
    assert work / cores <= found.likely <= work
    assert found.low <= found.likely <= found.high


def test_few_samples_are_trusted_less() -> None:
    assert spread([]) is None
    assert spread([3.0]) == Range(2.0, 3.0, 4.5)
    many = spread([1.0] * 50 + [2.0] * 50 + [9.0])
    assert many == Range(1.0, 2.0, 2.0)
    assert quantile([0.0, 10.0], 0.25) == 2.5


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "0 s"), (0.2, "1 s"), (41.2, "41 s"), (200, "3 min 20 s"), (7500, "2 h 5 min")],
)
def test_times_as_people_say_them(seconds: float, said: str) -> None:
    assert time_text(seconds) == said


def test_what_is_made_in_words() -> None:
    assert counted({"cut_clip": 2, "speak_line": 1, "link_track": 3}) == "1 voice, 2 clips"
    assert counted({"link_track": 3}) == "links only"


def test_units_are_what_the_work_grows_with() -> None:
    size = {"width": 1920, "height": 1080}
    drawn = take_work("images", "sdxl", {**size, "steps": 50, "model": "sdxl", "prompt": "a"})
    assert drawn == Work(("images", "sdxl", "sdxl"), pytest.approx(1920 * 1080 * 50 / 1e6))
    clip = {**size, "preset": "medium", "crf": 18}
    still, moving = (take_work("clips", "libx264", {**clip, **m}, 90) for m in ({}, {"motion": {}}))
    assert still.like == ("clips", "libx264", "medium", "still")
    assert moving.units == pytest.approx(90 * still.units)


def sidecar(folder: Path, name: str, letters: int, seconds: float, **more: Any) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    about = {"spec": {"text": "a" * letters}, "seconds": seconds, **more}
    (folder / f"{name}.json").write_text(json.dumps(about))


def channel(folder: Path) -> Any:
    chosen = SimpleNamespace(takes=str(folder / "takes"), results=str(folder))
    return SimpleNamespace(settings=chosen, episodes={}, ear=None)


def test_the_pace_is_that_of_the_newest_takes_of_the_engine(tmp_path: Path) -> None:
    voices = tmp_path / "takes/speech/kokoro"
    for number in range(40):
        sidecar(voices, f"old-{number}", 100, 50.0)
        os.utime(voices / f"old-{number}.json", (1, 1))
    for number in range(30):
        own = {"load_seconds": 1.5}
        sidecar(voices, f"new-{number}", 100, 5.0, made_by=own)
    sidecar(voices, "new-1.whisper-12ab", 100, 99.0)
    sidecar(voices, "imported-1", 100, 0.001, imported={"from": "old"})
    (voices / "torn-1.json").write_text("{")
    pace = Measured(channel(tmp_path)).pace("speak_line", Work(KOKORO, 80), "S01E01/es")
    assert pace is not None and pace.measured
    assert pace.unit.likely * 80 == pytest.approx(4.0)
    assert pace.load.likely == 1.5


def test_what_was_never_measured_is_a_guess_or_unknown(tmp_path: Path) -> None:
    measured = Measured(channel(tmp_path))
    guess = measured.pace("speak_line", Work(KOKORO, 80), "S01E01/es")
    assert guess is not None and not guess.measured and guess.unit.high >= 3 * guess.unit.low
    assert measured.pace("draw_image", Work(("images", "zimage"), 80), "S01E01") is None
    measured.plan.ear = SimpleNamespace(tag="whisper-1a", choice=SimpleNamespace(engine="whisper"))
    heard = measured.pace("listen_take", hearing_work("whisper", "a line"), "S01E01/es")
    assert heard is not None and not heard.measured


def test_waiting_for_ones_turn_is_not_the_start_of_a_job() -> None:
    samples = [Sample(Work(KOKORO, 10), 1.0, start) for start in (0.2, 0.2, 0.3, 5.0, 9.0)]
    pace = pace_of(samples, Work(KOKORO, 10))
    assert pace is not None and pace.start.high < 0.4


def test_a_service_s_price_is_that_of_its_sidecars() -> None:
    google, together = adapter("speech", "google"), adapter("image", "together")
    price = {"usd_per_million_characters": 4.0}
    assert google.price(price, {"text": "Bon dia 💧 a tothom."}) == pytest.approx(17 * 4e-6)
    assert google.price({"usd_per_million_characters": None}, {"text": "Bon dia"}) is None
    assert together.price({"usd_per_picture": 0.003}, {}) == 0.003
    assert google.paid and not adapter("speech", "kokoro").paid


def test_money_is_told_as_far_as_it_is_known() -> None:
    priced, unpriced = Cost(Range(), paid=True, usd=0.25), Cost(Range(), paid=True)
    jobs = [job(0), job(1)]
    assert money(bill(jobs, {0: exactly(1), 1: exactly(1)})) == ""
    assert money(bill(jobs, {0: priced, 1: priced})) == "; about 0.50 USD"
    assert money(bill(jobs, {0: priced, 1: unpriced})) == "; at least 0.25 USD"
    assert "not known" in money(bill(jobs, {0: unpriced, 1: unpriced}))
    assert dollars(0.00023) == "0.0002 USD"
    assert [dollars(usd) for usd in (0, 0.00001, 0.0032, 0.04, 12)] == [
        "0.00 USD",
        "less than 0.0001 USD",
        "0.0032 USD",
        "0.04 USD",
        "12.00 USD",
    ]


def test_a_plan_says_what_it_does_not_know() -> None:
    drawn = job(0, rule="draw_image", engine="zimage", gpus=1)
    jobs = [drawn, job(1, rule="speak_line", engine="google"), job(2, 1, rule="finish_video")]
    costs = {
        0: Cost(None, start=Range(1, 1, 1)),
        1: Cost(Range(1, 2, 3), paid=True),
        2: Cost(Range(1, 2, 3), measured=False),
    }
    plan: Any = SimpleNamespace(episodes={}, settings=SimpleNamespace(results="results"))
    sentence, _, head, row, *notes = table(Forecast(plan, jobs, costs, Range(2, 4, 6)))
    made = "1 picture, 1 voice, 1 film"
    said = "about 4 s (2 s to 6 s), without 1 picture by zimage"
    assert sentence == f"Plan: {made}; {said}; what services cost is not known"
    assert head.split() == ["CPU", "GPU", "cost"]
    assert " ".join(row.split()) == f"S01E01/es 2 s 1 s not known {made}"
    assert notes == [
        "",
        "not measured yet, and not in these times: pictures by zimage (1)",
        "not measured here yet, so a guess: films (1)",
        "price not known: 1 take by google; engines.google.usd_… in the configuration says what "
        "they cost",
    ]
    guessed = dict.fromkeys(range(3), costs[2])
    assert duration(Forecast(plan, jobs, guessed, Range(2, 4, 6))) == (
        "about 4 s (2 s to 6 s), a guess"
    )


def test_a_job_is_told_of_where_it_belongs() -> None:
    take = Take("speech", "kokoro", "a-12", {})
    owners = {take.stem: "S01E01/es"}
    assert place_of({"episode": "sea/S01E02", "track": "en"}, None, owners) == "sea/S01E02/en"
    assert place_of({"engine": "kokoro"}, take, owners) == "S01E01/es"
    assert place_of({}, None, owners) == "all films"


def test_every_rule_that_makes_a_take_is_known() -> None:
    made: dict[str, str] = {}
    for path in HOME.glob("rules/*.smk"):
        for rule, body in re.findall(
            r"^rule (\w+):\n(.*?)(?=^\S|\Z)", path.read_text(), re.M | re.S
        ):
            output = re.search(r"    output:\n.*?    log:", body, re.S)
            kind = re.search(r"<takes>/(\w+)/\{engine\}/\{name\}", output[0]) if output else None
            made |= {rule: kind[1]} if kind else {}
    assert made and made == KINDS
    assert set(WORKERS) < set(KINDS) < set(MADE)


def test_causes_are_snakemake_s_own() -> None:
    def reason(**own: Any) -> Any:
        names = ("missing_output", "incomplete_output", "updated_input", "updated_input_run")
        return SimpleNamespace(**{"forced": False, **{name: set() for name in names}, **own})

    assert cause_of(reason(updated_input={"a/b.json"}, updated_input_run={"a/b.json"})) is None
    assert cause_of(reason(updated_input={"a/edit.json"})) == "edit.json is newer"
    assert cause_of(reason(missing_output={"a/final.mp4"})) == "final.mp4 is missing"
    assert cause_of(reason(forced=True)) == "asked for again"


def test_what_a_list_held_is_kept_if_it_was_built(tmp_path: Path) -> None:
    path, film = tmp_path / "edit.mix.json", tmp_path / "final.mp4"
    path.write_text('{"volume": 2}')
    assert settings_before(path) is None
    film.touch()
    assert settings_before(path) == {"volume": 2}
    os.utime(path, (10, 10))
    os.utime(film, (20, 20))
    remember(path, '{"volume": 1}')  # and another content is written
    os.utime(path, (30, 30))
    remember(path, '{"volume": 2}')  # that was never built
    assert settings_before(path) == {"volume": 1}
