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

from build.errors import UserError
from media.frames import SAMPLE_RATE, samples_per_frame
from media.still import Packets
from media.video import VideoSettings


def write_clip(
    output: Path, video: Packets, template: Path, samples: np.ndarray, settings: VideoSettings
) -> None:
    """Write the frames of `video` and mono float32 `samples` at 48 kHz as one MP4.

    The stream's description (size, colour, parameter sets) is copied from the file `template`.
    Raises UserError when sound and picture are not of the same length.
    """
    expected = len(video.frames) * samples_per_frame(settings.fps)
    if len(samples) != expected:
        raise UserError(
            f"{output.name}: {len(samples)} samples for {len(video.frames)} frames, "
            f"{expected} are wanted"
        )
    with av.open(str(template)) as source, av.open(str(output), "w", format="mp4") as target:
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
            packet.is_keyframe = index % settings.gop == 0
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
class Joined:
    """What a join came to: frames and samples in all."""

    frames: int
    samples: int


def join_clips(output: Path, clips: Sequence[Path], settings: VideoSettings) -> Joined:
    """Join `clips` packet by packet into `output`, one after another to the frame and sample.

    Reads one clip at a time. Raises UserError when a clip was encoded under other settings than
    the first, or when its picture and sound are not of the same length.
    """
    frames = samples = 0
    with av.open(str(output), "w", format="mp4") as target:
        picture = sound = None
        extradata: tuple[bytes, str] = (b"", "")
        for clip in clips:
            with av.open(str(clip)) as source:
                video, audio = source.streams.video[0], source.streams.audio[0]
                described = (bytes(video.codec_context.extradata or b""), audio.codec_context.name)
                if picture is None or sound is None:
                    extradata = described
                    picture = target.add_stream_from_template(video)
                    sound = target.add_stream_from_template(audio)
                    picture.time_base = Fraction(1, settings.time_base)
                    sound.time_base = Fraction(1, SAMPLE_RATE)
                elif described != extradata:
                    raise UserError(
                        f"{clip} was encoded under other settings than {clips[0]}, so they cannot "
                        "be joined without encoding: delete it and build again"
                    )
                shown = heard = 0
                for packet in source.demux(video, audio):
                    if packet.size == 0:
                        continue
                    if packet.stream.type == "video":
                        packet.stream = picture
                        packet.pts = packet.dts = (frames + shown) * settings.ticks_per_frame
                        packet.duration = settings.ticks_per_frame
                        packet.time_base = Fraction(1, settings.time_base)
                        shown += 1
                    else:
                        length = packet.duration
                        packet.stream = sound
                        packet.pts = packet.dts = samples + heard
                        packet.time_base = Fraction(1, SAMPLE_RATE)
                        heard += length or 0
                    target.mux(packet)
            if heard != shown * samples_per_frame(settings.fps):
                raise UserError(
                    f"{clip} holds {shown} frames but {heard} samples of sound: "
                    "delete it and build again"
                )
            frames += shown
            samples += heard
    return Joined(frames, samples)
