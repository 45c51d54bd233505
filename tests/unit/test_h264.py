"""Frames of H.264 that are given another place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from build.errors import UserError
from media.h264 import frame_number, placed

HEAD = bytes([0x41, 0x9A])  # a P slice, parameter set 0


def packet(rest: bytes) -> bytes:
    nal = HEAD
    for byte in rest:  # as an encoder writes it: no three bytes that look like a unit's start
        nal += b"\x03" if nal[-2:] == b"\0\0" and byte < 4 else b""
        nal += bytes([byte])
    return len(nal).to_bytes(4, "big") + nal


# Bytes below 4 are those that must not stand in threes.
payloads = st.lists(st.sampled_from([0, 0, 0, 1, 3, 4, 31, 255]), min_size=1, max_size=12)


@given(payloads, st.integers(0, 300), st.integers(0, 300))
def test_a_frame_moves_to_any_place_and_back(rest: list[int], first: int, second: int) -> None:
    start = placed(packet(bytes([0x80, *rest])), first)
    assert frame_number(start) == first % 16
    moved = placed(start, second)
    assert frame_number(moved) == second % 16
    assert placed(moved, first) == start
    nal = moved[4:]
    assert int.from_bytes(moved[:4], "big") == len(nal)
    assert all(bytes([0, 0, low]) not in nal for low in (0, 1, 2))


@pytest.mark.parametrize(
    "nal",
    [
        bytes([0x65, 0x88, 0x84]),  # a key frame
        bytes([0x65, 0x9A, 0x80]),  # another unit with a P slice's head
        bytes([0x41, 0x9C, 0x80]),  # another slice type
        HEAD,  # cut off
        b"",
    ],
)
def test_what_is_no_p_frame_is_refused(nal: bytes) -> None:
    with pytest.raises(UserError, match="not a P frame of one slice"):
        frame_number(len(nal).to_bytes(4, "big") + nal)


def test_a_frame_is_one_slice_and_may_be_three_bytes_long() -> None:
    shortest = packet(b"\x80")
    assert frame_number(placed(shortest, 5)) == 5
    with pytest.raises(UserError, match="of one slice"):
        frame_number(shortest * 2)
