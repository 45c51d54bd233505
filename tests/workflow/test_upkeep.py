"""`verify` names what is not as it was written, `prune` what no script wants; both ask first."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

from build.files import read_json
from workflow.channel import Channel

FILM = "S01E01/es/final.mp4"


def flip(path: Path) -> Path:
    """Change one bit in the middle of a file."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    times = (path.stat().st_atime_ns, path.stat().st_mtime_ns)
    path.write_bytes(content)
    os.utime(path, ns=times)
    return path


def digests(channel: Channel) -> dict[str, str]:
    """Return the sha256 of every take, film and subtitle."""
    return {
        str(path.relative_to(channel.results)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in channel.results.rglob("*")
        if path.suffix in {".png", ".wav", ".mp4", ".srt", ".vtt", ".ass"}
        and ".set-aside" not in path.parts
    }


def test_what_is_broken_is_named_put_aside_and_made_again(channel: Channel) -> None:
    before = digests(channel)
    takes, results = channel.results / "takes", channel.results
    scenes = {
        track: read_json(results / f"S01E01/{track}/edit.json")["scenes"] for track in ("es", "en")
    }
    broken = {
        "S01E01 scene 1": takes / f"{scenes['es'][0]['picture']}.png",
        "S01E01/es scene 2": takes / f"{scenes['es'][1]['voice']}.wav",
        "S01E01/en scene 2": takes / f"{scenes['en'][1]['voice']}.json",
        "S01E01/en scene 3": takes / f"{scenes['en'][2]['clip']}.mp4",
        "S01E01/es": results / FILM,
        "S01E01/en": results / "S01E01/en/subtitles.vtt",
    }
    for path in broken.values():
        flip(path)

    found = channel.build("verify")
    assert found.status == 1
    named = [line for line in found.said.splitlines() if line.startswith("broken: ")]
    assert len(named) == len(broken), found.said
    for where, path in broken.items():
        file = path.relative_to(channel.folder)
        assert any(line.startswith(f"broken: {file} ({where}) ") for line in named), named
    assert digests(channel).keys() == before.keys()

    mended = channel.build("verify", "--config", "fix=true")
    assert mended.status == 0, mended.said
    assert not (results / FILM).exists()
    assert len(list(results.glob(f".set-aside/*/{FILM}"))) == 1

    run = channel.build()
    assert run.status == 0, run.said
    made = {rule: count for rule, count in run.rules.items() if rule != "all"}
    # Scenes 1 and 2 in both tracks and the third in English; only the third in Spanish is kept.
    assert made == {
        "draw_image": 1,
        "speak_line": 2,
        "cut_clip": 5,
        "join_clips": 2,
        "mix_sound": 2,
        "write_subtitles": 2,
        "finish_video": 2,
        "link_pictures": 1,
        "link_track": 2,
    }
    assert digests(channel) == before
    report = (results / "logs/last-run.txt").read_text(encoding="utf-8")
    assert "What to do: nothing, it ended well." in report
    assert "      5 clips" in report


def test_what_no_script_wants_is_listed_and_deleted_when_asked(channel: Channel) -> None:
    script = channel.read()
    old = read_json(channel.results / "S01E01/es/edit.json")["scenes"][1]
    scene = dict(script["scenes"][1], text={**script["scenes"][1]["text"], "es": "Otra frase."})
    channel.write({**script, "scenes": [script["scenes"][0], scene, script["scenes"][2]]})
    assert channel.build().status == 0
    edited = digests(channel)

    listed = channel.build("prune", "--config", "tracks=en")
    assert listed.status == 0, listed.said
    takes = re.findall(r"^ .* s  (\S+)$", listed.said, re.MULTILINE)
    assert sorted(takes) == sorted([old["voice"], old["clip"]]), listed.said
    assert "2 takes and leftovers" in listed.said
    assert digests(channel) == edited
    report = (channel.results / "logs/last-run.txt").read_text(encoding="utf-8")
    assert "      1 clip " in report, "prune leaves the report of the last build alone"

    deleted = channel.build("prune", "--config", "tracks=en", "delete=true")
    assert deleted.status == 0, deleted.said
    gone = {f"takes/{old['voice']}.wav", f"takes/{old['clip']}.wav", f"takes/{old['clip']}.mp4"}
    assert edited.keys() - digests(channel).keys() == gone

    channel.write(script)
    again = channel.dry_run()
    assert again.rules["speak_line"] == again.rules["cut_clip"] == 1
    assert "draw_image" not in again.rules
