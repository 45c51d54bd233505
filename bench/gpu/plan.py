"""Which rows are measured of each engine."""

from __future__ import annotations

from typing import Any

# The engines and their environments: None is the main installation.
ENVIRONMENTS = {"zimage": "diffusion", "sdxl": "diffusion", "musicgen": "musicgen", "kokoro": None}
# What the film's short side is, and what it is drawn at: in steps of 16 pixels.
SHORT_SIDE, FRAME = 1072, (1920, 1072)
TINY_SHORT_SIDE, TINY_FRAME = 90, (160, 96)
BACKENDS = ("flash", "_flash_3", "sage", "xformers")  # beside native
PLACEMENTS = ("auto", "none", "model", "group", "sequential")

Row = dict[str, Any]


def rows(engine: str, count: int, capped_gb: float, tiny: bool) -> list[Row]:
    """Return what to measure of `engine`.

    A row has a name, a way (`bare`: what a person would write by hand, `engine`: the adapter in
    one process, `workflow`: a run of Snakemake), how many takes, and the engine's settings.
    """
    if engine == "kokoro":
        made = [
            _row("through snakemake", "workflow", count),  # which fetches it
            _row("a line at a time", "engine", count),
        ]
    elif engine == "musicgen":
        made = _pieces(max(1, count // 10), capped_gb, tiny)
    else:
        made = _pictures(engine, count, capped_gb, tiny)
    return [{**row, "engine": engine} for row in made]


def _pictures(engine: str, count: int, capped_gb: float, tiny: bool) -> list[Row]:
    few = min(3, count)
    side, frame = (TINY_SHORT_SIDE, TINY_FRAME) if tiny else (SHORT_SIDE, FRAME)
    placements = PLACEMENTS if not tiny else ("auto", "group")  # on the CPU nothing is moved off
    kernels = BACKENDS if engine == "zimage" and not tiny else ()
    made = [
        _row("bare loop", "bare", count),
        _row("through snakemake", "workflow", count),
        _row("in one process", "engine", count),
        # A processor would want a compiler of C++.
        *([] if tiny else [_row("compiled", "engine", count, compile="on")]),
        *(_row(f"attention {name}", "engine", few, attention=name) for name in kernels),
        *(
            _row(f"{place}, {capped_gb:g} GB", "engine", few, placement=place)
            | {"capped_gb": capped_gb}
            for place in placements
        ),
        *(
            _row(f"{weights}, {capped_gb:g} GB", "engine", few, weights=weights)
            | {"capped_gb": capped_gb}
            for weights in ("int8", "fp8")
        ),
    ]
    threads = {"threads": 1} if tiny else {}
    return [
        {**row, "frame": frame, "short_side": side, "settings": threads | row["settings"]}
        for row in made
    ]


def _pieces(count: int, capped_gb: float, tiny: bool) -> list[Row]:
    short, long = (10, 40) if tiny else (30, 120)
    once, windowed = {"seconds": short}, {"seconds": long}
    return [
        {**_row(f"{short} s at once", "engine", count), **once},
        {**_row(f"{long} s in windows", "engine", count), **windowed},
        {
            **_row(f"{short} s at once, {capped_gb:g} GB", "engine", count),
            **once,
            "capped_gb": capped_gb,
        },
        {**_row(f"{short} s through snakemake", "workflow", 1), **once},
    ]


def _row(name: str, way: str, count: int, **settings: object) -> Row:
    return {"name": name, "way": way, "count": count, "settings": settings, "capped_gb": None}
