"""`make docs`: write the pages that are made from what they describe.

Each is compared with what is there by a test, so none goes out of date unseen.
"""

from __future__ import annotations

import sys
from pathlib import Path

from build.files import write_if_changed
from reference.configuration import configuration
from reference.drawing import drawing
from reference.graph import rule_edges
from reference.rules import rules_page
from reference.script import script_reference

HOME = Path(__file__).resolve().parents[1]
PAGES = {
    "docs/configuration.md": configuration,
    "docs/script-reference.md": script_reference,
    "docs/rules.md": rules_page,
    "docs/rules.svg": lambda home: drawing(home, rule_edges(home)),
}


def main() -> int:
    """Write every page that changed, and name it."""
    for name, page in PAGES.items():
        if write_if_changed(HOME / name, page(HOME)):
            print(f"wrote {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
