"""Hostile scripts and settings: valid ones with a few things changed for what hurts elsewhere."""

from __future__ import annotations

import copy
import json
import os
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from texts import HOSTILE

# A few hundred with all other tests, ten thousand scripts and settings by `make test-faults`.
EXAMPLES = int(os.environ.get("REELMAKE_FUZZ", "150"))
many = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.function_scoped_fixture,
    ],
)

# Names and texts that are more than words to disks, ffmpeg, a shell, YAML, HTML, Snakemake.
NASTY = [
    *(
        "../../../etc/passwd",
        "/etc/passwd",
        "..",
        ".",
        "/",
        "//",
        "~/x",
        "a/../../b",
        "C:\\x",
        "\\",
    ),
    *("http://127.0.0.1:9/a", "file:///etc/passwd", "concat:a.png|b.png", "subfile,,start,0,,:a"),
    *(
        "data:image/png;base64,AAAA",
        "pipe:0",
        "/dev/zero",
        "/dev/stdin",
        "/proc/self/mem",
        "-i",
        "-",
    ),
    *("a\x00b", "\x1b[2J", "a\nfile '/etc/passwd'", "\u202egnp.a", "\ufeff", "\u2028", "\ufffe"),
    *("{wildcard}", "<results>", "{}", "{0.__class__}", "%(x)s", "%d", "$(touch x)", "`touch x`"),
    *(
        "';drop",
        '"',
        "'",
        "[v]null[out];[out]",
        "drawtext=text=x",
        "a:b=c,d",
        "\\'",
        "=;#\\",
        "*?[",
    ),
    *("<script>alert(1)</script>", "---\na: b", "{{ 7*7 }}", "{% x %}", "!!python/name:os.system"),
    *(
        "CON",
        "nul",
        "x" * 300,
        "\u0301" * 200,
        "👨‍👩‍👧" * 50,
        "nan",
        "inf",
        "1e999",
        "null",
        "true",
    ),
    *HOSTILE,
]
VALUES = [
    *(None, True, False, 0, -1, 1, 2, 1.5, -0.0, 1e308, 5e-324, 2**31, 2**63, 2**64, 10**300),
    *([], {}, [[]], [{}], {"": ""}, {"es": "x"}, ["x"] * 600, [None], "", " ", "x" * 2001),
]
words = st.sampled_from(NASTY) | st.text(max_size=12)
values = (
    st.sampled_from(VALUES)
    | words
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.dictionaries(words, st.sampled_from(VALUES), max_size=3)
    | st.lists(words, max_size=3)
)


def script() -> dict[str, Any]:
    """Return a script that uses nearly every key there is."""
    words = {"title": "T", "titles": ["A"], "variants": ["B"], "description": "D", "tags": ["mar"]}
    scene = {
        "text": {"es": "Hola.", "en": "Hello."},
        "voice": {"es": {"voice": "es", "speed": 0.9}},
        "motion": {"kind": "push", "amount": 0.1, "focus": [0.3, 0.4]},
        "transition": {"kind": "dip", "seconds": 0.5},
        "ambience": {"kind": "rain", "volume": 0.1},
        "captions": "words",
        "pause": 1.5,
        "seed": 7,
        "take": {"image": 2, "voice": 3},
    }
    return {
        "saga": 1,
        "episode": 1,
        "title": {"es": "Título", "en": "Title"},
        "style": "watercolour",
        "visual_mode": "cinematic",
        "music": {"prompt": "calm", "seconds": 60},
        "thumbnail": {"prompt": "a drop"},
        "seo": {"es": words, "en": words},
        "web": {"es": {"body": "# Agua\n"}, "recommended_products": ["book"]},
        "scenes": [
            {**copy.deepcopy(scene), "image_prompt": "sea"},
            {**copy.deepcopy(scene), "image": "own.png", "fit": "blur", "focus": [0.5, 1]},
        ],
    }


def places(document: Any) -> list[tuple[Any, ...]]:
    """Return the path of everything in `document`."""
    pairs = list(document.items() if isinstance(document, dict) else enumerate(document))
    found: list[tuple[Any, ...]] = []
    for key, inner in pairs:
        found.append((key,))
        if isinstance(inner, dict | list):
            found += [(key, *rest) for rest in places(inner)]
    return found


@st.composite
def mutated(
    draw: st.DrawFn, make: Callable[[], dict[str, Any]], values: st.SearchStrategy[Any]
) -> Any:
    """Return what `make` makes with up to four things in it replaced, removed or doubled."""
    document = copy.deepcopy(make())
    found = places(document)
    for _ in range(draw(st.integers(1, 4))):
        *way, key = draw(st.sampled_from(found))
        holder: Any = document
        try:
            for part in way:
                holder = holder[part]
            holder[key]
        except (KeyError, IndexError, TypeError):
            continue  # an earlier change took it away
        if isinstance(holder, str):
            continue
        change = draw(st.sampled_from(["words", "words", "value", "remove", "rename", "double"]))
        if change == "words":
            holder[key] = draw(words)
        elif change == "value":
            holder[key] = copy.deepcopy(draw(values))  # which a later change may change
        elif change == "remove":
            del holder[key]
        elif isinstance(holder, list):
            holder.append(copy.deepcopy(holder[key]))
        elif change == "rename":
            holder[draw(words | st.just(f"_{key}"))] = holder.pop(key)
        else:
            holder[draw(words)] = copy.deepcopy(holder[key])
    return document


@st.composite
def written(draw: st.DrawFn) -> bytes:
    """Return the bytes of a script file: mostly mutated JSON, sometimes hardly a text."""
    text = json.dumps(draw(mutated(script, values)), ensure_ascii=draw(st.booleans()))
    how = draw(
        st.sampled_from(["utf-8"] * 12 + ["bom", "utf-16", "cut", "byte", "insert", "bytes"])
    )
    if how in ("bom", "utf-16"):
        encoding = "utf-8-sig" if how == "bom" else how
        return text.encode(encoding, "surrogatepass")
    data = text.encode("utf-8", "surrogatepass")
    at = draw(st.integers(0, len(data)))
    if how == "cut":
        return data[:at]
    if how == "byte":
        return data[:at] + draw(st.binary(min_size=1, max_size=1)) + data[at + 1 :]
    if how == "insert":
        inserted = ["NaN", "1e999", "9" * 5000, '"a":1,"a":2,', "[" * 3000, '"\\ud800"', "-", "\\"]
        return data[:at] + draw(st.sampled_from(inserted)).encode() + data[at:]
    return draw(st.binary(max_size=60)) if how == "bytes" else data


names = st.sampled_from(
    ["SAGA_01_Episode_01", "saga_1_episode_1", "SAGA_9999_Episode_9999", "a{b}<c>", "x y", "-rf"]
) | st.text(st.characters(exclude_characters="/\x00", exclude_categories=["Cs"]), max_size=40)
projects = st.sampled_from(["", "", "", "garden", "takes", "S01E01", "a b", "CON", "ñ", "{x}", "-"])
