"""A bar chart as SVG, readable in light and dark, without a library."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape

_WIDTH, _LEFT, _BAR, _STEP, _TOP = 720, 120, 20, 30, 64
_HUES = (205, 28)
_STYLE = """
text { font: 13px system-ui, sans-serif; fill: #1f2328 }
.title { font-weight: 600; font-size: 15px }
.label { text-anchor: end }
.value { fill: #59636e; font-size: 12px }
@media (prefers-color-scheme: dark) { text { fill: #f0f6fc } .value { fill: #9198a1 } }"""


def bars(
    title: str,
    rows: Mapping[str, Sequence[float]],
    series: Sequence[str],
    told: Callable[[Sequence[float]], str],
) -> str:
    """Return horizontal bars, a row each, its values laid end to end in the order of `series`.

    `told` says a row's values in words, beside its bar.
    """
    longest = max((sum(values) for values in rows.values()), default=0) or 1
    room = _WIDTH - _LEFT - 150
    height = _TOP + _STEP * max(1, len(rows)) + 12
    parts = [f'<text class="title" x="12" y="24">{escape(title)}</text>']
    x = 12
    for index, name in enumerate(series if len(series) > 1 else ()):
        parts.append(_rect(x, 36, 12, 12, index))
        parts.append(f'<text class="value" x="{x + 18}" y="47">{escape(name)}</text>')
        x += 40 + 7 * len(name)
    for row, (label, values) in enumerate(rows.items()):
        y = _TOP + row * _STEP
        parts.append(f'<text class="label" x="{_LEFT - 10}" y="{y + 15}">{escape(label)}</text>')
        left = float(_LEFT)
        for index, value in enumerate(values):
            wide = room * value / longest
            if wide > 0:
                parts.append(_rect(left, y, max(wide, 1), _BAR, index))
            left += wide
        words = escape(told(values))
        parts.append(f'<text class="value" x="{left + 8:.1f}" y="{y + 15}">{words}</text>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{height}" '
        f'viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{escape(title)}">'
        f"<style>{_STYLE}</style>\n" + "\n".join(parts) + "\n</svg>\n"
    )


def _rect(x: float, y: float, wide: float, high: float, index: int) -> str:
    fill = f"hsl({_HUES[index % len(_HUES)]} 60% 52%)"
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{high:.1f}" rx="3" '
        f'fill="{fill}"/>'
    )
