"""What is sent of a part that people changed in YouTube Studio, and what of a time to publish."""

from __future__ import annotations

from upload.overlay import overlaid

TIMED = {"privacyStatus": "private", "publishAt": "2026-12-24T18:00:00Z"}
PUBLIC = {"privacyStatus": "public"}


def test_only_what_changed_here_is_laid_over_what_is_there() -> None:
    shown = {"title": "theirs", "description": "theirs", "channelTitle": "shown only"}
    last = {"title": "a", "description": "b"}
    assert overlaid(shown, last, {**last, "title": "c"}) == {
        "title": "c",
        "description": "theirs",
    }
    # Not shown yet: as it was given.
    assert overlaid(None, last, {**last, "title": "c"}) == {"title": "c", "description": "b"}
    # Nothing is known of what was given: all of it.
    assert overlaid(shown, {}, last) == last


def test_privacy_and_its_time_are_changed_together() -> None:
    assert overlaid(TIMED, {"privacyStatus": "private"}, PUBLIC) == PUBLIC
    assert overlaid(PUBLIC, {"privacyStatus": "private"}, TIMED) == TIMED
    assert overlaid(TIMED, TIMED, {"privacyStatus": "private"}) == {"privacyStatus": "private"}
    # Published when its time had come: so it stays.
    kids = {"selfDeclaredMadeForKids": True}
    assert overlaid(PUBLIC, TIMED, {**TIMED, **kids}) == {**PUBLIC, **kids}


def test_what_was_declared_is_declared_also_where_it_is_not_shown() -> None:
    last = {"containsSyntheticMedia": True, **PUBLIC}
    assert overlaid(PUBLIC, last, {**last, "privacyStatus": "unlisted"}) == {
        "containsSyntheticMedia": True,
        "privacyStatus": "unlisted",
    }
