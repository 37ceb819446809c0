"""The cooperative's own trouble, and the desk at which parcels that came back are received."""

import pytest
from flask import Flask
from sqlalchemy import select

from app.db import session
from app.parcels.exceptions import open_exceptions_of
from app.payments.models import Refund
from tests.browser_of_pages import Pages
from tests.claims.complaints import Sale, sell
from tests.makers import make_clerk
from tests.payments.test_paying import books_balance

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])
LIST = "/cooperative/came-back/"


@pytest.fixture
def sale(app: Flask, pages: Pages) -> Sale:
    """Turned back by the carrier; its cooperative's clerk is signed in."""
    sale = sell(boxes=2)
    pages.sign_in(make_clerk(sale.parcel.sub_order.cooperative))
    return sale


def test_nothing_in_trouble_says_what_will_appear(sale: Sale, pages: Pages) -> None:
    assert pages.get(LIST).has_text("没有异常件")


def test_what_came_back_is_received_and_paid_back(sale: Sale, pages: Pages) -> None:
    sale.scan("708")
    assert pages.get(LIST).has_text(sale.parcel.waybill_number)
    sale.scan("711")
    page = pages.get("/cooperative/")
    assert page.has_text("1 件异常等你们处理")
    page = pages.get(f"{LIST}{sale.parcel.waybill_number}")
    line = sale.line_id
    sent = {f"restock-{line}": "1", f"waste-{line}": "1", "words": "一箱压坏"}
    pages.submit(page.form(f"{LIST}{sale.parcel.waybill_number}/receive"), **sent)
    session.expire_all()
    assert session.scalars(select(Refund.amount_fen)).all() == [104_00]
    assert open_exceptions_of(sale.parcel.id) == []
    assert pages.client.get(f"{LIST}{sale.parcel.waybill_number}").status_code == 404
    books_balance()


@pytest.mark.parametrize(
    "sent", [{"restock": "1"}, {"restock": "x"}, {"restock": "3"}, {"restock": "1", "refused": "1"}]
)
def test_what_does_not_add_up_stands_beside_its_field(
    sale: Sale, pages: Pages, sent: dict[str, str]
) -> None:
    sale.scan("711")
    fields = {f"{fate}-{sale.line_id}": boxes for fate, boxes in sent.items()}
    answer = pages.client.post(f"{LIST}{sale.parcel.waybill_number}/receive", data=fields)
    assert answer.status_code == 422
    session.expire_all()
    assert session.scalars(select(Refund)).all() == []
