"""Which face draws which letters: Noto Sans and its scripts, Noto CJK, Noto Emoji, Anton.

All come from Python packages, so a fresh machine needs no system font and no system library.
A cluster (what a reader takes for one letter: base, marks, joiners) is never split between faces.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import uharfbuzz as hb

from build.errors import UserError
from media.letters import graphemes

EMOJI = "NotoEmoji"
REPLACEMENT = "\ufffd"
# The order decides who draws a letter that several faces have.
SCRIPTS = [
    "Arabic",
    "Hebrew",
    "Devanagari",
    "Bengali",
    "Gurmukhi",
    "Gujarati",
    "Oriya",
    "Tamil",
    "Telugu",
    "Kannada",
    "Malayalam",
    "Sinhala",
    "Thai",
    "Lao",
    "Khmer",
    "Myanmar",
    "Ethiopic",
    "Georgian",
    "Armenian",
]
# Han letters look different in each of these; the collection's first faces, in its own order.
CJK_INDEX = {"ja": 0, "ko": 1, "zh": 2, "zh-hans": 2, "zh-hant": 3, "zh-tw": 3, "zh-hk": 4}
_TEXT_SIGN, _EMOJI_SIGN = "\ufe0e", "\ufe0f"


@dataclass(frozen=True)
class Style:
    """How text looks: weight (100 to 900), locale (BCP 47, for Han letters), title (Anton)."""

    weight: int = 400
    locale: str = "en"
    title: bool = False


@cache
def font(name: str, weight: int = 400, index: int = 0) -> hb.Font:
    """Return the face `name` at its own units per em; `index` picks from a collection."""
    path = _path(name)
    made = hb.Font(hb.Face(hb.Blob.from_file_path(str(path)), index))
    if name != "Anton":
        made.set_variations({"wght": float(weight)})
    return made


def _path(name: str) -> Path:
    package, relative = {
        "Anton": ("fontpkg_anton", "files/Anton-Regular.ttf"),
        "NotoSansCJK": ("manimgx_fonts_cjk", "NotoSansCJK-VF.otf.ttc"),
    }.get(name, ("manimgx_fonts", f"{name}[wght].ttf"))
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise UserError(
            f"The typeface {name} is missing: install the Python package {package} "
            "(see requirements/main.txt)."
        )
    return Path(spec.origin).parent / relative


def faces(style: Style) -> tuple[hb.Font, ...]:
    """Return the faces of a style, the preferred first, the emoji face last."""
    locale = style.locale.lower().replace("_", "-")
    index = CJK_INDEX.get(locale, CJK_INDEX.get(locale.split("-")[0], 0))
    weight = 900 if style.title else style.weight
    names = ["Anton"] if style.title else []
    names += ["NotoSans", *(f"NotoSans{script}" for script in SCRIPTS), "NotoSansSymbols"]
    found = [font(name, weight) for name in names]
    return (*found, font("NotoSansCJK", weight, index), font(EMOJI, max(300, min(700, weight))))


def clean(text: str) -> str:
    """Return text composed (NFC), its blanks single, its control characters gone."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    text = re.sub(r"[ \t\v\f\r\u2028\u2029]+", " ", text)
    return "".join(c for c in text if c == "\n" or unicodedata.category(c) not in ("Cc", "Cs"))


def covers(face: hb.Font, cluster: str) -> bool:
    """Say whether a face has a glyph for each letter of a cluster (joiners need none)."""
    return all(_ignorable(char) or face.get_nominal_glyph(ord(char)) for char in cluster)


def _ignorable(char: str) -> bool:
    return unicodedata.category(char) == "Cf" or char in (_TEXT_SIGN, _EMOJI_SIGN) or char == "\n"


def choose(cluster: str, style: Style, before: int | None) -> tuple[str, int]:
    """Return what to draw for a cluster and the index, in `faces(style)`, of the face to draw it.

    Blanks and punctuation stay with the face `before` them. A letter no face has becomes its
    compatibility form or, failing that, U+FFFD (see `uncovered`).
    """
    family = faces(style)
    emoji = len(family) - 1
    neutral = unicodedata.category(cluster[0])[0] in "ZP"
    if neutral and before not in (None, emoji) and covers(family[before or 0], cluster):
        return cluster, before or 0
    order = range(len(family))
    if _EMOJI_SIGN in cluster or cluster[0] >= "\U0001f000":
        order = range(emoji, -1, -1)
    for wanted in (cluster, unicodedata.normalize("NFKC", cluster), REPLACEMENT):
        for index in order:
            if covers(family[index], wanted):
                return wanted, index
    return " ", 0


def uncovered(text: str, style: Style | None = None) -> list[str]:
    """Return the clusters that no face can draw, in their order, each once."""
    missing = (
        c
        for c in graphemes(clean(text))
        if c != "\n" and c != REPLACEMENT and choose(c, style or Style(), None)[0] == REPLACEMENT
    )
    return list(dict.fromkeys(missing))
