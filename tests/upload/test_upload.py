"""Uploads over loopback by Google's own client: what arrives, what is asked, what never happens."""

from __future__ import annotations

import json
import shutil
import stat
from collections.abc import Callable
from hashlib import sha256

import pytest
from films import Film

from build.errors import UserError
from services.loopback_youtube import Request, Tube


def once(kind: str, fault: str, nth: int = 1, times: int = 1) -> Callable[[Request], str | None]:
    """Return a fault for the nth request of a kind, and for as many as `times` in all."""
    seen = 0

    def fails(request: Request) -> str | None:
        nonlocal seen
        seen += request.kind == kind
        return fault if request.kind == kind and nth <= seen < nth + times else None

    return fails


def whole(tube: Tube, film: Film) -> None:
    """Check that the channel has the film once, whole, and as it should be."""
    (video,) = tube.videos.values()
    assert video.content == sha256((film.folder / "final.mp4").read_bytes()).hexdigest()
    assert video.thumbnail == sha256(b"not looked at").hexdigest()
    assert [(c["language"], c["isDraft"]) for c in video.captions] == [("es-ES", False)]
    assert video.status["privacyStatus"] == "public" and tube.half == []
    assert video.status["containsSyntheticMedia"] is True


def test_a_film_is_uploaded_and_asked_for_no_more(tube: Tube, film: Film) -> None:
    receipt = film.upload()
    whole(tube, film)
    (video,) = tube.videos.values()
    assert receipt["video_id"] == video.id and receipt["replaced"] == []
    mark, *tags = video.snippet["tags"]
    assert mark.startswith("reelmake-") and tags == ["agua", "ciclo del agua"]
    assert video.snippet["defaultLanguage"] == video.snippet["defaultAudioLanguage"] == "es-ES"
    # 700,000 bytes are three chunks; the channel was looked at once before.
    assert (tube.done("open"), tube.done("send"), tube.done("playlist")) == (1, 3, 1)
    assert stat.S_IMODE(film.ledger.stat().st_mode) == 0o600
    asked = len(tube.kinds)
    assert film.upload() == receipt
    assert len(tube.kinds) == asked


def test_a_new_title_is_an_update_and_leaves_privacy_as_people_set_it(
    tube: Tube, film: Film
) -> None:
    film.upload()
    (video,) = tube.videos.values()
    video.status["privacyStatus"] = "unlisted"
    film.texts(title="Dos gotas")
    asked = len(tube.kinds)
    assert film.upload()["title"] == "Dos gotas"
    assert tube.kinds[asked:] == ["list", "update"]
    assert video.snippet["title"] == "Dos gotas" and video.status["privacyStatus"] == "unlisted"


def test_what_is_set_in_studio_stays_until_the_same_is_changed_here(tube: Tube, film: Film) -> None:
    film.upload()
    (video,) = tube.videos.values()
    mark = video.snippet["tags"][0]
    own = {"description": "De Studio.", "tags": ["mar"], "categoryId": "28"}
    video.snippet.update(own)
    video.status.update(embeddable=False, license="creativeCommon", privacyStatus="unlisted")
    film.texts(title="Dos gotas", synthetic=False)
    film.upload()
    assert {**video.snippet, **own, "tags": [mark, "mar"]} == video.snippet
    assert video.snippet["title"] == "Dos gotas" and "publishedAt" not in video.snippet
    assert video.status == {
        "embeddable": False, "license": "creativeCommon", "publicStatsViewable": True,
        "privacyStatus": "unlisted", "containsSyntheticMedia": False,
        "selfDeclaredMadeForKids": False,
    }  # fmt: skip
    film.texts(title="Dos gotas", synthetic=False, tags=["sal"], privacy="private")
    film.upload()
    assert video.snippet["tags"] == [mark, "sal"] and video.snippet["description"] == "De Studio."
    assert (video.status["privacyStatus"], video.status["embeddable"]) == ("private", False)


def test_another_film_stops_until_it_is_to_replace(tube: Tube, film: Film) -> None:
    first = film.upload()["video_id"]
    film.shoot(seed=1)
    with pytest.raises(UserError, match="replace_upload=S01E01/es"):
        film.upload()
    assert list(tube.videos) == [first]
    receipt = film.upload(replace=True)
    assert receipt["replaced"] == [first] and len(tube.videos) == 2
    # Asked for again, it is there already.
    assert film.upload(replace=True) == receipt
    assert len(tube.videos) == 2


