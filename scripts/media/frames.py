"""Time as whole frames and whole samples; seconds appear only in what people read.

At 48 kHz a frame of 24, 25, 30 or 60 frames a second is a whole number of samples, so picture and
sound can be of exactly the same length.
"""

from __future__ import annotations

from fractions import Fraction

SAMPLE_RATE = 48000
RATES = (4000, 384_000)  # of a sound that can be one, in Hz
FRAME_RATES = (24, 25, 30, 60)


def samples_per_frame(fps: int) -> int:
    """Return the samples of one frame at 48 kHz; ValueError for a rate that is not in use."""
    if fps not in FRAME_RATES:
        raise ValueError(f"{fps} frames a second; one of {FRAME_RATES} is wanted")
    return SAMPLE_RATE // fps


def padded_frames(samples: int, fps: int) -> int:
    """Return the frames of a voice of `samples` with at least one frame of silence after it.

    That is ceil(duration * fps) + 1, in whole numbers.
    """
    return -(-samples // samples_per_frame(fps)) + 1


def resampled(samples: int, rate: int) -> int:
    """Return how many samples at 48 kHz `samples` at `rate` Hz come to, rounded."""
    return round(Fraction(samples * SAMPLE_RATE, rate))


def frame_to_ms(frame: int, fps: int) -> int:
    """Return when `frame` begins, in milliseconds rounded down.

    Rounded down, what is shown from that time on is shown with the frame itself, not the next.
    """
    return frame * 1000 // fps


def ms_to_frame(ms: int, fps: int) -> int:
    """Return the frame that begins at `ms`, as `frame_to_ms` gave it."""
    return -(-ms * fps // 1000)
