"""What is decided of a page while the Snakefile is read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from build.errors import UserError
from build.plan import Plan
from build.web import site_folders, web_edit
from unit.test_plan import SCRIPT, plan, settings

NONE = {"folder": None, "site": "channel"}


def edit(made: Plan, folder: str = "S01E01") -> dict[str, Any]:
    return web_edit(made, made.episode(folder), made.track(folder, "es"))


def test_a_page_knows_its_place(tmp_path: Path) -> None:
    found = edit(plan(tmp_path, web=NONE))
    assert (found["site"], found["folder"]) == (
        "results/site",
        "data/sites/channel/series/saga-01",
    )
    elsewhere = edit(plan(tmp_path, web={"folder": "../site"}))
    assert (elsewhere["site"], elsewhere["site_is_given"]) == ("../site", True)
    draft = edit(plan(tmp_path, web={"folder": "../site"}, preset="draft"))
    assert (draft["site"], draft["site_is_given"]) == ("results/draft/site", False)


def test_a_project_has_a_site_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "garden").mkdir()
    own = tmp_path / "garden/SAGA_01_Episode_02.json"
    own.write_text(json.dumps(SCRIPT), encoding="utf-8")
    words = {"garden/S01": {"title": {"es": "Jardín"}}, "S01": {"description": {"es": "Agua"}}}
    made = plan(tmp_path, web={**NONE, "series": words})
    found = edit(made, "garden/S01E02")
    assert found["folder"] == "data/sites/garden/series/saga-01"
    assert found["series"] == {"title": "Jardín", "description": None}
    assert edit(made)["series"] == {"title": None, "description": "Agua"}
    site = Path("results/site/data/sites")
    assert {
        site / "channel/series/saga-01/ep-01/assets",
        site / "garden/series/saga-01/ep-02/assets",
    } <= site_folders(made)
    with pytest.raises(UserError, match="the project garden has a site of that name already"):
        edit(plan(tmp_path, web={"site": "Garden"}), "garden/S01E02")


@pytest.mark.parametrize(
    ("receipt", "video"),
    [('{"video_id": "abc"}', "abc"), ('{"video_id": 3}', None), ("[]", None), ("{", None)],
)
def test_the_receipt_of_an_upload_is_read_leniently(
    tmp_path: Path, receipt: str, video: str | None
) -> None:
    made = plan(tmp_path, results=str(tmp_path / "results"))
    place = tmp_path / "results/S01E01/es"
    place.mkdir(parents=True)
    (place / "upload.json").write_text(receipt)
    assert edit(made)["youtube_id"] == video


def test_a_receipt_that_no_longer_holds_asks_once_for_a_page(tmp_path: Path) -> None:
    made = plan(tmp_path, results=str(tmp_path / "results"))
    place = tmp_path / "results/S01E01/es"
    place.mkdir(parents=True)
    assert edit(made)["after"] is None
    for receipt in ({"files": [{"path": "gone", "size": 1, "mtime_ns": 1}]}, {"files": 3}, {}):
        (place / "published.json").write_text(json.dumps(receipt))
        (place / "edit.web.json").write_text(json.dumps(edit(made)))
        assert edit(made)["after"]
    whole = {"files": [], "shared": [], "video": [1, 1]}
    (place / "published.json").write_text(json.dumps(whole))
    assert edit(made)["after"] == json.loads((place / "edit.web.json").read_text())["after"]


def test_settings_of_pages_are_checked() -> None:
    assert settings(publish_only="true").tree["publish_only"] is True
    assert settings(web={"complete_at": "8"}).tree["web"]["complete_at"] == 8
    for web in ({"site": "../x"}, {"series": {"1": {}}}, {"complete_at": "soon"}):
        with pytest.raises(UserError, match="config, web"):
            settings(web=web)