@pytest.mark.parametrize("fault", ["before", "after", "part", "503", "late", "401"])
@pytest.mark.parametrize(
    ("kind", "nth"),
    [("open", 1), ("send", 1), ("send", 2), ("send", 3), ("thumbnail", 1), ("captions", 1)]
    + [("captions", 2), ("list", 1), ("update", 1), ("channels", 1), ("playlist", 1)],
)
def test_passing_trouble_is_gone_through(
    tube: Tube, film: Film, kind: str, nth: int, fault: str
) -> None:
    # Twice, since Google's library once sends again by itself.
    tube.fault = once(kind, fault, nth, times=2)
    film.upload()
    whole(tube, film)


@pytest.mark.parametrize("fault", ["quota", "limit"])
@pytest.mark.parametrize(("kind", "nth"), [("open", 1), ("captions", 2), ("update", 1)])
def test_a_used_up_quota_stops_and_a_later_run_goes_on(
    tube: Tube, film: Film, kind: str, nth: int, fault: str
) -> None:
    tube.fault = once(kind, fault, nth)
    with pytest.raises(UserError, match=r"quotaExceeded|uploadLimitExceeded"):
        film.upload()
    assert tube.done(kind) == nth
    film.upload()
    whole(tube, film)


def test_a_session_that_is_gone_before_the_end_is_opened_anew(tube: Tube, film: Film) -> None:
    tube.fault = once("send", "gone", 2)
    film.upload()
    whole(tube, film)
    assert tube.done("open") == 2


def lose(tube: Tube) -> None:
    """Have the last answer lost, and the session with it."""
    lost = once("send", "after", 3, times=9)

    def fault(request: Request) -> str | None:
        return lost(request) or ("gone" if request.kind == "ask" and tube.videos else None)

    tube.fault = fault


def test_a_lost_last_answer_is_found_on_the_channel(tube: Tube, film: Film) -> None:
    lose(tube)
    film.upload()
    whole(tube, film)
    assert tube.done("open") == 1


def test_a_channel_that_lags_stops_the_upload_and_nothing_is_sent(tube: Tube, film: Film) -> None:
    lose(tube)
    tube.hidden = True
    with pytest.raises(UserError, match="run again in an hour"):
        film.upload()
    sent = tube.done("send")
    with pytest.raises(UserError, match="run again in an hour"):
        film.upload()
    tube.hidden = False
    film.upload()
    whole(tube, film)
    assert (tube.done("open"), tube.done("send")) == (1, sent)


def test_a_word_to_replace_makes_one_video_however_late_the_channel_shows_it(
    tube: Tube, film: Film
) -> None:
    film.upload()
    film.shoot(seed=1)
    lost = once("send", "after", 3, times=9)

    def fault(request: Request) -> str | None:
        session = tube.sessions.get(request.query.get("upload_id", ""))
        whole = request.kind == "ask" and session and session.video
        return lost(request) or ("gone" if whole else None)

    tube.fault = fault
    tube.hidden = True
    for hours in (0, 0.5, -48, 0.5):  # the third time the clock was put back
        with pytest.raises(UserError, match="run again in an hour"):
            film.upload(replace=True)
        film.wait(hours)
        assert (len(tube.videos), tube.done("open")) == (2, 2)
    with pytest.raises(UserError, match="run again in an hour"):
        film.upload()
    tube.hidden = False
    receipt = film.upload(replace=True)
    assert list(tube.videos) == [*receipt["replaced"], receipt["video_id"]]
    film.wait(2)
    assert film.upload(replace=True)["video_id"] == receipt["video_id"] and len(tube.videos) == 2


def test_what_never_came_to_be_is_sent_again_when_the_person_has_looked(
    tube: Tube, film: Film
) -> None:
    dead = once("send", "before", 3, times=99)
    tube.fault = lambda request: (
        dead(request) or ("503" if request.kind == "ask" and tube.done("send") > 3 else None)
    )
    with pytest.raises(UserError, match="cannot be reached"):
        film.upload(time_limit=0.2)
    film.wait(2)
    # The last byte is sent once more: the hour begins with it.
    tube.fault = once("send", "gone", 1, times=9)
    for replace in (True, True, False):
        with pytest.raises(UserError, match="run again in an hour"):
            film.upload(replace=replace)
    assert tube.done("open") == 1 and not tube.videos
    film.wait(1)
    tube.fault = lambda request: None
    film.upload(replace=True)
    whole(tube, film)


def test_a_lost_ledger_finds_the_video_and_keeps_what_people_set(tube: Tube, film: Film) -> None:
    video = film.upload()["video_id"]
    tube.videos[video].status["privacyStatus"] = "unlisted"
    film.ledger.unlink()
    assert film.upload()["video_id"] == video
    assert len(tube.videos) == 1 and tube.videos[video].status["privacyStatus"] == "unlisted"
    film.ledger.unlink()
    film.shoot(seed=1)
    with pytest.raises(UserError, match="its film has changed since"):
        film.upload()
    assert len(tube.videos) == 1


