"""No test uses this person's keys: none asks a service, and none may cost money. None is timed."""

from __future__ import annotations

import os
import signal

import pytest
from hypothesis import Phase, settings

from faults.outcomes import Tell, asked, table, told, write_table
from workflow.channel import SERVICES

for name in [name for name in os.environ if name.startswith(SERVICES)]:
    del os.environ[name]
os.environ["REELMAKE_ENV_FILE"] = os.devnull
os.environ.pop("HF_HUB_OFFLINE", None)
# What a shell starts in the background ignores Ctrl-C, and so would builds that tests interrupt.
signal.signal(signal.SIGINT, signal.default_int_handler)

settings.register_profile("reelmake", deadline=None)
settings.register_profile(  # of a mutant it is enough to know that it was noticed
    "mutants",
    deadline=None,
    database=None,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),
)
settings.load_profile("reelmake")


@pytest.fixture
def tell(request: pytest.FixtureRequest) -> Tell:
    """Return a function that notes a fault and its outcome for the table in docs/faults.md."""

    def note(fault: str, outcome: str) -> None:
        request.node.user_properties.extend([("fault", fault), ("outcome", outcome)])

    return note


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show which faults came to which outcome; keep the table of a full run."""
    reports = [one for kind in ("passed", "failed") for one in terminalreporter.getreports(kind)]
    found = told(one for one in reports if one.when == "call")
    if found and asked():
        terminalreporter.write_line(table(found))
    # A few of them alone are no table; some may be skipped where no disk can be mounted.
    if asked() >= 300 and found.total() > 0.9 * asked():
        write_table(found)
