"""What engines behind an HTTP API share: key, address, rate, tries, and what a refusal means."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit

from build import secrets
from build.errors import UserError
from build.gauge import tell
from engines import http, rates
from engines.base import nothing
from engines.retry import GaveUpError, TransientError, retry_after, retrying

_LONGEST_QUOTE = 200  # letters of a server's own words
_MOST_LOST = 3  # answers of one take, each of which may be charged
_QUERY = re.compile(r"""(https?://[^\s?"'<>]+)\?[^\s"'<>]*""")
_NO_CREDIT = re.compile(r"insufficient_quota|credit|billing", re.IGNORECASE)
_NO_KEY = re.compile(r"api.?key", re.IGNORECASE)
_UNSAFE = re.compile(r"nsfw|content.?policy|moderation|safety", re.IGNORECASE)


@dataclass(frozen=True)
class Api:
    """An HTTP API: its name, the variables of its key, its header, its usual address.

    `header` is a name and a text into which the key is put.
    """

    name: str
    keys: tuple[str, ...]
    header: tuple[str, str]
    address: str
    variable: str  # of the environment, for another address

    def base(self, settings: Mapping[str, Any]) -> str:
        """Return the address: the variable's, else the settings' base_url, else the usual one."""
        wish = os.environ.get(self.variable) or settings.get("base_url") or self.address
        return str(wish).rstrip("/")

    def unavailable(self, settings: Mapping[str, Any]) -> str | None:
        """Return why the API cannot be used here, or None; nothing is sent."""
        try:
            key = secrets.find(self.keys)
        except UserError as error:
            return str(error)
        if key is None:
            return f"no key: set {self.keys[0]}"
        base = self.base(settings)
        if urlsplit(base).scheme != "https" and not http.is_loopback(base):
            return f"{self.variable} or base_url has to be https, since a key is sent there"
        return None

    def key(self, settings: Mapping[str, Any]) -> secrets.Secret:
        """Return the key; UserError where the API cannot be used."""
        reason = self.unavailable(settings)
        key = None if reason else secrets.find(self.keys)
        if key is None:
            raise UserError(f"{self.name} cannot be used: {reason}")
        return key

    def open(self, settings: Mapping[str, Any]) -> Service:
        """Return the API ready for requests; UserError where it cannot be used."""
        key, base = self.key(settings), self.base(settings)
        return Service(self, key, base, settings["per_minute"], settings["time_limit"])


@dataclass
class Tally:
    """What one take cost in requests; `lost` says of each answer that never came why.

    `sending` is called before each request that may be charged.
    """

    requests: int = 0
    lost: list[str] = field(default_factory=list)
    sending: Callable[[], object] = nothing

    def lose(self, name: str, why: str) -> None:
        """Note that an answer of `name`, which may be charged, never came.

        Raises GaveUpError where no further one may be lost.
        """
        self.lost.append(dated(why))
        tell(f"{name}: an answer that may be charged was lost: {self.lost[-1]}")
        if self.is_spent():
            raise GaveUpError(why)

    def is_spent(self) -> bool:
        """Tell whether so many answers were lost that no further one is asked for."""
        return len(self.lost) >= _MOST_LOST

    def told(self) -> str:
        """Return what is said of the lost answers behind an error, nothing where there are none."""
        return f"; lost answers that may be charged: {len(self.lost)}" if self.lost else ""

    def record(self) -> dict[str, Any]:
        """Return what of it goes into the take's sidecar."""
        return {"requests": self.requests, **({"lost_answers": self.lost} if self.lost else {})}


class AwayError(UserError):
    """A service that gave nothing for now, and may later."""


class RefusedError(UserError):
    """A request that the API refused for good; `status` is its HTTP status."""

    def __init__(self, sentence: str, status: int) -> None:
        super().__init__(sentence)
        self.status = status


@dataclass(frozen=True)
class Service:
    """An API with its key. Methods may be called from several threads at once."""

    api: Api
    key: secrets.Secret
    base: str
    per_minute: float
    time_limit: float  # seconds for one request with all its tries, without waiting for its turn

    def post(self, path: str, document: Mapping[str, Any], tally: Tally) -> Any:  # noqa: ANN401
        """Return the JSON that the API answers to `document`; UserError with why it does not."""
        name, text = self.api.header
        headers = {name: text.format(self.key.value), "Content-Type": "application/json"}
        body = json.dumps(document, ensure_ascii=False).encode()
        answer = self._exchange("POST", f"{self.base}{path}", headers, body, tally)
        try:
            return json.loads(answer)
        except ValueError:
            raise UserError(
                f"{self.api.name} answered what is no JSON: {self._quoted(answer)}"
            ) from None

    def get(self, url: str, tally: Tally) -> bytes:
        """Return the file at `url`, which has to be on the API's own host; the key is not sent."""
        home, place = urlsplit(self.base), urlsplit(url)
        same = place.hostname == home.hostname and place.scheme == "https"
        if not same and not (http.is_loopback(url) and http.is_loopback(self.base)):
            raise UserError(
                f"{self.api.name} answered with an address at {place.hostname}, which is not "
                f"fetched: only https at {home.hostname} is"
            )
        return self._exchange("GET", url, {}, None, tally)

    def _exchange(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None, tally: Tally
    ) -> bytes:
        def attempt(seconds: float) -> bytes:
            if method == "POST":
                tally.sending()
            tally.requests += 1
            try:
                answer = http.exchange(method, url, headers, body, seconds)
            except http.LostError as lost:
                if lost.sent and method == "POST":
                    tally.lose(self.api.name, str(lost))
                raise TransientError(str(lost)) from None
            return self._judged(answer)

        def turn() -> None:
            rates.require_open()
            if method == "POST":
                rates.wait(self.api.name, self.per_minute)

        try:
            return retrying(attempt, self.time_limit, turn, sleep=rates.CLOSED.wait)
        except GaveUpError as error:
            raise AwayError(
                f"{self.api.name} gave nothing, requests sent: {tally.requests} ({error})"
                f"{tally.told()}; build again later"
            ) from None

    def _judged(self, answer: http.Answer) -> bytes:
        """Return the body of a good answer; TransientError or RefusedError for any other."""
        status = answer.status
        if 200 <= status < 300:
            return answer.body
        who, said = self.api.name, f"{status}: {self._quoted(answer.body)}"
        if status == 402 or (status == 429 and _NO_CREDIT.search(said)):
            raise RefusedError(f"{who} wants its bill settled ({said})", status)
        if is_passing(status):
            raise TransientError(said, retry_after(answer.headers.get("retry-after"), time.time()))
        if 300 <= status < 400:
            place = urlsplit(answer.headers.get("location", "")).hostname or "another address"
            raise RefusedError(
                f"{who} sends requests on to {place}, which is not followed: check base_url", status
            )
        raise refusal(who, self.key, status, said)

    def _quoted(self, body: bytes) -> str:
        return shortened(server_words(body), self.key.value)


def dated(why: str) -> str:
    """Return `why` behind the time that it is now."""
    return f"{time.strftime('%Y-%m-%dT%H:%M:%S%z')} {why}"


def is_passing(status: int) -> bool:
    """Tell whether an answer of the HTTP `status` may be another one later."""
    return status in {408, 429} or status >= 500


def refusal(who: str, key: secrets.Secret, status: int, said: str) -> RefusedError:
    """Return what it means that the service `who` answers `status` and `said` for good."""
    if status in {401, 403} or (status == 400 and _NO_KEY.search(said)):
        why = f"{who} does not accept the key in {key.name} ({said}): check the key, and "
        return RefusedError(f"{why}what it is allowed to do", status)
    if _UNSAFE.search(said):
        return RefusedError(f"{who} refuses what is asked for ({said}): reword it", status)
    return RefusedError(f"{who} refuses the request ({said})", status)


def server_words(body: bytes) -> str:
    """Return what a server's error says for people, or its text where it has no known form."""
    text = body[:10000].decode("utf-8", errors="replace")
    try:
        document = json.loads(text)
    except ValueError:
        return re.sub(r"<[^>]*>", " ", text)
    error = document.get("error", document) if isinstance(document, Mapping) else document
    if not isinstance(error, Mapping):
        return str(error)
    said = [error.get(key) for key in ("message", "code", "type")]
    return " ".join(part for part in said if isinstance(part, str)) or text


def shortened(text: str, secret: str) -> str:
    """Return `text` in one line of a sentence's length, without the secret or any URL's query."""
    plain = "".join(letter if letter.isprintable() else " " for letter in text)
    plain = _QUERY.sub(r"\1", plain)
    for form in {secret, quote(secret, safe="")}:
        plain = plain.replace(form, "…")
    # Servers quote a wrong key in part, as in "sk-abc***xyz".
    ends: Sequence[str] = (secret[:6], secret[-4:]) if len(secret) >= 16 else ()
    words = ["…" if any(end in word for end in ends) else word for word in plain.split()]
    line = " ".join(words) or "nothing"
    return line if len(line) <= _LONGEST_QUOTE else f"{line[: _LONGEST_QUOTE - 1]}…"
