"""What goes wrong with YouTube: what may pass, and what the person has to know in a sentence."""

from __future__ import annotations

import http.client
import re

import httplib2
from google.auth.exceptions import RefreshError, TransportError
from googleapiclient.errors import HttpError

from build.errors import UserError
from engines.retry import TransientError

_LIMITS = {
    "quotaExceeded": "today's quota of the API project is used up",
    "dailyLimitExceeded": "today's quota of the API project is used up",
    "uploadLimitExceeded": "the channel has reached its limit of uploads for now",
    "uploadRateLimitExceeded": "the channel has reached its limit of uploads for now",
}
_PASSING = {"rateLimitExceeded", "userRateLimitExceeded", "backendError", "SERVICE_UNAVAILABLE"}
GONE = {404, 410}


class GoneError(UserError):
    """YouTube does not have what is asked for."""


class sentences:  # noqa: N801
    """Turn what the client library raises into TransientError, a UserError, or GoneError."""

    def __enter__(self) -> None:
        """Nothing has to be prepared."""

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        """Raise what stands for `error`."""
        match error:
            case None | UserError():
                return
            case HttpError():
                raise judged(error) from None
            case RefreshError():
                if error.retryable:
                    raise TransientError("the token could not be refreshed") from None
                raise UserError(
                    "YouTube no longer takes the channel's token: authorize it again (docs/"
                    "youtube.md)"
                ) from None
            case ValueError() | KeyError() if not isinstance(error, UnicodeError):
                raise TransientError("an answer was cut off") from None
            case (
                TransportError()
                | httplib2.HttpLib2Error()
                | http.client.HTTPException()
                | OSError()
            ):
                raise TransientError("no connection") from None


def judged(error: HttpError) -> Exception:
    """Return the error that an answer of YouTube's stands for: to be tried again, or to be told."""
    code = int(error.resp.status)
    details = error.error_details
    first = details[0] if isinstance(details, list) and details else {}
    reason = str(first.get("reason", "")) if isinstance(first, dict) else ""
    if reason in _LIMITS:
        return UserError(f"{_LIMITS[reason]} ({reason}); run again tomorrow: the upload goes on")
    if code >= 500 or code in (408, 429) or reason in _PASSING or reason == "captionExists":
        return TransientError(f"it answers {code}")
    if code in GONE:
        return GoneError(
            f"YouTube does not have the video any more ({code}); where you removed it, upload it "
            "anew with --config replace_upload=<episode>/<track>"
        )
    words = " ".join(re.sub(r"<[^>]*>|https?://\S+", "", str(error.reason)).split())[:200]
    return UserError(f"YouTube refuses it: {words or 'no reason given'} ({code} {reason})".rstrip())
