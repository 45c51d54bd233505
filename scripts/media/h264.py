"""The one field of an H.264 slice header that says where in its group of pictures a frame stands.

x264 without B frames writes pictures in the order they are shown (pic_order_cnt_type 2), so the
only thing in a P frame's packet that depends on its place is `frame_num`, four bits counted from
the last key frame (ITU-T H.264, 7.3.3). Setting it lets a packet stand anywhere in a group: the
skip frames of a still, or the frame at which a caption changes.
"""

from __future__ import annotations

import re

from build.errors import UserError

_FRAME_NUMBERS = 16  # log2_max_frame_num is 4 with one reference frame
_P_SLICE = 1
# first_mb_in_slice 0 is "1", slice_type P (all slices alike) "00110", parameter set 0 "1": then
# come the four bits, one of them the last of this byte.
_HEAD = 0b1001_1010


def frame_number(packet: bytes) -> int:
    """Return `frame_num` of a P frame's packet; UserError when it is not x264's kind of P frame."""
    nal = packet[4:]
    one_slice = int.from_bytes(packet[:4], "big") == len(nal)
    if not one_slice or len(nal) < 3 or nal[0] & 31 != _P_SLICE or nal[1] & ~1 != _HEAD:
        raise UserError("an encoded frame is not a P frame of one slice, so it cannot be placed")
    return (nal[1] & 1) << 3 | nal[2] >> 5


def placed(packet: bytes, index: int) -> bytes:
    """Return a P frame's packet as frame `index` after its key frame."""
    number = index % _FRAME_NUMBERS
    if frame_number(packet) == number:
        return packet
    payload = bytearray(_unescaped(packet[4:]))
    payload[1] = payload[1] & ~1 | number >> 3
    payload[2] = payload[2] & 0b0001_1111 | (number & 7) << 5
    nal = _escaped(bytes(payload))
    return len(nal).to_bytes(4, "big") + nal


def _unescaped(nal: bytes) -> bytes:
    return re.sub(rb"\x00\x00\x03", b"\x00\x00", nal)


def _escaped(payload: bytes) -> bytes:
    # Three bytes below 4 in a row would look like the start of the next unit (7.4.1).
    return re.sub(rb"\x00\x00(?=[\x00-\x03])", b"\x00\x00\x03", payload)
