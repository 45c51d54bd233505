"""Letters of every script: covered, shaped, ordered, broken into lines, inside their box."""

from __future__ import annotations

import math
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from media.letters import graphemes
from media.text import Style, draw, fit, outlined, paste, uncovered
from media.text_faces import faces
from media.text_layout import Line, advances, embedding_levels, paragraphs, shape, wrap

SCRIPTS = {
    "Latin": "Ànima, çedilla, ñandú, l·l, Tiếng Việt",
    "Greek": "Γειά σου Κόσμε",
    "Cyrillic": "Съешь ещё этих булок",
    "Arabic": "دورة المياه في الطبيعة",
    "Hebrew": "מחזור המים בטבע",
    "Devanagari": "जल चक्र क्षत्रिय",
    "Bengali": "জলচক্র",
    "Gurmukhi": "ਪਾਣੀ ਦਾ ਚੱਕਰ",
    "Gujarati": "જળ ચક્ર",
    "Oriya": "ଜଳଚକ୍ର",
    "Tamil": "நீர் சுழற்சி",
    "Telugu": "నీటి చక్రం",
    "Kannada": "ಜಲ ಚಕ್ರ",
    "Malayalam": "ജലചക്രം",
    "Sinhala": "ජල චක්‍රය",
    "Thai": "วัฏจักรของน้ำ",
    "Lao": "ວົງຈອນນ້ຳ",
    "Khmer": "វដ្ដទឹក",
    "Myanmar": "ရေသံသရာ",
    "Ethiopic": "የውሃ ዑደት",
    "Georgian": "წყლის ციკლი",
    "Armenian": "Ջրի շրջապտույտ",
    "Japanese": "水の循環、「雲」から雨へ。",
    "Chinese": "水循环：从海洋到云",
    "Korean": "물의 순환",
    "Emoji": "👩‍👩‍👧‍👦👍🏽🇨🇦❤️🌊1️⃣",
    "Symbols": "€ ™ ① → ♪",
}
PLAIN = Style()


def lines_of(text: str, style: Style = PLAIN) -> list[Line]:
    return [shape(letters, style) for letters in paragraphs(text, style)]


def one_line(text: str, style: Style = PLAIN) -> Line:
    (line,) = lines_of(text, style)
    return line


@pytest.mark.parametrize("style", [PLAIN, Style(title=True, locale="zh-CN")], ids=["sans", "title"])
@pytest.mark.parametrize("script", SCRIPTS)
def test_every_script_is_drawn_without_a_missing_glyph(script: str, style: Style) -> None:
    text = SCRIPTS[script]
    assert uncovered(text, style) == []
    line = one_line(text, style)
    assert line.glyphs
    assert all(glyph.glyph != 0 for glyph in line.glyphs)
    ink = draw(fit(text, 600, 60, 40, style=style))
    assert ink.alpha.max() > 200
    assert np.count_nonzero(ink.alpha > 127) > 100


def test_a_letter_that_no_face_has_is_told_and_replaced() -> None:
    assert uncovered("a ᠮ b ᠮ") == ["ᠮ"]
    assert all(glyph.glyph != 0 for glyph in one_line("aᠮ").glyphs)


def test_what_a_reader_takes_for_one_letter_is_one_cluster() -> None:
    assert graphemes("e\u0301👩‍👩‍👧‍👦👍🏽🇨🇦🇪🇸1️⃣") == [
        "e\u0301", "👩‍👩‍👧‍👦", "👍🏽", "🇨🇦", "🇪🇸", "1️⃣",
    ]  # fmt: skip
    for emoji in ("👩‍👩‍👧‍👦", "👍🏽", "🇨🇦"):
        assert len(one_line(emoji).glyphs) == 1


def test_decomposed_and_composed_text_look_the_same() -> None:
    assert one_line("e\u0301n\u0303") == one_line("éñ")


