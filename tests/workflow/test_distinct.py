"""A distinct rendition, measured: frames, clicks and subtitles against the tempo; made again."""

from __future__ import annotations

import subprocess
from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import Any

import av
import numpy as np
import pysubs2
import pytest
from PIL import Image

from build.files import read_json
from media.distinct import retimed
from media.ffmpeg import executable
from media.frames import ms_to_frame
from workflow.channel import TINY, Channel, episode
from workflow.clicks import CLICK_SECONDS, RATE, find_click, heard, pitch, speak_clicks
from workflow.test_films import count_frames, distinct_colour, first_frames, insert_frames

SCENES = 3
ONE = {**TINY, "tracks": ["es"]}
PLACE = "results/S01E01/es"
NAMES = ("subtitles", "distinct")
FORMAT = {"major_brand", "minor_version", "compatible_brands"}  # what every MP4 begins with


def film(channel: Channel) -> Path:
    return channel.folder / PLACE / "final.mp4"


def rendition(channel: Channel) -> Path:
    return channel.folder / PLACE / "distinct.mp4"


@pytest.fixture(scope="module")
def clicks(tmp_path_factory: pytest.TempPathFactory) -> Channel:
    """Return a channel with a film of three colours and clicks, and its distinct rendition."""
    channel = Channel(tmp_path_factory.mktemp("distinct") / "channel", ONE)
    scenes: list[dict[str, Any]] = []
    for number in range(SCENES):
        image = channel.scripts / f"pictures/{number:03}.png"
        image.parent.mkdir(exist_ok=True)
        Image.new("RGB", (160, 90), distinct_colour(number)).save(image)
        scenes.append({"text": {"es": f"Línea {number}."}, "image": f"pictures/{number:03}.png"})
    channel.write(episode(1, title={"es": "Chasquidos"}, music=None, scenes=scenes))
    assert channel.dry_run().status == 0
    speak_clicks(channel, 5.0)
    run = channel.build("distinct")
    assert (run.status, run.rules["render_distinct"]) == (0, 1), run.said
    return channel


@pytest.fixture
def channel(clicks: Channel, tmp_path: Path) -> Channel:
    return clicks.copy(tmp_path / "channel")


@pytest.fixture(scope="module")
def tempo(clicks: Channel) -> Fraction:
    return Fraction(read_json(clicks.folder / PLACE / "edit.distinct.json")["tempo"])


def test_pictures_clicks_and_subtitles_keep_together_at_the_tempo(
    clicks: Channel, tempo: Fraction
) -> None:
    colours = [distinct_colour(number) for number in range(SCENES)]
    intro = insert_frames(clicks)
    before = first_frames(film(clicks), colours, intro)
    after = first_frames(rendition(clicks), colours, retimed(intro, tempo))
    assert after == [retimed(frame, tempo) for frame in before]
    assert count_frames(rendition(clicks)) == retimed(count_frames(film(clicks)), tempo)

    sound = heard(rendition(clicks))
    late = []
    for number, first in enumerate(before):
        wanted = round((first / 30 + CLICK_SECONDS) / tempo * RATE)
        late.append((find_click(sound, pitch(number), wanted) - wanted) / RATE * 1000)
    # The picture's half a frame is not in this: together they stay well within one.
    assert np.abs(late).max() < 3, f"clicks are off by {np.round(late, 1)} ms"

    texts = [pysubs2.load(str(clicks.folder / PLACE / f"{name}.srt")) for name in NAMES]
    assert [line.text for line in texts[0]] == [line.text for line in texts[1]]
    for was, line in zip(*texts, strict=True):
        for old, new in ((was.start, line.start), (was.end, line.end)):
            assert ms_to_frame(new, 30) == retimed(ms_to_frame(old, 30), tempo)
    assert soft_subtitles(rendition(clicks)) == [(line.start, line.end) for line in texts[1]]


def test_grain_lies_on_a_picture_that_stood_still(clicks: Channel) -> None:
    for path, grained in ((film(clicks), False), (rendition(clicks), True)):
        with av.open(str(path)) as container:
            shown = list(islice(container.decode(video=0), 150, 152))
        one, other = (frame.to_ndarray(format="gray") for frame in shown)
        assert bool(np.any(one != other)) is grained


def soft_subtitles(path: Path) -> list[tuple[int, int]]:
    """Return when the subtitles inside a film begin and end, in milliseconds."""
    command = [executable(), "-v", "error", "-i", path, "-map", "0:s", "-f", "srt", "-"]
    text = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    return [(line.start, line.end) for line in pysubs2.SSAFile.from_string(text)]


def test_it_tells_nothing_of_itself(clicks: Channel) -> None:
    path = rendition(clicks)
    command = [executable(), "-v", "error", "-i", path, "-f", "ffmetadata", "-bitexact", "-"]
    told = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    first, *lines = told.splitlines()
    assert (first, {line.split("=")[0] for line in lines}) == (";FFMETADATA1", FORMAT)
    with av.open(str(path)) as container:
        assert not container.chapters()
        assert set(container.metadata) <= FORMAT
        for stream in container.streams:
            assert stream.metadata.get("language", "und") == "und"
            assert set(stream.metadata) <= {"language", "vendor_id"}
        assert container.streams.video[0].average_rate == 30
    data = path.read_bytes()
    assert not any(word in data for word in (b"x264", b"Lavc", b"Lavf", b"Handler", b"Chasquidos"))
    assert data.index(b"moov") < data.index(b"mdat")


def test_it_is_the_same_to_the_byte_and_made_only_when_asked_for(channel: Channel) -> None:
    before = {path.name: path.read_bytes() for path in channel.results.glob("S01E01/es/distinct.*")}
    assert set(before) == {"distinct.mp4", "distinct.srt", "distinct.vtt"}
    rendition(channel).unlink()
    channel.forget()
    assert channel.dry_run().rules == {}
    run = channel.build(f"{PLACE}/distinct.mp4")
    assert (run.status, run.rules) == (0, {"render_distinct": 1}), run.said
    after = {path.name: path.read_bytes() for path in channel.results.glob("S01E01/es/distinct.*")}
    assert after == before


def test_another_seed_renders_again_and_nothing_else_without_records(channel: Channel) -> None:
    channel.forget()
    channel.configure({**ONE, "distinct": {"build": True, "seed": 2}})
    said = channel.dry_run()
    assert (said.status, said.rules) == (0, {"render_distinct": 1}), said.said


def test_none_is_made_of_a_film_that_was_cut_off(channel: Channel) -> None:
    film(channel).write_bytes(film(channel).read_bytes()[:-10])
    run = channel.build(f"{PLACE}/distinct.mp4")
    assert run.status == 1 and "final.mp4 is not as it was made" in run.said
