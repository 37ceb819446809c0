"""A style sheet with a rule left open loses every rule behind it, and no browser says so."""

import re
from pathlib import Path

import pytest

SHEETS = sorted(Path("app/web/shared/static").glob("*.css"))
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
PART = re.compile(r"([^{};]*)([{};])")


def rules_within_rules(text: str) -> list[str]:
    """Selectors that stand within another rule, and what is open at the end."""
    around: list[str] = []
    found = []
    for words, mark in PART.findall(COMMENT.sub("", text)):
        if mark == "{":
            if around and not around[-1].startswith("@"):
                found.append(f"{words.strip()} within {around[-1]}")
            around.append(words.strip())
        elif mark == "}":
            around.pop()
    return found + around


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_every_rule_is_closed_before_the_next(sheet: Path) -> None:
    assert rules_within_rules(sheet.read_text()) == []


def test_an_open_rule_is_found() -> None:
    text = "@media print { .a { color: red; } }\n.b { color: red;\n/* } */\n.c { color: red; }"
    assert rules_within_rules(text) == [".c within .b", ".b"]
