"""Episodes that are finished, so that a build need not ask of each of their jobs again.

Snakemake looks at every job anew to see whether it is up to date: milliseconds each, and a channel
of a hundred episodes has tens of thousands of jobs, of which an edit concerns a few. Once all jobs
of an episode are done, its record names the files that they read and made, with sizes and times.
While these, the program, the settings and the names of its takes are as they were, Snakemake would
find what it found then, and the default target leaves the episode out. Whatever differs, however
slightly, has the episode planned as ever: a record saves time and decides nothing.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

from build.files import canonical, read_known, write_if_changed
from build.plan import EpisodePlan, Plan
from build.reviewing import shown_files
from build.stored import is_stored

# What the graph of jobs comes from, besides the episode's own plan.
_PROGRAM = ("Snakefile", "rules", "scripts", "config")
# Settings that choose episodes or how a run is shown, never what an episode is made of.
_OF_ONE_RUN = frozenset({"project", "episode", "progress"})


class Finished:
    """Which of the `wanted` episodes are finished; `targets` names what one's default build is."""

    def __init__(
        self,
        workflow: Any,  # noqa: ANN401
        plan: Plan,
        home: Path,
        wanted: Sequence[str],
        targets: Callable[[str], list[str]],
    ) -> None:
        self._workflow = workflow
        self._plan = plan
        self._home = home
        self._wanted = wanted
        self._targets = targets

    @cached_property
    def episodes(self) -> frozenset[str]:
        """Return the folders of the finished episodes; to be asked while the graph is made.

        None where the run looks at the graph for something else than what is out of date.
        """
        if not self._applies:
            return frozenset()
        return frozenset(filter(self._stands, self._wanted))

    def default_targets(self) -> list[str]:
        """Return what a build makes by default; of a finished episode, the record that says so."""
        return [
            target
            for folder in self._wanted
            for target in (
                [str(self._record(folder))] if folder in self.episodes else self._targets(folder)
            )
        ]

    def note(self) -> None:
        """Write the records of the episodes that this run found finished, or finished itself."""
        dag = self._workflow.dag
        if self._workflow.scheduler is None or not self._applies:  # the graph never got whole
            return
        asked = next((job for job in dag.jobs if job.rule.name == "all"), None)
        if asked is None:
            return
        makers = {file: job for job, files in dag.dependencies[asked].items() for file in files}
        for folder in self._wanted:
            if folder in self.episodes:
                continue
            files = self._files_of(makers.get(target) for target in self._targets(folder))
            if files:
                record = {"key": self._key(folder), "files": files}
                with contextlib.suppress(OSError):  # where nothing can be written, it is not kept
                    write_if_changed(self._record(folder), canonical(record) + "\n")

    @property
    def _applies(self) -> bool:
        """Tell whether this run asks no more of the graph than what is out of date by time."""
        workflow, settings = self._workflow, self._workflow.dag_settings
        return (
            self._plan.settings.tree["skip_finished"]
            and workflow.is_main_process
            and workflow.executor_plugin is not None  # a report, a summary or a drawing has none
            and not workflow.touch
            and not is_stored(workflow)
            and {trigger.name for trigger in settings.rerun_triggers} == {"MTIME"}
            and set(settings.targets) <= {"all"}
            and not (settings.forceall or settings.forcetargets or settings.forcerun)
            and not (settings.until or settings.omit_from or settings.allowed_rules)
            and not (settings.batch or settings.target_jobs)
        )

    def _stands(self, folder: str) -> bool:
        record = read_known(self._record(folder))
        files = record.get("files")
        return (
            isinstance(files, dict)
            and record.get("key") == self._key(folder)
            and all(_state(path) == state for path, state in files.items())
        )

    def _record(self, folder: str) -> Path:
        return Path(self._plan.settings.results) / folder / "finished.json"

    def _key(self, folder: str) -> str:
        targets = self._targets(folder)
        named = [self._program, targets, list(_stems(self._plan, self._plan.episodes[folder]))]
        # Among them is what was heard, which a page shows if it is there.
        named.append(shown_files(self._plan, folder))
        return sha256(canonical(named).encode()).hexdigest()

    @cached_property
    def _program(self) -> str:
        tree = self._plan.settings.tree
        settings = {key: value for key, value in tree.items() if key not in _OF_ONE_RUN}
        states = {
            str(path): _state(path)
            for part in _PROGRAM
            for path in sorted([self._home / part, *(self._home / part).rglob("*.*")])
            if path.is_file() and path.suffix != ".pyc"
        }
        return sha256(canonical([settings, states]).encode()).hexdigest()

    def _files_of(self, jobs: Iterable[Any]) -> dict[str, list[int]] | None:
        """Return the state of all files of `jobs` and of those they depend on, None if not done."""
        dag = self._workflow.dag
        files: dict[str, list[int]] = {}
        left = list(jobs)
        seen = set(left)
        while left:
            job = left.pop()
            if job is None or (dag.needrun(job) and not self._has_run(job)):
                return None
            found = {str(file): _state(file) for file in (*job.input, *job.output)}
            if None in found.values():
                return None
            inputs = [file for file in job.input if not file.is_ancient]
            if not in_order(inputs, job.output):
                return None
            files.update((file, state) for file, state in found.items() if state)
            below = dag.dependencies[job].keys() - seen
            seen |= below
            left += below
        return files

    def _has_run(self, job: Any) -> bool:  # noqa: ANN401
        # A dry run's jobs end as finished, too.
        return self._workflow.dag.finished(job) and not self._workflow.dryrun


def in_order(inputs: Iterable[str], outputs: Iterable[str]) -> bool:
    """Tell whether no input is newer than an output; what changed while a build ran may be.

    As for Snakemake, an input that is a link is what it leads to, an output that is one is the
    link.
    """
    newest = max((Path(file).stat().st_mtime_ns for file in inputs), default=0)
    return newest <= min((os.lstat(file).st_mtime_ns for file in outputs), default=newest)


def _state(path: str | Path) -> list[int] | None:
    """Return time and size of a file, and of what it leads to as a link; None where none is."""
    try:
        own = os.lstat(path)
        found = [own.st_mtime_ns, own.st_size]
        if stat.S_ISLNK(own.st_mode):
            own = Path(path).stat()
            found += [own.st_mtime_ns, own.st_size]
    except OSError:
        return None
    return None if stat.S_ISDIR(own.st_mode) else found


def _stems(plan: Plan, episode: EpisodePlan) -> Iterator[str]:
    """Yield the name of every take that an episode uses, and of what stands around its films."""
    takes = [*episode.pictures, episode.thumbnail, episode.music]
    takes += [plan.template, plan.intro, plan.outro]
    for track in episode.tracks.values():
        takes += [*track.voices, *track.clips, *track.transitions, *track.ambiences]
    yield from (take.stem if take else "" for take in takes)
