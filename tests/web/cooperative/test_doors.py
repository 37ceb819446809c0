"""What belongs to another cooperative is not there, whatever the way in."""

import pytest

from app.db import session
from app.parcels.models import Parcel
from app.people.kinds import Role
from app.stock.models import Lot
from tests.browser_of_pages import Browser, Pages
from tests.makers import (
    give_role,
    make_cooperative,
    make_person,
    make_shop,
    make_shopkeeper,
)
from tests.sheds import Shed, open_shed

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])
GET = (
    "packing/{number}",
    "packing/{number}/labels.pdf",
    "parcels/{waybill}",
    "products/{product}",
    "products/{product}/edit",
    "packs/new/{product}",
    "packs/{variant}",
    "lots/{lot}",
)
POST = (
    "packing/{number}/print",
    "packing/{number}/pack",
    "products/{product}/edit",
    "products/{product}/publish",
    "products/{product}/withdraw",
    "packs/new/{product}",
    "packs/{variant}",
)
NOWHERE = {
    "number": "99999999999-1",
    "waybill": "ZZ999999995CN",
    "product": "999999",
    "variant": "999999",
    "lot": "999999",
}


def test_every_page_of_another_cooperative_is_missing(shed: Shed, client: Browser) -> None:
    sub_order = shed.buy()
    theirs = {
        "number": sub_order.number,
        "waybill": shed.parcels(sub_order)[0].waybill_number,
        "product": str(shed.product.id),
        "variant": str(shed.variant.id),
        "lot": str(shed.lot.id),
    }
    for address in GET:
        assert client.get("/cooperative/" + address.format(**theirs)).status_code == 200, address
    open_shed(shed.pages)
    for ids in (theirs, NOWHERE):
        for address in GET:
            path = "/cooperative/" + address.format(**ids)
            assert client.get(path).status_code == 404, path
        for address in POST:
            path = "/cooperative/" + address.format(**ids)
            assert client.post(path).status_code == 404, path
    assert session.get_one(Parcel, 1).state == "created"
    shed.pages.get(f"/cooperative/packing/find?q={theirs['waybill']}")
    assert shed.pages.get(f"/cooperative/packing/find?q={theirs['number']}").h1 == "没找到"


def test_fields_that_name_another_cooperatives_rows_are_missing_too(
    shed: Shed, client: Browser
) -> None:
    sub_order = shed.buy()
    waybill = shed.parcels(sub_order)[0].waybill_number
    open_shed(shed.pages)
    sent = {
        "packing/hand-over": {"waybill": waybill},
        "lots/receive": {
            "variant_id": str(shed.variant.id),
            "boxes": "5",
            "harvested_on": "2026-01-01",
        },
        f"lots/{shed.lot.id}/write-off": {"boxes": "1", "reason": "烂了"},
    }
    for address, fields in sent.items():
        assert client.post(f"/cooperative/{address}", data=fields).status_code == 404, address
    assert session.get_one(Lot, shed.lot.id).on_hand == 40
    assert len(session.query(Lot).all()) == 2


def test_an_address_that_is_no_number_is_missing(shed: Shed, client: Browser) -> None:
    for word in ("0", "-1", "1e3", "１", "01", "9007199254740993", "9" * 30, "a"):
        for address in ("products/{}", "packs/{}", "packs/new/{}", "lots/{}", "products/{}/edit"):
            path = "/cooperative/" + address.format(word)
            assert client.get(path).status_code == 404, path


def test_lists_hold_only_what_is_ours(shed: Shed) -> None:
    sub_order = shed.buy()
    open_shed(shed.pages)
    for address in ("", "packing/ready", "packing/picking", "parcels/", "products/", "sales/"):
        page = shed.pages.get(f"/cooperative/{address}")
        assert sub_order.number not in page.html
        assert shed.parcels(sub_order)[0].waybill_number not in page.html
        assert f"/products/{shed.product.id}" not in page.html


def test_only_clerks_and_managers_come_in(pages: Pages, client: Browser) -> None:
    pages.sign_in(make_shopkeeper(make_shop()))
    pages.get("/cooperative/", expect=403)
    pages.sign_in(make_person())
    pages.get("/cooperative/products/", expect=403)
    pages.sign_out()
    assert client.get("/cooperative/").status_code == 303


def test_who_works_for_two_cooperatives_chooses_and_sees_one_of_them(shed: Shed) -> None:
    second = make_cooperative()
    give_role(shed.clerk, Role.manager, cooperative=second)
    page = shed.pages.get("/cooperative/team/")
    assert page.one("p", class_="lead").text == shed.cooperative.name
    page = shed.pages.submit(
        page.form("/cooperative/team/choose"), press=f"cooperative_id={second.id}"
    )
    assert second.name in page.text
    assert shed.cooperative.name not in page.text
    assert "还没有商品" in shed.pages.get("/cooperative/products/").text


def test_nobody_chooses_a_cooperative_that_is_not_hers(shed: Shed, client: Browser) -> None:
    other = make_cooperative()
    for wanted, status in ((str(other.id), 404), ("999999", 404), ("x", 422)):
        answer = client.post("/cooperative/team/choose", data={"cooperative_id": wanted})
        assert answer.status_code == status
    assert shed.cooperative.name in shed.pages.get("/cooperative/").text


def test_the_team_is_shown_with_masked_phones(shed: Shed) -> None:
    page = shed.pages.get("/cooperative/team/")
    assert shed.clerk.name in page.text
    assert shed.clerk.phone not in page.html
