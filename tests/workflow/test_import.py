"""Pictures and voices of an earlier system come in as takes, and are not made again."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import soundfile
from PIL import Image

from workflow.channel import Channel, episode


def write_old(folder: Path) -> None:
    """Write what an earlier system left: two pictures, a whole and a broken voice, an MP3."""
    for part in ("common", "es/raw", "en/raw"):
        (folder / part).mkdir(parents=True)
    Image.new("RGB", (160, 90), "navy").save(folder / "common/img_001.png")
    Image.new("RGB", (100, 100), "teal").save(folder / "common/img_002.png")
    voice = (0.3 * np.sin(np.arange(24000) / 15)).astype(np.float32)
    soundfile.write(folder / "es/raw/1.wav", voice, 24000)
    soundfile.write(folder / "en/raw/001.mp3", voice, 24000)
    whole = (folder / "es/raw/1.wav").read_bytes()
    (folder / "es/raw/2.wav").write_bytes(whole[:5000])


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_old_results_come_in_as_takes_and_are_not_made_again(empty: Channel) -> None:
    channel = empty
    channel.write(episode(2))
    old = channel.folder / "old"
    write_old(old / "S01E01")
    before = digests(old)
    command = ("import_takes", "--config", "import_from=old")

    said = channel.dry_run(*command)
    assert said.status == 0, said.said
    assert said.rules == {"import_picture": 2, "import_voice": 3}
    assert "to bring in 5, there already 0, not fitting 0" in said.said
    assert "en/raw ends with number 1, the script with scene 2" in said.said
    done = channel.build(*command)
    assert done.jobs == said.jobs
    assert done.status == 1
    assert "S01E01/es scene 2 (imported voice): old/S01E01/es/raw/2.wav is cut off" in done.said
    assert "2 imported pictures" in done.said
    assert "2 imported voices" in done.said
    assert "img_002.png was 100x100, fitted to 160x90 (crop)" in done.said

    # Without the import the build wants what did not come in, and nothing else.
    rest = channel.dry_run()
    assert "draw_image" not in rest.rules
    voices = sorted(output for rule, output in rest.jobs if rule == "speak_line")
    assert [Path(voice).name.rsplit("-", 1)[0] for voice in voices] == ["escena-dos", "scene-two"]

    # A whole file in the broken one's place comes in, the rest stays, and the film is built.
    (old / "S01E01/es/raw/2.wav").write_bytes((old / "S01E01/es/raw/1.wav").read_bytes())
    film = channel.build("results/S01E01/es/voice.mp4", "--config", "import_from=old")
    assert film.status == 0, film.said
    assert "to bring in 1, there already 4" in film.said
    assert film.rules["import_voice"] == 1
    assert not {"draw_image", "speak_line", "import_picture"} & film.rules.keys()
    takes = (channel.results / "takes").rglob("*.json")
    kept = [json.loads(path.read_text(encoding="utf-8")) for path in takes]
    assert sum("imported" in sidecar for sidecar in kept) == 5
    assert {**before, str(old / "S01E01/es/raw/2.wav"): ""} == {
        **digests(old),
        str(old / "S01E01/es/raw/2.wav"): "",
    }


def test_an_import_without_a_folder_is_a_sentence(empty: Channel) -> None:
    empty.write(episode(1))
    said = empty.build("import_takes")
    assert said.status != 0
    assert "say where the old pictures and voices are" in said.said
    said = empty.build("import_takes", "--config", "import_from=nowhere")
    assert said.status != 0
    assert "reelmake: config, import_from: there is no folder nowhere" in said.said