def test_right_to_left_text_runs_leftwards_and_its_numbers_do_not() -> None:
    aleph, tav = one_line("א").glyphs[0].glyph, one_line("ת").glyphs[0].glyph
    line = one_line("את 12")
    at = {(g.face, g.glyph): g.x for g in line.glyphs}
    hebrew = next(g.face for g in one_line("א").glyphs)
    assert at[hebrew, tav] < at[hebrew, aleph]
    digits = [g for g in line.glyphs if g.face != hebrew]
    assert [g.glyph for g in sorted(digits, key=lambda g: g.x)] == [
        g.glyph for g in one_line("12").glyphs
    ]
    assert max(g.x for g in digits) < at[hebrew, tav]
    assert line.rtl


def test_embedding_levels_follow_the_standard() -> None:
    assert embedding_levels("abc") == [0, 0, 0]
    assert embedding_levels("אב 12 ג") == [1, 1, 1, 2, 2, 1, 1]
    assert embedding_levels("a אב b") == [0, 0, 1, 1, 0, 0]


def test_arabic_letters_join() -> None:
    assert one_line("ببب").width < 0.8 * 3 * one_line("ب").width


def test_brackets_are_mirrored_in_right_to_left_text() -> None:
    opening = one_line("a(b)").glyphs[1].glyph
    leftmost = min(one_line("א(ב)").glyphs, key=lambda glyph: glyph.x)
    assert leftmost.glyph == opening


def test_han_letters_follow_the_locale() -> None:
    shapes = {
        locale: draw(fit("直骨", 200, 100, 80, style=Style(locale=locale))).alpha.tobytes()
        for locale in ("ja", "zh-Hans", "zh-TW")
    }
    assert len(set(shapes.values())) >= 2


def test_weight_makes_letters_fatter_and_title_narrower() -> None:
    def mean(style: Style) -> float:
        return float(draw(fit("Reelmake", 2000, 100, 80, style=style)).alpha.sum())

    assert mean(Style(weight=800)) > 1.3 * mean(Style(weight=300))
    assert one_line("WATER", Style(title=True)).width < 0.8 * one_line("WATER", Style(900)).width


def broken(text: str, limit: float, anywhere: bool = False) -> list[str] | None:
    (letters,) = paragraphs(text, PLAIN)
    pieces = wrap(letters, advances(letters, PLAIN), limit, anywhere)
    return pieces and ["".join(c.text for c in letters[a:b]) for a, b in pieces]


def test_lines_break_at_blanks_and_are_balanced() -> None:
    assert broken("one two three four", 6.0) == ["one two", "three four"]
    assert broken("unbreakable", 2.0) is None
    pieces = broken("unbreakable", 2.0, anywhere=True)
    assert pieces is not None and "".join(pieces) == "unbreakable" and len(pieces) > 2
    lines = broken("aaa bbb aaa bbb aaa bbb aaa bbb a", 16.0)
    assert lines is not None and len(lines) == 2
    assert abs(len(lines[0]) - len(lines[1])) <= 3


def test_chinese_and_japanese_break_anywhere_but_not_before_a_full_stop() -> None:
    assert broken("水水水水水水", 3.0) == ["水水水", "水水水"]
    lines = broken("水水水水水。水水水", 5.0)
    assert lines is not None and not any(line.startswith("。") for line in lines)
    lines = broken("水水水水「水水」水", 5.0)
    assert lines is not None and not any(line.endswith("「") for line in lines)
    assert broken("물의 순환", 2.2) == ["물의", "순환"]


def test_short_text_takes_the_largest_size_and_long_text_shrinks() -> None:
    short = fit("Agua", 1000, 100, 60, 20)
    long = fit("Agua y más agua " * 8, 1000, 100, 60, 20)
    assert (short.size, short.cut) == (60, False)
    assert 20 <= long.size < 60 and not long.cut and len(long.lines) > 1


def test_too_long_text_is_cut_at_the_smallest_size_with_an_ellipsis() -> None:
    block = fit("lorem ipsum dolor " * 100, 400, 90, 40, 20, max_lines=3)
    assert block.cut and block.size == 20 and len(block.lines) == 3
    assert block.lines[-1].glyphs[-1].glyph == one_line("…").glyphs[0].glyph
    assert fit("", 100, 20, 10).lines[0].glyphs == ()


