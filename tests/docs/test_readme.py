"""The README's steps to an episode of one's own, followed, and its cheap commands run on that."""

from __future__ import annotations

from pathlib import Path

import pytest

from docs.commands import RUN, for_channel, run
from docs.promised import code, promised_files, section
from workflow.channel import TINY, Channel

TEXTS = {
    "es": "# El agua\n\n[a calm sea]\nEl mar respira.\n\nLa nube viaja.\n",
    "en": "# Water\n\nThe sea breathes.\n\nThe cloud travels.\n",
    "ca": "# L'aigua\n\nEl mar respira.\n\nEl núvol viatja.\n",
}
CATALAN = {
    **TINY["languages"]["es"],
    "text": "ca",
    "locale": "ca-ES",
    "voices": {"espeak": "ca"},
}


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of who follows "Your own episode", small and spoken by espeak."""
    settings = {
        **TINY,
        "tracks": list(TEXTS),
        "languages": {**TINY["languages"], "ca": CATALAN},
        "thumbnails": {"draw": True},
        "review": {"page": True},
    }
    folder = Channel(tmp_path_factory.mktemp("own") / "channel", settings).folder
    for language, text in TEXTS.items():
        (folder / f"water.{language}.txt").write_text(text, encoding="utf-8")
    steps = "".join(code(section("Your own episode in five minutes"))).splitlines()
    lines = [*steps, *sorted(RUN)]
    ended = run(folder, [for_channel(line) for line in lines])
    pairs = zip(lines, ended, strict=True)
    failed = [f"{line}\n{said}" for line, (status, said) in pairs if status]
    assert not failed, "\n\n".join(failed)
    return folder


@pytest.mark.parametrize("track", TEXTS)
def test_the_steps_make_all_that_is_promised_in_every_language(own: Path, track: str) -> None:
    promised = [str(path) for path in promised_files("S01E02", scene="002")]
    assert len(promised) > 15
    paths = [own / path.replace("/es/", f"/{track}/") for path in promised]
    assert [path for path in paths if not path.exists()] == []


def test_commands_that_cost_little_do_their_work(own: Path) -> None:
    made = ("S01E02/es/storyboard.jpg", "S01E02/es/published.json", "site", "logs/prune.log")
    assert [name for name in made if not (own / "results" / name).exists()] == []
