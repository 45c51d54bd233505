"""A build from its start, while the Snakefile is read, to its end: lock, plan, lists, summary."""

from __future__ import annotations

import atexit
import signal
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from build.allocation import hand_over, handed_over, own_workers
from build.clock import settle_times
from build.deployment import deploys
from build.digests import Digests
from build.edit_lists import texts_of_lists, write_edit_lists
from build.episodes import read_episodes
from build.errors import UserError, sentence
from build.files import sweep_temporaries
from build.hearing_findings import finding_lines
from build.importing import survey
from build.last_run import LastRun
from build.lock import hold_lock
from build.owner import declare_owner
from build.places import folders_of, require_folders, require_writable, within
from build.plan import Plan
from build.planner import make_plan
from build.quoting import shown
from build.records import clear_unreadable, keep_whole_takes, require_records_folder
from build.refusals import refusal_lines
from build.settings import load_settings
from build.signals import handle_in_thread
from build.stored import ask_one_by_one, is_stored, place_in, prefix_of, store_lists
from build.summary import Summary
from build.web import site_folders
from display.display import Display
from engines.client import loads, stop_workers
from forecast.teller import Teller
from media.ffmpeg import declare_limit


@dataclass
class Build:
    """One build: its plan, the lock it holds while it runs, and the summary it ends with."""

    plan: Plan
    lock: TextIO | None = None
    digests: Digests | None = None
    summary: Summary | None = None
    last_run: LastRun | None = None
    display: Display | None = None
    begun: bool = False
    teller: Teller | None = None

    def begin(self, outputs: Iterable[str]) -> None:
        """Clear away what a killed build left half-written. A dry run does not come here.

        The process ends with a sentence where one of `outputs` could not be written.
        """
        try:
            require_writable({Path(output).parent for output in outputs})
        except UserError as error:
            raise SystemExit(f"reelmake: {told(error)}") from None
        handle_in_thread(signal.SIGTERM)
        if self.digests:
            self.digests.save()
        if self.summary:
            self.last_run = LastRun.attach(self.plan, self.summary.record)
        self.begun = True
        plan = self.plan
        sweep_temporaries(folders_of(plan) | within(plan) | site_folders(plan))

    def end(self) -> None:
        """End the workers and tell what was built and what failed."""
        loaded = loads()
        stop_workers()
        if self.summary and self.display:
            planned = self.teller.duration if self.teller else None
            self.display.end(self.summary.lines(loaded, planned))
            self.summary = None
        if self.last_run:
            self.last_run.end(loaded)

    def leave(self) -> None:
        """Tell what was refused, or heard otherwise, where no summary did, and a dry run's plan.

        The end of a dry run, or of a run with nothing to do, is where people look.
        """
        if self.display:
            self.display.stop()
        lines = list(self.teller.lines) if self.teller else []
        if self.summary:
            lines += [*finding_lines(self.plan), *refusal_lines(self.plan)]
        if self.summary and self.summary.broke and not self.begun and clear_unreadable():
            lines.append(
                "records of Snakemake's own (.snakemake) were damaged and have been removed, which "
                "loses nothing: run the same command again"
            )
        if lines:
            print("\n".join(["", *lines]), file=sys.stderr)


def start(workflow: Any, config: Mapping[str, Any], home: Path) -> Build:  # noqa: ANN401
    """Return this build with its plan.

    In the main process it also locks the results folder, writes the edit lists that changed, and
    tells what cannot be built; Snakemake processes that only run one job of it do none of that.
    A mistake of the person's ends the process with its sentence.
    """
    try:
        own = workflow.config_settings.overwrite_config
        main = workflow.is_main_process
        given = {} if main else handed_over()
        settings = load_settings(
            config,
            own,
            home,
            deploys=deploys(workflow, home),
            given=given,
            stored=is_stored(workflow),
        )
        declare_limit(settings.tree["ffmpeg_seconds"])
        results = Path(settings.tree["results"])
        if main:
            require_records_folder()
            require_folders([results])
        lock = hold_lock(results) if main else None
        digests = Digests(results / ".digests.json")
        texts = Path(settings.tree["writer"]["texts"])
        plan = make_plan(settings, *read_episodes(settings.scripts, texts), digests)
        if settings.tree["import_from"] is not None:
            plan.imports = survey(plan, Path(settings.tree["import_from"]))
            plan.notes += plan.imports.told()
        if not main:
            if workflow.remote_exec:
                own_workers()
            return Build(plan)
        declare_owner()
        hand_over(workflow, settings.engines)
        if is_stored(workflow):
            ask_one_by_one(workflow)
            store_lists(workflow, texts_of_lists(plan))
        else:
            folders = folders_of(plan)
            require_folders(folders | within(plan))
            written = set(Path(settings.takes).glob("scripts/*"))
            settle_times(folders | within(plan) | written)
            keep_whole_takes(Path(settings.takes))
            write_edit_lists(plan)
        if not plan.episodes and not plan.refusals:
            plan.notes.append(f"there is no episode script under {settings.scripts}")
        for line in [*(f"note: {note}" for note in plan.notes), *refusal_lines(plan)]:
            print(shown(line), file=sys.stderr)
        summary = Summary.attach(plan, prefix_of(workflow), place_in(workflow))
        display = Display.attach(plan, summary, workflow)
        teller = Teller.attach(workflow, plan)  # behind the display, which shows what it tells
        build = Build(plan, lock, digests, summary, display=display, teller=teller)
        atexit.register(build.leave)
        return build
    except (UserError, OSError) as error:
        raise SystemExit(f"reelmake: {told(error)}") from None


def told(error: Exception) -> str:
    """Return the sentences of `error`, a line each, so that no name in them acts on a terminal."""
    return "\n".join(map(shown, sentence(error).split("\n")))
