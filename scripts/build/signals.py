"""A signal's handler, called where it may wait for locks.

Snakemake 9.27's own for SIGTERM takes the scheduler's lock. A handler runs in the main thread,
which often holds that lock just then, and so a build that was asked to end hung for good.
"""

from __future__ import annotations

import os
import signal
from threading import Thread


def handle_in_thread(number: int) -> None:
    """Have the handler of signal `number` called in a thread of its own, started beforehand."""
    handler = signal.getsignal(number)
    if not callable(handler):
        return
    told, tell = os.pipe()

    def handle() -> None:
        while os.read(told, 1):
            handler(number, None)

    Thread(target=handle, daemon=True).start()
    signal.signal(number, lambda *_: os.write(tell, b"."))
