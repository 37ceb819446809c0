"""From the order's page to the label, and back."""

import pytest
from flask import Flask
from sqlalchemy import select

from app.claims.models import GoodsReturn
from app.db import session, transaction
from app.orders.models import Order
from tests.browser_of_pages import Pages
from tests.claims.complaints import Sale, sell_and_deliver
from tests.makers import make_person

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


@pytest.fixture
def sale(app: Flask, pages: Pages) -> Sale:
    """Delivered to somebody who is signed in."""
    sale, person = sell_and_deliver(boxes=2), make_person()
    with transaction():
        session.get_one(Order, sale.order.id).person_id = person.id
    session.expire_all()
    pages.sign_in(person)
    return sale


def test_boxes_are_chosen_and_a_label_is_printed(sale: Sale, pages: Pages) -> None:
    order = f"/orders/{sale.order.number}"
    new = f"{order}/returns/new/{sale.parcel.waybill_number}"
    assert new in pages.get(order).links.values()
    page = pages.submit(pages.get(new).form(new), **{f"boxes-{sale.line_id}": "2"})
    back = session.scalars(select(GoodsReturn)).one()
    assert page.has_text(back.parcel.waybill_number)
    label = pages.client.get(f"{order}/returns/{back.number}/label")
    assert label.mimetype == "application/pdf"
    assert label.data.startswith(b"%PDF")
    pages.submit(page.form(f"{order}/returns/{back.number}/withdraw"))
    session.expire_all()
    assert session.scalars(select(GoodsReturn.state)).one() == "withdrawn"


@pytest.mark.parametrize("boxes", ["", "3", "x"])
def test_what_cannot_be_chosen_is_said_and_nothing_is_booked(
    sale: Sale, pages: Pages, boxes: str
) -> None:
    new = f"/orders/{sale.order.number}/returns/new/{sale.parcel.waybill_number}"
    form = {"request_key": "k", f"boxes-{sale.line_id}": boxes}
    answer = pages.client.post(new, data=form)
    assert answer.status_code == 422
    # The complaint leads to a field of the page, and stands beside it.
    assert f'href="#boxes-{sale.line_id}"' in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert session.scalars(select(GoodsReturn)).all() == []
