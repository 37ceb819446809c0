"""One tap each: what the buyer gets, who bears it, what leaves the lots; the books are level."""

from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import select

from app import clock as time
from app.claims.calling_off import call_off
from app.claims.carrier import record_carrier_payment, send_carrier_claims
from app.claims.models import CarrierClaim, Claim, Remedy
from app.claims.remedies import RemedyWish, agree_remedy, decide_remedy, reject_remedy
from app.db import session, transaction
from app.ground.claim_states import ClaimCause
from app.ground.postings import Bearer
from app.ground.refusals import (
    ChoiceUnknown,
    ClaimOpenAlready,
    NothingToClaim,
    Refusal,
    RequestKeyUsed,
    SecondPersonNeeded,
    SoldOut,
    StepNotAllowed,
    TotalChanged,
)
from app.ground.remedies import RemedyKind
from app.jobs.post import call_off_replacement, watch_parcels
from app.ledger.models import Account, JournalEntry
from app.ledger.models import Posting as Row
from app.ledger.queries import balances
from app.orders.actions import Actor
from app.orders.kinds import ActorKind
from app.outbox.models import Message
from app.parcels.actions import hand_over, locked, pack, print_labels
from app.parcels.exceptions import open_exceptions_of
from app.parcels.models import Parcel, Waybill
from app.payments.kinds import RefundReason
from app.payments.models import Refund
from app.payments.refunds import RefundWish, refund_part
from app.stock.models import Lot
from tests.claims.complaints import CLERK, Sale, sell
from tests.clocks import Clock
from tests.makers import make_lot, make_postal
from tests.payments.test_paying import books_balance

pytestmark = pytest.mark.usefixtures("database")
_keys = count(1)
# One box of 52.00 to Shanghai: commission 2.60, postage 9.00.
EARNED, POSTAGE = 49_40, 9_00


@pytest.fixture
def officer() -> Actor:
    return Actor(ActorKind.postal, make_postal().id)


@pytest.fixture
def colleague() -> Actor:
    return Actor(ActorKind.postal, make_postal("小周").id)


def wish(sale: Sale, kind: str, bearer: str = "carrier", **changes: Any) -> RemedyWish:
    session.expire_all()
    (row,) = open_exceptions_of(sale.parcel.id)
    defaults: dict[str, Any] = {
        "request_key": f"remedy-{next(_keys)}",
        "exception_id": row.id,
        "kind": RemedyKind(kind),
        "bearer": Bearer(bearer),
        "words": "轨迹已核实",
    }
    return RemedyWish(**{**defaults, **changes})


def tap(wanted: RemedyWish, actor: Actor) -> Remedy:
    with transaction():
        remedy = decide_remedy(wanted, actor)
    session.expire_all()
    return remedy


def lost(**changes: Any) -> Sale:
    sale = sell(**changes)
    sale.scan("987")
    return sale


def entry(fact: str) -> dict[tuple[str, str], int]:
    """Of the one entry whose fact begins so: (debit, credit) → fen, cooperatives without number."""
    found = session.scalars(select(JournalEntry).where(JournalEntry.fact.startswith(fact))).one()
    names = dict(session.execute(select(Account.id, Account.name)).all())
    rows = session.scalars(select(Row).where(Row.entry_id == found.id))
    return {
        (names[one.debit_id].split(":")[0], names[one.credit_id].split(":")[0]): one.amount_fen
        for one in rows
    }


def stock() -> dict[str, Any]:
    lots = session.execute(select(Lot.id, Lot.on_hand, Lot.reserved, Lot.allocated)).all()
    return {"lots": sorted(map(tuple, lots)), "parcels": session.query(Parcel).count()}


def refused(wanted: RemedyWish, actor: Actor, why: type[Refusal]) -> None:
    """And nothing was changed."""
    session.expire_all()
    before = stock(), balances()
    with pytest.raises(why), transaction():
        decide_remedy(wanted, actor)
    session.expire_all()
    assert (stock(), balances()) == before
    books_balance()


