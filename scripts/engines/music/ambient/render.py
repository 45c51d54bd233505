"""Instruments, and how a score becomes sound on a circle.

Pads are PADsynth tables (Paul Nasca's algorithm: every partial a narrow band of random phases,
one inverse FFT, loops by construction) around a steady core; bells, plucks and bass are additive.
Every instrument is shaped by one spectral curve that leaves room for a voice.
"""

from __future__ import annotations

from itertools import groupby

import numpy as np

from engines.music.ambient.moods import Mood
from engines.music.ambient.score import Note

RATE = 48000
_TABLE = 1 << 18  # 5.5 s
_CONTROL = 480  # samples between two points of a slow curve
_TOP = 9000.0  # Hz, no partial above it

_GAINS = {"pad": 0.16, "bass": 0.14, "bell": 0.30, "pluck": 0.30}


def render(notes: list[Note], mood: Mood, seconds: float, rng: np.random.Generator) -> np.ndarray:
    """Return the dry piece, float32 (round(seconds * RATE), 2), every tail wrapped to the start."""
    mix = np.zeros((round(seconds * RATE), 2), np.float32)
    slow = _Slow(seconds, mood, rng)
    for (part, pitch), group in groupby(
        sorted(notes, key=lambda note: (note.part, note.pitch, note.start)),
        key=lambda note: (note.part, note.pitch),
    ):
        frequency = 440.0 * 2 ** ((pitch - 69) / 12)
        if part == "pad":
            _play_pad(mix, list(group), frequency, slow, rng)
        elif part == "bass":
            _play_bass(mix, list(group), frequency)
        else:
            tone = _bell(frequency) if part == "bell" else _pluck(frequency)
            for note in group:
                gain = _GAINS[part] * note.level * _panned(note.pan)
                add_wrapped(mix, tone[:, None] * gain, round(note.start * RATE))
    if mood.air:
        _breathe(mix, mood.air, slow, rng)
    return mix


def add_wrapped(mix: np.ndarray, sound: np.ndarray, start: int) -> None:
    """Add `sound` (n, 2) to the circle `mix` from sample `start` on, as often round as it takes."""
    position, done = start % len(mix), 0
    while done < len(sound):
        room = min(len(mix) - position, len(sound) - done)
        mix[position : position + room] += sound[done : done + room]
        done, position = done + room, 0


def room_for_voice(frequency: np.ndarray) -> np.ndarray:
    """Return the gain of a partial: down by up to 10 dB around 2 kHz, soft above 5 kHz."""
    octaves = np.log2(np.maximum(frequency, 1.0) / 2000.0)
    dip = 10 ** (-10 / 20 * np.exp(-((octaves / 1.1) ** 2)))
    return dip / np.sqrt(1 + (frequency / 5000.0) ** 4)


class _Slow:
    """Curves that move over half a minute and close on themselves with the piece."""

    def __init__(self, seconds: float, mood: Mood, rng: np.random.Generator) -> None:
        self._points = round(seconds * RATE) // _CONTROL + 1
        self._length = round(seconds * RATE)
        self._seconds = seconds
        self._rng = rng
        self.bright = np.clip(mood.bright + 0.22 * self.curve(34.0), 0.02, 1.0)

    def curve(self, period: float) -> np.ndarray:
        """Return a wandering curve within about -1 and 1, its slowest waves near `period` s."""
        turns = max(1, round(self._seconds / period))
        phase = np.linspace(0, 2 * np.pi, self._points)
        waves = [(turns, 0.55), (max(1, round(turns * 1.62)), 0.3), (turns * 3 + 1, 0.15)]
        return sum(
            (a * np.sin(k * phase + self._rng.uniform(0, 2 * np.pi)) for k, a in waves),
            start=np.zeros(self._points),
        )

    def over(self, curve: np.ndarray, start: int, count: int) -> np.ndarray:
        """Return the curve at `count` samples from `start` on, round the circle, as float32."""
        steps = np.arange(0, count + _CONTROL, _CONTROL)
        grid = np.linspace(0, self._length, self._points)
        knots = np.interp((start + steps) % self._length, grid, curve)
        return np.interp(np.arange(count), steps, knots).astype(np.float32)


