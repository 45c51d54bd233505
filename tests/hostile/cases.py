"""Kinds of hostile input, each with what makes the sentence that refuses it.

The table in docs/hostile-input.md is written from these (see test_table.py).
"""

from __future__ import annotations

import json
import os
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import numpy as np
import soundfile
import yaml

from build.episodes import read_episodes
from build.errors import UserError
from build.lexicon_files import read_lexicon
from build.settings import load_settings, merge
from build.writing import read_words
from engines.image.file import FileImage
from media.insert import normalise
from media.own_sound import read_stereo
from media.sound import read_wav
from media.video import VideoSettings
from web.front_matter import load as read_page

HOME = Path(__file__).resolve().parents[2]
CONFIG = yaml.safe_load((HOME / "config/config.yaml").read_text(encoding="utf-8"))
SMALL = VideoSettings(160, 90, 30, "libx264", "ultrafast", 30, 2)

# Files that name others, under a name that says picture, sound or film.
DISGUISED = {
    "HLS playlist": "#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/x.ts\n#EXT-X-ENDLIST\n",
    "ffmpeg concat list": "ffconcat version 1.0\nfile /etc/passwd\n",
    "session description": (
        "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 5004 RTP/AVP 0\n"
    ),
    "web page": "<html><script>alert(1)</script></html>",
    "drawing with an address": (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'
        '<image xlink:href="http://127.0.0.1:9/x"/></svg>'
    ),
    "PostScript": "%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n(/etc/passwd) run\n",
}


@dataclass(frozen=True)
class Case:
    """A kind of input and what reads it in an empty folder, which ends in a UserError."""

    where: str
    kind: str
    read: Callable[[Path], object]

    def sentence(self, folder: Path) -> str:
        """Return the sentence that refuses it, without the folder's own name."""
        try:
            self.read(folder)
        except UserError as error:
            return str(error).split("\n")[0].replace(f"{folder}/", "").replace(str(folder), ".")
        raise AssertionError(f"{self.kind} was taken")


def script(**own: Any) -> dict[str, Any]:
    scene = {"text": {"es": "Hola."}, "image_prompt": "sea"}
    return {"title": {"es": "Título"}, "scenes": [scene], **own}


def scene(**own: Any) -> dict[str, Any]:
    made = {**script()["scenes"][0], **own}
    if "image" in own:
        del made["image_prompt"]
    return script(scenes=[made])


def _episode(folder: Path, prepare: Callable[[Path], object]) -> None:
    prepare(folder / "SAGA_01_Episode_01.json")
    _, (refusal, *_) = read_episodes(folder)
    raise UserError(refusal.sentence)


def written(kind: str, content: object) -> Case:
    """Return the case of a script with `content`: a document, or bytes as they are."""
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    return Case(
        "script", kind, lambda folder: _episode(folder, lambda path: path.write_bytes(data))
    )


def special(kind: str, prepare: Callable[[Path], object]) -> Case:
    """Return the case of a script that is no ordinary file."""
    return Case("script", kind, lambda folder: _episode(folder, prepare))


def beside(kind: str, name: str, prepare: Callable[[Path], object]) -> Case:
    """Return the case of a scene's picture that `prepare` makes."""

    def read(folder: Path) -> None:
        prepare(folder / name)
        data = json.dumps(scene(image=name)).encode()
        _episode(folder, lambda path: path.write_bytes(data))

    return Case("picture", kind, read)


def configured(kind: str, own: dict[Any, Any]) -> Case:
    return Case("settings", kind, lambda _: load_settings(merge(CONFIG, own), own, HOME))


def file(where: str, kind: str, name: str, data: bytes, read: Callable[[Path], object]) -> Case:
    """Return the case of a file with `data` that `read` reads."""

    def run(folder: Path) -> None:
        (folder / name).write_bytes(data)
        read(folder / name)

    return Case(where, kind, run)


