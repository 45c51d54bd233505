"""docs/rules.svg: the graph of rules, drawn to be read at a page's width, in light and dark."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from pathlib import Path

from reference.graph import Edges, orders, paths_of, reduced, rows_of
from reference.rules import Rule, read_rules

_WIDTH = 860
_BOX = (142, 40)
_ROW = 78
_MARGIN = 26
_OUTPUT = re.compile(r'^    output:\n(?: *#.*\n)*.*?"([^"]+)"', re.MULTILINE)
_RULE = re.compile(r"^rule (\w+):\n((?:(?:    .*)?\n)+)", re.MULTILINE)
# The phases, by the file that a rule stands in: a hue each.
_PHASES = {
    "models": ("models", 265),
    "images": ("pictures", 205),
    "speech": ("voices", 165),
    "listen": ("voices", 165),
    "music": ("music", 300),
    "clips": ("clips", 35),
    "assembly": ("film", 15),
    "subtitles": ("subtitles", 60),
    "links": ("links", 95),
    "thumbnails": ("thumbnails", 230),
}
_LAST = ("deliveries", 335)
_STYLE = """
text { font: 12.5px system-ui, sans-serif; fill: #1f2328; text-anchor: middle }
.file { font-size: 10px; fill: #59636e }
.edge { fill: none; stroke: #8c959f; stroke-width: 1.2 }
.key { text-anchor: start; font-size: 11px }
rect { rx: 7; stroke-width: 1.2 }
@media (prefers-color-scheme: dark) {
 text { fill: #f0f6fc } .file { fill: #9198a1 } .edge { stroke: #6e7681 }
}"""


def drawing(home: Path, edges: Edges) -> str:
    """Return the SVG of the rules and their `edges`, with the file that each makes."""
    rules = {rule.name: rule for rule in read_rules(home)}
    outputs = _outputs(home, rules)
    edges = reduced(edges)
    rows = rows_of(edges)
    paths = paths_of(edges, rows)
    ordered = orders(list(paths.values()), rows)
    place = _places(ordered)
    height = _MARGIN * 2 + _ROW * (len(ordered) - 1) + _BOX[1] + 28
    parts = [_edge([place[node] for node in path]) for path in paths.values()]
    parts += [_box(rules[name], place[name], outputs.get(name, "")) for name in sorted(rows)]
    parts += _legend([rules[name] for name in rows], height)
    phases = sorted({_phase(rules[name]) for name in rows})
    style = _STYLE + "".join(_color(name, hue) for name, hue in phases)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img" '
        'aria-label="The rules, from models and scripts at the top to films, pages and uploads">\n'
        f"<style>{style}\n</style>\n" + "\n".join(parts) + "\n</svg>\n"
    )


def _places(ordered: list[list[str]]) -> dict[str, tuple[float, float]]:
    """Return the middle of every node; waypoints take a third of a rule's room."""
    found = {}
    for row, nodes in enumerate(ordered):
        weights = [0.3 if ">" in node else 1.0 for node in nodes]
        room = min((_WIDTH - 2 * 8) / sum(weights), _BOX[0] + 60)
        left = (_WIDTH - room * sum(weights)) / 2
        for node, weight in zip(nodes, weights, strict=True):
            found[node] = (left + room * weight / 2, _MARGIN + _BOX[1] / 2 + row * _ROW)
            left += room * weight
    return found


def _edge(points: list[tuple[float, float]]) -> str:
    (x, y), *others = points
    y += _BOX[1] / 2
    path = f"M{x:.0f} {y:.0f}"
    for index, (to_x, to_y) in enumerate(others, 1):
        end = to_y - (_BOX[1] / 2 if index == len(others) else 0)
        bend = (y + end) / 2
        path += f" C{x:.0f} {bend:.0f} {to_x:.0f} {bend:.0f} {to_x:.0f} {end:.0f}"
        x, y = to_x, end
    return f'<path class="edge" d="{path}"/>'


def _box(rule: Rule, middle: tuple[float, float], file: str) -> str:
    x, y = middle
    wide, high = _BOX
    down = 4 if not file else -3
    lines = [
        f'<g><title>{escape(rule.docstring)}</title><rect class="{_phase(rule)[0]}"'
        f' x="{x - wide / 2:.0f}" y="{y - high / 2:.0f}" width="{wide}" height="{high}"/>',
        f'<text x="{x:.0f}" y="{y + down:.0f}">{rule.name}</text>',
    ]
    if file:
        lines.append(f'<text class="file" x="{x:.0f}" y="{y + 12:.0f}">{escape(file)}</text>')
    return "".join([*lines, "</g>"])


def _legend(rules: list[Rule], height: int) -> list[str]:
    phases = list(dict.fromkeys(name for name, _ in map(_phase, rules)))
    known = dict.fromkeys(name for name, _ in [*_PHASES.values(), _LAST] if name in phases)
    parts, x = [], 60.0
    for name in known:
        parts.append(
            f'<rect class="{name}" x="{x:.0f}" y="{height - 26}" width="12" height="12" '
            f'style="rx:3"/><text class="key" x="{x + 17:.0f}" y="{height - 16}">{name}</text>'
        )
        x += 36 + 6.2 * len(name)
    return parts


def _phase(rule: Rule) -> tuple[str, int]:
    return _PHASES.get(Path(rule.file).stem, _LAST)


def _color(name: str, hue: int) -> str:
    return (
        f"\n.{name} {{ fill: hsl({hue} 70% 94%); stroke: hsl({hue} 45% 60%) }}"
        f"\n@media (prefers-color-scheme: dark) {{ .{name} {{ fill: hsl({hue} 35% 18%) }} }}"
    )


def _outputs(home: Path, rules: Mapping[str, Rule]) -> dict[str, str]:
    """Return the first file that each rule makes, as short as it can be understood."""
    found = {}
    for file in {rule.file for rule in rules.values()}:
        for name, body in _RULE.findall((home / file).read_text(encoding="utf-8")):
            made = _OUTPUT.search(body)
            if made:
                found[name] = _short(made[1])
    return found


def _short(pattern: str) -> str:
    short = pattern.replace("<results>/{episode}/", "").replace("<takes>/", "takes/")
    short = short.replace("{track}/", "es/").replace("{engine}/{name}", "*")
    return re.sub(r"\{\w+\}", "*", short.replace("<models>", "models")).replace("<results>/", "")