def _play_pad(
    mix: np.ndarray, notes: list[Note], frequency: float, slow: _Slow, rng: np.random.Generator
) -> None:
    dark = _pad_table(frequency, 2.0, rng)
    extra = _pad_table(frequency, 0.95, rng) - dark
    sway = slow.curve(19.0)
    for note in notes:
        attack, release = min(3.2, 0.45 * note.length), min(4.0, 0.6 * note.length)
        start = round((note.start - 0.4 * attack) * RATE)
        count = round((note.length + 0.4 * attack + release) * RATE)
        turn = int(rng.integers(_TABLE))
        bright = slow.over(slow.bright, start, count)
        breath = _envelope(count, attack, release) * (1 + 0.15 * slow.over(sway, start, count))
        breath *= np.float32(_GAINS["pad"] * note.level)
        pan = _panned(note.pan)
        sound = np.empty((count, 2), np.float32)
        for side in (0, 1):
            line = _looped(extra[side], turn, count)
            line *= bright
            line += _looped(dark[side], turn, count)
            line *= breath
            np.multiply(line, pan[side], out=sound[:, side])
        add_wrapped(mix, sound, start)


def _pad_table(frequency: float, slope: float, rng: np.random.Generator) -> np.ndarray:
    """Return a looping ensemble tone, float32 (2, _TABLE); partial h has the gain h ** -slope."""
    bins = np.zeros((2, _TABLE // 2 + 1), np.complex64)
    hertz = RATE / _TABLE
    for partial in range(1, int(_TOP / frequency) + 1):
        centre = partial * frequency
        gain = partial**-slope * float(room_for_voice(np.array(centre)))
        width = max(3.0, centre * 0.0075 / hertz)  # 13 cents
        middle = centre / hertz
        first, last = int(middle - 3 * width), int(middle + 3 * width) + 1
        around = np.arange(first, last + 1)
        band = np.exp(-(((around - middle) / width) ** 2))
        band /= np.sqrt(np.sum(band**2))
        phase = rng.uniform(0, 2 * np.pi, len(around))
        apart = rng.uniform(-1.5, 1.5, len(around))  # between the sides: wide, yet safe in mono
        core = np.exp(1j * rng.uniform(0, 2 * np.pi))
        bins[0, first : last + 1] += gain * 0.7 * band * np.exp(1j * phase)
        bins[1, first : last + 1] += gain * 0.7 * band * np.exp(1j * (phase + apart))
        bins[:, round(middle)] += gain * 0.7 * core
    return np.fft.irfft(bins, axis=1).astype(np.float32) * np.float32(_TABLE / 2)


def _looped(table: np.ndarray, start: int, count: int) -> np.ndarray:
    whole = -(-(start + count) // len(table))
    return np.tile(table, whole)[start : start + count]


def _play_bass(mix: np.ndarray, notes: list[Note], frequency: float) -> None:
    for note in notes:
        attack, release = min(0.9, 0.4 * note.length), min(1.8, 0.6 * note.length)
        start = round((note.start - 0.15 * attack) * RATE)
        count = round((note.length + 0.15 * attack + release) * RATE)
        turns = np.arange(count) * (frequency / RATE)
        tone = np.zeros(count, np.float32)
        for partial, gain in ((1, 1.0), (2, 0.5), (3, 0.2), (4, 0.06)):
            tone += np.float32(gain) * _sine(turns * partial)
        tone *= _envelope(count, attack, release) * np.float32(_GAINS["bass"] * note.level)
        add_wrapped(mix, np.repeat(tone[:, None], 2, axis=1), start)


def _bell(frequency: float) -> np.ndarray:
    """Return a soft bell: four partials, the upper ones shorter, struck within 25 ms."""
    partials = ((1.0, 1.0, 2.2), (2.0, 0.30, 1.3), (3.01, 0.12, 0.8), (4.2, 0.05, 0.5))
    return _struck(frequency, partials, 0.025, 5.0)


def _pluck(frequency: float) -> np.ndarray:
    """Return a felt-like pluck: harmonic, quickly gone."""
    partials = ((1.0, 1.0, 0.7), (2.0, 0.35, 0.45), (3.0, 0.16, 0.3), (4.0, 0.06, 0.2))
    return _struck(frequency, partials, 0.018, 2.2)


def _struck(
    frequency: float,
    partials: tuple[tuple[float, float, float], ...],
    attack: float,
    seconds: float,
) -> np.ndarray:
    count = round(seconds * RATE)
    time = np.arange(count) / RATE
    tone = np.zeros(count, np.float32)
    for ratio, gain, decay in partials:
        gain *= float(room_for_voice(np.array(frequency * ratio)))
        tone += _sine(time * (frequency * ratio)) * (gain * np.exp(-time / decay)).astype("f4")
    return tone * _envelope(count, attack, 0.25 * seconds)


def _breathe(mix: np.ndarray, amount: float, slow: _Slow, rng: np.random.Generator) -> None:
    """Add noise that swells and ebbs, like surf: low, with a little air above the voice."""
    hertz = np.fft.rfftfreq(_TABLE, 1 / RATE)
    shape = 1 / (1 + (hertz / 420.0) ** 2) * (hertz / (hertz + 120.0)) ** 2
    shape += 0.02 * np.exp(-((np.log2(np.maximum(hertz, 1.0) / 7000.0) / 0.5) ** 2))
    shape *= room_for_voice(hertz)
    bins = shape * np.exp(1j * rng.uniform(0, 2 * np.pi, (2, len(hertz))))
    noise = np.fft.irfft(bins, axis=1).astype(np.float32)
    noise /= np.sqrt(np.mean(noise**2))
    swell = (0.5 + 0.5 * np.clip(slow.curve(13.0), -1, 1)) ** 1.5
    # Windowed pieces, each from another place in the noise, keep it from repeating; sine windows
    # that overlap by half keep its power.
    pieces = max(2, round(len(mix) / (0.7 * _TABLE)))
    hop = len(mix) / pieces
    window = np.sin(np.pi * (np.arange(round(2 * hop)) + 0.5) / round(2 * hop)).astype(np.float32)
    for piece in range(pieces):
        start, turn = round(piece * hop), int(rng.integers(_TABLE))
        gain = slow.over(swell, start, len(window)) * window * np.float32(0.12 * amount)
        add_wrapped(
            mix, (np.stack([_looped(side, turn, len(window)) for side in noise]) * gain).T, start
        )


def _sine(turns: np.ndarray) -> np.ndarray:
    """Return the sine of an angle in turns, reduced first so that float32 is exact enough."""
    return np.sin(((turns - np.floor(turns)) * (2 * np.pi)).astype(np.float32))


def _envelope(count: int, attack: float, release: float) -> np.ndarray:
    """Return a rise, a hold and a fall, both raised cosines, float32 (count,)."""
    rise, fall = min(count // 2, round(attack * RATE)), min(count // 2, round(release * RATE))
    shape = np.ones(count, np.float32)
    shape[:rise] = 0.5 - 0.5 * np.cos(np.pi * np.arange(rise) / rise)
    shape[count - fall :] = 0.5 + 0.5 * np.cos(np.pi * np.arange(1, fall + 1) / fall)
    return shape


def _panned(pan: float) -> np.ndarray:
    angle = (pan + 1) * np.pi / 4
    return np.array([np.cos(angle), np.sin(angle)], np.float32) * np.float32(np.sqrt(2))