def picture(path: Path) -> None:
    FileImage().draw({"sources": [path], "width": 160, "height": 90})


def voice(path: Path) -> None:
    read_wav(path)


def intro(path: Path) -> None:
    normalise(path, path.with_name("o.mp4"), SMALL, {"loudness": -14, "true_peak": -1}, path)


def lexicon(path: Path) -> None:
    read_lexicon(path)


def page(path: Path) -> None:
    read_page(path.read_text(), path)


def wav(rate: int, samples: int = 48_000) -> bytes:
    """Return a WAV that says it has `rate` samples a second."""
    data = b"\1\0" * samples
    form = struct.pack("<IHHIIHH", 16, 1, 1, rate, rate * 2 % 2**32, 2, 16)
    head = b"RIFF" + struct.pack("<I", 36 + len(data)) + b"WAVEfmt " + form
    return head + b"data" + struct.pack("<I", len(data)) + data


def hours(path: Path) -> Path:
    """Make `path` a WAV of 14 hours that takes no room, and return it."""
    size = 14 * 3600 * 8000 * 2
    path.write_bytes(wav(8000, 0)[:-4] + struct.pack("<I", size))
    os.truncate(path, 44 + size)
    return path


def png(width: int, height: int, kind: int = 2, content: bytes = b"") -> bytes:
    """Return a PNG that says how large it is, and holds `content`; `kind` 2 is RGB, 6 RGBA."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0))
    body = chunk(b"IDAT", content or zlib.compress(b"")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + head + body


def png_of(mode: str, side: int) -> bytes:
    """Return a whole PNG of so many equal pixels a side, RGB or RGBA, which deflate to little."""
    packer = zlib.compressobj(1)
    row = b"\0" + b"\x7f" * (side * len(mode))
    content = b"".join([*(packer.compress(row) for _ in range(side)), packer.flush()])
    return png(side, side, {"RGB": 2, "RGBA": 6}[mode], content)


def silence(path: Path, hours: float) -> Path:
    """Make `path` a FLAC of so many hours of silence, which takes little room, and return it."""
    with soundfile.SoundFile(path, "w", 4000, 1) as made:
        for _ in range(round(hours * 60)):
            made.write(np.zeros(60 * 4000, np.int16))
    return path


def video(path: Path, moments: list[int]) -> Path:
    """Make `path` a film with a picture at each of the `moments`, in seconds, and return it."""
    with av.open(path, "w") as film:
        stream = film.add_stream("mpeg4", rate=1)
        stream.width, stream.height, stream.pix_fmt = 64, 36, "yuv420p"
        for moment in moments:
            frame = av.VideoFrame.from_ndarray(np.full((36, 64, 3), 99, np.uint8))
            frame.pts = moment
            film.mux(stream.encode(frame))
        film.mux(stream.encode(None))
    return path


def sparse(size: int) -> Callable[[Path], None]:
    """Return what makes a file that says it has `size` bytes and takes no room."""

    def make(path: Path) -> None:
        with path.open("wb") as made:
            made.truncate(size)

    return make


def _bomb() -> object:
    found: Any = "x"
    for _ in range(9):
        found = [found] * 9
    return found


def _endless() -> dict[str, Any]:
    found: dict[str, Any] = {}
    found["x"] = found
    return found


_LINES = "a: &a [x, x]\n" + "".join(f"{b}: &{b} [*{a}, *{a}]\n" for a, b in pairwise("abcd"))
CASES = [
    written("10,000 scenes", script(scenes=script()["scenes"] * 10_000)),
    written("a text of 1 MB", scene(text={"es": "x" * 2**20})),
    written("nested 100,000 deep", b"[" * 100_000),
    written("a number of 5,000 digits", b'{"saga": ' + b"9" * 5000 + b"}"),
    written("a number beyond all floats", b'{"saga": 1e999}'),
    written("NaN", b'{"saga": NaN}'),
    written("a key that stands twice", b'{"title": 1, "title": 2}'),
    written("half a surrogate pair", b'{"title": "\\ud800"}'),
    written("UTF-16", json.dumps(script()).encode("utf-16")),
    written("10,000 unknown keys", {f"k{number}": 1 for number in range(10_000)}),
    written("a control character", scene(text={"es": "a\x00b"})),
    written("a line break in a title", script(title={"es": "a\nfile '/etc/passwd'"})),
    special("larger than any script", sparse(2**30)),
    special("a pipe that nobody writes", os.mkfifo),
    special("a device, by a link", lambda path: path.symlink_to("/dev/zero")),
    special("a link that leads to itself", lambda path: path.symlink_to(path.name)),
    beside("a pipe that nobody writes", "a.png", os.mkfifo),
    beside("a device, by a link", "a.png", lambda path: path.symlink_to("/dev/zero")),
    beside("a file of the kernel, by a link", "a.png", lambda p: p.symlink_to("/proc/self/mem")),
    beside("10 TB without content", "a.png", sparse(10 * 2**40)),
    beside("empty", "a.png", Path.touch),
    beside("a name with braces", "a{b}.png", lambda path: path.write_bytes(b"png")),
    *(
        written(f"as a picture: {kind}", scene(image=name))
        for kind, name in (
            ("an address", "http://127.0.0.1:9/a.png"),
            ("ffmpeg's concat", "concat:a.png|b.png"),
            ("ffmpeg's subfile", "subfile,,start,0,end,9,,:/etc/passwd"),
            ("a device", "/dev/zero"),
            ("a name too long", "x" * 300),
            ("a name that turns direction", "a\u202egnp.exe"),
        )
    ),
    *(
        file(where, kind, name, text.encode(), read)
        for where, name, read in (
            ("picture", "a.png", picture),
            ("music", "a.wav", read_stereo),
            ("intro", "a.mp4", intro),
        )
        for kind, text in DISGUISED.items()
    ),
    file(
        "music",
        "HLS playlist with a sound behind it",
        "a.wav",
        DISGUISED["HLS playlist"].encode() + wav(48_000),
        read_stereo,
    ),
    file(
        "picture", "2,147,483,647 pixels wide and high", "a.png", png(2**31 - 1, 2**31 - 1), picture
    ),
    file("voice", "1 sample a second", "1.wav", wav(1), voice),
    file("voice", "1,000,000,000 samples a second", "1.wav", wav(10**9), voice),
    Case("voice", "14 hours of it, without content", lambda folder: voice(hours(folder / "1.wav"))),
    file("music", "1 sample a second", "1.wav", wav(1), read_stereo),
    Case(
        "music", "two hours of silence", lambda folder: read_stereo(silence(folder / "1.flac", 2))
    ),
    Case(
        "intro",
        "two pictures ten hours apart",
        lambda folder: intro(video(folder / "a.mp4", [0, 36_000])),
    ),
    file("lexicon", "anchors that double", "lexicon.es.yaml", _LINES.encode(), lexicon),
    file("lexicon", "nested 1,000,000 deep", "lexicon.es.yaml", b"a: " + b"[" * 10**6, lexicon),
    file("lexicon", "300,000 entries", "lexicon.es.yaml", b"a: b\n" * 300_000, lexicon),
    file("text", "larger than a novel", "a.md", b"a" * (2**20 + 1), read_words),
    file("page", "a number that is none", "page.md", b"a: !!int x", page),
    file("page", "a list that holds itself", "page.md", b"a: &a [*a]", page),
    configured("anchors that stand for 387,420,489 things", {"tracks": _bomb()}),
    configured("a thing that holds itself", {"music": _endless()}),
    configured(".nan", {"sound": {"loudness": float("nan")}}),
    configured("no: as a language", {"languages": {False: {}}}),
    configured("a folder with braces", {"results": "a{b}"}),
    configured("a preset elsewhere", {"preset": "../config"}),
]
