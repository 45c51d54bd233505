"""The `gemini` engine: writes a script by Google's Gemini API, its answer held to a JSON schema.

Requests are sent by Google's own client library.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from build.errors import UserError
from engines.rates import CLOSED, wait
from engines.retry import GaveUpError, TransientError, retry_after, retrying
from engines.service import Api, AwayError, Tally, is_passing, refusal, shortened

if TYPE_CHECKING:
    from google.genai import Client
    from google.genai.types import GenerateContentResponse

    from build.secrets import Secret
    from engines.base import Draft
    from engines.kept import Kept

RECIPE = 1
PARALLEL = 4
PACKAGES = ("google-genai",)
_ROOM = 16  # bytes of an answer for one of its tokens
_HIDDEN = {"sdk_http_response", "parsed"}  # of an answer: headers, and what its text says again
_NEVER_SENT = {"ConnectError", "ConnectTimeout", "ProxyError", "ConnectionRefusedError"}

API = Api(
    name="gemini",
    keys=("GEMINI_API_KEY", "GOOGLE_API_KEY"),
    header=("x-goog-api-key", "{}"),
    address="https://generativelanguage.googleapis.com",
    variable="GOOGLE_GEMINI_BASE_URL",
)


def unavailable(settings: Mapping[str, Any]) -> str | None:
    """Return that the key is missing, or None; nothing is sent."""
    return API.unavailable(settings)


def identity(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of the settings decides what is written."""
    return {key: settings[key] for key in ("model", "temperature", "tokens", "thinking")}


def price(settings: Mapping[str, Any], spec: Mapping[str, Any]) -> float | None:
    """Return None: what a script costs is known once it is written; earlier ones tell about."""
    return None


def load(settings: Mapping[str, Any], models: Path) -> GeminiWriter:
    """Return the engine; UserError where it cannot be used."""
    key = API.key(settings)
    from google.genai import Client
    from google.genai.types import HttpOptions

    # The key goes to the host it is meant for, over redirects never; nor does the environment turn
    # the library to another of Google's services.
    options = HttpOptions(base_url=API.base(settings), client_args={"follow_redirects": False})
    client = Client(api_key=key.value, vertexai=False, http_options=options)
    return GeminiWriter(client, key, settings)


class GeminiWriter:
    """Writes scripts, several at once."""

    def __init__(self, client: Client, key: Secret, settings: Mapping[str, Any]) -> None:
        self._client = client  # kept: the library closes its connections with it
        self._key = key
        self._settings = settings

    def write(
        self,
        spec: Mapping[str, Any],
        kept: Kept,
        earlier: str | None = None,
        mistakes: Sequence[str] = (),
    ) -> Draft:
        """Return a script for `spec`, or `earlier`, an answer of its own, without its mistakes."""
        from google.genai.types import Content, GenerateContentConfig, Part, ThinkingConfig

        from engines.writer.answer import wanted_schema
        from engines.writer.instruction import instruction, repair

        turns = [("user", spec["text"])]
        if earlier is not None:
            turns += [("model", earlier or "{}"), ("user", repair(mistakes))]
        wish = GenerateContentConfig(
            system_instruction=instruction(spec["languages"], spec.get("wishes")),
            temperature=spec["temperature"],
            max_output_tokens=spec["tokens"],
            response_mime_type="application/json",
            response_json_schema=wanted_schema(list(spec["languages"])),
        )
        if spec["thinking"] is not None:
            # Thoughts count as output: left alone they may use up all the tokens.
            wish.thinking_config = ThinkingConfig(thinking_budget=spec["thinking"])
        own = {"model": spec["model"], "turns": turns, "config": wish.model_dump(mode="json")}
        contents = [Content(role=role, parts=[Part(text=said)]) for role, said in turns]
        request = {"model": spec["model"], "contents": contents, "config": wish}
        room = _ROOM * spec["tokens"]
        price = self._settings.get("usd_per_million_tokens")
        return kept.get(
            own, room, partial(self._ask, request), lambda answer: draft(restored(answer), price)
        )

    def _ask(self, request: dict[str, Any], tally: Tally) -> bytes:
        """Return the answer to a request as JSON, asked again while the service is away."""
        from google.genai.types import HttpOptions

        def attempt(seconds: float) -> bytes:
            request["config"].http_options = HttpOptions(timeout=max(1, round(seconds * 1000)))
            tally.sending()
            tally.requests += 1
            try:
                answer = self._client.models.generate_content(**request)
            except Exception as error:
                if is_lost(error):
                    tally.lose("gemini", type(error).__name__)
                # The library's own words may quote the key: none of them goes to a log.
                raise judged(error, self._key) from None
            return answer.model_dump_json(exclude_none=True, exclude=_HIDDEN).encode()

        def turn() -> None:
            wait("gemini", self._settings["per_minute"])

        limit = self._settings["time_limit"]
        try:
            return retrying(attempt, limit, turn, sleep=CLOSED.wait)
        except GaveUpError as error:
            late = "" if tally.is_spent() else f" in {limit:g} s"
            raise AwayError(
                f"gemini gave no answer{late} ({error}){tally.told()}; run `snakemake write` again "
                "later, or raise engines.gemini.time_limit"
            ) from None


