"""Bars on a real terminal (a pseudo one), while the process and its children write to it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from screen import frames, run_on_terminal

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"
PROGRAM = """
import subprocess, sys, time
from display.terminal import Terminal
print("before")
terminal = Terminal(lambda columns, lines: [f"bar of {columns} x {lines}", "foot"])
time.sleep(0.4)
child = "import os; os.write(2, b'10 %\\\\r90 %\\\\na child\\\\nhalf')"
subprocess.run([sys.executable, "-c", child])
print("printed", flush=True)
terminal.say(["said"])
time.sleep(0.4)
print("unfinished", end="", file=sys.stderr)
terminal.close()
terminal.close()
print("after")
"""


def test_what_others_write_stands_above_the_bars_and_none_of_it_is_lost(tmp_path: Path) -> None:
    variables = {**os.environ, "PYTHONPATH": str(SCRIPTS)}
    status, wrote = run_on_terminal([sys.executable, "-c", PROGRAM], tmp_path, variables)
    assert status == 0, wrote
    drawn = frames(wrote)
    assert ["before", "bar of 100 x 30", "foot"] in drawn
    assert drawn[-2][-2:] == ["bar of 100 x 30", "foot"]
    end = drawn[-1]
    assert end[0] == "before" and end[-2:] == ["unfinished", "after"]
    assert sorted(end[1:-2]) == ["90 %", "a child", "halfprinted", "said"]