def test_a_film_that_is_there_under_another_name_of_its_channel_is_not_sent_again(
    tube: Tube, film: Film
) -> None:
    video = film.upload()["video_id"]
    token = film.folder / "tokens/sea.json"
    shutil.copy(token, token.with_name("ocean.json"))
    film.texts(channel="ocean")
    for _ in range(2):
        with pytest.raises(UserError, match=f"is on YouTube already, as {video}, .* old name"):
            film.upload()
    assert list(tube.videos) == [video] and tube.done("open") == 1
    film.upload(replace=True)
    assert len(tube.videos) == 2
    film.upload()
    film.texts()
    assert film.upload()["video_id"] == video and len(tube.videos) == 2
    # Another film is another matter.
    film.shoot(seed=1)
    film.texts(channel="ocean", episode="S01E02")
    film.upload()
    assert len(tube.videos) == 3


def test_a_removed_video_is_uploaded_anew_only_when_asked(tube: Tube, film: Film) -> None:
    tube.videos.pop(film.upload()["video_id"])
    film.texts(title="Dos gotas")
    with pytest.raises(UserError, match="does not have the video any more"):
        film.upload()
    # Asked twice in a row, it may be the channel that is late.
    with pytest.raises(UserError, match="less than an hour ago: it may only be late"):
        film.upload(replace=True)
    assert not tube.videos and tube.done("open") == 1
    film.wait(1)
    film.upload(replace=True)
    whole(tube, film)


def test_an_expired_token_is_refreshed_and_kept_and_a_revoked_one_told(
    tube: Tube, film: Film
) -> None:
    tube.access = set()
    film.upload()
    token = film.folder / "tokens/sea.json"
    (fresh,) = tube.access
    assert json.loads(token.read_text())["token"] == fresh
    assert stat.S_IMODE(token.stat().st_mode) == 0o600
    tube.access, tube.refresh = set(), set()
    film.texts(title="Dos gotas")
    with pytest.raises(UserError, match="authorize it again"):
        film.upload()


def test_two_at_once_are_one_too_many(
    tube: Tube, film: Film, monkeypatch: pytest.MonkeyPatch
) -> None:
    from upload import ledger

    film.upload()
    monkeypatch.setattr(ledger.open_ledger.__wrapped__, "__defaults__", (0.1,))
    with ledger.open_ledger(film.ledger), pytest.raises(UserError, match="another run"):
        film.upload()


def test_an_unreachable_youtube_is_given_up_with_a_sentence(tube: Tube, film: Film) -> None:
    tube.fault = lambda request: "before"
    with pytest.raises(UserError, match="cannot be reached just now"):
        film.upload(time_limit=0.3)


def test_no_secret_is_written_anywhere_else(
    tube: Tube, film: Film, capfd: pytest.CaptureFixture[str]
) -> None:
    tube.access = set()
    receipt = film.upload()
    secrets = ["access-", "refresh-0", "client-secret-0", "-secret"]
    said = "".join(capfd.readouterr()) + json.dumps(receipt)
    assert not [secret for secret in secrets if secret in said]
    kept = {film.ledger, film.folder / "tokens/sea.json"}
    others = {path for path in film.folder.rglob("*") if path.is_file()} - kept
    held = "".join(path.read_text(errors="replace") for path in others)
    assert not [secret for secret in secrets if secret in held]
    assert "access-" not in film.ledger.read_text() and "refresh-0" not in film.ledger.read_text()


@pytest.mark.parametrize("name", ["final.mp4", "subtitles.srt", "thumbnail.jpg"])
def test_what_is_not_as_it_was_made_is_not_sent(tube: Tube, film: Film, name: str) -> None:
    path = film.folder / name
    made = path.read_bytes()
    path.write_bytes(made[: len(made) // 2])
    with pytest.raises(UserError, match=f"{name} is not as it was made"):
        film.upload()
    assert tube.kinds == [] and film.ledger.read_bytes() == b""
    path.write_bytes(made)
    film.upload()
    whole(tube, film)


def test_a_film_that_changes_before_its_last_byte_is_sent_is_simply_another(
    tube: Tube, film: Film
) -> None:
    tube.fault = once("send", "quota", 2)
    with pytest.raises(UserError):
        film.upload()
    film.shoot(seed=1)
    film.upload()
    whole(tube, film)
