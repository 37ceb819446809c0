"""What came back is received by two clerks at the same moment: its boxes are there once."""

import pytest
from flask import Flask

from app.claims.receipts import receive_turned_back
from app.db import session, transaction
from app.ground.refusals import StepNotAllowed
from app.parcels.models import Parcel
from app.parcels.receiving import Fate
from app.payments.models import Refund
from tests.claims.complaints import CLERK
from tests.claims.test_receipts import stock, turned_back
from tests.payments.test_paying import books_balance
from tests.races.crowds import all_at_once

pytestmark = pytest.mark.race


def test_a_parcel_that_came_back_is_received_by_one_of_three(app: Flask) -> None:
    sale = turned_back()
    parcel_id, line_id = sale.parcel.id, sale.line_id
    session.remove()

    def receive(_: int) -> str:
        try:
            with transaction():
                parcel = session.get_one(Parcel, parcel_id)
                receive_turned_back(parcel, {line_id: Fate(restock=3)}, CLERK, "完好")
            return "received"
        except StepNotAllowed:
            return "was"

    assert sorted(all_at_once(app, 3, receive)) == ["received", "was", "was"]
    sale.parcel = session.get_one(Parcel, parcel_id)
    assert stock(sale) == (20, 0, 0)
    assert session.query(Refund).count() == 1
    books_balance()
