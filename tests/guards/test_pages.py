"""What every page keeps to, whoever wrote it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.routing import Rule

from app.web.guard import PRIVATE, PUBLIC, Face, visibility_of

WEB = Path(__file__).parent.parent.parent / "app" / "web"
DESKS = ("village", "cooperative", "office")
# Answered to machines, or standing in for somebody else's site.
WITHOUT_PEOPLE = ("health", "hooks", "api", "demonstration")
INLINE = re.compile(
    r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\b(?:src=|ld\+json))|javascript:", re.IGNORECASE
)
ARITHMETIC = re.compile(r"\{\{[^}\"']*[\w)]\s*[*/]\s*[\w(][^}]*\}\}")
pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


def rules(app: Flask) -> Iterator[tuple[str, Rule]]:
    for rule in app.url_map.iter_rules():
        yield rule.endpoint.split(".")[0], rule


def templates() -> Iterator[tuple[str, Path]]:
    for folder in sorted(WEB.glob("*/templates")):
        for path in sorted(folder.rglob("*.html")):
            yield f"{folder.parent.name}/{path.relative_to(folder).as_posix()}", path


def test_every_address_belongs_to_somebody(app: Flask) -> None:
    strange = [r.endpoint for face, r in rules(app) if face not in app.blueprints]
    assert strange == []


def test_every_desk_is_behind_its_door(app: Flask) -> None:
    for name in DESKS:
        face = app.blueprints[name]
        assert isinstance(face, Face)
        assert face.roles
    open_pages = [
        rule.endpoint
        for face, rule in rules(app)
        if face in DESKS and visibility_of(app, rule.endpoint) != PRIVATE
    ]
    assert open_pages == []


def test_every_page_of_the_market_says_whom_it_is_for(app: Flask) -> None:
    silent = [
        rule.endpoint
        for face, rule in rules(app)
        if face not in (*DESKS, *WITHOUT_PEOPLE) and visibility_of(app, rule.endpoint) is None
    ]
    assert silent == []


def test_a_public_page_is_only_looked_at(app: Flask) -> None:
    written = [
        rule.endpoint
        for _, rule in rules(app)
        if visibility_of(app, rule.endpoint) == PUBLIC
        and (rule.methods or set()) - {"GET", "HEAD", "OPTIONS"}
    ]
    assert written == []


def test_an_endpoint_is_called_like_its_face_its_file_and_its_function(app: Flask) -> None:
    wrong = []
    for face, rule in rules(app):
        if face in WITHOUT_PEOPLE:
            continue
        view = app.view_functions[rule.endpoint]
        home = view.__module__.removeprefix("app.web.")
        if rule.endpoint != f"{home}.{view.__name__}":
            wrong.append(f"{rule.endpoint} is {view.__module__}.{view.__name__}")
    assert wrong == []


def test_addresses_are_written_in_kebab_case(app: Flask) -> None:
    wrong = [
        rule.rule
        for _, rule in rules(app)
        if re.search(r"[A-Z_]", re.sub(r"<[^>]*>", "", rule.rule))
    ]
    assert wrong == []


def test_every_page_template_has_its_page(app: Flask) -> None:
    endpoints = {rule.endpoint for _, rule in rules(app)}
    pages = [
        name
        for name, path in templates()
        if not name.startswith("shared/") and not path.name.startswith("_")
    ]
    orphans = [one for one in pages if one.removesuffix(".html").replace("/", ".") not in endpoints]
    assert orphans == []


def test_every_part_of_a_template_is_used_somewhere(app: Flask) -> None:
    text = "\n".join(path.read_text("utf-8") for _, path in templates())
    text += "\n".join(path.read_text("utf-8") for path in WEB.rglob("*.py"))
    parts = [
        name
        for name, path in templates()
        if name.startswith("shared/") or path.name.startswith("_")
    ]
    unused = [name for name in parts if name not in text]
    assert unused == []


def test_every_template_can_be_read(app: Flask) -> None:
    for name, _ in templates():
        app.jinja_env.get_template(name)


def test_templates_hold_no_code_for_the_browser(app: Flask) -> None:
    found = [name for name, path in templates() if INLINE.search(path.read_text("utf-8"))]
    assert found == []


def test_templates_do_not_calculate(app: Flask) -> None:
    found = [name for name, path in templates() if ARITHMETIC.search(path.read_text("utf-8"))]
    assert found == []
