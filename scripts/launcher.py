"""Snakemake's command, installed as .venv/bin/snakemake, with one difference.

Snakemake's --resources, --config and --configfile take every argument up to the next option, so the
target in `snakemake --resources gpu=1 results/S01E01/es/final.mp4` would be read as a resource and
end in a traceback. Here they take NAME=VALUE, or files of YAML or JSON, only; whatever follows is a
target.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

ASSIGNING = ("--resources", "--res", "--config", "-C", "--set-threads", "--set-resources")
READING = ("--configfile", "--configfiles")


def targets_apart(arguments: Sequence[str]) -> list[str]:
    """Return `arguments` with every target that stands behind an assigning option put first."""
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
    return option not in READING or argument.endswith((".yaml", ".yml", ".json"))


if __name__ == "__main__":
    from snakemake.cli import main

    sys.exit(main(targets_apart(sys.argv[1:])))
