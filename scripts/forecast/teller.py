"""Tells the plan once Snakemake knows its jobs: a run's in a sentence, a dry run's at the end.

It listens to Snakemake's log, which names that moment in dry runs and runs alike. With nothing to
do there is no such moment, and nothing here is loaded.
"""

from __future__ import annotations

import logging
from typing import Any

from build.log_events import event_of, listen
from build.plan import Plan


class Teller(logging.Handler):
    """Tells a run's plan at its start; `lines` is what a dry run ends with.

    `duration` is how long the plan said that the run takes, in its own words, None without a plan.
    """

    def __init__(self, workflow: Any, plan: Plan) -> None:  # noqa: ANN401
        super().__init__()
        self._workflow = workflow
        self._plan = plan
        self.duration: str | None = None
        self.lines: list[str] = []

    @classmethod
    def attach(cls, workflow: Any, plan: Plan) -> Teller:  # noqa: ANN401
        """Return a teller that listens from now on."""
        from snakemake.logging import logger

        teller = cls(workflow, plan)
        listen(teller)
        if _asks_for_the_plan_alone(workflow.output_settings):
            logger.addFilter(lambda record: event_of(record) != "workflow_started")
        return teller

    def emit(self, record: logging.LogRecord) -> None:
        """Foresee the run when its jobs are known."""
        if event_of(record) != "run_info" or self.duration or self._workflow.touch:
            return
        from snakemake.logging import logger

        from forecast.forecast import foresee
        from forecast.words import duration, sentence, table

        try:
            forecast = foresee(self._workflow, self._plan)
            if forecast is None:
                return
            self.duration = duration(forecast)
            if self._workflow.dryrun:
                self.lines = table(forecast)
            else:
                logger.info(sentence(forecast))
        except Exception as error:  # a plan that cannot be told must never stop a build
            logger.info(f"note: the plan cannot be told ({type(error).__name__}: {error})")


def _asks_for_the_plan_alone(settings: Any) -> bool:  # noqa: ANN401
    """Tell whether this is `snakemake -n --quiet`, which Snakemake itself ends before any job."""
    return settings.dryrun and {word.name for word in settings.quiet or ()} == {"PROGRESS", "RULES"}
