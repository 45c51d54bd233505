"""What is fetched or sent: the bytes of a job, and how long earlier ones of so many bytes took."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from build.benchmarks import benchmark_seconds
from build.files import is_newer
from models.catalogue import read_catalogue
from models.state import state_of

_CATALOGUE = Path(__file__).resolve().parents[2] / "config/models.yaml"
TRANSFERS = {"fetch_model", "upload_film"}


def bytes_of(job: Any) -> int:  # noqa: ANN401
    """Return about how many bytes Snakemake's `job` fetches or sends, 0 for none or unknown."""
    if job.rule.name == "fetch_model":
        model = read_catalogue(Path(job.params.catalogue))[job.params.model]
        there = state_of(model, Path(job.params.models), lambda _: "").size
        return max(0, model.size - there)
    return _unsent(Path(job.input.video)) if job.rule.name == "upload_film" else 0


def _unsent(film: Path) -> int:
    # One that is not built yet has no size; one with a newer receipt is not sent again.
    waits = film.exists() and is_newer(film, film.with_name("upload.json"))
    return film.stat().st_size if waits else 0


def fetched_models(benchmarks: Iterable[Path]) -> Iterator[tuple[int, float]]:
    """Yield the bytes and seconds of the models whose fetching left `benchmarks`."""
    sizes = {model.manifest: model.size for model in read_catalogue(_CATALOGUE).values()}
    for path in benchmarks:
        size = next((size for name, size in sizes.items() if str(path).endswith(f"/{name}.tsv")), 0)
        seconds = benchmark_seconds(path)
        if size and seconds is not None:
            yield size, seconds


def sent_films(ledgers: Iterable[Path]) -> Iterator[tuple[int, float]]:
    """Yield the bytes and seconds of the uploads that `ledgers` tell of."""
    for ledger in ledgers:
        try:
            events = [json.loads(line) for line in ledger.read_text(encoding="utf-8").splitlines()]
            yield from _sent(events)
        except (OSError, ValueError, KeyError, TypeError):
            continue  # the upload itself says what is wrong with it


def _sent(events: Iterable[Mapping[str, Any]]) -> Iterator[tuple[int, float]]:
    size, began = 0, None
    for event in events:
        if event["event"] == "intent":
            size, began = event["size"], None
        elif event["event"] == "session":
            began = datetime.fromisoformat(event["at"])
        elif event["event"] == "video" and size and began:
            yield size, (datetime.fromisoformat(event["at"]) - began).total_seconds()
