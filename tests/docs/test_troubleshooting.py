"""What troubleshooting quotes is what the sources say; links in the documents lead somewhere."""

from __future__ import annotations

import ast
import re

import pytest

from workflow.channel import HOME

DOCUMENTS = sorted([*HOME.glob("docs/*.md"), *HOME.glob("*.md")])
_ROW = re.compile(r"^\| (.+?) \|", re.MULTILINE)
_QUOTE = re.compile(r"`([^`]+)`")
_LINK = re.compile(r"\]\((?!\w+:)([^)#]*)(?:#([^)]*))?\)")
# What Snakemake and the shell say.
_OTHERS = {"MissingRuleException", "no such file or directory", ".venv/bin/snakemake"}


def said() -> str:
    """Return every piece of text that the sources hold, a line each."""
    found = []
    for path in HOME.glob("scripts/**/*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.append(node.value)
    found += [path.read_text(encoding="utf-8") for path in HOME.glob("rules/*.smk")]
    return "\n".join(found)


def test_every_sentence_that_is_quoted_is_said() -> None:
    document = (HOME / "docs/troubleshooting.md").read_text(encoding="utf-8")
    quotes = {quote for row in _ROW.findall(document) for quote in _QUOTE.findall(row)} - _OTHERS
    assert len(quotes) > 30
    sources = said()
    assert [quote for quote in sorted(quotes) if quote.strip() not in sources] == []


def anchors(text: str) -> set[str]:
    """Return the anchors of a document's headings, as GitHub makes them."""
    words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    heads = re.findall(r"^#+ (.+)$", words, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-") for head in heads}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_leads_somewhere(document) -> None:
    text = re.sub(r"```.*?```|`[^`\n]*`", "", document.read_text(encoding="utf-8"), flags=re.DOTALL)
    for place, anchor in _LINK.findall(text):
        target = (document.parent / place) if place else document
        assert target.exists(), place
        if anchor and target.suffix == ".md":
            assert anchor in anchors(target.read_text(encoding="utf-8")), f"{place}#{anchor}"
