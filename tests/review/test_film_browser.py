"""A finished film in a real browser: copied skip frames and placed ones play, and can be sought."""

from __future__ import annotations

import json
from itertools import accumulate
from pathlib import Path

import av
import numpy as np
import pytest
from browser import drive
from PIL import Image

from engines.base import Word
from media.clip import Scene, describe, write_scene
from media.encode import encode_template
from media.final import assemble, chapters
from media.frames import SAMPLE_RATE, samples_per_frame
from media.insert import encode_drawn
from media.mix import mix
from media.mux import Piece, join_clips
from media.sound import write_wav
from media.transition import encode_transition
from media.video import VideoSettings

WIDTH, HEIGHT, FPS = 320, 180, 30
SETTINGS = VideoSettings(WIDTH, HEIGHT, FPS, "libx264", "veryfast", 18, 2)
INTRO = 40
# A still past its next key frame, one with captions, a move, a still that ends beside a key frame.
LENGTHS = (130, 75, 50, 61)
COLOURS = ((200, 40, 40), (40, 160, 40), (60, 60, 220), (200, 200, 60))
LEVELS = {"loudness": -14.0, "true_peak": -1.0}
TEXT = "One two three"
SRT = "1\n00:00:01,000 --> 00:00:02,000\nOne\n"
CAPTIONS = {
    "text": TEXT,
    "mode": "words",
    "letters": 42,
    "size": 0.2,
    "weight": 700,
    "color": "#FFFFFF",
    "highlight": "#FF0000",
    "outline_color": "#000000",
    "outline": 0.09,
    "position": "bottom",
    "locale": "en-US",
}


def tone(frames: int) -> np.ndarray:
    return 0.1 * np.sin(np.arange(frames * samples_per_frame(FPS)) / 20).astype(np.float32)


def scene(folder: Path, number: int) -> Scene:
    """Return scene `number`: the second has captions, the third moves."""
    picture = folder / f"{number}.png"
    Image.new("RGB", (WIDTH, HEIGHT), COLOURS[number]).save(picture)
    spec = {**SETTINGS.spec(), **({"captions": CAPTIONS} if number == 1 else {})}
    spec |= {"motion": {"kind": "push", "amount": 0.2, "focus": [0.5, 0.5]}} if number == 2 else {}
    words = [Word(word, 0.5 * n, 0.5 * n + 0.4) for n, word in enumerate(TEXT.split())]
    return describe(picture, spec, words, LENGTHS[number], LENGTHS[number])


def final(folder: Path) -> tuple[Path, list[int]]:
    """Return a film, and the frames at which something else is seen."""
    log, skips = folder / "log", folder / "skips.mp4"
    encode_template(skips, SETTINGS, log)
    scenes = [scene(folder, number) for number in range(len(LENGTHS))]
    clips = [folder / f"{number}.mp4" for number in range(len(LENGTHS))]
    for one, clip in zip(scenes, clips, strict=True):
        write_scene(one, tone(one.frames), clip, skips, SETTINGS, log)
    across = folder / "across.mp4"
    first, second = scenes[1:3]
    blended = encode_transition(
        "crossfade", first, second.picture, second.motion, 15, across, SETTINGS, log
    )
    pieces = [Piece(clip, across if clip == clips[1] else None) for clip in clips]
    joined, mixed = folder / "joined.mp4", folder / "mixed.mp4"
    length = join_clips(joined, pieces, SETTINGS)
    mix(joined, None, None, mixed, length.samples, LEVELS, log)

    sound, intro = folder / "intro.wav", folder / "intro.mp4"
    write_wav(sound, tone(INTRO), SAMPLE_RATE)
    white = np.full((HEIGHT, WIDTH, 3), 240, np.uint8)
    encode_drawn(intro, [white] * INTRO, sound, SETTINGS, LEVELS, log)
    subtitles, film = folder / "film.srt", folder / "final.mp4"
    subtitles.write_text(SRT)
    marks = chapters(INTRO, LENGTHS, ["1", "2", "3", "4"], 0, "Film")
    edit = {"title": "Film", "episode": "S01E01", "locale": "en-US", "fps": FPS, "aac_kbps": 96}
    assemble([intro, mixed], film, subtitles, edit, marks, log)

    starts = list(accumulate((INTRO, *LENGTHS)))
    inside = [starts[0] + 60, *(starts[1] + change for change in first.changes())]
    return film, sorted({*starts[:-1], *inside, starts[2] - blended})


def colour(frame: av.VideoFrame, top: float, bottom: float, right: float) -> list[float]:
    """Return the mean colour of a part of `frame`, given in shares of it, by BT.709."""
    levels = []
    for plane in frame.planes:
        rows = np.frombuffer(plane, np.uint8).reshape(plane.height, plane.line_size)
        first, end = int(top * plane.height), int(bottom * plane.height)
        levels.append(rows[first:end, : int(right * plane.width)].mean())
    light, blue, red = (levels[0] - 16) / 219, (levels[1] - 128) / 224, (levels[2] - 128) / 224
    green = light - 0.1873 * blue - 0.4681 * red
    return [255 * level for level in (light + 1.5748 * red, green, light + 1.8556 * blue)]


def decoded(film: Path) -> np.ndarray:
    """Return the mean colours of each frame's left upper quarter and lower half."""
    with av.open(str(film)) as container:
        frames = container.decode(video=0)
        return np.array([[colour(f, 0, 0.5, 0.5), colour(f, 0.5, 1, 1)] for f in frames])


def test_a_film_plays_and_is_sought_to_the_frame(tmp_path: Path) -> None:
    film, changes = final(tmp_path)
    frames = decoded(film)
    assert len(frames) == INTRO + sum(LENGTHS)
    sought = [change + off for change in changes for off in (-1, 0, 1)]
    times = [(frame + 0.5) / FPS for frame in sought]
    found = drive("play.mjs", film, json.dumps(times))
    assert found["size"] == [WIDTH, HEIGHT]
    # Chromium turns planes into colours with fewer bits, so it is off by as much in each frame of
    # one colour: whether it is the right frame is told by what changes from one to the next.
    seen, wanted = np.array(found["seen"]), frames[sought]
    assert np.abs(seen - wanted).max() < 10
    steps = [np.diff(part.reshape(len(changes), 3, -1), axis=1) for part in (seen, wanted)]
    sizes = np.abs(steps[1]).max(axis=2)
    assert (np.abs(steps[0] - steps[1]).max(axis=2) < 0.75 + sizes / 8).all()
    assert (sizes[:, 0] > 2).sum() == len(changes) - 2  # a key frame alone and a caption's first
    for start, drawn in zip(accumulate((INTRO, *LENGTHS)), COLOURS, strict=False):
        assert np.abs(frames[start][0] - drawn).max() < 6
    assert found["seconds"] == pytest.approx(len(frames) / FPS, abs=0.1)
    assert found["ended"] == pytest.approx(found["seconds"], abs=0.1)
