"""The jobs that Snakemake chose for this run, before the first of them starts.

They are its own graph's, in a dry run as in a run, so what is told of them is what happens.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from build.plan import Plan
from build.takes import Take
from engines.adapter import adapter
from forecast.transfers import bytes_of

SHARED = "all films"
# Rules that ask a worker, with the kind of engine that it loads.
WORKERS = {
    "draw_image": "image",
    "speak_line": "speech",
    "listen_take": "ear",
    "compose_music": "music",
    "make_ambience": "ambience",
    "cut_clip": "clip",
    "write_script": "writer",
}


# Rules that are about a take, with its kind.
KINDS = {
    "draw_image": "images",
    "import_picture": "images",
    "speak_line": "speech",
    "import_voice": "speech",
    "listen_take": "speech",
    "compose_music": "music",
    "make_ambience": "ambience",
    "make_insert": "inserts",
    "encode_template": "templates",
    "cut_clip": "clips",
    "blend_clips": "transitions",
    "write_script": "scripts",
}


@dataclass(frozen=True)
class Job:
    """One job of the run.

    `take` is what it makes or hears, where it is about one; `where` is the film (S01E01/es), the
    episode or `all films`; `needs` are the other jobs of the run that it waits for; `cause` is why
    it runs, None where it runs for those jobs' sake alone; `size` is how many bytes it fetches or
    sends, where that is known.
    """

    number: int
    rule: str
    where: str
    take: Take | None = None
    engine: str | None = None
    needs: frozenset[int] = frozenset()
    gpus: int = 0
    cause: str | None = None
    size: int = 0


def chosen_jobs(dag: Any, plan: Plan) -> list[Job]:  # noqa: ANN401
    """Return the jobs of Snakemake's graph that have something to make."""
    chosen = sorted(
        (job for job in dag.needrun_jobs() if job.output), key=lambda j: (j.rule.name, j.output[0])
    )
    numbers = {id(job): number for number, job in enumerate(chosen)}
    owners = owners_of(plan)
    jobs = []
    for job in chosen:
        wildcards = dict(job.wildcards.items())
        take = take_of(job.rule.name, wildcards, plan)
        needs = (numbers.get(id(other)) for other in dag.dependencies[job])
        jobs.append(
            Job(
                number=numbers[id(job)],
                rule=job.rule.name,
                where=place_of(wildcards, take, owners),
                take=take,
                engine=engine_of(wildcards) if job.rule.name in WORKERS else None,
                needs=frozenset(number for number in needs if number is not None),
                gpus=gpus_of(job.rule, wildcards),
                cause=cause_of(dag.reason(job)),
                size=bytes_of(job),
            )
        )
    return jobs


def owners_of(plan: Plan) -> dict[str, str]:
    """Return for every take of `plan`, by its stem, the first film or episode that wants it."""
    owners: dict[str, str] = {}
    for use in plan.uses():
        owners.setdefault(use.take.stem, use.film)
    return owners


def take_of(rule: str, wildcards: Mapping[str, str], plan: Plan) -> Take | None:
    """Return the take that a job is about: what it makes, or listens to."""
    if rule not in KINDS:
        return None
    return plan.takes.get(f"{KINDS[rule]}/{wildcards['engine']}/{wildcards['name']}")


def place_of(wildcards: Mapping[str, str], take: Take | None, owners: Mapping[str, str]) -> str:
    """Return the film or episode that a job is for."""
    if "refused" in wildcards:
        return wildcards["refused"]
    if "episode" in wildcards:
        return "/".join(filter(None, [wildcards["episode"], wildcards.get("track")]))
    return owners.get(take.stem, SHARED) if take else SHARED


def engine_of(wildcards: Mapping[str, str]) -> str | None:
    """Return the engine that does a job: the ear (whisper-2c77…) where it listens."""
    ear = wildcards.get("ear")
    return ear.rsplit("-", 1)[0] if ear else wildcards.get("engine")


def gpus_of(rule: Any, wildcards: Mapping[str, str]) -> int:  # noqa: ANN401
    """Return how many GPUs a job works on, as its rule reckons them."""
    kind = WORKERS.get(rule.name)
    return int(adapter(kind, wildcards["engine"]).gpu) if kind and "gpu" in rule.resources else 0


def cause_of(reason: Any) -> str | None:  # noqa: ANN401
    """Return in words why Snakemake runs a job, None where only earlier jobs make it run."""
    if reason.forced:
        return "asked for again"
    if reason.missing_output or reason.incomplete_output:
        names = [Path(str(path)).name for path in reason.missing_output or reason.incomplete_output]
        return f"{sorted(names)[0]} is missing"
    newer = reason.updated_input - reason.updated_input_run
    if newer:
        return f"{sorted(Path(str(path)).name for path in newer)[0]} is newer"
    if reason.updated_input_run:
        return None
    return str(reason)
