"""A batch that the office prints for an outlet or for a cooperative."""

import pytest
from flask import Flask

from app.jobs.worker import Worker
from app.people.models import Person
from tests.browser_of_pages import Pages
from tests.makers import make_outlet
from tests.order_sheets import make_waybills
from tests.sheds import open_shed

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


def test_a_batch_for_a_shed_is_the_offices_and_the_sheds(
    app: Flask, pages: Pages, postal: Person
) -> None:
    make_waybills()
    shed = open_shed(pages)
    outlet = make_outlet()
    waybill = shed.parcels(shed.buy())[0].waybill_number
    pages.sign_in(postal)
    page = pages.get("/office/labels/")
    form = page.form("/office/labels/")
    for chosen in ({}, {"outlet": outlet.id, "cooperative": shed.cooperative.id}):
        answer = pages.client.post("/office/labels/", data={"size": "76x130", **chosen})
        assert answer.status_code == 422
    # Nothing goes to this outlet.
    answer = pages.client.post("/office/labels/", data={"size": "76x130", "outlet": outlet.id})
    assert answer.status_code == 409
    page = pages.submit(
        form, cooperative=str(shed.cooperative.id), size="76x130", with_lists="yes", which="new"
    )
    assert page.has_text("已绘制 0 张，共 1 张")
    assert page.has_text(shed.cooperative.name)
    Worker(app).drain()
    paper = pages.client.get("/office/labels/1/labels.pdf")
    assert paper.data.startswith(b"%PDF")
    page = pages.submit(pages.get("/office/labels/1").form("/office/labels/1/again"))
    assert page.has_text("补打")
    assert pages.get("/office/labels/").has_text("附装箱单")
    for address in (f"/office/parcels/{waybill}", f"/cooperative/parcels/{waybill}"):
        if address.startswith("/cooperative"):
            pages.sign_in(shed.clerk)
        assert pages.get(address).has_text("装箱单")
        paper = pages.client.get(f"{address}/packing-list.pdf")
        assert (paper.content_type, paper.headers["Cache-Control"]) == (
            "application/pdf",
            "private, no-store",
        )
    assert pages.get("/cooperative/labels/1").has_text("可打印")
    assert pages.get("/cooperative/packing/picking").has_text("打开拣货单（PDF）")
    assert pages.client.get("/cooperative/packing/picking.pdf").data.startswith(b"%PDF")
