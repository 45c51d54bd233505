"""Voice, music and ambience to one mix of a stated loudness, beside the film's picture.

Passes over the sound alone. The first mixes and measures (EBU R 128). The limiter takes loudness
away, so the gain that makes up for it is looked for with a plain one, which is quick; the last pass
limits the true peak at four times the sample rate, where peaks between samples show.
ffmpeg's `loudnorm` is not used: asked for one linear gain it falls back to a moving one without a
word, and is six times slower.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from build.errors import UserError
from build.files import scratch
from media import ffmpeg
from media.frames import SAMPLE_RATE

# AAC moves peaks by a few tenths of a dB after the limiter has done its work.
_CODEC_HEADROOM_DB = 0.7
_CLOSE_ENOUGH = 0.2  # LU; the promise is 0.5, and intro and AAC come after
_TRIES = 4
_OVERSAMPLED = SAMPLE_RATE * 4


class SilentError(UserError):
    """A sound that is silent has no loudness to be changed."""


def mix_filter(samples: int, edit: Mapping[str, Any], *, music: bool, ambience: bool) -> str:
    """Return the filter graph from the voice and, as far as there are any, music and ambience.

    They are the inputs [0:a], [1:a], … in this order; the output is [mix], `samples` long at
    48 kHz. The voice is made stereo without the 3 dB that a plain conversion costs, and mixed
    without the 6 dB that amix takes by default.
    """
    voice = "[0:a]aresample=48000,pan=stereo|c0=c0|c1=c0"
    chains: list[str] = []
    beds = ""
    if music and edit["duck"]:
        voice += f",asplit[voice][spoken];[spoken]apad=pad_len={SAMPLE_RATE}[key]"
        chains += _ducked(samples, edit)
        beds += "[bed]"
    elif music or ambience:
        voice += "[voice]"
    if music and not edit["duck"]:
        chains.append(f"{_music(edit)},{_trim(samples, edit)}[bed]")
        beds += "[bed]"
    if ambience:
        chains.append(f"[{1 + music}:a]aresample=48000[around]")
        beds += "[around]"
    if not beds:
        return f"{voice}[mix]"
    mixed = f"[voice]{beds}amix=inputs={1 + music + ambience}:duration=first:normalize=0[mix]"
    return ";".join([voice, *chains, mixed])


def _music(edit: Mapping[str, Any]) -> str:
    return f"[1:a]aresample=48000,volume={edit['music_volume']}"


def _trim(samples: int, edit: Mapping[str, Any]) -> str:
    fade_in = round(edit["music_fade_in"] * SAMPLE_RATE)
    fade_out = min(round(edit["music_fade_out"] * SAMPLE_RATE), samples)
    trim = f"atrim=end_sample={samples}"
    if fade_in:
        trim += f",afade=t=in:start_sample=0:nb_samples={fade_in}"
    if fade_out:
        trim += f",afade=t=out:start_sample={samples - fade_out}:nb_samples={fade_out}"
    return trim


def _ducked(samples: int, edit: Mapping[str, Any]) -> list[str]:
    # A compressor keyed by the voice; ratio r above the threshold turns a voice some 20 dB above
    # it down by duck = 20 * (1 - 1 / r).
    ratio = 20 / max(20 - edit["duck"], 1)
    duck = f"sidechaincompress=threshold=0.015:ratio={ratio:.3f}:attack=60:release=700:knee=4"
    # The compressor drops what is pending when either input ends, by a different amount in every
    # run: so both run on past the film's end, and the bed is cut behind it.
    return [f"{_music(edit)}[full]", f"[full][key]{duck},{_trim(samples, edit)}[bed]"]


def mix(
    film: Path,
    music: Path | None,
    ambience: Path | None,
    output: Path,
    samples: int,
    edit: Mapping[str, Any],
    log: Path,
) -> None:
    """Mix the sound of `film` with `music`, which is looped, and `ambience`, which is as long.

    `output` has the picture of `film`, if there is one, as it is, and the mix at the loudness of
    `edit`, as FLAC.
    """
    inputs: list[str | Path] = ["-i", film]
    if music is not None:
        inputs += ["-stream_loop", "-1", "-i", music]
    if ambience is not None:
        inputs += ["-i", ambience]
    graph = mix_filter(samples, edit, music=music is not None, ambience=ambience is not None)
    with scratch(output, ".raw.wav") as raw:
        said = ffmpeg.run(
            ["-v", "info", *inputs, "-vn", "-filter_complex"]
            + [f"{graph};[mix]ebur128=framelog=quiet[out]", "-map", "[out]"]
            + ["-c:a", "pcm_f32le", "-rf64", "auto", raw],
            log=log,
            doing="mix voice and music",
            seconds=samples / SAMPLE_RATE,
        )
        write_levelled(film, raw, integrated_loudness(said), output, samples, edit, log)


def write_levelled(
    picture: Path,
    raw: Path,
    loudness: float,
    output: Path,
    samples: int,
    edit: Mapping[str, Any],
    log: Path,
) -> None:
    """Write `picture` as it is with the sound of `raw`, which has `loudness` LUFS, as `edit` asks.

    The sound keeps the `true_peak` of `edit` and comes to its `loudness`, as FLAC of 16 bits,
    `samples` long at 48 kHz. UserError when it is silent.
    """
    peak = 10 ** ((edit["true_peak"] - _CODEC_HEADROOM_DB) / 20)
    limiter = f"alimiter=level=0:limit={peak:.6f}:attack=5:release=80:latency=1"
    oversampled = f"aresample={_OVERSAMPLED},{limiter},aresample={SAMPLE_RATE}"
    length = f"apad=whole_len={samples},atrim=end_sample={samples}"

    def render(gain: float, limited: str, written: Sequence[str | Path]) -> float:
        said = ffmpeg.run(
            ["-v", "info", "-i", raw, "-i", picture, "-af"]
            + [f"volume={gain:.3f}dB,{limited},{length},ebur128=framelog=quiet,aformat=s16"]
            + list(written),
            log=log,
            doing="bring the mix to its loudness",
            seconds=samples / SAMPLE_RATE,
        )
        return integrated_loudness(said)

    wanted = edit["loudness"]
    alone = ["-map", "0:a", "-f", "null", "-"]
    gain = _settled(wanted - loudness, wanted, lambda g: render(g, limiter, alone))
    film: list[str | Path] = ["-map", "1:v?", "-map", "0:a", "-c:v", "copy", "-c:a", "flac", output]
    _settled(gain, wanted, lambda g: render(g, oversampled, film))


def _settled(gain: float, wanted: float, render: Callable[[float], float]) -> float:
    """Return the gain with which `render` comes to the loudness `wanted`; the last call was so."""
    for _ in range(_TRIES):
        missing = wanted - render(gain)
        if abs(missing) < _CLOSE_ENOUGH:
            break
        gain += missing
    return gain


def integrated_loudness(said: str) -> float:
    """Return the integrated loudness in LUFS that the ebur128 filter said at its end."""
    found = re.findall(r"^\s*I:\s+(-?[\d.]+|-inf|nan) LUFS", said, re.MULTILINE)
    if not found or found[-1] in {"-inf", "nan"} or float(found[-1]) <= -69:
        raise SilentError("the mix is silent, so it cannot be brought to a loudness")
    return float(found[-1])