def test_a_lost_parcel_is_refunded_with_its_postage_and_the_carrier_is_asked(
    officer: Actor,
) -> None:
    sale = lost()
    remedy = tap(wish(sale, "refund"), officer)
    paid = sale.order.total_fen
    assert (remedy.state, remedy.amount_fen) == ("agreed", paid)
    assert [one.amount_fen for one in session.scalars(select(Refund))] == [paid]
    assert entry("refund:") == {("carrier_claims", "refund_payable"): paid}
    claim = session.scalars(select(CarrierClaim)).one()
    assert (claim.loss_fen, claim.amount_fen) == (paid, 3 * sale.parcel.postage_fen)
    parcel = session.get_one(Parcel, sale.parcel.id)
    assert (parcel.made_good, open_exceptions_of(parcel.id)) == ("refunded", [])
    books_balance()


@pytest.mark.parametrize(
    ("bearer", "account"), [("cooperative", "cooperative_held"), ("platform", "claims_expense")]
)
def test_a_refund_comes_out_of_the_pocket_that_the_office_chose(
    officer: Actor, bearer: str, account: str
) -> None:
    sale = lost()
    tap(wish(sale, "refund", bearer), officer)
    assert entry("refund:") == {(account, "refund_payable"): sale.order.total_fen}
    assert session.scalars(select(CarrierClaim)).all() == []
    books_balance()


def test_a_refused_parcel_goes_back_at_everybodys_cost_and_the_postage_stays(
    officer: Actor,
) -> None:
    sale = sell()
    sale.scan("705")
    parcel = sale.parcel
    with transaction():
        session.get_one(Parcel, parcel.id)
    sale.scan("708")
    remedy = tap(wish(sale, "refund", "sale"), officer)
    assert remedy.amount_fen == 52_00
    # It still has to be received: that stays the move of whoever brings it.
    assert [one.kind for one in open_exceptions_of(parcel.id)] == ["returned"]
    refused(wish(sale, "refund", "carrier"), officer, StepNotAllowed)


@pytest.mark.parametrize(
    ("bearer", "postings"),
    [
        ("cooperative", {("cooperative_held", "carrier_payable"): POSTAGE}),
        (
            "platform",
            {
                ("claims_expense", "carrier_payable"): POSTAGE,
                ("claims_expense", "cooperative_held"): EARNED,
            },
        ),
        (
            "carrier",
            {
                ("carrier_claims", "carrier_payable"): POSTAGE,
                ("carrier_claims", "cooperative_held"): EARNED,
            },
        ),
    ],
)
def test_sending_again_is_paid_by_whoever_bears_it(
    officer: Actor, bearer: str, postings: dict[tuple[str, str], int]
) -> None:
    sale = lost()
    line = sale.order.sub_orders[0].lines[0]
    other = make_lot(session.get_one(Lot, line.lot_id).variant, 3)
    remedy = tap(wish(sale, "resend", bearer), officer)
    assert entry("remedy:") == postings
    assert remedy.replacement is not None
    (content,) = remedy.replacement.contents
    assert (content.boxes, content.lot_id, content.order_line_id) == (1, other.id, line.id)
    lot = session.get_one(Lot, other.id)
    assert (lot.on_hand, lot.reserved, lot.allocated) == (3, 0, 1)
    assert remedy.replacement.kind == "replacement"
    assert remedy.replacement.waybill_number != sale.parcel.waybill_number
    assert session.get_one(Parcel, sale.parcel.id).made_good == "resent"
    assert session.scalars(select(Refund)).all() == []
    books_balance()


def test_whoever_gets_the_goods_once_more_is_not_paid_for_them_as_well(officer: Actor) -> None:
    sale = lost()
    tap(wish(sale, "resend", "cooperative"), officer)
    before = balances()
    with pytest.raises(NothingToClaim):
        sale.complain(ClaimCause.lost)
    session.expire_all()
    assert session.scalars(select(Claim)).all() == session.scalars(select(Refund)).all() == []
    assert balances() == before
    books_balance()


