"""Subtitle blocks as SRT, WebVTT and ASS, so that no text becomes an order of its format."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Sequence

import pysubs2

from media.subtitles import Block, Rules


def to_srt(shown: Sequence[Block]) -> str:
    """Return SubRip text."""
    return _file(shown, lambda text: _untagged(_plain(text))).to_string("srt")


def to_vtt(shown: Sequence[Block]) -> str:
    """Return WebVTT text, with &, < and > as entities."""
    return _file(shown, lambda text: html.escape(_plain(text), quote=False)).to_string("vtt")


def to_ass(shown: Sequence[Block], width: int, height: int) -> str:
    """Return Advanced SubStation text for a picture of width x height pixels."""
    # ASS counts hundredths. Rounded down, a block still begins and ends with its frame.
    hundredths = [
        Block(block.text, block.start_ms // 10 * 10, block.end_ms // 10 * 10) for block in shown
    ]
    file = _file(hundredths, _plain)
    file.info |= {"PlayResX": str(width), "PlayResY": str(height)}
    em = min(0.047 * height, 0.88 * width / (Rules.line * 0.55))
    file.styles["Default"] = pysubs2.SSAStyle(
        fontname="Noto Sans",
        fontsize=round(em * 1.362),  # ASS counts from ascender to descender
        outlinecolor=pysubs2.Color(0, 0, 0, 40),
        backcolor=pysubs2.Color(0, 0, 0, 120),
        outline=round(em * 0.07, 1),
        shadow=round(em * 0.03, 1),
        alignment=pysubs2.Alignment.BOTTOM_CENTER,
        marginl=round(0.05 * width),
        marginr=round(0.05 * width),
        # Phones lay buttons and titles over the foot of an upright film.
        marginv=round((0.16 if height > width else 0.06) * height),
        encoding=-1,  # to libass: the direction the text itself has
    )
    return file.to_string("ass", header_notice="Reelmake")


def _file(shown: Sequence[Block], escape: Callable[[str], str]) -> pysubs2.SSAFile:
    file = pysubs2.SSAFile()
    for block in shown:
        text = escape(block.text).replace("\n", r"\N")
        file.append(pysubs2.SSAEvent(block.start_ms, block.end_ms, text))
    return file


def _plain(text: str) -> str:
    """Put look-alikes for what readers take for their own, where there is no escape all know.

    Braces and a backslash before N, n or h are orders of ASS that readers of SRT follow too; two
    clock times in a line begin a block of SRT or VTT.
    """
    text = re.sub(r"\\(?=[Nnh])", "＼", text.translate(_BRACES))
    return "\n".join(
        re.sub(r"(?<=\d):(?=\d)", "∶", line) if len(_CLOCK_TIME.findall(line)) > 1 else line
        for line in text.split("\n")
    )


def _untagged(text: str) -> str:
    return (text.translate(_ANGLES) if _TAG.search(text) else text).replace("-->", "--＞")


_BRACES = str.maketrans("{}", "｛｝")
_ANGLES = str.maketrans("<>", "＜＞")
_TAG = re.compile(r"<\s*/?\s*[a-zA-Z][^>]*>")
_CLOCK_TIME = re.compile(r"\d:\d{1,2}[.,]\d")
