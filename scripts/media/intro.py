"""The default intro: three seconds of picture and sound, drawn and played from this source.

A thread of light runs in, bends into a film reel, and the channel's title eases in beneath it.
Shapes are signed distances, so they are smooth at any size; only the boxes that light touches are
composited. Black at both ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from media.text import draw, fit
from media.text_faces import Style

SECONDS = 3
SAMPLE_RATE = 48000

_NIGHT, _DUSK = (7.0, 9.0, 15.0), (30.0, 42.0, 64.0)  # the ground's edge and middle, RGB
_LIGHT, _PAPER = (255.0, 206.0, 140.0), (246.0, 243.0, 236.0)  # the reel's and the title's
_SPOKES = 5


def frames(width: int, height: int, fps: int, title: str) -> Iterator[np.ndarray]:
    """Yield the intro's `SECONDS * fps` pictures, each uint8 (height, width, 3), RGB."""
    scene = _scene(width, height, title)
    total = SECONDS * fps
    for index in range(total):
        yield _frame(scene, SECONDS * index / max(1, total - 1))


@dataclass(frozen=True)
class _Scene:
    """What stays the same in all frames; lengths in pixels."""

    ground: np.ndarray  # float32 (h, w, 3)
    grain: np.ndarray  # float32 (h, w, 1), hides the steps of the gradient
    still: np.ndarray  # uint8, the ground without any fade
    title: np.ndarray  # float32 (h, w), 0 to 1
    title_at: tuple[int, int]  # x, y
    unit: float  # the shorter side
    centre: tuple[float, float]  # of the reel
    radius: float
    box: tuple[int, int]  # x, y of the square round the reel
    away: np.ndarray  # float32 (n, n), the square's distances from the centre
    around: np.ndarray  # float32 (n, n), its angles from the lowest point, rightwards


def _scene(width: int, height: int, title: str) -> _Scene:
    unit = float(min(width, height))
    centre = (width / 2, height / 2 - 0.10 * unit)
    y, x = np.ogrid[:height, :width]
    away = np.hypot((x - centre[0]) / (0.75 * width), (y - centre[1]) / (0.75 * height))
    warmth = (np.clip(1 - away, 0, 1) ** 1.6).astype(np.float32)[..., None]
    night, dusk = np.array(_NIGHT, np.float32), np.array(_DUSK, np.float32)
    ground = night + warmth * (dusk - night)
    grain = np.random.default_rng(3).random((height, width, 1), np.float32)
    letters = _letters(title, round(0.86 * width), round(0.13 * unit))
    at = (round((width - letters.shape[1]) / 2), round(height / 2 + 0.17 * unit))
    still = (ground + grain).astype(np.uint8)
    radius = 0.155 * unit
    half = int(radius + 0.05 * unit)
    left, top = int(centre[0]) - half, int(centre[1]) - half
    down, right = np.mgrid[top : top + 2 * half + 1, left : left + 2 * half + 1].astype(np.float32)
    down, right = down - np.float32(centre[1]), right - np.float32(centre[0])
    around = np.arctan2(right, down) % np.float32(2 * np.pi)
    return _Scene(
        ground, grain, still, letters, at, unit, centre, radius,
        (left, top), np.hypot(right, down), around,
    )  # fmt: skip


def _letters(text: str, width: int, size: int) -> np.ndarray:
    """Return the coverage of `text` on one line, float32 (h, w) in 0 to 1, shrunk to `width`."""
    title = Style(title=True)
    laid = fit(text, width, 2 * size, size, min_size=8, style=title, max_lines=1, align="center")
    return draw(laid).alpha.astype(np.float32) / 255


def _frame(scene: _Scene, now: float) -> np.ndarray:
    fade = _ease(now, 0.0, 0.45) * (1 - _ease(now, 2.5, 2.95))
    if fade == 1:
        frame = scene.still.copy()
    else:
        frame = (scene.ground * np.float32(fade) + scene.grain * (fade > 0)).astype(np.uint8)
    if fade > 0:
        # The thread's head runs in from the left along the reel's lower tangent, then round it.
        circle = 2 * np.pi * scene.radius
        way = scene.centre[0] + circle
        head = _ease(now, 0.1, 1.5) * way * 1.04 - scene.centre[0]
        _draw_thread(frame, scene, head, 1 - _ease(now, 1.1, 1.8), fade)
        _draw_reel(frame, scene, head, now, fade)
        _draw_title(frame, scene, now, fade)
    return frame


