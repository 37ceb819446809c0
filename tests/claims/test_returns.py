"""Sending back: started in time, received box by box, and only then paid back; the books level."""

from dataclasses import replace
from itertools import count
from typing import Any

import pypdfium2
import pytest
from sqlalchemy import select

from app import clock as time
from app.claims.given import left_of_parcel
from app.claims.models import GoodsReturn
from app.claims.on_behalf import pay_on_behalf
from app.claims.opening import Asked
from app.claims.queries import sub_orders_with_open_claims
from app.claims.receipts import receive_back
from app.claims.remedies import RemedyWish, decide_remedy
from app.claims.return_queries import get_return_of_order, returns_past_deadline
from app.claims.returns import (
    ReturnWish,
    start_return,
    withdraw_return,
)
from app.claims.settling_returns import pass_return_deadline
from app.db import session, transaction
from app.ground.claim_states import ClaimCause
from app.ground.postings import Bearer
from app.ground.refusals import (
    ClaimWindowOver,
    FieldMissing,
    Missing,
    NothingToClaim,
    NumberOutOfRange,
    Refusal,
    StepNotAllowed,
)
from app.ground.remedies import RemedyKind
from app.ground.return_states import TABLE, ReturnReason, ReturnState, ReturnStep, return_step
from app.ledger.queries import balances
from app.orders.actions import Actor
from app.orders.kinds import ActorKind
from app.orders.models import OrderLine
from app.outbox.models import Message
from app.parcels.exceptions import open_exceptions_of
from app.parcels.kinds import EventSource
from app.parcels.labels import labels_pdf
from app.parcels.models import Parcel, Waybill
from app.parcels.queries import get_parcels, parcels_of_order
from app.parcels.receiving import Fate
from app.parcels.tracking import TrackingFact, record_scans
from app.payments.kinds import RefundReason
from app.payments.models import Refund
from app.payments.refunds import RefundWish, refund_part
from app.stock.models import Lot
from tests.claims.complaints import BUYER, CLERK, Sale, sell, sell_and_deliver
from tests.clocks import Clock
from tests.payments.test_paying import books_balance

pytestmark = pytest.mark.usefixtures("database")
OFFICE = Actor(ActorKind.postal)
_keys = count(1)


def wish(sale: Sale, how_many: int = 1, **changes: Any) -> ReturnWish:
    defaults: dict[str, Any] = {
        "request_key": f"return-{next(_keys)}",
        "waybill": sale.parcel.waybill_number,
        "reason": ReturnReason.no_reason,
        "boxes": {sale.line_id: how_many},
    }
    return ReturnWish(**{**defaults, **changes})


def start(sale: Sale, how_many: int = 1, actor: Actor = BUYER, **changes: Any) -> GoodsReturn:
    wanted = wish(sale, how_many, **changes)
    with transaction():
        started = start_return(sale.order.id, wanted, actor)
    session.expire_all()
    return started


def scan(back: GoodsReturn, *codes: str) -> None:
    for code in codes:
        fact = TrackingFact(
            external_id=f"back {code} {back.number}",
            code=code,
            place="常州",
            note="",
            source=EventSource.carrier,
            happened_at=time.now(),
        )
        with transaction():
            record_scans([(back.parcel.waybill_number, fact)])
    session.expire_all()


def receive(sale: Sale, back: GoodsReturn, words: str = "", **fate: int) -> GoodsReturn:
    with transaction():
        parcel = session.get_one(Parcel, back.parcel_id)
        receive_back(parcel, {sale.line_id: Fate(**fate)}, CLERK, words)
    session.expire_all()
    return session.get_one(GoodsReturn, back.id)


def on_hand(sale: Sale) -> int:
    return session.get_one(Lot, sale.parcel.contents[0].lot_id).on_hand


