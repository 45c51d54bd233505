"""Kokoro-82M as published, and the output that tells how long each phoneme is spoken.

The int8 graph computes every token's duration but does not give it out. Protocol buffers merge a
message that comes twice, so appending a second, tiny `graph` with one node and one output turns
timings on without rewriting 92 MB: Cast(/encoder/Gather_output_0) -> duration, int64 [tokens].
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping

import numpy as np

from build.errors import UserError

OFFICIAL_SHA256 = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
VOICE_SHAPE = (510, 1, 256)


def timed_model(parts: Mapping[str, bytes]) -> bytes:
    """Return the official int8 model, joined of its `parts` in order, with its timing output."""
    model = b"".join(parts.values())
    found = hashlib.sha256(model).hexdigest()
    if found != OFFICIAL_SHA256:
        raise UserError(f"the Kokoro model that arrived is not the official one (sha256 {found})")
    return model + _field(7, _timing_graph())


def _timing_graph() -> bytes:
    # onnx.proto: GraphProto{node=1, output=12}; NodeProto{input=1, output=2, op_type=4,
    # attribute=5}; AttributeProto{name=1, i=3, type=20}; INT64 is 7, AttributeProto.INT is 2.
    to_int64 = _field(1, b"to") + _number(3, 7) + _number(20, 2)
    node = _field(1, b"/encoder/Gather_output_0") + _field(2, b"duration")
    node += _field(4, b"Cast") + _field(5, to_int64)
    tensor = _number(1, 7) + _field(2, _field(1, _field(2, b"tokens")))
    output = _field(1, b"duration") + _field(2, _field(1, tensor))
    return _field(1, node) + _field(12, output)


def _field(number: int, content: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(content)) + content


def _number(number: int, value: int) -> bytes:
    return _varint(number << 3) + _varint(value)


def _varint(value: int) -> bytes:
    data = bytearray()
    while value > 127:
        data.append(value & 127 | 128)
        value >>= 7
    return bytes([*data, value])


def voices(parts: Mapping[str, bytes]) -> bytes:
    """Return all voices as one npz, `{name: float32 510x1x256}`, the same bytes every time.

    `parts` are the raw little-endian float32 files, by path.
    """
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for path, data in parts.items():
            name = path.rsplit("/", 1)[-1].removesuffix(".bin")
            array = np.frombuffer(data, "<f4").reshape(VOICE_SHAPE)
            entry = io.BytesIO()
            np.lib.format.write_array(entry, array, version=(1, 0))
            # A fixed date: the archive's own sha256 is checked.
            header = zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0))
            archive.writestr(header, entry.getvalue())
    return packed.getvalue()
