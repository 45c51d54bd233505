"""Small copies for a page: pictures as JPEG, voices as MP3, which every browser shows and plays."""

from __future__ import annotations

from pathlib import Path

from build.errors import UserError
from media.sound import read_wav

QUALITY = 82


def small_picture(source: Path, copy: Path, width: int) -> None:
    """Write `source` to `copy` as JPEG of at most `width` pixels; UserError when it is broken."""
    from PIL import Image

    try:
        with Image.open(source) as picture:
            small = picture.convert("RGB")
    except (OSError, SyntaxError, ValueError) as error:
        raise UserError(f"{source} cannot be read as a picture: {error}") from error
    small.thumbnail((width, width * 2), Image.Resampling.LANCZOS, reducing_gap=2.0)
    small.save(copy, format="JPEG", quality=QUALITY, optimize=True, progressive=True)


def small_voice(source: Path, copy: Path) -> None:
    """Write the WAV `source` to `copy` as mono MP3 at its rate; UserError when it is broken."""
    import soundfile

    samples, rate = read_wav(source)
    soundfile.write(copy, samples, rate, format="MP3", compression_level=0.4)