def test_money_follows_receipt_and_the_buyer_pays_the_way(clock: Clock) -> None:
    clock.stop("2026-07-20 09:00")
    sale = sell_and_deliver(boxes=2)
    back = start(sale, 2)
    assert (back.payer, back.way_fen) == ("buyer", sale.parcel.postage_fen)
    assert (back.parcel.warehouse_id, back.parcel.outlet_id) == (
        None,
        sale.parcel.sub_order.cooperative.outlet_id,
    )
    scan(back, "203")
    # Not a box has left a lot a second time, and nobody has been paid back.
    assert (on_hand(sale), session.query(Refund).count()) == (18, 0)
    with pytest.raises(StepNotAllowed):
        receive(sale, back, restock=2)
    scan(back, "704")
    before = balances()["carrier_payable"]
    done = receive(sale, back, restock=2)
    assert (done.state, done.refunded_fen, back.way_fen) == ("settled", 90_50, 13_50)
    assert [one.amount_fen for one in session.scalars(select(Refund))] == [done.refunded_fen]
    assert balances()["carrier_payable"] == before - back.way_fen
    assert on_hand(sale) == 20
    with pytest.raises(StepNotAllowed):
        receive(sale, back, restock=2)
    # What the way took is no longer hers to claim: the boxes are gone for it.
    assert left_of_parcel(get_parcels([sale.parcel.id])[0]) == {sale.line_id: 0}
    books_balance()


def test_what_was_wrong_costs_the_buyer_nothing_and_the_cooperative_all() -> None:
    sale = sell_and_deliver(boxes=2)
    back = start(sale, 1, OFFICE, reason=ReturnReason.wrong)
    scan(back, "203", "704")
    held = next(name for name in balances() if name.startswith("cooperative_held"))
    before = balances()[held]
    assert receive(sale, back, write_off=1).refunded_fen == 52_00
    assert balances()[held] - before == 52_00 + 13_50
    assert on_hand(sale) == 18
    books_balance()


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_way_dearer_than_the_goods_takes_no_more_than_they_were_worth() -> None:
    sale = sell_and_deliver(price_fen=5_00)
    back = start(sale)
    scan(back, "203", "704")
    before = balances()
    assert (receive(sale, back, restock=1).refunded_fen, back.way_fen) == (0, 9_00)
    changed = {name.split(":")[0]: fen - before.get(name, 0) for name, fen in balances().items()}
    # Of her 5.00 the market had 5 %, and gives that up; the cooperative pays the rest.
    assert {name: fen for name, fen in changed.items() if fen} == {
        "carrier_payable": -9_00,
        "commission_income": 25,
        "cooperative_held": 8_75,
    }
    books_balance()


@pytest.mark.parametrize("kind", ["sqlite"])
def test_what_was_refunded_before_is_not_paid_back_again() -> None:
    sale = sell_and_deliver(boxes=2)
    spoilt = RefundWish(reason=RefundReason.goodwill, goods={sale.line_id: 70_00})
    with transaction():
        refund_part(sale.parcel.sub_order_id, spoilt, OFFICE, "spoilt")
    session.expire_all()
    back = start(sale, 2)
    scan(back, "203", "704")
    # 34.00 are left of 104.00, and the way is kept of those.
    assert receive(sale, back, restock=2).refunded_fen == 34_00 - back.way_fen
    books_balance()


def test_a_part_is_accepted_with_a_reason() -> None:
    sale = sell_and_deliver(boxes=3)
    back = start(sale, 3)
    scan(back, "203", "704")
    done = receive(sale, back, "一箱已拆封食用", restock=1, write_off=1, refused=1)
    assert (done.refunded_fen, done.words) == (104_00 - back.way_fen, "一箱已拆封食用")
    assert on_hand(sale) == 18
    books_balance()


def test_silence_of_the_cooperative_pays_after_three_days(clock: Clock) -> None:
    clock.stop("2026-07-20 09:00")
    sale = sell_and_deliver()
    back = start(sale)
    scan(back, "203", "704")
    for _ in range(2):
        for number in returns_past_deadline():
            with transaction():
                assert not pass_return_deadline(number)
    clock.move(days=3)
    with transaction():
        assert pass_return_deadline(back.id)
    with transaction():
        assert not pass_return_deadline(back.id)
    session.expire_all()
    done = session.get_one(GoodsReturn, back.id)
    assert (done.is_automatic, done.refunded_fen) == (True, 52_00 - back.way_fen)
    assert (on_hand(sale), returns_past_deadline()) == (19, [])
    books_balance()


