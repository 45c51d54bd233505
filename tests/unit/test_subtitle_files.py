"""Subtitle files: read back they are the blocks, whatever text these hold."""

from __future__ import annotations

import html

import pysubs2
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from media.subtitle_files import to_ass, to_srt, to_vtt
from media.subtitles import Block, Rules, blocks
from texts import PLAIN, TEXTS

TWINS = str.maketrans("｛｝＼＜＞∶", r"{}\<>:")


def back(written: str, kind: str) -> list[str]:
    """Return the texts that pysubs2 reads from a file, look-alikes undone, spaces evened out."""
    texts = [event.plaintext for event in pysubs2.SSAFile.from_string(written, format_=kind)]
    return [even(html.unescape(text) if kind == "vtt" else text) for text in texts]


def even(text: str) -> str:
    return "\n".join(" ".join(line.split()) for line in text.translate(TWINS).split("\n"))


@settings(deadline=None, max_examples=300)
@given(TEXTS, st.booleans())
def test_files_read_back_are_the_blocks(text: str, upright: bool) -> None:
    found = blocks(text, [], 6000, 30)
    assume(found)
    size = (1080, 1920) if upright else (1920, 1080)
    files = {"srt": to_srt(found), "vtt": to_vtt(found), "ass": to_ass(found, *size)}
    for kind, written in files.items():
        assert back(written, kind) == [even(block.text) for block in found]
        read = pysubs2.SSAFile.from_string(written, format_=kind)
        for event, block in zip(read, found, strict=True):
            step = 10 if kind == "ass" else 1
            assert event.start == block.start_ms // step * step
            assert event.end == block.end_ms // step * step
        assert "\r" not in written
        written.encode("utf-8")
    # What players would follow instead of show.
    for line in files["vtt"].split("\n"):
        assert ("-->" in line) == (line[2:3] == ":" and line[13:16] == "-->")
    assert "<" not in files["vtt"].replace("\n", "")
    for line in files["ass"].split("\n"):
        assert not line.startswith("Dialogue:") or "{" not in line


@given(PLAIN)
def test_ordinary_text_is_written_as_it_is(text: str) -> None:
    found = blocks(text, [], 6000, 30)
    for block in found:
        assert f"\n{block.text}\n\n" in to_srt(found)
        assert f"\n{block.text}\n\n" in to_vtt(found)
        assert block.text.replace("\n", r"\N") + "\n" in to_ass(found, 1920, 1080)


def test_a_last_line_of_digits_is_not_taken_for_the_next_number() -> None:
    found = blocks("abcdefghi 20241999", [], 300, 30, Rules(block=20, line=10))
    assert back(to_srt(found), "srt") == ["abcdefghi", "20241999"]


def test_srt_to_the_byte() -> None:
    assert to_srt([]) == ""
    found = [
        Block("¿Qué es 5 < 6?\nA --> B {x}", 0, 1033),
        Block("<b>a</b> -->", 3_600_000, 3_601_500),
    ]
    assert to_srt(found) == (
        "1\n00:00:00,000 --> 00:00:01,033\n¿Qué es 5 < 6?\nA --＞ B ｛x｝\n\n"
        "2\n01:00:00,000 --> 01:00:01,500\n＜b＞a＜/b＞ --＞\n\n"
    )


def test_vtt_to_the_byte() -> None:
    assert to_vtt([Block("<b>A & 'B'</b> -->", 0, 1033)]) == (
        "WEBVTT\n\n1\n00:00:00.000 --> 00:00:01.033\n&lt;b&gt;A &amp; 'B'&lt;/b&gt; --&gt;\n\n"
    )


def test_ass_to_the_byte() -> None:
    written = to_ass([Block("¿Qué es?\nA {x}", 0, 1039)], 1920, 1080)
    assert written.splitlines()[:2] == ["[Script Info]", "; Reelmake"]
    (style,) = [line for line in written.splitlines() if line.startswith("Style:")]
    assert style == (
        "Style: Default,Noto Sans,69,&H00FFFFFF,&H000000FF,&H28000000,&H78000000,"
        "0,0,0,0,100,100,0,0,1,3.6,1.5,2,96,96,65,-1"
    )
    assert written.endswith(
        "Dialogue: 0,0:00:00.00,0:00:01.03,Default,,0,0,0,,¿Qué es?\\NA ｛x｝\n"
    )


@pytest.mark.parametrize(
    ("width", "height"), [(1920, 1080), (1080, 1920), (1080, 1080), (640, 360)]
)
def test_a_full_line_of_ass_fits_within_its_margins(width: int, height: int) -> None:
    file = pysubs2.SSAFile.from_string(to_ass([Block("a", 0, 1000)], width, height))
    style = file.styles["Default"]
    assert (file.info["PlayResX"], file.info["PlayResY"]) == (str(width), str(height))
    assert style.fontname == "Noto Sans"
    em = style.fontsize / 1.362
    assert 35 * 0.55 * em <= width - style.marginl - style.marginr
    assert em >= 0.02 * height
    assert style.marginv >= 0.05 * height
