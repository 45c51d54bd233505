"""Keys of services: from the environment, a file it names, or `.env` beside the Snakefile.

For a key GOOGLE_TTS_API_KEY, GOOGLE_TTS_API_KEY_FILE may name a file that holds it. A key is read
where it is used and stays in memory: it never stands in arguments, params, logs or sidecars.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from build.errors import UserError

PLACE = "REELMAKE_ENV_FILE"  # another place for `.env`
_HOME = Path(__file__).resolve().parents[2]
_LINE = re.compile(r"(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*)")
_QUOTED = re.compile(r"""(["'])(.*)\1\s*(?:#.*)?""")


@dataclass(frozen=True)
class Secret:
    """A key and the name of the variable it came from; only the name may be shown."""

    name: str
    value: str = field(repr=False)


def find(names: Sequence[str]) -> Secret | None:
    """Return the first key of `names` that is set, or None.

    UserError where a key is set but cannot be used.
    """
    place = Path(os.environ.get(PLACE) or _HOME / ".env")
    found = choose(names, os.environ)
    return found or choose(names, read_env(place), place.parent)


def choose(
    names: Sequence[str], variables: Mapping[str, str], folder: Path | None = None
) -> Secret | None:
    """Return the first key of `names` that `variables` hold, themselves or by a file's path.

    A relative path is meant from `folder`. UserError where the file cannot be read or what it
    holds cannot be a key.
    """
    for name in names:
        if variables.get(name, "").strip():
            return Secret(name, _checked(variables[name], name))
        path = variables.get(f"{name}_FILE", "").strip()
        if path:
            variable = f"{name}_FILE"
            return Secret(variable, _checked(_read(folder, path, variable), variable))
    return None


def read_env(path: Path) -> dict[str, str]:
    """Return the variables of a `.env` file; none where there is no file."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{path} cannot be read: {type(error).__name__}") from None
    return parse_env(text, path)


def parse_env(text: str, path: Path) -> dict[str, str]:
    """Return the variables of `text`: lines of NAME=value, with quotes, `export`, # comments."""
    found: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        match = _LINE.fullmatch(line.strip())
        if not match:
            # The line may hold a key: it is not quoted.
            raise UserError(f"{path}, line {number}: it is not NAME=value; put it right")
        name, value = match.groups()
        quoted = _QUOTED.fullmatch(value)
        found[name] = quoted[2] if quoted else re.split(r"\s+#", value, maxsplit=1)[0].strip()
    return found


def _read(folder: Path | None, name: str, variable: str) -> str:
    path = (folder or Path()) / Path(name).expanduser()
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise UserError(f"{variable} names {path}, which cannot be read as text") from None


def _checked(value: str, name: str) -> str:
    key = value.strip()
    # A header can hold nothing else, and what refuses to send it would quote it.
    if not key or not key.isascii() or not key.isprintable() or " " in key:
        raise UserError(f"{name} holds no key: a word of plain letters and digits is wanted")
    return key
