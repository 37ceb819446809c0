"""Nobody but the office's own people sees a page of it or changes anything through it."""

import re

import pytest
from flask import Flask
from werkzeug.routing import Rule

from app.people.models import Person
from tests.browser_of_pages import Pages
from tests.makers import (
    make_cooperative,
    make_manager,
    make_person,
    make_shop,
    make_shopkeeper,
)

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


def addresses(app: Flask) -> list[tuple[str, str]]:
    return [
        (method, filled(rule))
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("office.")
        for method in sorted((rule.methods or set()) & {"GET", "POST"})
    ]


def filled(rule: Rule) -> str:
    path = rule.rule
    for name in rule.arguments:
        path = re.sub(rf"<(?:\w+:)?{name}>", "1", path)
    assert "<" not in path, path
    return path


def test_there_are_doors_to_try(app: Flask) -> None:
    assert len(addresses(app)) >= 30


def test_a_stranger_is_asked_to_sign_in(app: Flask, pages: Pages) -> None:
    for method, path in addresses(app):
        answer = pages.client.open(path, method=method)
        assert answer.status_code == 303, (method, path)
        assert "/sign-in" in answer.headers["Location"], (method, path)


@pytest.mark.parametrize("who", ["buyer", "shopkeeper", "manager"])
def test_other_people_are_refused_everywhere(app: Flask, pages: Pages, who: str) -> None:
    pages.sign_in(_person(who))
    for method, path in addresses(app):
        assert pages.client.open(path, method=method).status_code == 403, (method, path)


def _person(who: str) -> Person:
    if who == "shopkeeper":
        return make_shopkeeper(make_shop())
    return make_manager(make_cooperative()) if who == "manager" else make_person()


def test_what_is_not_there_is_missing_and_never_a_fault(
    app: Flask, pages: Pages, postal: Person
) -> None:
    for path in (
        "/office/orders/260725000011",
        "/office/orders/?state=lost",
        "/office/orders/?before=0",
        "/office/parcels/ZZ123456785CN",
        "/office/parcels/?group=somewhere",
        "/office/books/accounts/nobody",
        "/office/books/entries/x",
        "/office/books/entries/99999999999999999999",
        "/office/payments/refunds?group=x",
        "/office/cooperatives/7",
        "/office/cooperatives/?state=x",
        "/office/people/1234",
        "/office/people/?role=king",
    ):
        pages.get(path, 404)