def test_whoever_was_paid_for_damaged_goods_does_not_get_them_once_more(officer: Actor) -> None:
    sale = sell()
    sale.scan("704")
    sale.complain(ClaimCause.bad, bad_count=1)
    claim = session.scalars(select(Claim)).one()
    assert claim.decided_fen
    # The carrier says only now that it had been damaged on the way.
    sale.scan("743")
    sale.scan("988")
    refused(wish(sale, "resend", "platform"), officer, ClaimOpenAlready)


def test_what_was_sent_again_goes_its_way_and_the_part_arrives_with_it(officer: Actor) -> None:
    sale = lost()
    part = sale.order.sub_orders[0]
    remedy = tap(wish(sale, "resend"), officer)
    assert session.get_one(type(part), part.id).state == "packing"
    assert remedy.replacement is not None
    with transaction():
        parcels = locked([remedy.replacement.id])
        print_labels(parcels, CLERK)
        pack(parcels, CLERK)
        hand_over(parcels, CLERK)
    session.expire_all()
    assert session.get_one(type(part), part.id).state == "shipped"
    books_balance()
    replace(sale, parcel=session.get_one(Parcel, remedy.replacement.id)).scan("704")
    assert session.get_one(type(part), part.id).state == "delivered"
    claim = session.scalars(select(CarrierClaim)).one()
    # 49.40 of goods and 9.00 of postage; three times the postage is all the law gives.
    assert (claim.loss_fen, claim.amount_fen) == (EARNED + POSTAGE, 27_00)
    books_balance()


def test_an_insured_parcel_is_claimed_up_to_its_declared_value(officer: Actor) -> None:
    sale = lost()
    with transaction():
        session.get_one(Parcel, sale.parcel.id).declared_fen = 52_00
    tap(wish(sale, "refund"), officer)
    assert session.scalars(select(CarrierClaim)).one().amount_fen == 52_00
    books_balance()


def test_a_late_parcel_is_paid_for_by_the_rules_and_may_still_be_refunded(
    officer: Actor, clock: Clock
) -> None:
    clock.stop("2026-07-20 09:00")
    sale = sell()
    promised_on = sale.parcel.promised_on
    assert promised_on is not None
    clock.stop(f"{promised_on} 09:00")
    clock.move(days=1)
    sale.scan("954")
    remedy = tap(wish(sale, "claim"), officer)
    assert remedy.amount_fen == 2_60
    assert session.scalars(select(Claim)).one().cause == "late"
    assert [one.kind for one in open_exceptions_of(sale.parcel.id)] == ["late"]
    refused(wish(sale, "claim"), officer, StepNotAllowed)
    assert tap(wish(sale, "refund", "platform"), officer).amount_fen == 49_40
    books_balance()


def test_a_damaged_parcel_is_one_claim_for_each_line(officer: Actor) -> None:
    sale = sell()
    sale.scan("damage")
    tap(wish(sale, "claim"), officer)
    claim = session.scalars(select(Claim)).one()
    assert (claim.cause, claim.bad_count, claim.of_count) == ("bad", 8, 8)
    assert (claim.state, claim.decided_fen, claim.bearer) == ("resolved", 52_00, "carrier")
    books_balance()


def test_more_than_one_person_may_decide_waits_for_a_second(
    officer: Actor, colleague: Actor
) -> None:
    sale = lost(price_fen=250_00)
    remedy = tap(wish(sale, "refund"), officer)
    assert remedy.state == "waiting"
    assert session.scalars(select(Refund)).all() == []
    # As long as it waits nothing else may be done instead.
    refused(wish(sale, "resend"), colleague, StepNotAllowed)
    with pytest.raises(SecondPersonNeeded), transaction():
        agree_remedy(remedy.exception_id, remedy.id, officer)
    with transaction():
        agree_remedy(remedy.exception_id, remedy.id, colleague)
    session.expire_all()
    assert session.scalars(select(Refund)).one().amount_fen == sale.order.total_fen
    with pytest.raises(StepNotAllowed), transaction():
        agree_remedy(remedy.exception_id, remedy.id, colleague)
    books_balance()


