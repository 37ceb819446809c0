"""Counting what the van brought."""

import pytest

from app.db import transaction
from app.orders.actions import Actor
from app.orders.kinds import ActorKind
from app.parcels.actions import locked, pack, print_labels
from app.parcels.manifests import make_manifest
from app.people.models import Person
from tests.browser_of_pages import Pages
from tests.order_sheets import make_waybills
from tests.sheds import open_shed

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


def handed(pages: Pages, postal: Person) -> tuple[str, list[str]]:
    make_waybills()
    shed = open_shed(pages)
    ids = [shed.parcels(shed.buy())[0].id for _ in range(2)]
    clerk = Actor(ActorKind.cooperative, shed.clerk.id)
    with transaction():
        rows = locked(ids)
        print_labels(rows, clerk)
        pack(rows, clerk)
        manifest = make_manifest(rows, None, clerk, "van")
        number, waybills = manifest.number, [one.waybill_number for one in rows]
    pages.sign_in(postal)
    return number, waybills


def test_what_is_neither_ticked_nor_scanned_is_shown_as_missing(
    pages: Pages, postal: Person
) -> None:
    number, (first, _) = handed(pages, postal)
    assert pages.get("/office/manifests/").has_text("在途未收")
    page = pages.get(f"/office/manifests/{number}")
    form = page.form(f"/office/manifests/{number}")
    refused = pages.submit(form, expect=422, scanned=f"{first}\n12")
    assert first in refused.text
    answer = pages.client.post(f"/office/manifests/{number}", data={"scanned": ""})
    assert answer.status_code == 422
    assert pages.get(f"/office/manifests/{number}").has_text("在途")
    page = pages.submit(form, scanned=f"{first}\nEE123456785CN")
    assert page.has_text("交接单已接收")
    assert page.has_text("短少 1 件：")
    assert page.has_text("多出 1 件（单上没有）：")
    assert pages.get("/office/manifests/").has_text("已接收，有差异")
    paper = pages.client.get(f"/office/manifests/{number}/manifest.pdf")
    assert paper.data.startswith(b"%PDF")


def test_one_button_says_that_all_are_here(pages: Pages, postal: Person) -> None:
    number, (first, _) = handed(pages, postal)
    page = pages.get(f"/office/manifests/{number}")
    # Whoever has ticked some of them and takes the big button has pressed the wrong one.
    refused = pages.submit(
        page.form(f"/office/manifests/{number}"), expect=422, waybill=first, all="1"
    )
    assert "勾选或扫到的只有 1 件，单上共 2 件" in refused.text
    assert len(refused.all("input", name="waybill", checked="")) == 1
    assert pages.get("/office/manifests/").has_text("在途")
    answer = pages.client.post(f"/office/manifests/{number}", data={"all": "1"})
    assert answer.status_code == 303
    assert pages.get("/office/manifests/").has_text("已接收，数目相符")
