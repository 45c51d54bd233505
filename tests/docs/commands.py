"""The commands and files that stand in the documents, as a person would type them."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

from workflow.channel import HOME, environment

_FENCE = re.compile(r"^( *)```(\w*)(?: +(\S+))?\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
_LINE = re.compile(r"^(?: {4,}|)((?:\.venv/bin/)?snakemake(?: .*)?)$", re.MULTILINE)
_INLINE = re.compile(r"`((?:snakemake|--config|--forcerun)(?: [^`\n]*)?)`")

# Those that cost little: run for real (test_readme.py), not only planned.
RUN = {
    f"snakemake {target}"
    for target in (
        "figures",
        "list_models",
        "prune",
        "publish",
        "review",
        "thumbnails",
        "verify",
    )
}


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, the word behind it (a file's name, or how to run it), text."""

    language: str
    word: str
    text: str


def blocks(document: str) -> Iterator[Block]:
    """Yield the fenced blocks of a Markdown `document` in order."""
    for _, language, word, text in _FENCE.findall(document):
        yield Block(language, word, dedent(text))


def commands(document: str) -> list[str]:
    """Return every Snakemake command of a Markdown `document`, each once, ready to be split.

    A lone option (`--config tracks=es`) is one for a plain build; … stands for more of the kind.
    """
    found = [*_LINE.findall(document), *_INLINE.findall(document)]
    typed = [f"snakemake {line}" if line.startswith("--") else line for line in found]
    return list(dict.fromkeys(line.replace("…", "").split("  #")[0].strip() for line in typed))


def for_channel(line: str, *, plan: bool = False) -> list[str]:
    """Return a command for a channel, whose own configuration `channel.yaml` comes first."""
    program, *words = shlex.split(line)
    if Path(program).name != "snakemake":
        return [program, *words]
    if "--configfile" in words:
        words.insert(words.index("--configfile") + 1, "channel.yaml")
    else:
        words += ["--configfile", "channel.yaml"]
    own = ["-s", str(HOME / "Snakefile"), "--cores", "2", *(["-n"] if plan else [])]
    return ["snakemake", *words, *own]


def run(folder: Path, typed: Sequence[Sequence[str]], **variables: str) -> list[tuple[int, str]]:
    """Run commands in `folder` one after the other; return status and words of each."""
    paths = f"{HOME}/tests:{HOME}/scripts"
    done = subprocess.run(
        [sys.executable, "-m", "docs.forked"],
        cwd=folder,
        input=json.dumps(typed),
        stdout=subprocess.PIPE,
        text=True,
        timeout=1500,
        check=True,
        env={**environment(), "PYTHONPATH": paths, **variables},
    )
    return [tuple(ended) for ended in json.loads(done.stdout)]