def test_a_sum_that_has_changed_since_is_not_paid(
    officer: Actor, colleague: Actor, clock: Clock
) -> None:
    clock.stop("2026-07-20 09:00")
    sale = sell(price_fen=5000_00)
    clock.stop(f"{sale.parcel.promised_on} 09:00")
    clock.move(days=1)
    sale.scan("954")
    remedy = tap(wish(sale, "claim"), officer)
    assert (remedy.state, remedy.amount_fen) == ("waiting", 250_00)
    clock.move(days=1)
    before = balances()
    with pytest.raises(TotalChanged) as changed, transaction():
        agree_remedy(remedy.exception_id, remedy.id, colleague)
    assert changed.value.facts["is_fen"] == 500_00
    session.expire_all()
    assert (session.get_one(Remedy, remedy.id).state, balances()) == ("waiting", before)
    assert session.scalars(select(Refund)).all() == []
    # It is said no to, and what is due by now is proposed anew.
    with transaction():
        reject_remedy(remedy.exception_id, remedy.id, colleague)
    anew = tap(wish(sale, "claim"), officer)
    with transaction():
        agree_remedy(anew.exception_id, anew.id, colleague)
    session.expire_all()
    assert session.scalars(select(Refund)).one().amount_fen == 500_00
    books_balance()


def test_after_a_no_something_else_may_be_done(officer: Actor, colleague: Actor) -> None:
    sale = lost(price_fen=250_00)
    remedy = tap(wish(sale, "refund"), officer)
    with transaction():
        reject_remedy(remedy.exception_id, remedy.id, colleague)
    session.expire_all()
    assert tap(wish(sale, "resend"), officer).state == "waiting"


def test_the_same_request_is_the_same_remedy_and_another_is_too_late(officer: Actor) -> None:
    sale = lost()
    first, second = wish(sale, "refund"), wish(sale, "resend")
    done = tap(first, officer)
    assert tap(first, officer).id == done.id
    refused(second, officer, StepNotAllowed)
    refused(replace(first, kind=RemedyKind.resend), officer, RequestKeyUsed)
    assert len(session.scalars(select(Refund)).all()) == 1


def test_without_a_box_left_nothing_is_sent_and_a_refund_is_offered_instead(
    officer: Actor,
) -> None:
    sale = lost()
    with transaction():
        lot = session.get_one(Lot, sale.order.sub_orders[0].lines[0].lot_id)
        lot.best_before_on = sale.order.placed_at.date().replace(year=2020)
    refused(wish(sale, "resend"), officer, SoldOut)
    assert tap(wish(sale, "refund"), officer).state == "agreed"


def test_the_carrier_is_not_asked_for_what_it_is_not_to_blame_for(officer: Actor) -> None:
    sale = sell()
    sale.scan("708")
    for kind in ("refund", "resend", "claim"):
        refused(wish(sale, kind), officer, ChoiceUnknown)


def test_what_has_gone_back_already_goes_back_once(officer: Actor) -> None:
    sale = sell()
    sale.scan("708")
    part = sale.order.sub_orders[0]
    whole = RefundWish(reason=RefundReason.goodwill, goods={part.lines[0].id: 52_00})
    with transaction():
        refund_part(part.id, whole, officer, "by another way")
    refused(wish(sale, "refund", "sale"), officer, NothingToClaim)


def resent(officer: Actor, bearer: str) -> tuple[Sale, Remedy, dict[str, Any], dict[str, int]]:
    """And how stock and books were before."""
    sale = lost()
    before = stock(), balances()
    return sale, tap(wish(sale, "resend", bearer), officer), *before


def levels(bearing: dict[str, int]) -> dict[str, int]:
    return {name: fen for name, fen in bearing.items() if fen}


def replacement_of(remedy: Remedy) -> Parcel:
    return session.get_one(Parcel, remedy.replacement_id)


