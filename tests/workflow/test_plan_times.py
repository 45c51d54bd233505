"""Ten edits, each planned and then made: the same jobs and counts, and the time by the estimate.

`make test-long` prints the table of docs/plan.md; how long things take is shown, never judged.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from build.made import counted
from workflow.channel import HOME, Channel

pytestmark = [pytest.mark.long, pytest.mark.timeout(3600)]
SCRIPT = "SAGA_01_Episode_01.json"
# The demo's first four scenes in two tracks; all else as config.yaml has it.
CONFIG: dict[str, Any] = {"tracks": ["es", "en"], "models": str(HOME / "models")}
_PLAN = re.compile(r"^Plan: (.*?); about (.*)$", re.MULTILINE)
_TOOK = re.compile(r"jobs planned (.*), took (.*)$", re.MULTILINE)


def demo(count: int) -> dict[str, Any]:
    """Return the demo's script with its first scenes, all cut as stills."""
    script = json.loads((HOME / "scripts_json" / SCRIPT).read_text(encoding="utf-8"))
    keys = ("text", "image_prompt")
    script["scenes"] = [{key: s[key] for key in keys} for s in script["scenes"][:count]]
    return script


def edits(script: dict[str, Any]) -> Iterator[tuple[str, Callable[[dict[str, Any]], Any]]]:
    """Yield ten edits of a script in words, with what makes each; one follows the other."""
    scenes, more = script["scenes"], demo(5)["scenes"][4]
    yield (
        "a word of one line",
        lambda s: scenes[1]["text"].update(es=f"Así, {scenes[1]['text']['es']}"),
    )
    yield (
        "a line in both languages",
        lambda s: scenes[2]["text"].update(es="Arriba.", en="Up there."),
    )
    yield "a picture", lambda s: scenes[3].update(image_prompt="a mountain lake at night")
    yield "a scene inserted", lambda s: scenes.insert(2, more)
    yield "two scenes swapped", lambda s: scenes.insert(0, scenes.pop(1))
    yield "a scene taken out", lambda s: scenes.pop(2)
    yield "a scene that moves", lambda s: scenes[0].update(motion="push")
    yield "a title", lambda s: s.update(title={k: f"{v}!" for k, v in s["title"].items()})
    yield "other music", lambda s: s.update(music={"prompt": "bright, hopeful piano"})
    yield "nothing but a comment", lambda s: s.update(comment="done")


def test_ten_edits_take_about_as_long_as_planned(tmp_path: Path) -> None:
    channel = Channel(tmp_path / "channel", CONFIG)
    script = demo(4)
    channel.write(script, SCRIPT)
    print("", "| edit | plan and run | planned | took |", "|---|---|---|---|", sep="\n")
    print(measured(channel, "first build"), flush=True)
    for said, edit in edits(script):
        edit(script)
        channel.write(script, SCRIPT)
        print(measured(channel, said), flush=True)


def measured(channel: Channel, edit: str) -> str:
    """Return the table's row of an edit, after planning and making it."""
    said = channel.dry_run("--quiet")
    done = channel.build(timeout=3000)
    assert done.status == 0, done.said
    planned = _PLAN.findall(said.said)
    if not done.jobs:
        assert not planned
        return f"| {edit} | nothing | – | – |"
    ((what, span),) = planned
    assert what == counted(done.rules)
    assert _PLAN.findall(done.said)[0][0] == what
    return f"| {edit} | {what} | {span} | {_TOOK.findall(done.said)[0][1]} |"
