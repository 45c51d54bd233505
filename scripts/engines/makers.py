"""From a loaded engine to a take on disk with its sidecar, one maker per kind.

`about` is what every sidecar of the worker tells of it: the versions of Python and packages.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from build.errors import UserError
from build.files import publish, readable, write_text
from build.intact import as_made, read_sidecar
from build.own_files import require_as_planned
from build.seals import sha256_of
from build.sidecars import with_checksum
from engines.base import EarEngine, ImageEngine, MusicEngine, SpeechEngine, WriterEngine

# What is left to do once the job knows that its take is written, if anything.
Done = Callable[[], object]
# From spec, output, sidecar, the files it is made from, and the job's log.
Make = Callable[[Mapping[str, Any], Path, Path, list[Path], Path], Done | None]


def write_sidecar(
    sidecar: Path, take: Path, spec: Mapping[str, Any], seconds: float, **known: object
) -> None:
    """Write beside a take what asked for it, what it holds, and how long it took to make.

    What is empty of the `known` is left out.
    """
    document = {"spec": dict(spec), "sha256": sha256_of(take), "seconds": round(seconds, 3)}
    document |= {key: value for key, value in known.items() if value != {}}
    write_text(sidecar, readable(with_checksum(document)))


def picture_maker(engine: ImageEngine, name: str, about: Mapping[str, Any]) -> Make:
    """Return what draws a picture, checks its size and writes it as PNG."""

    def make(
        spec: Mapping[str, Any], output: Path, sidecar: Path, sources: list[Path], log: Path
    ) -> Done:
        began = time.monotonic()
        wish = {**spec, "sources": sources} if sources else spec
        drawn = engine.draw(wish)
        picture = drawn.image
        size = (spec["width"], spec["height"])
        if picture.size != size or picture.mode != "RGB":
            raise UserError(f"{name} drew {picture.mode} {picture.size} where RGB {size} is wanted")
        require_as_planned(sources, spec)
        with publish(output) as temporary:
            picture.save(temporary, format="PNG", compress_level=4)
        seconds = time.monotonic() - began
        write_sidecar(sidecar, output, spec, seconds, made_by={**about, **drawn.record})
        return drawn.written

    return make


def voice_maker(engine: SpeechEngine, name: str, about: Mapping[str, Any]) -> Make:
    """Return what speaks a line and writes it as 16-bit WAV, its word times into the sidecar."""
    from engines.speech.written import as_written, to_speak
    from media.sound import write_wav

    def make(
        spec: Mapping[str, Any], output: Path, sidecar: Path, sources: list[Path], log: Path
    ) -> Done:
        began = time.monotonic()
        wish = to_speak(spec)
        speech = engine.speak({**wish, "sources": sources} if sources else wish)
        if len(speech.samples) == 0:
            raise UserError(f"{name} said nothing for the line {spec['text'][:60]!r}")
        require_as_planned(sources, spec)
        with publish(output) as temporary:
            write_wav(temporary, speech.samples, speech.rate)
        write_sidecar(
            sidecar,
            output,
            spec,
            time.monotonic() - began,
            samples=len(speech.samples),
            rate=speech.rate,
            words=[asdict(word) for word in as_written(speech.words, spec)],
            made_by={**about, **speech.record},
        )
        return speech.written

    return make


def music_maker(engine: MusicEngine, name: str, about: Mapping[str, Any]) -> Make:
    """Return what composes music or an ambience and writes it as 16-bit stereo WAV at 48 kHz."""
    from media.sound import write_wav

    def make(
        spec: Mapping[str, Any], output: Path, sidecar: Path, sources: list[Path], log: Path
    ) -> None:
        began = time.monotonic()
        wish = {**spec, "sources": sources} if sources else spec
        music = engine.compose(wish)
        require_as_planned(sources, spec)
        with publish(output) as temporary:
            write_wav(temporary, music.samples, 48000)
        write_sidecar(
            sidecar,
            output,
            spec,
            time.monotonic() - began,
            samples=len(music.samples),
            made_by={**about, **music.record},
        )

    return make


def ear_maker(engine: EarEngine, name: str, about: Mapping[str, Any]) -> Make:
    """Return what listens to the voice `sources[0]` and compares it with its line.

    What it writes to `output` tells by its sha256 which voice that was; there is no sidecar.
    """
    from functools import cache

    from engines.ear.compare import compare
    from engines.ear.sounds import sounds_of
    from media.sound import read_wav

    sounds = cache(sounds_of)

    def make(
        spec: Mapping[str, Any], output: Path, sidecar: Path, sources: list[Path], log: Path
    ) -> None:
        began = time.monotonic()
        samples, rate = read_wav(as_made(sources[0]))
        heard = engine.listen(samples, rate, spec["locale"])
        told = compare(
            spec["text"],
            heard.words,
            len(samples) / rate,
            spec["locale"].split("-")[0],
            sounds(spec["locale"]),
            spec.get("spoken"),
        )
        write_sidecar(
            output,
            sources[0],
            spec,
            time.monotonic() - began,
            heard=heard.text,
            **asdict(told),
            made_by={**about, **heard.record},
        )

    return make


def clip_maker(engine: object, name: str, about: Mapping[str, Any]) -> Make:
    """Return what cuts a clip: its voice padded (beside it, as WAV) and its picture for as long.

    `sources` are picture, voice, what tells when its words sound (its sidecar, or what the ear
    heard) and, where the encoder has one, the template.
    """
    from engines.base import Word
    from media.clip import describe, prepare_voice, write_scene
    from media.frames import SAMPLE_RATE
    from media.probe import require
    from media.sound import write_wav
    from media.video import VideoSettings

    def make(
        spec: Mapping[str, Any], output: Path, sidecar: Path, sources: list[Path], log: Path
    ) -> None:
        began = time.monotonic()
        picture, raw, *template = (as_made(source) for source in (*sources[:2], *sources[3:]))
        beside = sources[2]
        settings = VideoSettings.from_spec(spec)
        voice = prepare_voice(raw, spec)
        with publish(output.with_suffix(".wav")) as temporary:
            write_wav(temporary, voice.samples, SAMPLE_RATE)
        words = [Word(**word) for word in read_sidecar(beside)["words"]]
        told_by = "ear" if "heard" in spec else "engine" if words else "letters"
        scene = describe(picture, spec, words, voice.spoken, voice.frames)
        skips = template[0] if template else None
        with publish(output) as temporary:
            write_scene(scene, voice.samples, temporary, skips, settings, log)
            require(temporary, frames=voice.frames, samples=len(voice.samples), fps=settings.fps)
        write_sidecar(
            sidecar,
            output,
            spec,
            time.monotonic() - began,
            frames=voice.frames,
            spoken_frames=voice.spoken,
            samples=len(voice.samples),
            padded_sha256=sha256_of(output.with_suffix(".wav")),
            voice_gain_db=round(20 * math.log10(voice.gain), 2),
            **({"words_from": told_by} if words or "captions" in spec else {}),
        )

    return make


def script_maker(engine: WriterEngine, name: str, about: Mapping[str, Any]) -> Make:
    """Return what has a script written, checks it and has mistakes put right."""
    from engines.kept import Kept
    from engines.writer.drafting import draft_script

    def make(
        spec: Mapping[str, Any], output: Path, sidecar: Path, sources: list[Path], log: Path
    ) -> Done:
        began = time.monotonic()
        kept = Kept(name)
        script, record = draft_script(engine, name, spec, log, kept)
        write_text(output, script)
        seconds = time.monotonic() - began
        write_sidecar(sidecar, output, spec, seconds, made_by={**about, **record})
        return kept.forget

    return make


MAKERS: dict[str, Callable[[Any, str, Mapping[str, Any]], Make]] = {
    "image": picture_maker,
    "speech": voice_maker,
    "music": music_maker,
    "ambience": music_maker,
    "ear": ear_maker,
    "clip": clip_maker,
    "writer": script_maker,
}
