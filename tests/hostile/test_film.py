"""One film of nothing but metacharacters, by the real Snakemake, comes out as it is written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import av
import numpy as np
import pysubs2
import pytest
import soundfile
from PIL import Image

from build.edit_lists import _chapter
from media import ffmpeg
from web.front_matter import split
from workflow.channel import TINY, Channel, Run

TITLE = "Ágüa: a=b;c#d\\ 'e' \"f\" <g> & {h} [i], k|l %s $(touch pwned) `touch pwned` --- \\"
TEXTS = [
    "Hola {x} <i>uno</i> --> [v]null; 'dos' \"tres\" $(touch pwned) = # \\N {\\an8} fin.",
    "%{pts} %d 100 %; concat:a|b http://127.0.0.1:9/ {{ 7*7 }} {% x %} ../../etc/passwd. "
    "مرحبا \u202eabc\u202c 👨‍👩‍👧 漢字 e\u0301 <script>x</script> 00:00:01,000 --> 00:00:02,000.",
]
PROMPT = "a sea; {wildcard} <results> $(touch pwned) 'x' \"y\" ../../../pwned\nfile '/etc/passwd'"
OWN = "a 'd' \"e\" $(touch pwned);&|#%[f]*?.png"
MUSIC = "concat:m|n #1.wav"
# Look-alikes that stand in subtitles for what their readers would follow.
TWINS = str.maketrans("｛｝＼＜＞∶", r"{}\<>:")


def script() -> dict[str, Any]:
    pictures = [{"image_prompt": PROMPT}, {"image": OWN}]
    scenes = [{"text": {"es": text}, **shown} for text, shown in zip(TEXTS, pictures, strict=True)]
    scenes[0]["captions"] = "words"
    return {
        "title": {"es": TITLE},
        "style": PROMPT,
        "music": {"file": MUSIC},
        "thumbnail": {"prompt": PROMPT},
        "seo": {"es": {"variants": [TITLE], "description": PROMPT, "tags": [OWN]}},
        "web": {"es": {"body": "---\ntitle: no\n---\n{{ 7*7 }} {% raw %}"}},
        "scenes": scenes,
    }


@pytest.fixture(scope="module")
def channel(tmp_path_factory: pytest.TempPathFactory) -> Channel:
    own = {**TINY, "tracks": ["es"], "thumbnails": {"draw": True}, "intro": None}
    channel = Channel(tmp_path_factory.mktemp("hostile") / "channel", own)
    channel.write(script())
    channel.write({}, "a{b}<c>$(touch pwned).json")
    Image.new("RGB", (90, 60), "teal").save(channel.scripts / OWN)
    sound = (np.sin(np.arange(96_000) / 20) * 0.3).astype(np.float32)
    soundfile.write(channel.scripts / MUSIC, sound, 48_000)
    return channel


@pytest.fixture(scope="module")
def run(channel: Channel) -> Run:
    return channel.build("publish")


@pytest.fixture
def film(channel: Channel, run: Run) -> Path:
    found = channel.results / "S01E01/es/final.mp4"
    assert found.is_file(), run.said
    return found


def letters(text: str) -> str:
    return "".join(text.translate(TWINS).split())


def subtitles(path: Path) -> str:
    file = pysubs2.load(str(path), encoding="utf-8", format_="srt")
    return letters(" ".join(event.plaintext for event in file))


def test_only_the_other_script_is_refused(run: Run, film: Path) -> None:
    assert run.status == 1
    assert "does not say which episode it is" in run.said
    assert "Traceback" not in run.said


def test_title_and_chapters_are_as_written(film: Path) -> None:
    with av.open(str(film)) as container:
        assert container.metadata["title"].strip() == TITLE
        titles = [chapter["metadata"]["title"].strip() for chapter in container.chapters()]
    assert titles == list(map(_chapter, TEXTS))


def test_subtitles_read_back_as_written(film: Path, tmp_path: Path) -> None:
    spoken = letters(" ".join(TEXTS))
    assert subtitles(film.with_name("subtitles.srt")) == spoken
    inside = tmp_path / "inside.srt"
    ffmpeg.run(["-v", "error", "-i", film, "-map", "0:s:0", inside], log=tmp_path / "log")
    assert subtitles(inside) == spoken


def test_the_page_is_as_written(channel: Channel, film: Path) -> None:
    (page,) = channel.results.glob("site/**/content.es.md")
    matter, body = split(page.read_text(encoding="utf-8"), page)
    assert matter["title"] == TITLE
    assert matter["description"] == PROMPT
    assert "{{ 7*7 }} {% raw %}" in body


def test_nothing_lies_outside_the_results(channel: Channel, film: Path) -> None:
    parts = sorted(path.name for path in channel.folder.iterdir() if not path.name.startswith("."))
    assert parts == ["channel.yaml", "results", "scripts_json"]
    assert [path.name for path in channel.folder.parent.iterdir()] == ["channel"]
    assert not [path for path in channel.folder.rglob("*pwned*") if path.name == "pwned"]
    assert len(list(channel.scripts.iterdir())) == 4
