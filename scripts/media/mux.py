"""Packets into MP4 with exact times: frame i starts at frame i, sample n at sample n.

Clips and joins carry their sound as FLAC: AAC in clips would add its padding at every boundary
(30 clips of 51.0 s of picture came to 53.7 s of sound).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.container import OutputContainer

from build.errors import UserError
from media.container import named, open_packets
from media.frames import SAMPLE_RATE, samples_per_frame
from media.probe import probe
from media.still import Packets
from media.streams import require_same
from media.video import VideoSettings


def write_clip(
    output: Path, video: Packets, described: Path, samples: np.ndarray, settings: VideoSettings
) -> None:
    """Write the frames of `video` and mono float32 `samples` at 48 kHz as one MP4.

    The stream's description (size, colour, parameter sets) is copied from the file `described`.
    Raises UserError when sound and picture are not of the same length.
    """
    expected = len(video.frames) * samples_per_frame(settings.fps)
    if len(samples) != expected:
        raise UserError(
            f"{output.name}: {len(samples)} samples for {len(video.frames)} frames, "
            f"{expected} are wanted"
        )
    with open_packets(described) as source, av.open(named(output), "w", format="mp4") as target:
        picture = target.add_stream_from_template(source.streams.video[0])
        sound = target.add_stream("flac", rate=SAMPLE_RATE)
        sound.codec_context.layout = "mono"
        sound.codec_context.format = "s16"
        picture.time_base = Fraction(1, settings.time_base)
        for index, data in enumerate(video.frames):
            packet = av.Packet(data)
            packet.stream = picture
            packet.time_base = Fraction(1, settings.time_base)
            packet.pts = packet.dts = index * settings.ticks_per_frame
            packet.duration = settings.ticks_per_frame
            packet.is_keyframe = index in video.keys
            target.mux(packet)
        for packet in _flac(sound, samples):
            target.mux(packet)


def _flac(stream: av.AudioStream, samples: np.ndarray) -> Iterable[av.Packet]:
    integers = np.round(np.clip(samples, -1, 1) * 32767).astype(np.int16)
    block = 4096
    for start in range(0, len(integers), block):
        part = integers[start : start + block].reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(part, format="s16", layout="mono")
        frame.sample_rate = SAMPLE_RATE
        frame.time_base = Fraction(1, SAMPLE_RATE)
        frame.pts = start
        yield from stream.encode(frame)
    yield from stream.encode(None)


@dataclass(frozen=True)
class Piece:
    """A clip and, where there is one, the transition that takes the place of its last frames."""

    clip: Path
    transition: Path | None = None


@dataclass(frozen=True)
class Joined:
    """What a join came to: frames and samples in all."""

    frames: int
    samples: int


def join_clips(output: Path, pieces: Sequence[Piece], settings: VideoSettings) -> Joined:
    """Join `pieces` packet by packet into `output`, one after another to the frame and sample.

    Reads one clip at a time. Raises UserError when one was encoded under other settings than the
    first, or when its picture and sound are not of the same length.
    """
    require_same([path for piece in pieces for path in (piece.clip, piece.transition) if path])
    with av.open(named(output), "w", format="mp4") as target:
        film = _Film(target, pieces[0].clip, settings)
        for piece in pieces:
            film.add(piece)
        return Joined(film.frames, film.samples)


class _Film:
    """A film in the making: knows how much picture and sound it has so far."""

    def __init__(self, target: OutputContainer, like: Path, settings: VideoSettings) -> None:
        self._target = target
        self._settings = settings
        with open_packets(like) as source:
            self._picture = target.add_stream_from_template(source.streams.video[0])
            self._sound = target.add_stream_from_template(source.streams.audio[0])
        self._picture.time_base = Fraction(1, settings.time_base)
        self._sound.time_base = Fraction(1, SAMPLE_RATE)
        self.frames = 0
        self.samples = 0

    def add(self, piece: Piece) -> None:
        frames, samples = self.frames, self.samples
        ending = probe(piece.transition).frames if piece.transition else 0
        with open_packets(piece.clip) as source:
            body = frames + source.streams.video[0].frames - ending
            for packet in source.demux(source.streams.video[0], source.streams.audio[0]):
                if packet.size and packet.stream.type == "audio":
                    self._hear(packet)
                elif packet.size and self.frames < body:
                    self._show(packet)
        if piece.transition:
            with open_packets(piece.transition) as source:
                for ending_packet in source.demux(source.streams.video[0]):
                    if ending_packet.size:
                        self._show(ending_packet)
        shown, heard = self.frames - frames, self.samples - samples
        if heard != shown * samples_per_frame(self._settings.fps):
            raise UserError(
                f"{piece.clip} holds {shown} frames but {heard} samples of sound: "
                "delete it and build again"
            )

    def _show(self, packet: av.Packet) -> None:
        packet.stream = self._picture
        packet.time_base = Fraction(1, self._settings.time_base)
        packet.pts = packet.dts = self.frames * self._settings.ticks_per_frame
        packet.duration = self._settings.ticks_per_frame
        self.frames += 1
        self._target.mux(packet)

    def _hear(self, packet: av.Packet) -> None:
        length = packet.duration or 0
        packet.stream = self._sound
        packet.time_base = Fraction(1, SAMPLE_RATE)
        packet.pts = packet.dts = self.samples
        self.samples += length
        self._target.mux(packet)
