"""Tells the plan once Snakemake knows its jobs: a run's in a sentence, a dry run's at the end.

It listens to Snakemake's log, which names that moment in dry runs and runs alike. With nothing to
do there is no such moment, and nothing here is loaded.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from build.log_events import event_of, listen
from build.plan import Plan

if TYPE_CHECKING:
    from forecast.forecast import Forecast


class Teller(logging.Handler):
    """Holds the forecast of this run, once there is one; `lines` is what a dry run ends with."""

    def __init__(self, workflow: Any, plan: Plan) -> None:  # noqa: ANN401
        super().__init__()
        self._workflow = workflow
        self._plan = plan
        self.forecast: Forecast | None = None
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
        if event_of(record) != "run_info" or self.forecast or self._workflow.touch:
            return
        from snakemake.logging import logger

        from forecast.forecast import foresee
        from forecast.words import sentence, table

        try:
            self.forecast = foresee(self._workflow, self._plan)
            if self.forecast is None:
                return
            if self._workflow.dryrun:
                self.lines = table(self.forecast)
            else:
                logger.info(sentence(self.forecast))
        except Exception as error:  # a plan that cannot be told must never stop a build
            logger.info(f"note: the plan cannot be told ({type(error).__name__}: {error})")


def _asks_for_the_plan_alone(settings: Any) -> bool:  # noqa: ANN401
    """Tell whether this is `snakemake -n --quiet`, which Snakemake itself ends before any job."""
    return settings.dryrun and {word.name for word in settings.quiet or ()} == {"PROGRESS", "RULES"}
