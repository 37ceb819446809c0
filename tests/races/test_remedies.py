"""Two of the office help the same buyer at the same moment: one with money, one with goods."""

import pytest
from flask import Flask
from sqlalchemy import select

from app.claims.models import Remedy
from app.claims.remedies import RemedyWish, decide_remedy
from app.db import session, transaction
from app.ground.postings import Bearer
from app.ground.refusals import StepNotAllowed
from app.ground.remedies import RemedyKind
from app.orders.actions import Actor
from app.orders.kinds import ActorKind
from app.parcels.exceptions import open_exceptions_of
from app.parcels.models import Parcel
from app.payments.models import Refund
from tests.claims.complaints import sell
from tests.makers import make_postal
from tests.payments.test_paying import books_balance
from tests.races.crowds import all_at_once

pytestmark = pytest.mark.race


def test_of_a_refund_and_a_parcel_sent_again_exactly_one_wins(app: Flask) -> None:
    sale = sell()
    sale.scan("987")
    exception_id = open_exceptions_of(sale.parcel.id)[0].id
    officers = [Actor(ActorKind.postal, make_postal().id) for _ in range(6)]
    session.rollback()

    def tap(number: int) -> str | None:
        wish = RemedyWish(
            request_key=f"tap-{number}",
            exception_id=exception_id,
            kind=RemedyKind.refund if number % 2 else RemedyKind.resend,
            bearer=Bearer.carrier,
        )
        try:
            with transaction():
                return decide_remedy(wish, officers[number]).kind
        except StepNotAllowed:
            return None

    won = [kind for kind in all_at_once(app, 6, tap) if kind]
    session.expire_all()
    assert won == [one.kind for one in session.scalars(select(Remedy))]
    assert len(won) == 1
    refunds, parcels = session.query(Refund).count(), session.query(Parcel).count()
    assert (refunds, parcels) == ((1, 1) if won == ["refund"] else (0, 2))
    books_balance()
