"""Pages written into a site where a person works too."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import yaml

from build.errors import UserError
from build.files import read_json
from web.front_matter import split
from web.publishing import publish_page

EDIT: dict[str, Any] = {
    "site_is_given": False,
    "folder": "data/sites/reelmake/series/saga-01",
    "saga": 1,
    "number": 1,
    "track": "es",
    "title": "Título",
    "description": "Del mar",
    "visual_mode": None,
    "tags": ["océano"],
    "keywords": ["agua"],
    "recommended_products": [],
    "youtube_id": None,
    "body": "## Uno",
    "series": {"title": None, "description": None},
    "complete_at": 3,
}


@dataclass
class Desk:
    """A place to publish from."""

    folder: Path
    picture: Path
    notes: list[str] = field(default_factory=list)

    @property
    def site(self) -> Path:
        return self.folder / "site"

    @property
    def lock(self) -> Path:
        return self.folder / ".site.lock"

    @property
    def page(self) -> Path:
        return self.site / EDIT["folder"] / "ep-01/content.es.md"

    def publish(self, **own: Any) -> tuple[dict[str, Any], str]:
        """Publish with `own` wishes and return what the page says."""
        edit = {**EDIT, "site": str(self.site), "picture": str(self.picture), **own}
        receipt = self.folder / "results/published.json"
        self.notes += publish_page(edit, self.folder / "results/final.mp4", receipt, self.lock)
        return split(self.page.read_text(encoding="utf-8"), self.page)

    def change(self, old: str, new: str) -> None:
        """Change the page as a person does."""
        text = self.page.read_text(encoding="utf-8")
        assert old in text
        self.page.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def desk(tmp_path: Path, film: Path, picture: Path) -> Desk:
    (tmp_path / "results").mkdir()
    shutil.copy(film, tmp_path / "results/final.mp4")
    return Desk(tmp_path, picture)


def state(site: Path) -> dict[str, tuple[int, int]]:
    found = [path for path in site.rglob("*") if path.is_file()]
    return {str(path): (path.stat().st_ino, path.stat().st_mtime_ns) for path in found}


def test_publishing_again_writes_nothing(desk: Desk) -> None:
    first = desk.publish()
    before = state(desk.site)
    assert desk.publish() == first
    assert state(desk.site) == before
    (desk.folder / "results/published.page.json").unlink()
    assert desk.publish() == first
    assert state(desk.site) == before
    assert desk.notes == []


def test_what_a_person_wrote_stays_and_can_be_given_back(desk: Desk) -> None:
    desk.publish()
    desk.change("published_at: ", "mood: calm\npublished_at: 2020-01-02 #")
    desk.change('- "oceano"', '- "mine"')
    desk.change("## Uno", "## Mío")
    matter, text = desk.publish(body="## Dos", tags=["nube"], keywords=[])
    assert (matter["mood"], matter["published_at"]) == ("calm", "2020-01-02")
    assert (matter["tags"], matter["keywords"], text) == (["mine"], [], "## Mío")
    assert len(desk.notes) == 1
    assert "its text was changed on the site and stays" in desk.notes[0]
    desk.change("## Mío", "")
    desk.change('tags:\n- "mine"\n', "")
    matter, text = desk.publish(body="## Dos", tags=["nube"])
    assert (matter["tags"], text, matter["mood"]) == (["nube"], "## Dos", "calm")
    assert len(desk.notes) == 1


def test_a_page_that_cannot_be_read_stops_before_anything_is_written(desk: Desk) -> None:
    desk.publish()
    desk.change("season: 1", "season: [")
    before = state(desk.site)
    with pytest.raises(UserError, match="its YAML cannot be read near line"):
        desk.publish(title="Otro")
    assert state(desk.site) == before
    desk.page.write_bytes(b"---\n\xff\n---\n")
    with pytest.raises(UserError, match="is not UTF-8 text"):
        desk.publish()


def test_another_title_is_another_file_and_the_old_one_stays(desk: Desk) -> None:
    desk.publish()
    desk.publish(title="Otro")
    names = sorted(path.name for path in desk.page.parent.joinpath("assets").iterdir())
    assert names == ["S01E01-ES-Otro.mp4", "S01E01-ES-Título.mp4", "thumbnail_es.png"]
    receipt = read_json(desk.folder / "results/published.json")
    assert [Path(file["path"]).name for file in receipt["files"]] == [
        "S01E01-ES-Otro.mp4",
        "thumbnail_es.png",
        "cover_es.png",
        "content.es.md",
    ]


def test_after_a_kill_what_was_half_published_is_not_taken_for_a_persons(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.publish()
    with monkeypatch.context() as patch:
        patch.setattr("web.publishing.dump", lambda _: 1 / 0)  # after the page, before the receipt
        with pytest.raises(ZeroDivisionError):
            desk.publish(body="## Dos", tags=["nube"], complete_at=1)
    matter, text = desk.publish(body="## Tres", tags=["lluvia"])
    assert (matter["tags"], text) == (["lluvia"], "## Tres")
    assert desk.notes == []


def test_a_saga_is_complete_when_its_episode_is_out_and_stays_so(desk: Desk) -> None:
    meta = desk.page.parents[1] / "meta.es.yaml"

    def told() -> dict[str, Any]:
        return yaml.safe_load(meta.read_text(encoding="utf-8"))

    desk.publish()
    assert told()["complete"] is False
    meta.write_text(f"theme: blue\n{meta.read_text()}".replace('"Saga 1"', "El agua"))
    desk.publish(number=3)
    assert (told()["complete"], told()["theme"], told()["title"]) == (True, "blue", "El agua")
    desk.publish(complete_at=9)
    assert told()["complete"] is True


def test_pages_of_a_saga_written_at_once_do_not_lose_each_other(desk: Desk) -> None:
    def one(number: int) -> None:
        folder = desk.folder / f"results-{number}"
        shutil.copytree(desk.folder / "results", folder)
        edit = {**EDIT, "site": str(desk.site), "picture": str(desk.picture), "number": number}
        publish_page(edit, folder / "final.mp4", folder / "published.json", desk.lock)

    threads = [Thread(target=one, args=(number,)) for number in range(1, 6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    meta = yaml.safe_load((desk.page.parents[1] / "meta.es.yaml").read_text(encoding="utf-8"))
    assert meta["complete"] is True
    assert not list(desk.site.rglob(".tmp-*"))
