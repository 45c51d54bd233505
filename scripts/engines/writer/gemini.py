"""The `gemini` engine: writes a script by Google's Gemini API, its answer held to a JSON schema.

Requests are sent by Google's own client library.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from build.errors import UserError
from engines.rates import wait
from engines.retry import GaveUpError, TransientError, retry_after, retrying
from engines.service import Api, is_passing, refusal, shortened

if TYPE_CHECKING:
    from google.genai import Client
    from google.genai.types import GenerateContentResponse

    from build.secrets import Secret
    from engines.base import Draft

RECIPE = 1
PARALLEL = 4
PACKAGES = ("google-genai",)

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
        self, spec: Mapping[str, Any], earlier: str | None = None, mistakes: Sequence[str] = ()
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
        contents = [Content(role=role, parts=[Part(text=said)]) for role, said in turns]
        answer = self._ask(model=spec["model"], contents=contents, config=wish)
        return draft(answer, self._settings.get("usd_per_million_tokens"))

    def _ask(self, **request: Any) -> GenerateContentResponse:  # noqa: ANN401
        """Return the answer to a request, asked again while the service is busy or away."""
        from google.genai.types import HttpOptions

        def attempt(seconds: float) -> GenerateContentResponse:
            request["config"].http_options = HttpOptions(timeout=max(1, round(seconds * 1000)))
            try:
                return self._client.models.generate_content(**request)
            except Exception as error:
                # The library's own words may quote the key: none of them goes to a log.
                raise judged(error, self._key) from None

        limit = self._settings["time_limit"]
        try:
            return retrying(attempt, limit, lambda: wait("gemini", self._settings["per_minute"]))
        except GaveUpError as error:
            raise UserError(
                f"gemini gave no answer in {limit:g} s ({error}); run `snakemake write` again "
                "later, or raise engines.gemini.time_limit"
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


def judged(error: Exception, key: Secret) -> Exception:
    """Return what a failed attempt means: that it may be tried again, or why that is no use."""
    from google.genai import errors

    if isinstance(error, ValueError):
        return UserError(
            f"gemini's answer is not what its service sends; look at {API.variable} or base_url if "
            "it is set, or run `snakemake write` again later"
        )
    if not isinstance(error, errors.APIError):
        # The library's HTTP clients have no exception in common with each other.
        away = type(error).__module__.partition(".")[0] in {"httpx", "httpx2", "httpcore2"}
        passing = away or isinstance(error, OSError)
        return TransientError(type(error).__name__) if passing else error
    said = f"{error.code}: {shortened(error.message or '', key.value)}"
    if is_passing(error.code):
        headers = getattr(error.response, "headers", None) or {}
        after = retry_after(headers.get("retry-after"), time.time())
        return TransientError(said, after)
    if error.code == 404:
        return UserError(f"gemini has no such model ({said}); change engines.gemini.model")
    return refusal(API.name, key, error.code, said)
