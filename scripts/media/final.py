"""The finished film: intro, film and outro in one file that players seek, name and caption.

The picture is copied. The sound of all parts is joined in PCM and encoded to AAC once: an AAC
intro joined by copying shifts everything after it by tens of milliseconds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import langcodes

from build.errors import UserError
from media import ffmpeg
from media.frames import samples_per_frame
from media.probe import probe, require
from media.streams import require_same


@dataclass(frozen=True)
class Chapter:
    """A chapter: its first frame, the frame after its last, its title."""

    start: int
    end: int
    title: str


def sound_arguments(kbps: int) -> list[str]:
    """Return ffmpeg's output options for the sound of a film that is finished."""
    # The default coder (twoloop) takes twice as long; at the bit rates of a film nothing is heard
    # of the difference.
    return ["-c:a", "aac", "-aac_coder", "fast", "-b:a", f"{kbps}k", "-ac", "2"]


def chapters(
    intro: int, scenes: Sequence[int], titles: Sequence[str], outro: int, film: str
) -> list[Chapter]:
    """Return a chapter per scene, in frames of the whole film; one for the intro and outro each.

    `intro` and `outro` are their frames (0 where there is none), `scenes` the frames of each
    scene. The intro's chapter bears the title of the `film`.
    """
    parts = [(intro, film), *zip(scenes, titles, strict=True), (outro, "•")]
    found: list[Chapter] = []
    start = 0
    for frames, title in parts:
        if frames:
            found.append(Chapter(start, start + frames, title))
        start += frames
    return found


def metadata(edit: Mapping[str, Any], marks: Sequence[Chapter]) -> str:
    """Return title, language and chapters as an ffmetadata file."""
    lines = [";FFMETADATA1", f"title={_escaped(edit['title'])}"]
    lines += [f"episode_id={_escaped(edit['episode'])}"]
    for mark in marks:
        lines += ["[CHAPTER]", f"TIMEBASE=1/{edit['fps']}", f"START={mark.start}"]
        lines += [f"END={mark.end}", f"title={_escaped(mark.title)}"]
    return "\n".join(lines) + "\n"


def language_code(locale: str) -> str:
    """Return the three-letter ISO 639-2/T code that MP4 wants for a locale like es-ES."""
    try:
        return langcodes.get(locale).to_alpha3()
    except (LookupError, langcodes.LanguageTagError):
        return "und"


def assemble(
    parts: Sequence[Path],
    output: Path,
    subtitles: Path,
    edit: Mapping[str, Any],
    marks: Sequence[Chapter],
    log: Path,
) -> None:
    """Join `parts` into `output` with the SRT file `subtitles`, chapters and metadata.

    Raises UserError when the parts were not encoded under one set of settings.
    """
    require_same(parts)
    films = [probe(part) for part in parts]
    frames = sum(film.frames for film in films)
    listing = output.with_suffix(".parts.txt")
    described = output.with_suffix(".metadata.txt")
    language = language_code(edit["locale"])
    sound = "".join(f"[{index}:a]" for index in range(len(parts)))
    count = len(parts)
    try:
        listing.write_text("".join(_listed(part) for part in parts), encoding="utf-8")
        described.write_text(metadata(edit, marks), encoding="utf-8")
        ffmpeg.run(
            ["-v", "warning"]
            + [item for part in parts for item in ("-i", part)]
            + ["-f", "concat", "-safe", "0", "-i", listing]
            + ["-f", "ffmetadata", "-i", described, "-f", "srt", "-i", subtitles]
            + ["-filter_complex", f"{sound}concat=n={count}:v=0:a=1[a]"]
            + ["-map", f"{count}:v", "-map", "[a]", "-map", f"{count + 2}:s"]
            + ["-map_metadata", str(count + 1), "-map_chapters", str(count + 1)]
            + ["-c:v", "copy", *sound_arguments(edit["aac_kbps"])]
            + ["-c:s", "mov_text", "-metadata:s:a:0", f"language={language}"]
            + ["-metadata:s:s:0", f"language={language}", "-disposition:s:0", "0"]
            + ["-movflags", "+faststart", "-f", "mp4", output],
            log=log,
            doing="finish the film",
            seconds=frames / edit["fps"],
        )
    finally:
        listing.unlink(missing_ok=True)
        described.unlink(missing_ok=True)
    made = require(output, frames=frames, rate=48000, subtitles=1)
    expected = frames * samples_per_frame(edit["fps"])
    # AAC comes in blocks of 1,024 samples, with one or two of them before the first.
    if not expected <= made.samples <= expected + 4096:
        raise UserError(
            f"{output.name} came out with {made.samples} samples of sound for {frames} frames"
        )


def _listed(part: Path) -> str:
    quoted = str(part.resolve()).replace("'", r"'\''")
    return f"file '{quoted}'\n"


def _escaped(text: str) -> str:
    # ffmetadata reads =, ;, #, \ and line ends as its own, and an escaped \ before a line's end as
    # the escape of that end: so a space comes between.
    plain = " ".join(text.split())
    plain += " " * plain.endswith("\\")
    return "".join(f"\\{letter}" if letter in "=;#\\" else letter for letter in plain)