@pytest.mark.parametrize("bearer", ["carrier", "cooperative", "platform"])
def test_what_is_called_off_gives_back_its_boxes_and_its_money(officer: Actor, bearer: str) -> None:
    sale, remedy, stock_before, books_before = resent(officer, bearer)
    assert stock()["lots"] != stock_before["lots"]
    with transaction():
        call_off(remedy.exception_id, remedy.id, officer, "买家改要退款")
    session.expire_all()
    again = replacement_of(remedy)
    assert (again.state, again.made_good) == ("cancelled", "called_off")
    assert session.get_one(Waybill, again.waybill_number).state == "void"
    assert stock()["lots"] == stock_before["lots"]
    assert levels(balances()) == levels(books_before)
    assert {one.state for one in session.scalars(select(CarrierClaim))} <= {"withdrawn"}
    books_balance()
    with pytest.raises(StepNotAllowed), transaction():
        call_off(remedy.exception_id, remedy.id, officer, "")
    # Something else can be done for the buyer, and the part is where its lost parcel is.
    assert sale.order.sub_orders[0].state == "shipped"
    refund = tap(wish(sale, "refund", bearer), officer)
    assert (refund.state, refund.amount_fen) == ("agreed", sale.order.total_fen)
    books_balance()


def test_what_the_carrier_cancels_is_called_off_by_the_worker_once(officer: Actor) -> None:
    sale, remedy, stock_before, books_before = resent(officer, "carrier")
    replace(sale, parcel=replacement_of(remedy)).scan("801")
    # Until then its boxes are kept for it, and the books know.
    assert stock()["lots"] != stock_before["lots"]
    books_balance()
    (message,) = session.scalars(select(Message).where(Message.kind == "call_off_replacement"))
    session.commit()
    for _ in range(2):
        call_off_replacement(message.facts)
    session.expire_all()
    assert stock()["lots"] == stock_before["lots"]
    assert levels(balances()) == levels(books_before)
    books_balance()
    assert open_exceptions_of(replacement_of(remedy).id) == []
    assert tap(wish(sale, "resend"), officer).state == "agreed"
    books_balance()


def test_what_has_left_is_not_called_off(officer: Actor) -> None:
    sale, remedy, _, _ = resent(officer, "platform")
    # Whenever the first one had to leave, this one has a day.
    watch_parcels()
    session.expire_all()
    again = replacement_of(remedy)
    assert again.watch_at == again.created_at + timedelta(days=1)
    # Nor when the scan is taken back: its boxes are out of their lots.
    for code in ("203", "207"):
        replace(sale, parcel=replacement_of(remedy)).scan(code)
        before = stock(), balances()
        with pytest.raises(StepNotAllowed), transaction():
            call_off(remedy.exception_id, remedy.id, officer, "")
        session.expire_all()
        assert (stock(), balances()) == before
    assert replacement_of(remedy).state == "created"
    books_balance()


def test_called_off_and_under_way_all_the_same_takes_its_box_out_of_the_lot(
    officer: Actor, clock: Clock
) -> None:
    """The carrier had it, as is heard later: it lies in no shed, and somebody must call it back."""
    clock.stop("2026-07-20 09:00")
    sale, remedy, stock_before, _ = resent(officer, "platform")
    clock.move(hours=2)
    with transaction():
        call_off(remedy.exception_id, remedy.id, officer, "")
    again = replacement_of(remedy)
    for code, minutes in (("203", 60), ("954", 30)):
        replace(sale, parcel=again).scan(code, at=time.now() - timedelta(minutes=minutes))
    ((lot, on_hand, reserved, allocated),) = stock_before["lots"]
    assert stock()["lots"] == [(lot, on_hand - 1, reserved, allocated)]
    assert [one.kind for one in open_exceptions_of(again.id)] == ["moving_cancelled"]
    books_balance()


def test_money_of_the_carrier_stays_with_the_house_when_nothing_is_sent_again(
    officer: Actor,
) -> None:
    _, remedy, _, books_before = resent(officer, "carrier")
    with transaction():
        claim = session.scalars(select(CarrierClaim)).one()
        send_carrier_claims([claim.id])
        record_carrier_payment(claim.id, 27_00, "回单 7", officer)
    with transaction():
        call_off(remedy.exception_id, remedy.id, officer, "")
    session.expire_all()
    assert session.get_one(CarrierClaim, claim.id).state == "paid"
    changed = {
        name: fen - books_before.get(name, 0)
        for name, fen in balances().items()
        if fen != books_before.get(name, 0)
    }
    assert changed == {"bank": 27_00, "claims_expense": -27_00}
    books_balance()