def _draw_thread(
    frame: np.ndarray, scene: _Scene, head: float, strength: float, fade: float
) -> None:
    """Draw the straight stretch: brightest at its head, fading behind it and then altogether."""
    if strength == 0:
        return
    tail = 0.55 * scene.centre[0]
    reach = 0.05 * scene.unit
    line = scene.centre[1] + scene.radius
    top = int(line - reach)
    rows = np.arange(top, int(line + reach) + 1, dtype=np.float32) - line
    columns = np.arange(int(scene.centre[0]) + 1, dtype=np.float32) - scene.centre[0]
    behind = head - columns
    along = strength * np.exp(-np.maximum(behind, 0) / tail) * np.clip(behind + 0.5, 0, 1)
    _blend(frame, _profile(rows, scene.unit)[:, None] * along, _LIGHT, 0, top, fade)


def _profile(distance: np.ndarray, unit: float) -> np.ndarray:
    """Return the light at a distance from the thread's middle: a thin core in a soft glow."""
    core = np.clip(0.0016 * unit + 0.5 - np.abs(distance), 0, 1)
    return np.maximum(core, 0.22 * np.exp(-np.abs(distance) / (0.008 * unit)))


def _draw_reel(frame: np.ndarray, scene: _Scene, head: float, now: float, fade: float) -> None:
    """Draw the ring as far as the thread has come, then the reel that it becomes."""
    if head <= 0:
        return
    radius, away = scene.radius, scene.away
    behind = head - scene.around * radius
    comet = 0.75 + 0.25 * np.exp(-np.maximum(behind, 0) / (0.9 * radius))
    reel = _profile(away - radius, scene.unit) * np.clip(behind + 0.5, 0, 1) * comet
    body = _ease(now, 0.95, 1.75)
    if body > 0:
        turn = np.float32(2.4 * (1 - _ease_out(now, 0.95, 2.9)))
        sector = np.float32(2 * np.pi / _SPOKES)
        angle = (scene.around + turn) % sector - sector / 2
        hole = np.hypot(away * np.cos(angle) - 0.52 * radius, away * np.sin(angle))
        disc = np.clip(0.86 * radius - away + 0.5, 0, 1)
        disc *= np.clip(hole - 0.215 * radius + 0.5, 0, 1)
        disc *= np.clip(away - 0.10 * radius + 0.5, 0, 1)
        disc *= 0.92 + 0.08 * np.cos(scene.around + np.float32(2.5))  # lit from above
        reel = np.maximum(reel, body * disc)
    _blend(frame, reel, _LIGHT, *scene.box, fade)


def _draw_title(frame: np.ndarray, scene: _Scene, now: float, fade: float) -> None:
    """Draw the title: it rises into place while a soft edge uncovers it from the left."""
    shown = _ease(now, 1.15, 2.0)
    if shown == 0:
        return
    rise = 0.035 * scene.unit * (1 - _ease_out(now, 1.15, 2.1))
    whole = int(rise)
    part = np.float32(rise - whole)
    letters = np.zeros((scene.title.shape[0] + 1, scene.title.shape[1]), np.float32)
    letters[:-1] = scene.title * (1 - part)
    letters[1:] += scene.title * part
    soft = 0.35
    place = np.linspace(0, 1, letters.shape[1], dtype=np.float32)
    letters *= np.clip((shown * (1 + soft) - place) / soft, 0, 1)
    x, y = scene.title_at
    _blend(frame, letters, _PAPER, x, y + whole, fade)


def _blend(
    frame: np.ndarray,
    cover: np.ndarray,
    colour: tuple[float, float, float],
    left: int,
    top: int,
    fade: float,
) -> None:
    """Lay `colour`, as far as `fade` lets it be seen, over the frame where `cover` (h, w) is."""
    height, width = frame.shape[:2]
    x0, y0 = max(0, left), max(0, top)
    x1, y1 = min(width, left + cover.shape[1]), min(height, top + cover.shape[0])
    if x1 <= x0 or y1 <= y0:
        return
    cover = cover[y0 - top : y1 - top, x0 - left : x1 - left, None].astype(np.float32)
    box = frame[y0:y1, x0:x1].astype(np.float32)
    box += cover * (np.array(colour, np.float32) * np.float32(fade) - box)
    frame[y0:y1, x0:x1] = (box + 0.5).astype(np.uint8)


