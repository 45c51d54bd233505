"""Files that are two things at once, and small files that hold a great deal.

They are what they begin as, or refused; none takes more memory than its picture or sound does.
"""

from __future__ import annotations

import io
import random
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PIL import Image

from build.errors import UserError
from engines.image.file import FileImage
from hostile.cases import DISGUISED, HOME, SMALL, intro, png_of, silence, video
from hostile.strategies import EXAMPLES
from media import own_sound
from media.insert import normalise
from media.own_sound import read_stereo

# As many pixels as are read at all, by `make test-faults`; 16 bytes for each was once too much.
SIDE = 13_370 if EXAMPLES > 1000 else 4_000
BYTES_A_PIXEL = 12
_LIMITED = """
import resource, sys
from pathlib import Path
from PIL import Image
from engines.image.file import FileImage
Image.init()
FileImage().draw({"sources": [Path(sys.argv[1])], "width": 16, "height": 9})
pages = int(Path("/proc/self/statm").read_text().split()[0])
limit = pages * resource.getpagesize() + int(sys.argv[3])
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
FileImage().draw({"sources": [Path(sys.argv[2])], "width": 160, "height": 90})
"""


def _zip() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("../../evil", "x")
    return made.getvalue()


TAILS = {kind: text.encode() for kind, text in DISGUISED.items()} | {"ZIP": _zip()}


@pytest.mark.parametrize("tail", TAILS.values(), ids=TAILS.keys())
def test_a_picture_with_something_behind_it_is_the_picture(tail: bytes, tmp_path: Path) -> None:
    noise = random.Random(1).randbytes(3 * 32 * 32)
    Image.frombytes("RGB", (32, 32), noise).save(tmp_path / "a.png")
    (tmp_path / "b.png").write_bytes((tmp_path / "a.png").read_bytes() + tail)
    drawn = [
        FileImage().draw({"sources": [tmp_path / name], "width": 16, "height": 9}).image.tobytes()
        for name in ("a.png", "b.png")
    ]
    assert drawn[0] == drawn[1]


@pytest.mark.parametrize("text", DISGUISED.values(), ids=DISGUISED.keys())
def test_a_sound_that_is_also_a_text_is_the_sound(text: str, tmp_path: Path) -> None:
    samples = (np.sin(np.arange(96_000) / 20) * 0.3).astype(np.float32)
    soundfile.write(tmp_path / "a.wav", samples, 48_000)
    data = (tmp_path / "a.wav").read_bytes()
    words = text.encode() + b" " * (len(text) % 2)
    chunk = b"LIST" + struct.pack("<I", len(words)) + words
    both = data[:12] + chunk + data[12:] + words
    (tmp_path / "b.wav").write_bytes(both[:4] + struct.pack("<I", len(both) - 8) + both[8:])
    assert np.array_equal(read_stereo(tmp_path / "a.wav"), read_stereo(tmp_path / "b.wav"))


def test_a_film_with_a_playlist_behind_it_is_the_film(tmp_path: Path) -> None:
    video(tmp_path / "a.mp4", [0, 1, 2])
    made = []
    for name, tail in (("a.mp4", b""), ("b.mp4", DISGUISED["HLS playlist"].encode())):
        path = tmp_path / name
        path.write_bytes((tmp_path / "a.mp4").read_bytes() + tail)
        sought = {"loudness": -14, "true_peak": -1}
        normalise(path, tmp_path / f"made {name}", SMALL, sought, tmp_path / "log")
        made.append((tmp_path / f"made {name}").read_bytes())
    assert made[0] == made[1]


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="the limit is of Linux")
@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_a_picture_of_many_pixels_takes_their_memory_and_no_more(mode: str, tmp_path: Path) -> None:
    small, large = tmp_path / "small.png", tmp_path / "large.png"
    small.write_bytes(png_of(mode, 64))
    large.write_bytes(png_of(mode, SIDE))
    assert large.stat().st_size < SIDE**2 / 40
    command = [sys.executable, "-W", "ignore", "-c", _LIMITED, small, large]
    done = subprocess.run(
        [*command, str(BYTES_A_PIXEL * SIDE**2)],
        env={"PYTHONPATH": str(HOME / "scripts")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_a_sound_whose_header_tells_no_length_is_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own_sound, "_LONGEST_SECONDS", 60)
    place = silence(tmp_path / "a.flac", 1 / 30)
    data = bytearray(place.read_bytes())
    data[21] &= 0xF0  # 36 bits say how many samples there are, 0 that nobody knows
    data[22:26] = bytes(4)
    place.write_bytes(data)
    with pytest.raises(UserError, match="is longer than an hour: cut it"):
        read_stereo(place)


def test_a_film_that_lasts_longer_than_its_header_tells_is_refused(tmp_path: Path) -> None:
    place = video(tmp_path / "a.mkv", [0, 1, 36_000])
    before, mark, after = place.read_bytes().partition(b"\x44\x89\x88")  # its duration follows
    assert mark
    place.write_bytes(before + mark + struct.pack(">d", 2000.0) + after[8:])
    with pytest.raises(UserError, match="longer than an hour; an intro"):
        intro(place)
