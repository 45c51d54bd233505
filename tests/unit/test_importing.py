"""Which file of an earlier system becomes which take, and how it is brought in."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PIL import Image

from build.errors import UserError
from build.importing import _PICTURE, _VOICE, Imports, numbered, survey
from build.plan import Plan
from engines.importing import import_picture, import_voice
from unit.test_plan import plan

NOISE = np.random.default_rng(7)


def old(root: Path, *names: str) -> Path:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(b"")
    return root


def planned(folder: Path) -> Plan:
    (folder / "scripts").mkdir(exist_ok=True)
    own = {"scripts": str(folder / "scripts"), "results": str(folder / "new"), "tracks": "es,en"}
    return plan(folder / "scripts", **own)


def matched(found: Imports) -> dict[str, str]:
    """Return the file of each take by the start of its stem."""
    return {
        stem.rsplit("-", 1)[0]: file.relative_to(found.root).as_posix()
        for stem, file in found.files.items()
    }


def test_files_belong_to_the_takes_their_scenes_ask_for(tmp_path: Path) -> None:
    names = ["common/img_001.png", "common/img_2.png", "common/bg_music.wav", "es/raw/2.wav"]
    root = old(tmp_path / "old", *(f"S01E01/{name}" for name in [*names, "en/raw/002.mp3"]))
    found = survey(planned(tmp_path), root)
    assert matched(found) == {
        "images/storyboard/sea": "S01E01/common/img_001.png",
        "images/storyboard/sky": "S01E01/common/img_2.png",
        "speech/kokoro/dos": "S01E01/es/raw/2.wav",
        "speech/kokoro/two": "S01E01/en/raw/002.mp3",
    }
    assert (found.missing, found.already, found.unfit) == (4, 0, 0)
    assert found.told()[0].endswith("to bring in 4, there already 0, not fitting 0")


def test_the_picture_under_the_thumbnails_comes_in(tmp_path: Path) -> None:
    root = old(tmp_path / "old", *(f"S01E01/common/thumbnail_raw_{t}.png" for t in ("en", "fr")))
    made = planned(tmp_path)
    found = survey(made, root)
    assert list(found.files) == [made.episodes["S01E01"].thumbnail.stem]
    assert matched(found) == {"images/storyboard/sea": "S01E01/common/thumbnail_raw_en.png"}


def test_what_is_there_is_not_the_imports_unless_it_was(tmp_path: Path) -> None:
    root = old(tmp_path / "old", "S01E01/es/raw/1.wav", "S01E01/es/raw/2.wav")
    made = planned(tmp_path)
    for take, document in zip(
        made.track("S01E01", "es").voices, [{}, {"imported": {}}], strict=True
    ):
        path = tmp_path / "new/takes" / f"{take.stem}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(document))
        path.with_suffix(".wav").touch()
    found = survey(made, root)
    assert (found.missing, found.already) == (0, 2)
    assert list(matched(found).values()) == ["S01E01/es/raw/2.wav"]


def test_what_does_not_fit_is_told(tmp_path: Path) -> None:
    names = ["common/img_0.png", "common/img_1.png", "es/raw/3.wav", "es/raw/1.wav"]
    root = old(tmp_path / "old", *(f"S01E01/{name}" for name in names))
    found = survey(planned(tmp_path), root)
    assert list(matched(found).values()) == ["S01E01/es/raw/1.wav"]
    assert found.unfit == 3
    pictures, voices = found.remarks
    assert "img_0.png is numbered 0, and scenes count from 1: rename all" in pictures
    assert "ends with number 3, the script with scene 2" in voices
    (nothing,) = survey(planned(tmp_path), old(tmp_path / "other", "x/y")).remarks
    assert "was found" in nothing


def test_a_folder_that_cannot_be_meant_is_a_sentence(tmp_path: Path) -> None:
    made = planned(tmp_path)
    with pytest.raises(UserError, match="there is no folder"):
        survey(made, tmp_path / "nowhere")
    (tmp_path / "new").mkdir()
    with pytest.raises(UserError, match="move the old results to another folder first"):
        survey(made, tmp_path / "new")


def test_the_better_of_two_files_counts(tmp_path: Path) -> None:
    root = old(tmp_path, "1.mp3", "001.wav", "2.MP3", "x.wav", "img_1.jpg", "img_01.png")
    voices = numbered(root.iterdir(), _VOICE)
    assert {number: file.name for number, file in voices.items()} == {1: "001.wav", 2: "2.MP3"}
    assert [file.name for file in numbered(root.iterdir(), _PICTURE).values()] == ["img_01.png"]


def sidecar_of(output: Path) -> dict:
    return json.loads(output.with_suffix(".json").read_text(encoding="utf-8"))


def test_a_picture_of_the_right_size_comes_in_as_it_is(tmp_path: Path) -> None:
    drawn = Image.fromarray(NOISE.integers(0, 255, (90, 160, 3), dtype=np.uint8))
    source, output = tmp_path / "img_1.png", tmp_path / "takes/a.png"
    drawn.save(source)
    spec = {"width": 160, "height": 90, "prompt": "sea"}
    assert import_picture(spec, source, output, output.with_suffix(".json"), "crop") is None
    assert Image.open(output).tobytes() == drawn.tobytes()
    sidecar = sidecar_of(output)
    assert sidecar["spec"] == spec
    assert sidecar["imported"]["from"] == str(source)
    assert sidecar["imported"]["sha256"] == hashlib.sha256(source.read_bytes()).hexdigest()
    assert "fitted" not in sidecar["imported"]


def test_a_picture_of_another_size_is_fitted_and_says_so(tmp_path: Path) -> None:
    source, output = tmp_path / "img_1.png", tmp_path / "a.png"
    Image.new("RGB", (100, 100), "red").save(source)
    spec = {"width": 160, "height": 90}
    said = import_picture(spec, source, output, output.with_suffix(".json"), "crop")
    assert said == "100x100, fitted to 160x90 (crop)"
    assert sidecar_of(output)["imported"]["fitted"] == said
    assert Image.open(output).size == (160, 90)


TONE = (0.3 * np.sin(np.arange(24000) / 20)).astype(np.float32)


@pytest.mark.parametrize("kind", ["wav", "mp3"])
def test_a_voice_comes_in_at_its_own_rate_without_words(tmp_path: Path, kind: str) -> None:
    source, output = tmp_path / f"1.{kind}", tmp_path / "a.wav"
    soundfile.write(source, TONE, 24000)
    before = source.read_bytes()
    import_voice({"text": "Uno."}, source, output, output.with_suffix(".json"))
    sidecar = sidecar_of(output)
    samples, rate = soundfile.read(output)
    assert (rate, len(samples)) == (sidecar["rate"], sidecar["samples"]) == (24000, 24000)
    assert np.abs(samples - TONE).max() < (1e-4 if kind == "wav" else 0.05)
    assert sidecar["words"] == []
    assert source.read_bytes() == before


@pytest.mark.parametrize("kind", ["wav", "mp3", "png"])
@pytest.mark.parametrize("keep", [0.6, 0.001, 0])
def test_a_broken_file_is_a_sentence_and_leaves_nothing(
    tmp_path: Path, kind: str, keep: float
) -> None:
    source = tmp_path / f"1.{kind}"
    output = tmp_path / ("takes/a.png" if kind == "png" else "takes/a.wav")
    if kind == "png":
        Image.fromarray(NOISE.integers(0, 255, (90, 160, 3), dtype=np.uint8)).save(source)
    else:
        soundfile.write(source, NOISE.normal(0, 0.1, 48000).astype(np.float32), 24000)
    whole = source.read_bytes()
    source.write_bytes(whole[: int(len(whole) * keep)])
    with pytest.raises(UserError) as caught:
        if kind == "png":
            spec = {"width": 160, "height": 90}
            import_picture(spec, source, output, output.with_suffix(".json"), "crop")
        else:
            import_voice({"text": "Uno."}, source, output, output.with_suffix(".json"))
    assert str(source) in str(caught.value)
    assert "it was not imported" in str(caught.value)
    assert not list(tmp_path.glob("takes/*"))