def test_silence_takes_no_box_that_came_back_by_another_return(clock: Clock) -> None:
    """Else its deadline would be refused for ever, and it would wait for nobody."""
    clock.stop("2026-07-20 09:00")
    sale = sell_and_deliver(boxes=2)
    back = start(sale, 2)
    scan(back, "203", "704")
    with transaction():
        line = session.get_one(OrderLine, sale.line_id)
        line.boxes_returned = 1
        assert not pass_return_deadline(back.id)
    clock.move(days=3)
    with transaction():
        assert pass_return_deadline(back.id)
    session.expire_all()
    done = session.get_one(GoodsReturn, back.id)
    assert (done.state, done.refunded_fen) == ("settled", 52_00 - back.way_fen)
    assert session.get_one(OrderLine, sale.line_id).boxes_returned == 2


def test_what_is_not_brought_in_a_week_is_over_and_its_number_void(clock: Clock) -> None:
    clock.stop("2026-07-20 09:00")
    sale = sell_and_deliver()
    back = start(sale)
    clock.move(days=7)
    assert returns_past_deadline() == [back.id]
    with transaction():
        assert pass_return_deadline(back.id)
    session.expire_all()
    assert session.get_one(GoodsReturn, back.id).state == "expired"
    assert session.get_one(Waybill, back.parcel.waybill_number).state == "void"
    books_balance()


def test_she_may_keep_them_after_all_until_the_post_has_them() -> None:
    sale = sell_and_deliver()
    back = start(sale)
    with transaction():
        withdraw_return(back.id, BUYER)
    again = start(sale)
    scan(again, "203")
    with pytest.raises(StepNotAllowed), transaction():
        withdraw_return(again.id, BUYER)
    books_balance()


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"boxes": {}}, FieldMissing),
        ({"boxes": {0: 1}}, Missing),
        ({"waybill": "nothing"}, Missing),
        ({"reason": ReturnReason.quality}, NothingToClaim),
    ],
)
def test_what_cannot_be_sent_back_changes_nothing(
    changes: dict[str, Any], why: type[Refusal]
) -> None:
    sale = sell_and_deliver()
    with pytest.raises(why):
        start(sale, **changes)
    session.expire_all()
    assert session.query(Parcel).count() == 1


def test_no_box_is_sent_back_twice_nor_too_late_nor_what_spoils(clock: Clock) -> None:
    clock.stop("2026-07-20 09:00")
    sale = sell_and_deliver(boxes=2)
    start(sale, 1)
    with pytest.raises(NumberOutOfRange):
        start(sale, 2)
    first = wish(sale, 1)
    with transaction():
        started = start_return(sale.order.id, first, BUYER)
    with transaction():
        assert start_return(sale.order.id, first, BUYER).id == started.id
    other = sell_and_deliver()
    assert get_return_of_order(sale.order.id, started.number).id == started.id
    with pytest.raises(Missing):
        get_return_of_order(other.order.id, started.number)
    clock.move(days=7)
    with pytest.raises(ClaimWindowOver):
        start(other)
    with pytest.raises(ClaimWindowOver):
        start(other, actor=OFFICE)
    fresh = sell_and_deliver()
    with transaction():
        session.get_one(Parcel, fresh.parcel.id).contents[0].line.no_reason_return = False
    keeper = Actor(ActorKind.shopkeeper)
    for actor in (BUYER, keeper, OFFICE):
        with pytest.raises(NothingToClaim):
            start(fresh, actor=actor)
    with pytest.raises(NothingToClaim):
        start(fresh, actor=keeper, reason=ReturnReason.quality)
    assert start(fresh, actor=OFFICE, reason=ReturnReason.quality).payer == "cooperative"


def test_the_label_goes_from_the_buyer_to_the_cooperative() -> None:
    sale = sell_and_deliver()
    back = start(sale)
    paper = labels_pdf(get_parcels([back.parcel_id]), "http://localhost")
    text = pypdfium2.PdfDocument(paper)[0].get_textpage().get_text_bounded()
    assert "退件" in text
    assert sale.parcel.sub_order.cooperative.name in text
    assert sale.order.recipient_phone not in text


def test_only_what_is_announced_can_end_and_only_what_had_ended_comes_late() -> None:
    of, steps = ReturnState, ReturnStep
    assert {
        (of.announced, steps.settle): of.settled,
        (of.announced, steps.withdraw): of.withdrawn,
        (of.announced, steps.expire): of.expired,
        (of.expired, steps.arrive_late): of.late,
        (of.withdrawn, steps.arrive_late): of.late,
        (of.late, steps.accept_late): of.announced,
        (of.late, steps.send_back): of.sent_back,
    } == TABLE
    for step in ReturnStep:
        for state in (of.settled, of.sent_back):
            with pytest.raises(StepNotAllowed):
                return_step(state, step)


