"""The demonstration's money that goes back, and money that nobody can place."""

from collections.abc import Iterator
from datetime import timedelta

from flask import current_app
from sqlalchemy import select

from app import clock
from app.commands.demo_people import LOGINS, person_id_of
from app.db import session, transaction
from app.ground.payment_states import PaymentState
from app.ground.postings import Bearer
from app.ground.refusals import Refusal
from app.ledger.queries import balance
from app.orders.actions import Actor
from app.orders.kinds import ActorKind
from app.orders.models import OrderLine, SubOrder
from app.partners.cards import CardRequest, RefundRequest, Standing
from app.partners.demo_cards import DemoCards
from app.payments.giving_back import left_of_line
from app.payments.kinds import RefundReason, Tender
from app.payments.models import Payment, Refund
from app.payments.proposals import ALONE_UP_TO_FEN, decide_refund
from app.payments.refunds import RefundWish, refund_part
from app.settlement.kinds import Party, PartyKind
from app.settlement.payouts import batches, payouts_of

NOTHING_BACK = ~select(Refund.id).where(Refund.payment_id == Payment.id).exists()
SMALL_FEN, BELOW_NOTHING_FEN = 1500, 1800


def give_back() -> None:
    """By line: one done, one that was given back at the card company's desk before, so that it is
    refused there, one too large for one person."""
    postal = person_id_of(LOGINS["postal"])
    office = Actor(ActorKind.postal, postal)
    lines = _lines_paid_by_card()
    with transaction():
        line = next(lines)
        wish = _wish(line, SMALL_FEN, RefundReason.short_weight, "少了约三两，照片清楚。")
        refund_part(line.sub_order_id, wish, office, "demonstration-refund-1")
    with transaction():
        line = next(lines)
        wish = _wish(line, SMALL_FEN, RefundReason.late, "路上多走了三天。")
        (refund,) = refund_part(line.sub_order_id, wish, office, "demonstration-refund-2")
        paid = refund.payment
        at_desk = RefundRequest("desk-2291", str(paid.external_id), paid.amount_fen)
    _company().refund(at_desk)
    with transaction():
        line = next(one for one in lines if left_of_line(one) > ALONE_UP_TO_FEN)
        wish = _wish(line, left_of_line(line), RefundReason.bad_goods, "整箱都压坏了，买家要全退。")
        decide_refund(line.sub_order_id, wish, postal, "demonstration-refund-3")


def take_back() -> None:
    """More than is due to a shed that was just paid out: it carries a debt into its next days."""
    paid = [one for one in payouts_of(batches(limit=1)[0].id) if one.ended_at is not None]
    parties = [one.party for one in paid if one.party_kind == PartyKind.cooperative]
    for party in sorted(parties, key=lambda one: -balance(one.payable)):
        for line in _lines_paid_by_card():
            if line.sub_order.cooperative_id == party.id and _owe(party, line):
                return


def _owe(party: Party, line: OrderLine) -> bool:
    fen = -balance(party.payable) + BELOW_NOTHING_FEN
    if not 0 < fen <= min(left_of_line(line), ALONE_UP_TO_FEN):
        return False
    wish = _wish(line, fen, RefundReason.bad_goods, "一半发了霉。", Bearer.cooperative)
    office = Actor(ActorKind.postal, person_id_of(LOGINS["postal"]))
    part = line.sub_order_id
    session.rollback()
    try:
        with transaction():
            refund_part(part, wish, office, "demonstration-refund-4")
    except Refusal:
        return False
    return True


def _wish(
    line: OrderLine, fen: int, reason: RefundReason, note: str, borne_by: Bearer = Bearer.sale
) -> RefundWish:
    return RefundWish(reason=reason, goods={line.id: fen}, note=note, borne_by=borne_by)


def _lines_paid_by_card() -> Iterator[OrderLine]:
    """Of parts that were settled, the latest first, one of each order of which nothing was given
    back yet."""
    settled = (
        select(OrderLine)
        .join(OrderLine.sub_order)
        .join(Payment, Payment.order_id == SubOrder.order_id)
        .where(
            SubOrder.settled_at.is_not(None),
            Payment.tender == Tender.demo_card,
            NOTHING_BACK,
        )
        .order_by(OrderLine.id.desc())
    )
    seen: set[int] = set()
    for line in session.scalars(settled).all():
        order_id = line.sub_order.order_id
        if order_id not in seen and left_of_line(line) > SMALL_FEN:
            seen.add(order_id)
            yield line


def dispute() -> None:
    """A buyer has gone to her bank."""
    paid = (
        select(Payment.external_id)
        .where(
            Payment.tender == Tender.demo_card,
            Payment.state == PaymentState.captured,
            NOTHING_BACK,
        )
        .order_by(Payment.id.desc())
    )
    session_id = session.scalars(paid.offset(3).limit(1)).one()
    session.rollback()
    assert session_id is not None
    _company().open_dispute(session_id)


def receive_money_of_nobody() -> None:
    """The card company tells of a payment that we never asked for."""
    company = _company()
    opened = company.open_session(
        CardRequest(
            payment_number="HALL-TILL-7",
            order_number="HALL-TILL-7",
            amount_fen=6600,
            description="常州馆门店",
            success_url="/",
            cancel_url="/",
            language="zh-Hans",
            expires_at=clock.now() + timedelta(hours=1),
        )
    )
    company.decide(opened.external_id, Standing.paid)


def _company() -> DemoCards:
    company = current_app.extensions["partners"].cards
    assert isinstance(company, DemoCards)
    return company
