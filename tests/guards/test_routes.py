"""Every address is a promise: people keep it in bookmarks, on labels and in letters.

routes.txt is what was promised. After a change on purpose: python -m tests.guards.write_routes
"""

import ast
import importlib.util
import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.routing import Rule

from app.web.guard import visibility_of
from tests.guards.promises import PROMISED, promises

ROOT = Path(__file__).parents[2]
WEB = ROOT / "app" / "web"
# For machines: no face, nobody to sign in. Each checks for itself whom it answers.
OPEN = {
    "health.alive",
    "health.ready",
    "hooks.cards.receive",
    "hooks.carrier.china_post",
    "hooks.carrier.receive",
}
GONE = """
These addresses were promised and are gone:
{gone}
If that is meant: let the old address answer 301 to the new one if anybody may have kept it, run
python -m tests.guards.write_routes, and say in the commit why it may go."""
NEW = """
These addresses are new, and nobody has promised them yet:
{new}
If they are to stay: python -m tests.guards.write_routes"""
pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


def rules(app: Flask) -> Iterator[Rule]:
    yield from app.url_map.iter_rules()


def page_files() -> Iterator[tuple[str, Path]]:
    """village.orders, app/web/village/orders.py: what has pages of its own."""
    for path in sorted(WEB.glob("*/*.py")):
        if "= Blueprint(" in path.read_text("utf-8"):
            yield f"{path.parent.name}.{path.stem}", path


def test_no_address_vanishes_unnoticed(app: Flask) -> None:
    gone = [one for one in PROMISED.read_text("utf-8").splitlines() if one not in promises(app)]
    assert not gone, GONE.format(gone="\n".join(gone))


def test_every_address_is_promised(app: Flask) -> None:
    promised = PROMISED.read_text("utf-8").splitlines()
    new = [one for one in promises(app) if one not in promised]
    assert not new, NEW.format(new="\n".join(new))


def test_whoever_is_not_asked_who_he_is_stands_in_a_short_list(app: Flask) -> None:
    unasked = {rule.endpoint for rule in rules(app) if visibility_of(app, rule.endpoint) is None}
    assert unasked == OPEN


def test_an_address_lies_below_its_face_and_its_family(app: Flask) -> None:
    """office.orders.show is below /office/orders, or, when the family has no folder, the face's."""
    wrong = []
    for rule in rules(app):
        names = rule.endpoint.split(".")
        face = app.blueprints[names[0]]
        family = app.blueprints[".".join(names[:-1])]
        below = (face.url_prefix or "") + ((family.url_prefix or "") if family is not face else "")
        # Pages of one function may lie at the face's own door: /sign-in, /search.
        if not rule.rule.startswith(below):
            wrong.append(f"{rule.endpoint} is at {rule.rule}, not below {below}")
    assert wrong == []


def test_every_page_that_answers_with_words_has_a_template_of_its_name(app: Flask) -> None:
    lacking = []
    for rule in rules(app):
        view = inspect.unwrap(app.view_functions[rule.endpoint])
        shows_itself = "GET" in (rule.methods or set()) and "str" in str(
            inspect.signature(view).return_annotation
        )
        *rooms, function = rule.endpoint.split(".")
        template = WEB / rooms[0] / "templates" / "/".join([*rooms[1:], function])
        if shows_itself and not template.with_name(f"{function}.html").exists():
            lacking.append(rule.endpoint)
    assert lacking == []


def test_a_page_that_is_shown_again_is_a_sibling_of_its_own(app: Flask) -> None:
    """`like="show"` is a template of the same family."""
    lacking = []
    for name, path in page_files():
        face, family = name.split(".")
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            like = node.value if isinstance(node, ast.keyword) and node.arg == "like" else None
            if isinstance(like, ast.Constant):
                template = WEB / face / "templates" / family / f"{like.value}.html"
                lacking += [] if template.exists() else [f"{name}: {like.value}"]
    assert lacking == []


def test_every_page_file_has_its_test_file(app: Flask) -> None:
    lacking = [
        f"tests/web/{face}/test_{family}.py"
        for face, family in (name.split(".") for name, _ in page_files())
        if not (ROOT / "tests" / "web" / face / f"test_{family}.py").exists()
    ]
    assert lacking == []


def test_every_test_of_pages_has_its_page_file(app: Flask) -> None:
    """A page that is gone takes its tests along; what is not about one family says what it is."""
    about_all = {"test_budgets", "test_doors", "test_forgeries"}
    orphans = [
        path.relative_to(ROOT).as_posix()
        for path in sorted((ROOT / "tests" / "web").glob("*/test_*.py"))
        if path.stem not in about_all
        and not (WEB / path.parent.name / f"{path.stem.removeprefix('test_')}.py").exists()
    ]
    assert orphans == []


def test_the_functions_of_a_page_file_are_its_pages(app: Flask) -> None:
    """Each endpoint is found where its name says, without searching."""
    for rule in rules(app):
        module = ".".join(rule.endpoint.split(".")[:-1])
        assert importlib.util.find_spec(f"app.web.{module}"), rule.endpoint