def test_what_the_carrier_lost_on_the_way_back_is_paid_by_the_carrier(clock: Clock) -> None:
    clock.stop("2026-07-20 09:00")
    sale = sell_and_deliver(boxes=2)
    back = start(sale, 1)
    scan(back, "203", "987")
    clock.move(days=2, hours=23)
    assert returns_past_deadline() == []
    clock.move(hours=1)
    assert returns_past_deadline() == [back.id]
    before = balances()
    for _ in range(2):
        with transaction():
            pass_return_deadline(back.id)
    session.expire_all()
    done = session.get_one(GoodsReturn, back.id)
    assert (done.state, done.refunded_fen, done.is_automatic) == ("settled", 52_00, True)
    assert [one.amount_fen for one in session.scalars(select(Refund))] == [52_00]
    changed = {name: fen - before.get(name, 0) for name, fen in balances().items()}
    # Three times the way of 13.50 is what the law lets us ask for; it pays nothing for the way.
    assert {name: fen for name, fen in changed.items() if fen} == {
        "carrier_claims": 40_50,
        "claims_expense": 11_50,
        "refund_payable": -52_00,
    }
    assert (on_hand(sale), open_exceptions_of(back.parcel_id)) == (18, [])
    # She waits for nothing: of a parcel on its way to the cooperative no trouble is hers.
    told = select(Message).where(Message.kind == "tell_trouble")
    assert session.scalars(told).all() == []
    books_balance()


def test_what_is_found_after_it_was_paid_for_comes_into_its_lot_without_money(
    clock: Clock,
) -> None:
    clock.stop("2026-07-20 09:00")
    sale = sell_and_deliver()
    back = start(sale)
    scan(back, "203", "damage")
    clock.move(days=3)
    with transaction():
        assert pass_return_deadline(back.id)
    scan(back, "704")
    receive(sale, back, restock=1)
    assert on_hand(sale) == 20
    assert session.query(Refund).count() == 1
    books_balance()


def test_the_office_may_refund_a_lost_return_at_once_and_only_that() -> None:
    sale = sell_and_deliver()
    back = start(sale)
    scan(back, "203", "987")
    (row,) = open_exceptions_of(back.parcel_id)
    assert row.kind == "lost"
    wanted = RemedyWish(
        request_key="lost on the way back",
        exception_id=row.id,
        kind=RemedyKind.resend,
        bearer=Bearer.carrier,
    )
    with pytest.raises(StepNotAllowed), transaction():
        decide_remedy(wanted, OFFICE)
    with transaction():
        assert decide_remedy(replace(wanted, kind=RemedyKind.refund), OFFICE).amount_fen == 52_00
    session.expire_all()
    done = session.get_one(GoodsReturn, back.id)
    assert (done.state, done.refunded_fen, done.is_automatic) == ("settled", 52_00, False)
    assert returns_past_deadline() == []
    books_balance()


def test_boxes_are_paid_for_once_and_nothing_is_settled_while_they_are_sent_back() -> None:
    """The line has boxes in another parcel as well: what is left of it is no bound for this one."""
    sale = sell(boxes=4)
    every = parcels_of_order(sale.order.id)
    sale.parcel = max(every, key=lambda one: one.contents[0].boxes)
    sale.scan("704")
    part, boxes = sale.parcel.sub_order_id, sale.parcel.contents[0].boxes
    assert (len(every), boxes) == (2, 3)
    back = start(sale, boxes)
    assert sub_orders_with_open_claims([part]) == {part}
    asked = Asked({sale.line_id: (boxes - 1) * 52_00}, 0, Bearer.cooperative)
    with transaction():
        parcel = get_parcels([sale.parcel.id])[0]
        (claim,) = pay_on_behalf(parcel, ClaimCause.bad, asked, OFFICE, "坏果", "call-1")
    assert claim.decided_fen == asked.goods[sale.line_id]
    scan(back, "203", "704")
    done = receive(sale, back, write_off=boxes)
    assert (done.state, done.refunded_fen) == ("settled", 52_00 - back.way_fen)
    assert sub_orders_with_open_claims([part]) == set()
    books_balance()
