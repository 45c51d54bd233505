"""What earlier work took: from the sidecars of takes and Snakemake's benchmarks of this channel.

Read only once there is something to do, and only a bounded sample: the newest of each engine.
"""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from build.benchmarks import benchmark_seconds
from build.files import read_known
from build.plan import Plan
from forecast.jobs import SHARED
from forecast.rates import ROUGH_LOAD, ROUGH_START, Range, rough, spread
from forecast.transfers import TRANSFERS, fetched_models, sent_films
from forecast.work import Work, film_work, hearing_work, take_work, transfer_work

# Rules whose benchmarks are named otherwise than <place>/<rule>.tsv, under the benchmarks' folder.
_NAMED = {
    "fetch_model": "models/**/*manifest.json",
    "refetch_model": "models/*@*",
    "import_picture": "imports/images/*/*",
    "import_voice": "imports/speech/*/*",
    "begin_script": "scripts/new/**/*",
    "draw_charts": "figures/draw_charts-*",
    "draw_thumbnail": "{place}draw_thumbnail_v*",
}
_ENOUGH = 30  # samples of one kind of work
_MOST = 150  # files read to find them


@dataclass(frozen=True)
class Sample:
    """What one earlier job took: seconds of work, of starting, of loading its engine; dollars."""

    work: Work
    seconds: float
    start: float | None = None
    load: float | None = None
    usd: float | None = None


@dataclass(frozen=True)
class Pace:
    """How long work of one kind takes: seconds a unit, and for starting a job and the engine.

    `measured` tells whether this channel measured it; `usd` is what a unit cost, None if unknown.
    """

    unit: Range
    start: Range = ROUGH_START
    load: Range = ROUGH_LOAD
    measured: bool = False
    usd: float | None = None


@dataclass
class Measured:
    """The paces of a channel's work, each looked up once."""

    plan: Plan
    _known: dict[tuple[str, ...], Pace | None] = field(default_factory=dict)

    def pace(self, rule: str, work: Work, where: str) -> Pace | None:
        """Return the pace of `work`, None where nobody ever measured any like it."""
        if work.like not in self._known:
            self._known[work.like] = pace_of(list(self._samples(rule, work, where)), work)
        return self._known[work.like]

    def _samples(self, rule: str, work: Work, where: str) -> Iterator[Sample]:
        if rule in TRANSFERS:
            yield from self._of_transfers(rule)
            return
        if work.like[0] == rule:
            yield from self._of_rule(rule, where)
            return
        found = 0
        listed = self._heard() if rule == "listen_take" else self._of_takes(*work.like[:2])
        for number, sample in enumerate(listed):
            if sample is not None and sample.work.like == work.like:
                found += 1
                yield sample
            if found == _ENOUGH or number == _MOST:
                return

    def _of_takes(self, kind: str, engine: str) -> Iterator[Sample | None]:
        folder = f"{kind}/{engine}"
        suffix = {"templates": ".mp4", "scripts": ".made.json"}.get(kind, ".json")
        for name in newest(Path(self.plan.settings.takes) / folder, suffix):
            benchmark = self._benchmark(f"{folder}/{name}")
            if kind == "templates":
                yield template_sample(self.plan, engine, benchmark)
                continue
            about = read_known(Path(self.plan.settings.takes) / folder / f"{name}{suffix}")
            yield take_sample(kind, engine, about, benchmark)

    def _heard(self) -> Iterator[Sample | None]:
        ear = self.plan.ear
        assert ear is not None
        for folder in sorted(Path(self.plan.settings.takes).glob("speech/*")):
            for name in newest(folder, f".{ear.tag}.json"):
                about = read_known(folder / f"{name}.{ear.tag}.json")
                benchmark = self._benchmark(f"speech/{folder.name}/{name}.{ear.tag}")
                yield hearing_sample(ear.choice.engine, about, benchmark)

    def _of_transfers(self, rule: str) -> Iterator[Sample]:
        if rule == "upload_film":
            ledgers = Path(self.plan.settings.results) / "uploads"
            done = sent_films(sorted(ledgers.glob("*/*.jsonl"))[:_MOST])
        else:
            done = fetched_models(self._benchmarks("", rule))
        for size, seconds in done:
            yield Sample(transfer_work(rule, size), seconds, start=0.0)

    def _of_rule(self, rule: str, where: str) -> Iterator[Sample]:
        episodes = self.plan.episodes
        if "{place}" not in _NAMED.get(rule, "{place}"):
            places = [(SHARED, "")]
        elif where in episodes:
            places = [
                (folder, f"{folder}/{part}") for folder in episodes for part in ("common/", "")
            ]
        elif where == SHARED:
            places = [(where, "")]
        else:
            places = [(f"{e}/{t}", f"{e}/{t}/") for e in episodes for t in episodes[e].tracks]
        for film, place in places[:_MOST]:
            for path in self._benchmarks(place, rule):
                seconds = benchmark_seconds(path)
                if seconds is not None:
                    yield Sample(film_work(rule, self.plan, film), seconds, start=0.0)

    def _benchmarks(self, place: str, rule: str) -> list[Path]:
        """Return the newest benchmarks of a rule for a film, an episode or (in "") all films."""
        folder = Path(self.plan.settings.results) / "benchmarks"
        if rule not in _NAMED:
            return [folder / f"{place}{rule}.tsv"]
        named = _NAMED[rule].format(place=glob.escape(place))
        found = ((path.stat().st_mtime_ns, path) for path in folder.glob(f"{named}.tsv"))
        return [path for _, path in sorted(found, reverse=True)[:_ENOUGH]]

    def _benchmark(self, stem: str) -> float | None:
        return benchmark_seconds(Path(f"{self.plan.settings.results}/benchmarks/{stem}.tsv"))


