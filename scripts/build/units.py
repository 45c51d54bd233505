"""Times, sizes and money as people read them, everywhere alike."""

from __future__ import annotations


def time_text(seconds: float) -> str:
    """Return a time as people say it: `41 s`, `3 min 20 s`, `2 h 5 min`."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s" if whole or not seconds else "1 s"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes} min {rest} s" if rest else f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"


def took_text(seconds: float) -> str:
    """Return how long something took, short times to a tenth of a second."""
    return f"{seconds:.1f} s" if seconds < 9.95 else time_text(seconds)


def size_text(count: float) -> str:
    """Return a number of bytes as people write it: 28 MB, 6.9 GB."""
    for unit in ("B", "kB", "MB"):
        if count < 999.5:
            return f"{count:.0f} {unit}"
        count /= 1000
    return f"{count:.1f} GB"


def dollars(usd: float) -> str:
    """Return an amount in US dollars: 0.25 USD, 0.0032 USD."""
    if usd >= 0.1 or not usd:
        return f"{usd:.2f} USD"
    if usd < 0.0001:
        return "less than 0.0001 USD"
    return f"{usd:.4f}".removesuffix("00") + " USD"
