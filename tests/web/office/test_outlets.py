"""Outlets: added, changed, and whose parcels they collect."""

import pytest
from flask import Flask

from app.cooperatives.queries import get_cooperative
from app.people.models import Person
from app.places.outlets import delivering_to, find_outlet, outlet_signs
from tests.browser_of_pages import Page, Pages
from tests.makers import make_cooperative, make_outlet

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])
ZHENGLU = {
    "code": "21300103",
    "name": "郑陆邮政支局",
    "name_en": "Zhenglu branch",
    "kind": "both",
    "region_code": "320402109",
    "detail": "舜山路 20 号",
}


def add(pages: Pages, expect: int = 200, **changes: str) -> Page:
    page = pages.get("/office/outlets/")
    return pages.submit(page.form("/office/outlets/"), expect=expect, **{**ZHENGLU, **changes})


def test_an_outlet_is_added_and_changed(pages: Pages, postal: Person) -> None:
    page = add(pages)
    assert page.h1 == "郑陆邮政支局"
    outlet = find_outlet("21300103")
    assert outlet is not None
    page = pages.submit(page.form(f"/office/outlets/{outlet.id}"), name="郑陆揽投部")
    assert page.h1 == "郑陆揽投部"
    assert pages.get("/office/outlets/").has_text("郑陆揽投部")


@pytest.mark.parametrize(
    ("field", "typed"),
    [("code", "2130010"), ("code", "2130010a"), ("name", ""), ("region_code", "999999")],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_is_added(
    pages: Pages, postal: Person, field: str, typed: str
) -> None:
    page = add(pages, 422, **{field: typed})
    assert page.error(field)
    assert outlet_signs() == []


def test_a_code_is_given_once(pages: Pages, postal: Person) -> None:
    add(pages)
    page = add(pages, 409, name="别的支局")
    assert page.error("code")
    assert len(outlet_signs()) == 1


def test_a_cooperative_is_collected_by_the_outlet_from_now_on(
    app: Flask, pages: Pages, postal: Person
) -> None:
    ours = make_cooperative(name="查家湾合作社")
    outlet = make_outlet(code="21300101", name="钟楼揽投部")
    page = pages.get(f"/office/outlets/{outlet.id}")
    form = page.form(f"/office/outlets/{outlet.id}/cooperative")
    page = pages.submit(form, cooperative_id=str(ours.id))
    assert page.has_text("查家湾合作社")
    assert get_cooperative(ours.id).outlet_id == outlet.id


def test_the_smallest_region_around_a_place_brings_its_parcels(
    pages: Pages, postal: Person
) -> None:
    make_outlet(code="21300102", name="天宁揽投部", region_code="320402")
    add(pages)
    make_outlet(code="21300109", name="收寄部", kind="collection", region_code="320402109")
    found = [delivering_to(code, outlet_signs()) for code in ("320402109201", "320402001", "31")]
    assert [one and one.code for one in found] == ["21300103", "21300102", None]
