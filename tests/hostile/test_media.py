"""Media that lie: names that ffmpeg would take for protocols, and what reads other files."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
import soundfile

from build.digests import Digests
from build.errors import UserError
from media import ffmpeg
from media.final import language_code
from media.own_sound import read_stereo
from web.assets import inside

NAMES = ["concat:a.wav", "http:a.wav", "subfile,,start,0,end,99,,:a.wav", "pipe:0.wav", "-i.wav"]


@pytest.fixture
def tone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    samples = (np.sin(np.arange(96_000) / 20) * 0.3).astype(np.float32)
    soundfile.write("tone.wav", samples, 48_000)
    return Path("tone.wav")


@pytest.mark.parametrize("name", NAMES)
def test_a_name_like_a_protocol_is_a_files_name(tone: Path, name: str) -> None:
    shutil.copy(tone, name)
    assert read_stereo(Path(name)).shape == (96_000, 2)
    made = Path(f"made {name}")
    ffmpeg.run(["-v", "error", "-i", Path(name), "-c:a", "copy", made], log=Path("log"))
    assert soundfile.info(made).frames == 96_000


def test_ffmpeg_opens_files_alone(tone: Path) -> None:
    for name in ("http://127.0.0.1:9/a.wav", f"subfile,,start,0,end,9999,,:{tone}"):
        log = Path(f"{name.partition(':')[0]}.log")
        with pytest.raises(UserError, match="ffmpeg could not encode"):
            ffmpeg.run(["-i", name, "-f", "null", "-"], log=log)
        assert "not on whitelist 'file,pipe'" in log.read_text()


def test_a_file_that_cannot_be_hashed_is_a_sentence(tmp_path: Path) -> None:
    digests = Digests(tmp_path / "cache.json")
    for path in (tmp_path / "missing", tmp_path, Path("/proc/self/mem"), Path("/dev/zero")):
        with pytest.raises(UserError, match="is of no use"):
            digests.of(path)


@pytest.mark.parametrize("cache", ["[]", "[" * 100_000, "null", "{"])
def test_a_broken_cache_of_digests_is_made_anew(tmp_path: Path, cache: str) -> None:
    (tmp_path / "cache.json").write_text(cache)
    (tmp_path / "a").write_bytes(b"a")
    assert len(Digests(tmp_path / "cache.json").of(tmp_path / "a")) == 64


def test_links_that_lead_to_themselves_are_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "data").symlink_to("data")
    with pytest.raises(UserError, match=r"leads out of the site folder|cannot be made"):
        inside(tmp_path, Path("data/sites/page.md"))


@pytest.mark.parametrize("locale", ["es-ES-ES-ES", "en-x", "en-a-b", "es-" + "a" * 20, "en-1"])
def test_a_locale_that_is_none_is_undetermined(locale: str) -> None:
    assert language_code(locale) == "und"
