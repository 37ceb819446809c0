"""What is put down for returnable boxes is the buyer's: kept, given back, and never earned."""

import pytest
from sqlalchemy import select

from app.catalogue.models import Variant
from app.claims.remedies import RemedyWish, decide_remedy
from app.db import session, transaction
from app.ground.postings import Bearer
from app.ground.refusals import NoBoxOnLoan, RefundTooLarge
from app.ground.remedies import RemedyKind
from app.jobs.box_deposits import look_after_boxes
from app.jobs.letters_of_parcels import remind_of_boxes
from app.ledger.queries import balances
from app.orders.actions import Actor
from app.orders.breakdowns import breakdown_of_order
from app.orders.kinds import ActorKind
from app.orders.models import BoxDeposit, Order, SubOrder
from app.outbox.models import Message
from app.parcels.actions import hand_over, locked, pack, print_labels
from app.parcels.exceptions import open_exceptions_of
from app.parcels.queries import parcels_of_sub_orders
from app.partners.cards import DisputeStanding
from app.payments.box_deposits import receive_box
from app.payments.disputes import decide_dispute
from app.payments.giving_back import left_of_part
from app.payments.kinds import RefundReason
from app.payments.models import Payment, Refund
from app.payments.refund_wishes import RefundWish
from app.payments.refunds import cancel_order, hand_back_cash, refund_part
from tests.cash.boxes import sell, set_up_box
from tests.clocks import Clock
from tests.deliveries import scan
from tests.makers import make_cooperative, make_lot, make_postal, make_shop
from tests.order_sheets import make_waybills
from tests.payments.test_disputes import hear, opened
from tests.payments.test_paying import books_balance
from tests.reports.test_green import box_type, sell_in, send_in

pytestmark = pytest.mark.usefixtures("database")
# The others say nothing that depends on the database.
on_one = pytest.mark.parametrize("kind", ["sqlite"])
EACH = 20_00
HOME, LEAVES, DELIVERED, LOST = "711", "203", "704", "987"


@pytest.fixture
def officer() -> Actor:
    return Actor(ActorKind.postal, make_postal().id)


def bring(number: str, actor: Actor, shop_id: int | None = None) -> int:
    with transaction():
        back = receive_box(number, shop_id, actor)
    session.expire_all()
    return back.amount_fen


def held() -> tuple[int, int]:
    """In the books, as what is owed: kept for buyers, and the house's by forfeit."""
    sums = balances()
    return -sums.get("box_deposits", 0), -sums.get("forfeited_deposits", 0)


def standing(part: SubOrder) -> tuple[int, int, int]:
    session.expire_all()
    row = session.scalars(select(BoxDeposit).where(BoxDeposit.sub_order_id == part.id)).one()
    return row.boxes, row.boxes_back, row.boxes_forfeited


def refunds() -> list[tuple[str, int]]:
    found = select(Refund.reason, Refund.amount_fen).order_by(Refund.id)
    return [(reason, fen) for reason, fen in session.execute(found)]


def test_three_boxes_are_paid_for_two_brought_back_and_the_third_kept_until_it_comes_late(
    clock: Clock, officer: Actor
) -> None:
    clock.stop("2026-07-20 09:00")
    make_waybills(2)
    parcel = send_in("R403025", make_cooperative(), boxes=3)
    part = parcel.sub_order
    order = part.order
    assert (part.deposit_fen, order.deposit_fen) == (3 * EACH, 3 * EACH)
    assert order.total_fen == order.goods_fen + order.postage_fen + 3 * EACH
    assert held() == (3 * EACH, 0)
    # Neither sold nor earned: commission is 5 % of the goods, and nobody's part holds it.
    assert -balances()["commission_income"] == order.goods_fen * 5 // 100
    assert breakdown_of_order(order).total_fen == order.total_fen - 3 * EACH
    assert left_of_part(part) == order.total_fen - 3 * EACH
    books_balance()
    scan(part, DELIVERED)
    look_after_boxes()
    assert (refunds(), standing(part)) == ([], (3, 0, 0))
    number = parcel.waybill_number
    assert [bring(number, officer), bring(number, officer, make_shop().id)] == [EACH, EACH]
    assert (standing(part), held()) == ((3, 2, 0), (EACH, 0))
    assert refunds() == [("box_back", EACH), ("box_back", EACH)]
    books_balance()
    # Thirty days after sending she is reminded, once; after sixty it is kept.
    clock.move(days=31)
    look_after_boxes()
    look_after_boxes()
    (letter,) = session.scalars(select(Message).where(Message.kind == "remind_of_boxes"))
    remind_of_boxes(letter.facts)
    assert standing(part) == (3, 2, 0)
    clock.move(days=30)
    look_after_boxes()
    look_after_boxes()
    assert (standing(part), held()) == ((3, 2, 1), (0, EACH))
    books_balance()
    # It comes after all: the box is there, so the money goes back.
    assert bring(number, officer) == EACH
    assert (standing(part), held()) == ((3, 3, 0), (0, 0))
    with pytest.raises(NoBoxOnLoan):
        bring(number, officer)
    assert sum(fen for _, fen in refunds()) == 3 * EACH
    books_balance()