def _ease(now: float, start: float, end: float) -> float:
    """Return 0 before `start`, 1 after `end`, and a smootherstep (Perlin 2002) between."""
    part = min(max((now - start) / (end - start), 0.0), 1.0)
    return part**3 * (part * (6 * part - 15) + 10)


def _ease_out(now: float, start: float, end: float) -> float:
    part = min(max((now - start) / (end - start), 0.0), 1.0)
    return 1 - (1 - part) ** 3


# The sting, in thirds of its length: (start, end of rise, start of fall, end), MIDI notes, level.
_SWELL = ((0.02, 0.30, 0.32, 0.55), (41, 53, 57, 60, 67), 0.8)  # F with its ninth
_HOME = ((0.27, 0.45, 0.46, 0.95), (36, 48, 55, 60, 64, 67), 1.0)  # C
_BELLS = ((0.40, 79, 0.20), (0.46, 84, 0.16))
_STING_GAIN = 0.0588  # measured: -18 LUFS


def sting(seconds: float) -> np.ndarray:
    """Return the intro's sound, float32 (seconds * SAMPLE_RATE, 2): a swell that comes home.

    Warm, about -18 LUFS, no peak above -3 dBFS, silent in its last twentieth.
    """
    count = round(seconds * SAMPLE_RATE)
    time = np.arange(count) / SAMPLE_RATE
    part = time / seconds
    sound = np.zeros((count, 2))
    for (start, risen, falls, end), pitches, gain in (_SWELL, _HOME):
        rise = np.clip((part - start) / (risen - start), 0, 1)
        fall = np.clip((end - part) / (end - falls), 0, 1)
        shape = np.sin(rise * np.pi / 2) ** 2 * fall**2.2
        for voice, pitch in enumerate(pitches):
            frequency = 440 * 2 ** ((pitch - 69) / 12)
            for side in (0, 1):
                for detune in (-1.0, 0.6) if side else (-0.6, 1.0):
                    sound[:, side] += gain * shape * _warm(time, frequency, detune, voice)
    for at, pitch, gain in _BELLS:
        since = np.maximum(part - at, 0) * seconds
        shape = np.clip(since / 0.02, 0, 1) * np.exp(-since / 0.45)
        shape *= np.clip((0.95 - part) / 0.3, 0, 1) ** 2
        tone = np.sin(2 * np.pi * 440 * 2 ** ((pitch - 69) / 12) * since)
        sound += (gain * 4 * shape * tone)[:, None]
    sound += 0.5 * _room(sound)
    sound *= np.clip((0.95 - part) / 0.12, 0, 1)[:, None] ** 2
    return (_STING_GAIN * sound).astype(np.float32)


def _room(sound: np.ndarray) -> np.ndarray:
    """Return `sound` (n, 2) heard in a small hall: noise that decays in 1.4 s, dull and wide."""
    count = round(1.4 * SAMPLE_RATE)
    size = 1 << (len(sound) + count).bit_length()
    decay = np.exp(-6.91 * np.arange(count) / count)[:, None]
    echo = np.random.default_rng(7).standard_normal((count, 2)) * decay
    hertz = np.fft.rfftfreq(size, 1 / SAMPLE_RATE)[:, None]
    bins = np.fft.rfft(echo / np.sqrt(np.sum(echo**2, axis=0)), size, axis=0)
    bins *= (hertz / (hertz + 150)) ** 2 / (1 + (hertz / 1800) ** 2)
    return np.fft.irfft(bins * np.fft.rfft(sound, size, axis=0), size, axis=0)[: len(sound)]


def _warm(time: np.ndarray, frequency: float, detune: float, voice: int) -> np.ndarray:
    """Return one string of a voice, a few cents off: partials that fall off quickly."""
    angle = 2 * np.pi * (frequency * 2 ** (4 * detune / 1200)) * time + 1.7 * voice + detune
    return sum(
        (np.sin(h * angle) / h**1.9 for h in range(1, 7) if h * frequency < 2500),
        start=np.zeros(len(time)),
    )
