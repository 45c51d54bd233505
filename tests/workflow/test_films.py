"""A finished film, measured: streams, frames, sound against picture, loudness, subtitles."""

from __future__ import annotations

import itertools
import subprocess
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import numpy as np
import pysubs2
import pytest
from PIL import Image

from build.files import read_json
from media.ffmpeg import executable
from workflow.channel import TINY, Channel, episode
from workflow.clicks import CLICK_SECONDS, RATE, find_click, heard, pitch, speak_clicks

SCENES = 40


def test_final_has_the_promised_streams(built: Channel) -> None:
    final = built.results / "S01E01/es/final.mp4"
    with av.open(str(final)) as container:
        video, audio = container.streams.video[0], container.streams.audio[0]
        context = video.codec_context
        assert (context.name, context.pix_fmt, context.profile) == ("h264", "yuv420p", "High")
        assert (context.color_primaries, context.color_trc, context.colorspace) == (1, 1, 1)
        assert context.color_range == 1  # video range
        assert video.average_rate == video.base_rate == 30
        assert (audio.codec_context.name, audio.rate, audio.channels) == ("aac", RATE, 2)
        assert audio.metadata["language"] == "spa"
        subtitles = container.streams.subtitles[0]
        assert (subtitles.codec_context.name, subtitles.metadata["language"]) == ("mov_text", "spa")
        assert container.metadata["title"] == "Película pequeña"
    data = final.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")


def test_final_decodes_without_a_word(built: Channel) -> None:
    for track in ("es", "en"):
        final = built.results / f"S01E01/{track}/final.mp4"
        command = [executable(), "-v", "warning", "-xerror", "-i", final, "-f", "null", "-"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")


def test_every_frame_is_there_and_lasts_as_long_as_the_next(built: Channel) -> None:
    folder = built.results / "S01E01/es"
    expected = insert_frames(built) + sum(padded_frames(folder))
    with av.open(str(folder / "final.mp4")) as container:
        video = container.streams.video[0]
        times = sorted(p.pts * p.time_base for p in container.demux(video) if p.size)
    assert len(times) == expected
    assert [time * 30 for time in times] == list(range(expected))


def test_subtitles_follow_one_another_and_end_before_the_film(built: Channel) -> None:
    folder = built.results / "S01E01/es"
    film = insert_frames(built) + sum(padded_frames(folder))
    written = None
    for suffix in ("srt", "vtt", "ass"):
        lines = pysubs2.load(str(folder / f"subtitles.{suffix}"), encoding="utf-8")
        assert lines
        for before, after in itertools.pairwise(lines):
            assert before.end <= after.start
        assert lines[0].start >= insert_frames(built) * 1000 / 30 - 10  # ASS counts in 1/100 s
        assert lines[-1].end <= film * 1000 / 30
        texts = [line.plaintext for line in lines]
        assert written in (None, texts)
        written = texts
    assert " ".join(" ".join(written or []).split()) == "Escena uno. Escena dos. Escena tres."
    fragment = pysubs2.load(str(folder / "subtitles/002.srt"), encoding="utf-8")
    assert [line.plaintext for line in fragment] == ["Escena dos."]
    assert fragment[0].end <= padded_frames(folder)[1] * 1000 / 30


def test_chapters_begin_with_their_scenes(built: Channel) -> None:
    folder = built.results / "S01E01/en"
    starts = [0, insert_frames(built)]
    for frames in padded_frames(folder)[:-1]:
        starts.append(starts[-1] + frames)
    with av.open(str(folder / "final.mp4")) as container:
        found = container.chapters()
    assert [chapter["start"] * chapter["time_base"] * 30 for chapter in found] == pytest.approx(
        starts, abs=0.05
    )
    assert [chapter["metadata"]["title"] for chapter in found] == [
        "Small film",
        "Scene one.",
        "Scene two.",
        "Scene three.",
    ]


def test_clicks_stay_with_their_pictures_to_the_end_of_the_film(empty: Channel) -> None:
    """Own pictures; every raw take holds a click of its own pitch at 40 ms."""
    pictures = [distinct_colour(number) for number in range(SCENES)]
    scenes: list[dict[str, Any]] = []
    for number, colour in enumerate(pictures):
        path = empty.scripts / f"pictures/{number:03}.png"
        path.parent.mkdir(exist_ok=True)
        Image.new("RGB", (160, 90), colour).save(path)
        image = f"pictures/{number:03}.png"
        scenes.append({"text": {"es": f"Línea {number}."}, "image": image})
    empty.write(episode(1, title={"es": "Chasquidos"}, music=None, scenes=scenes))
    empty.configure({**TINY, "tracks": ["es"], "intro": {"title": "Clicks"}})
    assert empty.dry_run().status == 0
    lengths = speak_clicks(empty)
    run = empty.build("results/S01E01/es/final.mp4")
    assert run.status == 0, run.said
    assert "speak_line" not in run.rules
    assert run.rules["cut_clip"] == SCENES

    final = empty.results / "S01E01/es/final.mp4"
    folder = empty.results / "S01E01/es"
    intro = insert_frames(empty)
    firsts = first_frames(final, pictures, intro)
    expected = [-(-length * 30 // RATE) + 1 for length in lengths]
    assert np.diff([*firsts, count_frames(final)]).tolist() == expected
    assert [scene["number"] for scene in read_json(folder / "edit.json")["scenes"]][-1] == SCENES
    sound = heard(final)
    late = []
    for number, first in enumerate(firsts):
        wanted = round((first / 30 + CLICK_SECONDS) * RATE)
        late.append((find_click(sound, pitch(number), wanted) - wanted) / RATE * 1000)
    assert np.abs(late).max() < 1.0, f"clicks are off by up to {np.abs(late).max():.2f} ms"


def distinct_colour(number: int) -> tuple[int, int, int]:
    """Return a colour at least 40 steps from any other number's and from black."""
    return 40 + 50 * (number % 5), 40 + 50 * (number // 5 % 5), 40 + 50 * (number // 25)


def first_frames(final: Path, pictures: list[tuple[int, int, int]], intro: int) -> list[int]:
    """Return the first frame that shows each picture, by decoding every frame."""
    shown = [
        min(range(len(pictures)), key=lambda n: np.abs(np.subtract(pictures[n], colour)).sum())
        for index, colour in enumerate(mean_colours(final))
        if index >= intro
    ]
    assert shown == sorted(shown)
    return [intro + shown.index(number) for number in range(len(pictures))]


def mean_colours(final: Path) -> Iterator[np.ndarray]:
    """Yield the mean colour of every frame."""
    with av.open(str(final)) as container:
        for frame in container.decode(video=0):
            yield frame.to_ndarray(format="rgb24").reshape(-1, 3).mean(axis=0)


def count_frames(final: Path) -> int:
    """Return how many frames the film has."""
    with av.open(str(final)) as container:
        return sum(1 for packet in container.demux(video=0) if packet.size)


def padded_frames(folder: Path) -> list[int]:
    """Return the frames of each scene's padded voice, as its WAV says."""
    lengths = []
    for path in sorted((folder / "padded").glob("*.wav")):
        with wave.open(str(path)) as file:
            frames, rest = divmod(file.getnframes() * 30, RATE)
            assert rest == 0
            lengths.append(frames)
    return lengths


def insert_frames(channel: Channel) -> int:
    """Return the frames of the intro."""
    (sidecar,) = (channel.results / "takes/inserts").rglob("*.json")
    return read_json(sidecar)["frames"]
