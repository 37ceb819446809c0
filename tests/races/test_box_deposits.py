"""Six scanners at once over three boxes of one buyer, and the worker beside them. The twin lets go
of the order and the parcel."""

from collections import Counter

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.db import session, transaction
from app.ground.refusals import NoBoxOnLoan
from app.ledger.queries import balances
from app.orders.actions import Actor
from app.orders.kinds import ActorKind
from app.parcels import loans
from app.payments import box_deposits
from app.payments.box_deposits import receive_box, settle_deposits
from app.payments.models import Refund
from tests.makers import make_cooperative, make_postal
from tests.order_sheets import make_waybills
from tests.payments.test_paying import books_balance
from tests.races.crowds import all_at_once
from tests.reports.test_green import send_in

pytestmark = pytest.mark.race


def scan_at_once(app: Flask) -> Counter[str]:
    make_waybills(2)
    actor = Actor(ActorKind.postal, make_postal().id)
    parcel = send_in("R403025", make_cooperative(), boxes=3)
    number, part_id = parcel.waybill_number, parcel.sub_order_id
    session.remove()

    def act(place: int) -> str:
        try:
            with transaction():
                if place == 6:
                    settle_deposits(part_id)
                    return "settled"
                return str(receive_box(number, None, actor).amount_fen)
        except (NoBoxOnLoan, IntegrityError) as refusal:
            return type(refusal).__name__

    return Counter(all_at_once(app, 7, act))


def given() -> tuple[int, int]:
    found = session.execute(select(func.count(), func.sum(Refund.amount_fen))).one()
    return found[0], int(found[1] or 0)


def test_three_boxes_are_given_back_for_three_times_and_never_more(app: Flask) -> None:
    told = scan_at_once(app)
    assert told == {"2000": 3, "NoBoxOnLoan": 3, "settled": 1}
    assert given() == (3, 60_00)
    assert balances()["box_deposits"] == 0
    books_balance()


def test_without_the_locks_scanners_take_the_same_box(
    app: Flask, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if kind == "sqlite":
        # Its writers come one after the other, so the twin cannot fail there.
        return
    monkeypatch.setattr(box_deposits, "lock_order", lambda order_id: None)
    monkeypatch.setattr(loans, "lock_rows", lambda table, ids: None)
    told = scan_at_once(app)
    # The key of the table and that of the slip have the last word.
    assert told["IntegrityError"]
    assert given()[1] <= 60_00