@on_one
def test_boxes_that_never_leave_or_come_home_unopened_give_the_deposit_back(
    officer: Actor,
) -> None:
    make_waybills(4)
    cancelled, returned = (sell_in("R403025", make_cooperative(), boxes=2) for _ in range(2))
    with transaction():
        cancel_order(cancelled.order_id, officer, "")
    session.expire_all()
    assert refunds() == [("cancelled", session.get_one(Order, cancelled.order_id).total_fen)]
    assert (standing(cancelled), held()) == ((2, 2, 0), (2 * EACH, 0))
    scan(returned, LEAVES)
    look_after_boxes()
    assert standing(returned) == (2, 0, 0)
    scan(returned, HOME)
    look_after_boxes()
    look_after_boxes()
    assert (standing(returned), held()) == ((2, 2, 0), (0, 0))
    assert refunds()[1:] == [("box_back", 2 * EACH)]
    books_balance()


def test_a_lost_box_is_no_debt_and_what_is_sent_again_costs_no_second_deposit(
    officer: Actor,
) -> None:
    make_waybills(9)
    lost, again = (send_in("R403025", make_cooperative()) for _ in range(2))
    for parcel, kind in ((lost, RemedyKind.refund), (again, RemedyKind.resend)):
        scan(parcel.sub_order, LOST)
        if kind is RemedyKind.resend:
            make_lot(session.get_one(Variant, parcel.contents[0].line.variant_id), 1)
        (row,) = open_exceptions_of(parcel.id)
        wish = RemedyWish(
            request_key=str(kind), exception_id=row.id, kind=kind, bearer=Bearer.carrier
        )
        with transaction():
            decide_remedy(wish, officer)
        session.expire_all()
    look_after_boxes()
    assert standing(lost.sub_order) == (1, 1, 0)
    assert (standing(again.sub_order), held()) == ((1, 0, 0), (EACH, 0))
    replacement = parcels_of_sub_orders([again.sub_order_id])[-1]
    assert replacement.kind == "replacement"
    with transaction():
        parcels = locked([replacement.id])
        print_labels(parcels, officer)
        pack(parcels, officer)
        hand_over(parcels, officer)
    assert bring(replacement.waybill_number, officer) == EACH
    # The lost one turns up and is brought as well: nothing was put down for it.
    assert bring(again.waybill_number, officer) == 0
    assert (standing(again.sub_order), held()) == ((1, 1, 0), (0, 0))


@on_one
def test_what_was_put_down_in_notes_is_handed_back_in_notes(officer: Actor) -> None:
    box = set_up_box()
    session.get_one(Variant, box.variant.id).box_type_id = box_type("R403025").id
    session.commit()
    shop, order = box.shop, sell(box)
    part = session.get_one(Order, order.id).sub_orders[0]
    scan(part, LEAVES)
    (parcel,) = parcels_of_sub_orders([part.id])
    assert bring(parcel.waybill_number, officer, shop.id) == EACH
    (refund,) = session.scalars(select(Refund))
    assert refund.state == "requested"
    with transaction():
        hand_back_cash(refund.id, shop.id)
    assert balances()[f"cash_box:{shop.id}"] == order.total_fen - EACH
    assert held() == (0, 0)
    books_balance()


@on_one
def test_a_bank_that_took_all_of_it_back_has_given_back_the_deposit_too(officer: Actor) -> None:
    make_waybills(2)
    parcel = send_in("R403025", make_cooperative())
    payment = session.scalars(select(Payment)).one()
    dispute = hear(opened(payment))
    # The box is taken in all the same; its money waits until it is over.
    assert bring(parcel.waybill_number, officer) == 0
    look_after_boxes()
    assert (refunds(), held()) == ([], (EACH, 0))
    hear(opened(payment, standing=DisputeStanding.lost))
    with transaction():
        decide_dispute(dispute.id, Bearer.cooperative, officer)
    look_after_boxes()
    assert (standing(parcel.sub_order), held()) == ((1, 1, 0), (0, 0))
    assert sum(fen for _, fen in refunds()) == payment.amount_fen
    assert balances()["disputed"] == 0
    books_balance()


@on_one
def test_no_deposit_is_kept_while_a_bank_has_the_payment_back(clock: Clock, officer: Actor) -> None:
    clock.stop("2026-07-20 09:00")
    make_waybills(2)
    parcel = send_in("R403025", make_cooperative())
    scan(parcel.sub_order, DELIVERED)
    hear(opened(session.scalars(select(Payment)).one()))
    clock.move(days=61)
    look_after_boxes()
    assert (standing(parcel.sub_order), held()) == ((1, 0, 0), (EACH, 0))
    books_balance()


@on_one
def test_no_refund_of_goods_reaches_the_deposit(officer: Actor) -> None:
    make_waybills(2)
    part = sell_in("R403025", make_cooperative())
    line = part.lines[0]
    wish = RefundWish(reason=RefundReason.goodwill, goods={line.id: line.total_fen + 1})
    with pytest.raises(RefundTooLarge), transaction():
        refund_part(part.id, wish, officer, "too much")
    session.expire_all()
    assert (refunds(), held()) == ([], (EACH, 0))
    books_balance()
