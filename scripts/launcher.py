"""Snakemake's command, installed as .venv/bin/snakemake, with one difference.

Snakemake's --resources, --config, --configfile and --quiet take every argument up to the next
option, so the target in `snakemake --resources gpu=1 results/S01E01/es/final.mp4` would be read as
a resource and end in a traceback. Here they take NAME=VALUE, files of YAML or JSON, or the words of
--quiet only; whatever follows is a target.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence

ASSIGNING = ("--resources", "--res", "--config", "-C", "--set-threads", "--set-resources")
QUIET = re.compile(r"--quiet|-[a-zA-Z]*q")  # -nq is -n -q
QUIET_ABOUT = ("all", "host", "progress", "reason", "rules")
READING = ("--configfile", "--configfiles")


def targets_apart(arguments: Sequence[str]) -> list[str]:
    """Return `arguments` with every target that stands behind such an option put first."""
    targets: list[str] = []
    others: list[str] = []
    option = ""
    for index, argument in enumerate(arguments):
        if argument == "--":
            others += arguments[index:]
            break
        if argument.startswith("-"):
            option = argument
        elif not _is_value(option, argument):
            targets.append(argument)
            continue
        others.append(argument)
    return targets + others


def _is_value(option: str, argument: str) -> bool:
    """Tell whether `argument` belongs to the `option` before it, as far as that can be seen."""
    if option in ASSIGNING:
        return "=" in argument
    if option in READING:
        return argument.endswith((".yaml", ".yml", ".json"))
    return not QUIET.fullmatch(option) or argument in QUIET_ABOUT


if __name__ == "__main__":
    from snakemake.cli import main

    sys.exit(main(targets_apart(sys.argv[1:])))