def restored(answer: bytes) -> GenerateContentResponse:
    """Return the answer that was kept as JSON; UserError where it is none."""
    from google.genai.types import GenerateContentResponse

    try:
        return GenerateContentResponse.model_validate_json(answer)
    except ValueError:
        raise UserError(
            "what gemini answered cannot be read: run `snakemake write` again"
        ) from None


def draft(answer: GenerateContentResponse, price: Mapping[str, float] | None) -> Draft:
    """Return what Gemini answered; UserError where it would not.

    `price` is US dollars per million tokens, in and out.
    """
    from google.genai.types import FinishReason

    from engines.base import Draft

    candidate = next(iter(answer.candidates or []), None)
    parts = (candidate.content.parts if candidate and candidate.content else None) or []
    text = "".join(part.text or "" for part in parts if not part.thought)
    reason = candidate.finish_reason if candidate else None
    if reason == FinishReason.MAX_TOKENS:
        return Draft(text, record(answer, price), whole=False)
    if candidate is None or (not text and reason != FinishReason.STOP):
        feedback = answer.prompt_feedback
        why = (feedback and feedback.block_reason) or reason
        said = why.value if why else "it gave no reason"
        raise UserError(f"gemini would not write this text ({said}); change its wording")
    return Draft(text, record(answer, price))


def record(answer: GenerateContentResponse, price: Mapping[str, float] | None) -> dict[str, Any]:
    """Return which model answered, the tokens in and out, and what they cost where it is known."""
    known: dict[str, Any] = {"model": answer.model_version} if answer.model_version else {}
    used = answer.usage_metadata
    if used is None:
        return known
    known["tokens_in"] = used.prompt_token_count or 0
    known["tokens_out"] = (used.candidates_token_count or 0) + (used.thoughts_token_count or 0)
    if price:
        spent = known["tokens_in"] * price["input"] + known["tokens_out"] * price["output"]
        known["usd"] = round(spent / 1e6, 6)
    return known


def is_away(error: Exception) -> bool:
    """Tell whether no whole answer came, as over a broken connection."""
    # The library's HTTP clients have no exception in common with each other.
    of_a_client = type(error).__module__.partition(".")[0] in {"httpx", "httpx2", "httpcore2"}
    return of_a_client or isinstance(error, OSError)


def is_lost(error: Exception) -> bool:
    """Tell whether the request was sent and its answer, which may be charged, never came."""
    return is_away(error) and type(error).__name__ not in _NEVER_SENT


def judged(error: Exception, key: Secret) -> Exception:
    """Return what a failed attempt means: that it may be tried again, or why that is no use."""
    from google.genai import errors

    if isinstance(error, ValueError):
        return UserError(
            f"gemini's answer is not what its service sends; look at {API.variable} or base_url if "
            "it is set, or run `snakemake write` again later"
        )
    if not isinstance(error, errors.APIError):
        return TransientError(type(error).__name__) if is_away(error) else error
    said = f"{error.code}: {shortened(error.message or '', key.value)}"
    if is_passing(error.code):
        headers = getattr(error.response, "headers", None) or {}
        after = retry_after(headers.get("retry-after"), time.time())
        return TransientError(said, after)
    if error.code == 404:
        return UserError(f"gemini has no such model ({said}); change engines.gemini.model")
    return refusal(API.name, key, error.code, said)
