"""Tokens of earlier systems, pickled: read without running anything that stands in them.

A pickle names the classes it is made of. Known here are Google's own, for which a plain stand-in
takes the values, and dates. Any other name ends the reading.
"""

from __future__ import annotations

import datetime
import io
import pickle
from typing import Any

from google.oauth2.credentials import Credentials

from build.errors import UserError

_LARGEST = 1024 * 1024  # bytes
_WANTED = ("_refresh_token", "_token_uri", "_client_id", "_client_secret")


class _Held:
    """Takes the values that a pickle gives to an object, and does nothing."""

    values: Any = None

    def __init__(self, *arguments: object) -> None:
        """Take no notice of `arguments`."""

    def __setstate__(self, state: object) -> None:
        self.values = state


def _as_bytes(text: str, _: str) -> bytes:
    return text.encode("latin1")  # how old pickles hold bytes, as those of dates


class _Reader(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:  # noqa: ANN401
        match module, name:
            case "datetime", "datetime" | "timedelta":
                return getattr(datetime, name)
            case "_codecs", "encode":
                return _as_bytes
            case _ if module.startswith("google."):
                return _Held
        raise pickle.UnpicklingError(f"{module}.{name}")


def read_pickle(content: bytes) -> Credentials:
    """Return the credentials that are pickled in `content`; UserError where it is anything else."""
    try:
        if len(content) > _LARGEST:
            raise ValueError
        held = _Reader(io.BytesIO(content)).load()
        values = held.values
        missing = [name for name in _WANTED if not isinstance(values.get(name), str)]
    except Exception:
        # A broken pickle may raise anything.
        raise UserError("it is no pickled token of Google's; authorize the channel anew") from None
    if missing:
        raise UserError(f"the pickled token has no {missing[0][1:]}; authorize the channel anew")
    scopes = values.get("_scopes")
    return Credentials(
        token=None,  # an old one has expired
        scopes=[str(scope) for scope in scopes] if isinstance(scopes, list | tuple | set) else None,
        **{name[1:]: values[name] for name in _WANTED},
    )