def test_alignment_and_vertical_place() -> None:
    def box(**how: str) -> tuple[int, int, int, int]:
        ink = draw(fit("Title", 600, 300, 50, **how))  # type: ignore[arg-type]
        height, width = ink.alpha.shape
        return ink.left, ink.top, ink.left + width, ink.top + height

    left, centre, right = (box(align=a) for a in ("left", "center", "right"))
    assert left[0] < 8 and right[2] > 592
    assert abs((centre[0] + centre[2]) / 2 - 300) <= 3
    assert box(valign="top")[3] < 60 and box(valign="bottom")[1] > 240
    arabic = draw(fit("سلام", 600, 100, 50))
    assert arabic.left + arabic.alpha.shape[1] > 590


ALPHABET = st.sampled_from(
    [
        *"aWjgyÅ.,-—! ",
        "é",
        "\n",
        "ب",
        "ل",
        "ا",
        "ש",
        "क्ष",
        "ि",
        "水",
        "。",
        "「",
        "한",
        "ต้",
        "👍🏽",
        "🇨🇦",
        "မြ",
    ]
)


@settings(max_examples=120, deadline=None)
@given(
    letters=st.lists(ALPHABET, max_size=60),
    width=st.integers(12, 500),
    height=st.integers(8, 160),
    size=st.integers(6, 90),
    pad=st.sampled_from([0, 3]),
    lines=st.integers(1, 4),
    title=st.booleans(),
)
def test_ink_never_leaves_its_box(
    letters: list[str], width: int, height: int, size: int, pad: int, lines: int, title: bool
) -> None:
    block = fit(
        "".join(letters), width, height, size, 6, pad=pad, max_lines=lines, align="center",
        style=Style(title=title),
    )  # fmt: skip
    ink = outlined(draw(block), pad) if pad else draw(block)
    rows, columns = ink.alpha.shape
    if ink.alpha.any():
        assert ink.left >= 0 and ink.top >= 0
        assert ink.left + columns <= width and ink.top + rows <= height
    assert len(block.lines) <= lines


def test_an_outline_grows_by_its_radius_on_every_side() -> None:
    ink = draw(fit("O", 100, 100, 80))
    wide = outlined(ink, 3)
    assert wide.alpha.shape == (ink.alpha.shape[0] + 6, ink.alpha.shape[1] + 6)
    assert (wide.left, wide.top) == (ink.left - 3, ink.top - 3)
    assert (wide.alpha[3:-3, 3:-3] >= ink.alpha).all()
    assert wide.alpha.any(axis=0).all() and wide.alpha.any(axis=1).all()


def test_paste_clips_at_the_edges_of_the_picture() -> None:
    ink = draw(fit("Wide", 200, 60, 50))
    mask = np.zeros((40, 40), np.uint8)
    paste(mask, ink, -20, -10)
    assert mask.any()
    paste(mask, ink, 500, 500)


def test_sizes_are_what_they_say() -> None:
    block = fit("H", 500, 200, 100, 100)
    capital = draw(block).alpha.shape[0]
    assert math.isclose(capital, 0.714 * block.size, abs_tol=1.5)
    assert len(faces(PLAIN)) > 20


def test_the_same_text_is_the_same_ink_in_another_process() -> None:
    code = (
        "import hashlib\nfrom media.text import draw, fit\n"
        "ink = draw(fit('Agua 水 ماء 💧', 500, 80, 60))\n"
        "print(hashlib.sha256(ink.alpha.tobytes()).hexdigest())\n"
    )
    scripts = Path(__file__).resolve().parents[2] / "scripts"
    runs = {
        subprocess.run(
            [sys.executable, "-c", code], cwd=scripts, check=True, capture_output=True, text=True
        ).stdout
        for _ in range(2)
    }
    assert len(runs) == 1