def pace_of(samples: list[Sample], work: Work) -> Pace | None:
    """Return the pace that `samples` tell; where there are none, the rough one, if any."""
    unit = spread([sample.seconds / sample.work.units for sample in samples])
    if unit is None:
        found = rough(work.like)
        if found is None:
            return None
        return Pace(found)
    # Waiting for one's turn at the engine is in these too, so only the quicker ones count.
    starts = sorted(s.start for s in samples if s.start is not None)
    start = spread(starts[: len(starts) // 2 + 1])
    load = spread([sample.load for sample in samples if sample.load is not None])
    paid = spread([s.usd / s.work.units for s in samples if s.usd is not None])
    return Pace(
        unit,
        ROUGH_START if start is None else start,
        ROUGH_LOAD if load is None else load,
        measured=True,
        usd=paid.likely if paid else None,
    )


def take_sample(
    kind: str, engine: str, about: Mapping[str, Any], benchmark: float | None
) -> Sample | None:
    """Return what a take's sidecar `about` and its job's benchmark tell; None where too little."""
    if "imported" in about:
        return None  # it was made elsewhere
    try:
        work = take_work(kind, engine, about["spec"], about.get("frames"))
        return _sample(work, about, benchmark)
    except (KeyError, TypeError, ValueError):
        return None


def hearing_sample(ear: str, about: Mapping[str, Any], benchmark: float | None) -> Sample | None:
    """Return what a file of the ear's tells of listening; None where too little."""
    try:
        return _sample(hearing_work(ear, about["spec"]["text"]), about, benchmark)
    except (KeyError, TypeError, ValueError):
        return None


def template_sample(plan: Plan, engine: str, benchmark: float | None) -> Sample | None:
    """Return what encoding a template took; those of other settings take about as long."""
    if benchmark is None or plan.template is None:
        return None
    return Sample(take_work("templates", engine, plan.template.spec), benchmark, start=0.0)


def _sample(work: Work, about: Mapping[str, Any], benchmark: float | None) -> Sample:
    made_by = about.get("made_by", {})
    seconds = float(about["seconds"])
    start = None if benchmark is None else max(0.0, benchmark - seconds)
    return Sample(work, seconds, start, made_by.get("load_seconds"), made_by.get("usd"))


def newest(folder: Path, suffix: str) -> list[str]:
    """Return the names in `folder` with exactly `suffix`, without it, the newest first."""
    try:
        entries = [entry for entry in os.scandir(folder) if entry.name.endswith(suffix)]
    except FileNotFoundError:
        return []
    names = [(entry.stat().st_mtime, entry.name.removesuffix(suffix)) for entry in entries]
    return [name for _, name in sorted(names, reverse=True) if "." not in name]
