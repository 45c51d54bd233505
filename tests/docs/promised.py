"""What the README says that an episode's folder holds, and the steps that it gives to get there."""

from __future__ import annotations

import re
from pathlib import Path
from textwrap import dedent

from workflow.channel import HOME

README = (HOME / "README.md").read_text(encoding="utf-8")
_FILE = re.compile(r"[\w./]*\.(?:mp4|srt|vtt|ass|wav|png|jpg|tsv|html)\b|[\w/]+/(?=[\s;]|$)")


def section(heading: str) -> str:
    """Return what stands under a heading of the README."""
    return README.split(f"\n## {heading}\n")[1].split("\n## ")[0]


def code(text: str) -> list[str]:
    """Return the indented blocks of a Markdown text."""
    found = re.findall(r"(?:^ {4,}\S.*\n)+", text, re.MULTILINE)
    return [dedent(block) for block in found]


def promised_files(episode: str, scene: str = "003") -> list[Path]:
    """Return each file and folder under "What you get", of an `episode` and its `scene`.

    A line begins with a path in the episode's folder; `.vtt` is that path with another suffix, a
    bare name a file beside it.
    """
    listed = code(section("What you get"))[0]
    head, *lines = listed.replace("S01E01", episode).replace("003.", f"{scene}.").splitlines()
    place = Path(head)
    found = []
    for line in lines:
        first = Path(line.split()[0].rstrip(","))
        for name in _FILE.findall(line):
            if name.startswith("results/"):
                found.append(Path(name))
            elif name.startswith("."):
                found.append(place / first.with_suffix(name))
            elif "/" in name:
                found.append(place / name)
            else:
                found.append(place / first.parent / name)
    return found
