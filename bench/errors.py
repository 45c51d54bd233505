"""What a bench tells a person when it cannot go on."""

from __future__ import annotations


class BenchError(Exception):
    """One plain sentence."""
