"""How far the frames of a move lie off its path: of a picture that is known between its pixels."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "scripts"))

from media.motion import Camera, Motion
from media.planes import Planes

WIDTH, HEIGHT = 640, 360
FRAMES = 200
_PARTS = (np.s_[20:120, 20:160], np.s_[130:230, 250:390], np.s_[240:340, 480:620])


def offsets(kind: str) -> np.ndarray:
    """Return by how many pixels (x, y) parts of the frames of a move lie off its path."""
    columns, rows = np.arange(WIDTH)[None, :], np.arange(HEIGHT)[:, None]
    picture = np.clip(np.round(_texture(columns, rows)), 16, 235).astype(np.uint8)
    half = picture[::2, ::2].copy()
    camera = Camera(Planes(picture, half, half.copy()))
    motion = Motion(kind, 0.1, (0.3, 0.7))
    found = []
    for frame in range(0, FRAMES, 19):
        view = motion.view(frame, FRAMES)
        drawn = camera.shows(view).y
        x = view.x * WIDTH + (columns + 0.5) * view.size - 0.5
        y = view.y * HEIGHT + (rows + 0.5) * view.size - 0.5
        for down, across in _PARTS:
            ideal = _texture(x[:, across], y[down])
            found.append(_offset(drawn[down, across].astype(float), ideal))
    return np.array(found)


def rms(found: np.ndarray) -> float:
    """Return the root mean square of the distances of `offsets`."""
    return float(np.sqrt(np.mean(np.sum(np.square(found), axis=1))))


def _waves(seed: int = 0) -> np.ndarray:
    """Return plane waves as rows of (x frequency, y frequency, phase), none finer than 6 pixels."""
    rng = np.random.default_rng(seed)
    angle, phase = rng.uniform(0, 2 * np.pi, (2, 40))
    frequency = rng.uniform(0.02, 0.16, 40)
    return np.stack([frequency * np.cos(angle), frequency * np.sin(angle), phase], axis=1)


def _texture(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return a picture that is known between its pixels too: a sum of plane waves."""
    total = np.zeros(np.broadcast(x, y).shape)
    for across, down, phase in _waves():
        total += np.cos(2 * np.pi * (across * x + down * y) + phase)
    return 126 + total * 7


def _offset(drawn: np.ndarray, ideal: np.ndarray) -> np.ndarray:
    """Return by how many pixels (x, y) `drawn` lies off `ideal`, by least squares."""
    down, across = np.gradient(ideal)
    slopes = np.stack([across.ravel(), down.ravel(), np.ones(ideal.size)], axis=1)
    return np.linalg.lstsq(slopes, (ideal - drawn).ravel(), rcond=None)[0][:2]
