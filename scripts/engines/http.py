"""One HTTP request and its whole answer, within a time limit and a size limit.

Redirects are not followed: a key goes to the host it is meant for and nowhere else.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from build.errors import UserError

LARGEST = 256 * 2**20  # bytes of an answer: an hour of speech, or a very large picture
_CONNECT_SECONDS = 10.0
_SILENCE_SECONDS = 120.0  # a busy image service says nothing for a minute
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True)
class Answer:
    """What a server said. Header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class LostError(Exception):
    """No whole answer came; `sent` tells whether the server may have done the work all the same."""

    def __init__(self, why: str, sent: bool) -> None:
        super().__init__(why)
        self.sent = sent


def exchange(
    method: str, url: str, headers: Mapping[str, str], body: bytes | None, seconds: float
) -> Answer:
    """Send one request and return its answer; LostError where none came within `seconds`.

    UserError where it can never come: a certificate that is not trusted, an address that is none.
    """
    import requests
    import urllib3

    host = urlsplit(url).hostname
    deadline = time.monotonic() + seconds
    timeout = (min(_CONNECT_SECONDS, seconds), min(_SILENCE_SECONDS, seconds))
    # None of the messages of requests is passed on: they quote addresses, and headers.
    try:
        with (
            requests.Session() as session,
            session.request(
                method,
                url,
                headers=dict(headers),
                data=body,
                timeout=timeout,
                stream=True,
                allow_redirects=False,
                auth=lambda request: request,  # else a .netrc would replace the key
            ) as response,
        ):
            lower = {name.lower(): value for name, value in response.headers.items()}
            return Answer(response.status_code, lower, _whole(response.raw, deadline))
    except requests.exceptions.SSLError as error:
        if "CERTIFICATE_VERIFY_FAILED" in str(error):
            raise UserError(f"the certificate of {host} is not trusted: check base_url") from None
        raise LostError(f"no connection to {host}", sent=False) from None
    except (requests.exceptions.ConnectTimeout, requests.exceptions.ProxyError):
        raise LostError(f"no connection to {host}", sent=False) from None
    except (requests.exceptions.Timeout, urllib3.exceptions.TimeoutError, TimeoutError):
        raise LostError(f"{host} did not answer in time", sent=True) from None
    except requests.exceptions.ConnectionError as error:
        if _never_connected(error):
            raise LostError(f"no connection to {host}", sent=False) from None
        raise LostError(f"{host} ended the connection", sent=True) from None
    except urllib3.exceptions.HTTPError:
        raise LostError(f"the answer of {host} was cut off", sent=True) from None
    except (requests.exceptions.RequestException, ValueError):
        raise UserError(f"no request can be sent to {host}: check base_url") from None


def is_loopback(url: str) -> bool:
    """Tell whether `url` is on this machine."""
    return urlsplit(url).hostname in _LOOPBACK


def _whole(raw: object, deadline: float) -> bytes:
    # read1 returns what has come, so a server that sends a byte now and then meets the deadline.
    parts: list[bytes] = []
    size = 0
    while part := raw.read1(65536, decode_content=True):  # type: ignore[attr-defined]
        parts.append(part)
        size += len(part)
        if size > LARGEST:
            raise UserError(f"a service sent more than {LARGEST // 2**20} MiB: that is no take")
        if time.monotonic() > deadline:
            raise TimeoutError
    return b"".join(parts)


def _never_connected(error: Exception) -> bool:
    import urllib3

    reason = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(reason, urllib3.exceptions.NewConnectionError)
