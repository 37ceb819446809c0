"""A style sheet is read to its end: a bracket that is missing hides all that follows it."""

import re
from pathlib import Path

import pytest

STATIC = Path("app/web/shared/static")
SHEETS = sorted(path.name for path in STATIC.glob("*.css"))
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def read(name: str) -> str:
    return COMMENT.sub("", (STATIC / name).read_text())


@pytest.mark.parametrize("name", SHEETS)
def test_no_rule_begins_inside_another_and_every_bracket_is_closed(name: str) -> None:
    inside: list[str] = []
    for before, bracket in re.findall(r"([^{}]*)([{}])", read(name)):
        if bracket == "{":
            inside.append(before.rpartition(";")[2].strip())
            rules = [one for one in inside if not one.startswith("@")]
            assert len(rules) < 2, f"{rules[-1]} stands inside {rules[0]}"
        else:
            assert inside, f"closed too often after {before.strip()[:60]}"
            inside.pop()
    assert inside == []


@pytest.mark.parametrize("name", SHEETS)
def test_every_token_is_one_that_there_is(name: str) -> None:
    sheet = read(name)
    known = set(re.findall(r"(--[a-z0-9-]+)\s*:", read("tokens.css") + sheet))
    assert set(re.findall(r"var\((--[a-z0-9-]+)\)", sheet)) <= known
