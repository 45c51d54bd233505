"""Lines of text for properties: ordinary ones, and what may break subtitles or their files."""

from __future__ import annotations

from hypothesis import strategies as st

SPANISH = (
    "El agua que bebes hoy ya estuvo en un glaciar, en una nube y en el tallo de una planta. "
    "Nadie la fabricó: solo viaja. ¿Sabes cuánto tarda? Nueve días, más o menos, antes de caer."
)
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
HOSTILE = [
    *("-->", r"{\an8}", "<b>", "</i>", "<b", "<v Bob>", "< 5", ">", "&amp;", "&", "{", "}", "{}"),
    *("\\", r"\N", r"\n", r"\h", "WEBVTT", "NOTE", "Dialogue:", "[Events]", ",", ";", "...", "—"),
    *("7", "2024", "00:00:01,000 --> 00:00:02,000", "01:30.25", "02:10.75", "1:02:03,4"),
    *("\n", "\r\n", "\t", "\n\n", "\u00a0", "10\u202fkm", "\u2028", "\x0b", "\x1c", "\x00", "\x1b"),
    *(FAMILY, "🇪🇸🇦🇩", "👍🏽", "❤️", "e\u0301", "ñ", "क्षेत्र", "한국어", "ภาษาไทย", "人工知能は、"),
    *("「本当？」", "カタカナー", "مرحبا", "שלום", "\u200f", "x" * 36, "y" * 120, "字" * 50),
    *("a\u00a0b" * 30, "https://example.org/a/long/path?x=1&y=2#and-on", "¿Qué?", "Dr.", "Fin."),
]
TEXTS = st.lists(
    st.one_of(st.sampled_from(HOSTILE), st.text(max_size=12), st.sampled_from(SPANISH.split())),
    min_size=1,
    max_size=40,
).flatmap(lambda parts: st.sampled_from([" ", "", "\n"]).map(lambda between: between.join(parts)))
PLAIN = st.lists(st.text("abcdeñü.,;:?!", min_size=1, max_size=12), min_size=1, max_size=40).map(
    " ".join
)
