"""Keys: where they may stand, and that nothing quotes them."""

from __future__ import annotations

from pathlib import Path

import pytest

from build.errors import UserError
from build.secrets import choose, find, parse_env, read_env

NAMES = ("FIRST_KEY", "SECOND_KEY")


def test_a_key_comes_from_the_environment_a_file_or_the_env_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    env = tmp_path / ".env"
    monkeypatch.setenv("REELMAKE_ENV_FILE", str(env))
    assert find(NAMES) is None
    (tmp_path / "key.txt").write_text("from-file\n")
    env.write_text('# keys\nexport SECOND_KEY="from-env"  # mine\n')
    assert find(NAMES).value == "from-env"
    env.write_text("SECOND_KEY_FILE=key.txt\n")
    assert (find(NAMES).name, find(NAMES).value) == ("SECOND_KEY_FILE", "from-file")
    monkeypatch.setenv("SECOND_KEY", "from-environment")
    assert find(NAMES).value == "from-environment"
    monkeypatch.setenv("FIRST_KEY_FILE", str(tmp_path / "key.txt"))
    assert find(NAMES).value == "from-file"


def test_an_empty_variable_is_none() -> None:
    assert choose(NAMES, {"FIRST_KEY": " ", "SECOND_KEY": "b"}).value == "b"
    assert choose(NAMES, {"FIRST_KEY": "", "FIRST_KEY_FILE": ""}) is None


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("A=b", "b"),
        ("A = b c ", "b c"),
        ("export A='b # c'", "b # c"),
        ('A="b"# c', "b"),
        ("A=b#c # d", "b#c"),
        ("A=", ""),
        ("A=b=c", "b=c"),
    ],
)
def test_lines_of_an_env_file(line: str, value: str) -> None:
    assert parse_env(f"\n# x\n  \r\n{line}\n", Path(".env")) == {"A": value}


def test_a_line_that_is_none_is_named_and_not_quoted() -> None:
    with pytest.raises(UserError, match=r"^\.env, line 2: it is not NAME=value") as error:
        parse_env("A=b\nsecret-key\n", Path(".env"))
    assert "secret" not in str(error.value)


def test_no_env_file_is_none(tmp_path: Path) -> None:
    assert read_env(tmp_path / ".env") == {}


@pytest.mark.parametrize("key", ["two words", "línea", "a\nb", "a\x7fb"])
def test_what_no_header_can_hold_is_refused_and_not_quoted(key: str) -> None:
    with pytest.raises(UserError, match=r"^FIRST_KEY holds no key") as error:
        choose(NAMES, {"FIRST_KEY": key})
    assert key not in str(error.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"FIRST_KEY_FILE names .*no\.txt, which cannot be read"):
        choose(NAMES, {"FIRST_KEY_FILE": "no.txt"}, tmp_path)


def test_a_secret_shows_only_its_name() -> None:
    assert repr(choose(NAMES, {"FIRST_KEY": "hidden"})) == "Secret(name='FIRST_KEY')"
