"""The README promises names; each of them is there, and none that a reader needs is left out."""

import json
import re
from pathlib import Path

import click
import pytest
from flask import Flask

from app.commands import CommandsWhenCalled
from app.commands.demo_people import PASSWORD, SIGN_INS

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
# Read by bin/, the tests or pip, not by config.py.
OTHER_VARIABLES = {"TEST_DATABASE_URL", "BROWSER", "NAME", "MODE"}


def variables_of_config() -> set[str]:
    text = (ROOT / "config.py").read_text("utf-8")
    return set(re.findall(r'self\.(?:text|choice|number|url|secret)\(\s*"([A-Z_]+)"', text))


def row_of(variable: str) -> str:
    (row,) = re.findall(rf"^\| `{variable}` \|.*$", README, re.MULTILINE)
    return str(row)


def commands_named() -> list[list[str]]:
    """Every way the README, its pages and the Makefile call `flask`."""
    table = README.split("| Command, after")[1].split("\n\n")[0]
    named = [call for row in table.splitlines() for call in re.findall(r"`([a-z][^`]*)`", row)]
    named = [call for call in named if call.split()[0] in {"serve", *groups()}]
    for page in [*PAGES, ROOT / "Makefile"]:
        text = page.read_text("utf-8")
        named += re.findall(r"(?:\bflask(?: --app wsgi)?|\$\(FLASK\)) ([a-z][a-z -]*[a-z])", text)
    return [call.split() for call in named]


def groups() -> list[str]:
    group = CommandsWhenCalled("market")
    return group.list_commands(click.Context(group))


def find_command(words: list[str]) -> click.Command | None:
    """As deep as the words go; what follows a command are its own options and arguments."""
    command: click.Command | None = CommandsWhenCalled("market")
    for word in words:
        if not isinstance(command, click.Group):
            break
        command = command.get_command(click.Context(command), word)
    return None if isinstance(command, click.Group) else command


def test_every_variable_has_a_row_and_every_row_a_variable() -> None:
    rows = set(re.findall(r"^\| `([A-Z_]+)` \|", README, re.MULTILINE))
    assert rows == variables_of_config()


def test_what_production_needs_is_marked() -> None:
    marked = {name for name in variables_of_config() if "**needed** in" in row_of(name)}
    assert marked == {"SECRET_KEY", "BASE_URL", "STRIPE_SECRET_KEY", "CARRIER_SECRET"}


def test_variables_named_elsewhere_exist() -> None:
    known = variables_of_config() | OTHER_VARIABLES
    for page in PAGES:
        named = set(re.findall(r"\b([A-Z]{3,}(?:_[A-Z]+)+)(?==|\b)", page.read_text("utf-8")))
        settings = {name for name in named if name.endswith(("_URL", "_KEY", "_DIR", "_SECRET"))}
        assert settings <= known, page


def test_every_command_named_is_there() -> None:
    named = commands_named()
    assert len(named) > 15
    assert [" ".join(words) for words in named if find_command(words) is None] == []


def test_the_commands_that_stay_are_named() -> None:
    promised = {("demo", "fill"), ("demo", "sign-ins"), ("books", "check"), ("schema", "upgrade")}
    promised |= {("people", "invite"), ("worker", "run"), ("export", "orders")}
    assert promised <= {tuple(words[:2]) for words in commands_named()}


def test_every_option_named_is_one_of_its_command() -> None:
    for words in commands_named():
        command = find_command(words)
        assert command is not None
        known = {option for one in command.params for option in one.opts}
        assert {word for word in words if word.startswith("--")} <= known, words


def test_everybody_in_the_demonstration_can_be_signed_in_from_it() -> None:
    english, chinese = README.split("\n## 中文说明")
    for part in (english, chinese):
        assert PASSWORD in part
        for card in SIGN_INS:
            assert f"`{card.login}`" in part, card.role
            assert card.name in part, card.role
            assert card.path == "/" or f"`{card.path}`" in part, card.role


@pytest.mark.parametrize("kind", ["sqlite"])
def test_addresses_named_are_routes(app: Flask) -> None:
    rules = [re.sub(r"<[^>]+>", "[^/]+", str(rule)) for rule in app.url_map.iter_rules()]
    named = set(re.findall(r"`(/[a-z][^`<…]*)", README)) - {"/en/", "/zh-hant/"}
    lost = [
        one
        for one in named
        if not any(re.fullmatch(rule, one) or re.match(rf"{one}[^/]*$", rule) for rule in rules)
        and not any(rule.startswith(one.rstrip("/邮件号")) for rule in rules)
    ]
    assert named
    assert lost == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#]+)\)", page.read_text("utf-8"))
    near = [target for target in targets if "://" not in target]
    assert [target for target in near if not (page.parent / target).exists()] == []


def test_folders_and_files_named_are_there() -> None:
    named = set(re.findall(r"`((?:app|tests|tools|docs|migrations|bench|bin)/[a-z_./]*)`", README))
    assert len(named) > 10
    assert [one for one in sorted(named) if not (ROOT / one).exists()] == []


def test_every_feature_has_its_place_in_the_table() -> None:
    features = {path.parent.name for path in (ROOT / "app").glob("*/models*")} | {"reports"}
    (row,) = [line for line in README.splitlines() if line.startswith("| `app/people`")]
    assert set(re.findall(r"`(?:app/)?([a-z]+)/?`", row.split(" | ")[0])) == features


def test_chores_named_are_in_the_makefile() -> None:
    chores = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = re.findall(r"(?:`|^    )make ([a-z]+)", README, re.MULTILINE)
    assert len(named) > 4
    assert set(named) <= chores


def test_sources_named_in_the_notice_are_there() -> None:
    named = re.findall(r"^  (app/\S+)", (ROOT / "NOTICE").read_text("utf-8"), re.MULTILINE)
    assert len(named) == 4
    assert [one for one in named if not (ROOT / one).exists()] == []
    for manifest in (ROOT / "app").rglob("MANIFEST.json"):
        assert str(manifest.parent.relative_to(ROOT)) + "/" in named
        assert json.loads(manifest.read_text("utf-8"))
