"""The default intro: whole frames of the right size, black at both ends, the same every time."""

from __future__ import annotations

import numpy as np
import pyloudnorm
import pytest

from media.intro import SAMPLE_RATE, SECONDS, frames, sting


@pytest.mark.parametrize(("width", "height"), [(320, 180), (180, 320), (180, 180), (162, 290)])
@pytest.mark.parametrize("fps", [24, 30])
def test_frames_are_whole_and_black_at_both_ends(width: int, height: int, fps: int):
    film = np.stack(list(frames(width, height, fps, "Reelmake")))
    assert film.shape == (SECONDS * fps, height, width, 3)
    assert film.dtype == np.uint8
    assert film[0].max() == film[-1].max() == 0
    assert film[round(2.3 * fps)].max() > 220


def test_it_is_the_same_every_time_and_every_frame_is_its_own():
    first, again = list(frames(320, 180, 24, "Canal")), list(frames(320, 180, 24, "Canal"))
    assert all(np.array_equal(one, two) for one, two in zip(first, again, strict=True))
    held = list(frames(320, 180, 24, "Canal"))
    assert len({frame.tobytes() for frame in held}) > 0.9 * len(held)


def test_no_frame_flashes():
    light = [float(frame.mean()) for frame in frames(320, 180, 30, "Reelmake")]
    assert np.abs(np.diff(light)).max() < 6


@pytest.mark.parametrize(
    "title", ["Reelmake", "Crónicas del océano más profundo del mundo", "i", ""]
)
def test_a_title_stays_inside_and_centred(title: str):
    for width, height in ((320, 180), (180, 320)):
        index = round(2.3 * 30)
        with_title = list(frames(width, height, 30, title))[index].astype(int)
        without = list(frames(width, height, 30, " "))[index].astype(int)
        columns = np.flatnonzero(np.abs(with_title - without).max(axis=(0, 2)) > 40)
        if not title:
            assert len(columns) == 0
            continue
        assert columns[0] > 0.05 * width
        assert columns[-1] < 0.95 * width
        assert abs((columns[0] + columns[-1]) / 2 - width / 2) < 0.02 * width + 1


def test_the_sting_swells_and_ends_in_silence():
    sound = sting(SECONDS)
    assert sound.shape == (SECONDS * SAMPLE_RATE, 2)
    assert sound.dtype == np.float32
    assert pyloudnorm.Meter(SAMPLE_RATE).integrated_loudness(sound.astype(float)) == pytest.approx(
        -18, abs=0.5
    )
    assert np.abs(sound).max() <= 10 ** (-3 / 20)
    assert np.abs(sound[0]).max() < 1e-6
    assert np.abs(sound[-SAMPLE_RATE // 10 :]).max() == 0
    assert np.abs(np.diff(sound, 2, axis=0)).max() < 0.01  # no clicks
    assert np.array_equal(sound, sting(SECONDS))
