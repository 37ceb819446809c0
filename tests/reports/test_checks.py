"""Each check finds the fault that it is for, and an untouched market has none."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, text, update

from app import clock
from app.cash.models import CashClose, CashCount, CashDifference
from app.db import session, transaction
from app.ground.dates import month_of
from app.ground.postal_products import PostalProduct
from app.ground.postings import (
    DISPUTED,
    ORDER_DEPOSITS,
    SUSPENSE,
    cash_box,
    cash_in_transit,
    cooperative_held,
    cooperative_payable,
    shop_held,
)
from app.ground.postings import Posting as PlannedPosting
from app.ledger.actions import post
from app.ledger.models import Account, JournalEntry, JournalHead, Posting
from app.orders.models import BoxDeposit, Order, OrderLine, SubOrder
from app.outbox.actions import leave
from app.parcels.models import Parcel, ParcelContent, Waybill, WaybillRange
from app.parcels.queries import parcels_of_order
from app.parcels.waybills import draw_waybill
from app.payments.models import Payment, PaymentShare, Refund, RefundSlip
from app.people.models import Person
from app.postage.models import BoxType
from app.reconciliation.models import CardMovement
from app.reports.checks import CHECKS, MOST_FAULTS, check_books
from app.settlement.models import PayeeAccount, Payout, PayoutBatch, Statement, StatementLine
from app.shops.models import Shop
from app.stock.inbound import Counted, InboundWish, announce_inbound, receive_inbound
from app.stock.models import InboundShipment, Lot, Reservation, Warehouse
from tests.makers import make_shop, make_shopkeeper, make_warehouse
from tests.reports.markets_at_rest import MarketAtRest, set_up_market

pytestmark = pytest.mark.usefixtures("database")
Damage = Callable[[MarketAtRest], str]


@pytest.fixture
def market() -> MarketAtRest:
    make_shopkeeper(make_shop())
    make_warehouse()
    return set_up_market()


def change(row: Any, **values: object) -> None:
    model = type(row)
    key = model.__mapper__.primary_key[0]
    where = key == getattr(row, key.name)
    if model is PaymentShare:
        where = where & (PaymentShare.sub_order_id == row.sub_order_id)
    session.execute(
        update(model).where(where).values(**values), execution_options={"synchronize_session": None}
    )


def an_entry_moves_nothing(market: MarketAtRest) -> str:
    now = clock.now()
    session.execute(
        insert(JournalEntry).values(fact="empty", memo="", happened_at=now, booked_at=now)
    )
    return "empty"


def a_posting_takes_nothing(market: MarketAtRest) -> str:
    """The table itself refuses this, so that its rule has to be switched off."""
    debit, credit = session.scalars(select(Account.id).order_by(Account.id).limit(2))
    entry = session.scalars(select(JournalEntry.id).limit(1)).one()
    posting = insert(Posting).values(
        entry_id=entry, debit_id=debit, credit_id=credit, amount_fen=-5
    )
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    drop = "ALTER TABLE postings DROP CONSTRAINT ck_postings_amount_positive"
    session.execute(text("PRAGMA ignore_check_constraints=1" if is_sqlite else drop))
    number = session.scalars(posting.returning(Posting.id)).one()
    if is_sqlite:
        session.execute(text("PRAGMA ignore_check_constraints=0"))
    return f"posting {number}"


def an_order_costs_more_than_its_parts(market: MarketAtRest) -> str:
    change(market.paid, goods_fen=Order.goods_fen + 1, total_fen=Order.total_fen + 1)
    return market.paid.number


def a_part_costs_more_than_its_lines(market: MarketAtRest) -> str:
    part = market.paid.sub_orders[0]
    change(part, goods_fen=SubOrder.goods_fen + 1, total_fen=SubOrder.total_fen + 1)
    return part.number


def a_payment_is_greater_than_was_booked(market: MarketAtRest) -> str:
    change(market.payment, amount_fen=Payment.amount_fen + 1)
    return market.payment.number


def a_share_is_too_great(market: MarketAtRest) -> str:
    change(market.payment.shares[0], amount_fen=PaymentShare.amount_fen + 1)
    return market.payment.number


def a_deposit_lies_with_a_paid_order(market: MarketAtRest) -> str:
    put_down = [PlannedPosting(SUSPENSE, ORDER_DEPOSITS, 5)]
    post("deposit", "", put_down, order_id=market.paid.id)
    return market.paid.number


def a_part_has_paid_for_a_box_it_never_had(market: MarketAtRest) -> str:
    part = market.open.sub_orders[0]
    change(part, deposit_fen=20_00, total_fen=part.total_fen + 20_00)
    change(market.open, deposit_fen=20_00, total_fen=market.open.total_fen + 20_00)
    return part.number


def a_box_is_lent_and_nothing_is_kept_for_it(market: MarketAtRest) -> str:
    box_type_id = session.scalars(select(BoxType.id)).first()
    session.add(
        BoxDeposit(
            sub_order_id=market.paid.sub_orders[0].id,
            box_type_id=box_type_id,
            boxes=1,
            deposit_fen=20_00,
        )
    )
    return market.paid.number


def an_order_is_called_paid(market: MarketAtRest) -> str:
    change(market.open, state="paid", paid_at=clock.now())
    return market.open.number


def a_share_says_that_it_was_refunded(market: MarketAtRest) -> str:
    share = market.payment.shares[0]
    change(share, refunded_fen=1)
    return session.get_one(SubOrder, share.sub_order_id).number


def a_refund_says_that_it_is_paid(market: MarketAtRest) -> str:
    change(market.refund, state="succeeded", ended_at=clock.now())
    return market.refund.number


def money_is_called_disputed(market: MarketAtRest) -> str:
    post("dispute", "", [PlannedPosting(DISPUTED, SUSPENSE, 5)])
    return DISPUTED


def a_line_says_that_it_was_refunded(market: MarketAtRest) -> str:
    part = market.paid.sub_orders[0]
    change(part.lines[0], refunded_fen=OrderLine.refunded_fen + 1)
    return part.number


def a_slip_is_decided_and_nothing_leaves(market: MarketAtRest) -> str:
    part = market.paid.sub_orders[0]
    slip = insert(RefundSlip).values(
        request_key="sly",
        sub_order_id=part.id,
        amount_fen=5,
        reason="goodwill",
        borne_by="platform",
        facts={},
        note="",
        actor_kind="postal",
        decided_at=clock.now(),
    )
    session.execute(slip)
    return part.number


def a_part_is_called_cancelled(market: MarketAtRest) -> str:
    part = market.paid.sub_orders[0]
    change(part, state="cancelled", cancelled_at=clock.now())
    return part.number


def a_cancelled_part_earns(market: MarketAtRest) -> str:
    part = market.halved.sub_orders[0]
    held = cooperative_held(part.cooperative_id)
    post("sly", "", [PlannedPosting(SUSPENSE, held, 5)], order_id=part.order_id)
    return part.number


def a_box_appears_in_a_lot(market: MarketAtRest) -> str:
    lot = session.scalars(select(Lot).limit(1)).one()
    change(lot, on_hand=Lot.on_hand + 1)
    return lot.number


def _announced(market: MarketAtRest) -> InboundShipment:
    lot = session.scalars(select(Lot).order_by(Lot.id).limit(1)).one()
    warehouse = session.scalars(select(Warehouse)).one()
    wish = InboundWish(
        request_key="a van",
        warehouse_id=warehouse.id,
        boxes_of={lot.id: 2},
        expected_on=clock.today(),
    )
    return announce_inbound(lot.variant.product.cooperative_id, wish, None)


def a_van_arrives_and_nobody_unloads_it(market: MarketAtRest) -> str:
    shipment = _announced(market)
    change(shipment, state="received", ended_at=clock.now())
    return shipment.number


def moved_boxes_are_of_another_picking(market: MarketAtRest) -> str:
    shipment = _announced(market)
    receive_inbound(shipment.id, {shipment.lines[0].id: Counted(2)}, None)
    moved = session.scalars(select(Lot).where(Lot.parent_id.is_not(None))).one()
    change(moved, harvested_on=clock.today() - timedelta(days=9))
    return moved.number


def an_order_ends_and_keeps_its_boxes(market: MarketAtRest) -> str:
    change(market.open, state="expired", ended_at=clock.now())
    return market.open.number


def a_parcel_holds_a_box_too_many(market: MarketAtRest) -> str:
    line = market.paid.sub_orders[0].lines[0]
    session.execute(
        update(ParcelContent)
        .where(ParcelContent.order_line_id == line.id)
        .values(boxes=ParcelContent.boxes + 1)
    )
    return market.paid.sub_orders[0].number


def a_number_is_drawn_for_nothing(market: MarketAtRest) -> str:
    return draw_waybill(PostalProduct.ordinary, None)


def a_number_is_given_out_again(market: MarketAtRest) -> str:
    pool = session.scalars(select(WaybillRange)).one()
    change(pool, next_serial=WaybillRange.next_serial - 1)
    return str(pool.id)


def a_parcel_is_called_sent_again(market: MarketAtRest) -> str:
    first = _parcels(market)[0]
    session.execute(update(Parcel).where(Parcel.id == first.id).values(made_good="resent"))
    return first.waybill_number


def a_return_brings_what_was_never_sent(market: MarketAtRest) -> str:
    first, second = _parcels(market)[:2]
    number = draw_waybill(PostalProduct.ordinary, None)
    content = second.contents[0]
    same = ("sub_order_id", "state", "temperature_class", "gross_grams", "postage_fen", "plan")
    session.add(
        Parcel(
            **{name: getattr(second, name) for name in same},
            kind="return",
            origin_parcel_id=first.id,
            position=9,
            waybill_number=number,
            created_at=clock.now(),
            changed_at=clock.now(),
            contents=[
                ParcelContent(order_line_id=content.order_line_id, boxes=1, lot_id=content.lot_id)
            ],
        )
    )
    return number


def _parcels(market: MarketAtRest) -> list[Parcel]:
    """One of each part of the order."""
    return parcels_of_order(market.paid.id)


def an_order_is_unpaid_behind_its_parcels(market: MarketAtRest) -> str:
    from_order = (
        select(Waybill.number).where(Waybill.state == "drawn").order_by(Waybill.number).limit(1)
    )
    change(market.paid, state="placed")
    return session.scalars(from_order).one()


def an_order_is_packed_before_it_is_paid(market: MarketAtRest) -> str:
    change(market.open.sub_orders[0], state="packing")
    return market.open.number


def a_paid_order_forgets_a_box(market: MarketAtRest) -> str:
    lot = session.scalars(select(Lot).where(Lot.allocated > 0).limit(1)).one()
    change(lot, allocated=Lot.allocated - 1)
    return lot.number


def notes_are_missing_in_a_box(market: MarketAtRest) -> str:
    post("notes", "", [PlannedPosting(SUSPENSE, cash_box(7), 5)])
    return "cash_box:7"


def counted(booked_fen: int) -> CashCount:
    count = CashCount(
        shop_id=session.scalars(select(Shop).limit(1)).one().id,
        day=clock.today(),
        request_key="key",
        notes={},
        counted_fen=0,
        booked_fen=booked_fen,
        waiting_fen=0,
        last_entry_id=0,
        counted_by_id=session.scalars(select(Person).limit(1)).one().id,
        counted_at=clock.now(),
    )
    session.add(count)
    session.flush()
    return count


def closed(count: CashCount, difference_fen: int) -> CashClose:
    close = CashClose(
        shop_id=count.shop_id,
        day=count.day,
        request_key="key",
        count_id=count.id,
        difference_fen=difference_fen,
        reason="unknown" if difference_fen else None,
        explanation="",
        closed_by_id=count.counted_by_id,
        closed_at=clock.now(),
    )
    session.add(close)
    session.flush()
    return close


def a_count_invents_what_the_books_say(market: MarketAtRest) -> str:
    return f"count {counted(5).id}"


def a_close_forgets_its_difference(market: MarketAtRest) -> str:
    return f"close {closed(counted(5), 0).id}"


def a_difference_is_called_booked(market: MarketAtRest) -> str:
    close = closed(counted(5), -5)
    difference = CashDifference(
        shop_id=close.shop_id,
        close_id=close.id,
        amount_fen=-5,
        reason="unknown",
        explanation="",
        state="booked",
        borne_by="platform",
        named_by_id=close.closed_by_id,
        named_at=clock.now(),
        note="",
    )
    session.add(difference)
    session.flush()
    return f"cash_difference:{difference.id}"


def notes_are_on_their_way_from_nowhere(market: MarketAtRest) -> str:
    post("notes", "", [PlannedPosting(cash_in_transit(7), SUSPENSE, 5)])
    return "cash_in_transit:7"


def listed(market: MarketAtRest, **changes: object) -> str:
    payment, moment = market.payment, clock.now()
    row = {
        "tender": payment.tender,
        "external_id": "txn_1",
        "kind": "charge",
        "amount_fen": payment.amount_fen,
        "fee_fen": 0,
        "net_fen": payment.amount_fen,
        "source_external_id": "ch_1",
        "created_at": moment,
        "fetched_at": moment,
        "verdict": "matched",
        "fact": f"payment:{payment.number}:captured",
        "ours_fen": payment.amount_fen,
    }
    session.add(CardMovement(**{**row, **changes}))
    session.flush()
    return "txn_1"


def a_fee_is_kept_but_not_booked(market: MarketAtRest) -> str:
    return listed(market, fee_fen=50, net_fen=market.payment.amount_fen - 50)


def a_movement_is_nobodys(market: MarketAtRest) -> str:
    return listed(market, verdict="theirs_not_ours", fact=None, ours_fen=0)


def a_part_was_paid_for_with_too_little(market: MarketAtRest) -> str:
    share = market.payment.shares[0]
    change(share, amount_fen=PaymentShare.amount_fen - 1)
    return session.get_one(SubOrder, share.sub_order_id).number


def stated(serial: int = 1, earned_fen: int = 0, line_count: int = 1, line_fen: int = 5) -> str:
    """A cooperative's statement of 5 fen that it was paid for a claim. As it stands it holds."""
    moment = clock.now()
    party = 77
    account = cooperative_payable(party)
    entry = post("claim", "", [PlannedPosting(SUSPENSE, account, 5)])
    statement = Statement(
        number=f"C{party}-{serial}",
        party_kind="cooperative",
        party_id=party,
        serial=serial,
        covers_until=moment,
        opening_fen=0,
        earned_fen=earned_fen,
        moved_fen=line_fen,
        closing_fen=earned_fen + line_fen,
        line_count=line_count,
        entry_id=entry.id if earned_fen else None,
        through_entry_id=entry.id,
    )
    session.add(statement)
    session.flush()
    nothing = {"goods_fen": 0, "commission_fen": 0, "postage_fen": 0, "refunded_fen": 0}
    claim = nothing | {"kind": "claim", "entry_id": entry.id, "net_fen": line_fen}
    sale = nothing | {"kind": "sale", "goods_fen": earned_fen, "net_fen": earned_fen}
    for position, one in enumerate([claim, *([sale] if earned_fen else [])], 1):
        line = StatementLine(
            statement_id=statement.id,
            position=position,
            account=account,
            reference="",
            happened_at=moment,
            **one,
        )
        session.add(line)
    session.flush()
    return statement.number


def a_statement_loses_a_line(market: MarketAtRest) -> str:
    return stated(line_count=2)


def a_statement_is_skipped(market: MarketAtRest) -> str:
    return stated(serial=2)


def a_statement_moves_nothing(market: MarketAtRest) -> str:
    return stated(earned_fen=3, line_count=2)


def a_statement_tells_of_less_than_was_booked(market: MarketAtRest) -> str:
    return stated(line_fen=4)


def a_part_is_called_settled(market: MarketAtRest) -> str:
    part = market.paid.sub_orders[0]
    change(part, settled_at=clock.now())
    return part.number


def a_payout_is_called_sent(market: MarketAtRest) -> str:
    moment = clock.now()
    person_id = session.scalars(select(Person).limit(1)).one().id
    batch = PayoutBatch(
        number="B1",
        kind="bank_file",
        state="frozen",
        total_fen=5,
        payout_count=1,
        frozen_by_id=person_id,
        frozen_at=moment,
    )
    payee = PayeeAccount(
        party_kind="cooperative",
        party_id=77,
        kind="bank",
        holder="合作社",
        bank="邮储银行",
        account="6217990000000000003",
        proposed_by_id=person_id,
        proposed_at=moment,
    )
    session.add_all([batch, payee])
    session.flush()
    payout = Payout(
        number="O1",
        batch_id=batch.id,
        party_kind="cooperative",
        party_id=77,
        payee_id=payee.id,
        amount_fen=5,
        state="sent",
        sent_at=moment,
    )
    session.add(payout)
    session.flush()
    return payout.number


def an_entry_is_written_past_the_chain(market: MarketAtRest) -> str:
    now = clock.now()
    entry = insert(JournalEntry).values(fact="sly", memo="", happened_at=now, booked_at=now)
    number = session.scalars(entry.returning(JournalEntry.id)).one()
    return f"entry {number} (sly): never linked"


def a_month_is_called_closed(market: MarketAtRest) -> str:
    session.execute(update(JournalHead).values(open_from=month_of(clock.today())))
    return "the end of the chain names another open month than the closed ones do"


DAMAGES: dict[str, Damage] = {
    "the_chain_of_entries": an_entry_is_written_past_the_chain,
    "closed_months_that_do_not_hold": a_month_is_called_closed,
    "entries_without_postings": an_entry_moves_nothing,
    "accounts_that_do_not_sum_to_zero": a_posting_takes_nothing,
    "cash_boxes_with_less_than_nothing": notes_are_missing_in_a_box,
    "orders_whose_parts_do_not_add_up": an_order_costs_more_than_its_parts,
    "sub_orders_whose_lines_do_not_add_up": a_part_costs_more_than_its_lines,
    "captured_payments_not_in_the_books": a_payment_is_greater_than_was_booked,
    "payments_whose_shares_do_not_add_up": a_share_is_too_great,
    "deposits_that_no_unpaid_order_has": a_deposit_lies_with_a_paid_order,
    "paid_orders_without_their_money": an_order_is_called_paid,
    "paid_parts_without_their_share": a_part_was_paid_for_with_too_little,
    "shares_whose_refunds_do_not_add_up": a_share_says_that_it_was_refunded,
    "refunds_not_in_the_books": a_refund_says_that_it_is_paid,
    "disputes_not_in_the_books": money_is_called_disputed,
    "cancelled_parts_without_their_refund": a_part_is_called_cancelled,
    "cancelled_parts_that_still_hold_money": a_cancelled_part_earns,
    "parts_whose_lines_do_not_explain_their_refunds": a_line_says_that_it_was_refunded,
    "slips_whose_refunds_do_not_add_up": a_slip_is_decided_and_nothing_leaves,
    "parts_whose_deposits_do_not_add_up": a_part_has_paid_for_a_box_it_never_had,
    "deposits_that_open_loans_do_not_explain": a_box_is_lent_and_nothing_is_kept_for_it,
    "counts_that_the_books_do_not_show": a_count_invents_what_the_books_say,
    "closes_that_their_counts_do_not_explain": a_close_forgets_its_difference,
    "cash_differences_not_in_the_books": a_difference_is_called_booked,
    "notes_on_their_way_that_nobody_handed_over": notes_are_on_their_way_from_nowhere,
    "card_movements_that_the_books_do_not_show": a_fee_is_kept_but_not_booked,
    "card_movements_that_differ_and_are_not_listed": a_movement_is_nobodys,
    "orders_that_disagree_with_their_parts": an_order_is_packed_before_it_is_paid,
    "lots_that_do_not_follow_from_their_movements": a_box_appears_in_a_lot,
    "shipments_that_lose_boxes": a_van_arrives_and_nobody_unloads_it,
    "moved_lots_that_became_others": moved_boxes_are_of_another_picking,
    "holds_that_no_open_order_has": an_order_ends_and_keeps_its_boxes,
    "lots_allocated_to_nobody": a_paid_order_forgets_a_box,
    "paid_parts_whose_boxes_are_not_in_parcels": a_parcel_holds_a_box_too_many,
    "drawn_numbers_without_one_parcel": a_number_is_drawn_for_nothing,
    "ranges_that_do_not_add_up": a_number_is_given_out_again,
    "parcels_made_good_without_a_remedy": a_parcel_is_called_sent_again,
    "other_parcels_with_more_than_their_origin": a_return_brings_what_was_never_sent,
    "parcels_sent_before_they_were_paid": an_order_is_unpaid_behind_its_parcels,
    "statements_whose_lines_do_not_add_up": a_statement_loses_a_line,
    "statements_that_do_not_follow_each_other": a_statement_is_skipped,
    "statements_not_in_the_books": a_statement_moves_nothing,
    "statement_lines_that_differ_from_the_books": a_statement_tells_of_less_than_was_booked,
    "parts_settled_without_their_line": a_part_is_called_settled,
    "payouts_not_in_the_books": a_payout_is_called_sent,
}


# What else cannot hold after the same damage.
ALSO: dict[str, set[str]] = {
    "the_chain_of_entries": {"entries_without_postings"},
    "entries_without_postings": {"the_chain_of_entries"},
    "accounts_that_do_not_sum_to_zero": {
        "captured_payments_not_in_the_books",
        "the_chain_of_entries",
    },
    "sub_orders_whose_lines_do_not_add_up": {
        "orders_whose_parts_do_not_add_up",
        "paid_parts_without_their_share",
    },
    "captured_payments_not_in_the_books": {"payments_whose_shares_do_not_add_up"},
    "payments_whose_shares_do_not_add_up": {"paid_parts_without_their_share"},
    "paid_orders_without_their_money": {
        "holds_that_no_open_order_has",
        "orders_that_disagree_with_their_parts",
    },
    "paid_parts_without_their_share": {"payments_whose_shares_do_not_add_up"},
    "shares_whose_refunds_do_not_add_up": {"parts_whose_lines_do_not_explain_their_refunds"},
    "cancelled_parts_without_their_refund": {
        "cancelled_parts_that_still_hold_money",
        "lots_allocated_to_nobody",
    },
    "deposits_that_open_loans_do_not_explain": {"parts_whose_deposits_do_not_add_up"},
    "closes_that_their_counts_do_not_explain": {"counts_that_the_books_do_not_show"},
    "cash_differences_not_in_the_books": {"counts_that_the_books_do_not_show"},
    "orders_that_disagree_with_their_parts": {
        "lots_allocated_to_nobody",
        "paid_parts_whose_boxes_are_not_in_parcels",
        "paid_parts_without_their_share",
    },
    "holds_that_no_open_order_has": {"orders_that_disagree_with_their_parts"},
    "lots_allocated_to_nobody": {"lots_that_do_not_follow_from_their_movements"},
    "parcels_sent_before_they_were_paid": {
        "deposits_that_no_unpaid_order_has",
        "holds_that_no_open_order_has",
        "orders_that_disagree_with_their_parts",
    },
}


def faults() -> dict[str, tuple[str, ...]]:
    session.expire_all()
    return {check.name: check.faults for check in check_books()}


def test_every_check_is_put_to_the_proof() -> None:
    assert list(DAMAGES) == list(CHECKS)


def test_an_untouched_market_passes(market: MarketAtRest) -> None:
    assert faults() == dict.fromkeys(CHECKS, ())


@pytest.mark.parametrize("name", sorted(DAMAGES))
def test_a_check_names_what_is_wrong(market: MarketAtRest, name: str) -> None:
    with transaction():
        fault = DAMAGES[name](market)
    found = {check: named for check, named in faults().items() if named}
    assert fault in found[name]
    assert found.keys() == {name, *ALSO.get(name, ())}


def test_a_statement_that_holds_passes(market: MarketAtRest) -> None:
    with transaction():
        stated()
    assert faults() == dict.fromkeys(CHECKS, ())


def test_a_refund_that_is_too_small_is_found(market: MarketAtRest) -> None:
    with transaction():
        change(market.refund, amount_fen=Refund.amount_fen - 1)
    assert faults()["shares_whose_refunds_do_not_add_up"] == (market.halved.sub_orders[0].number,)


def test_a_shop_keeps_nothing_of_a_cancelled_order(market: MarketAtRest) -> None:
    name, order = "cancelled_parts_that_still_hold_money", market.halved
    with transaction():
        post("sly", "", [PlannedPosting(SUSPENSE, shop_held(1), 5)], order_id=order.id)
    assert faults()[name] == ()
    with transaction():
        change(order, state="cancelled", ended_at=clock.now())
    assert faults()[name] == (order.sub_orders[0].number,)


def test_a_held_box_too_few_is_found(market: MarketAtRest) -> None:
    held = session.scalars(select(Reservation).where(Reservation.state == "held")).one()
    with transaction():
        change(held, boxes=Reservation.boxes + 1)
    assert faults()["holds_that_no_open_order_has"] == (market.open.number,)


def test_one_order_that_waits_for_numbers_does_not_excuse_another(market: MarketAtRest) -> None:
    with transaction():
        a_parcel_holds_a_box_too_many(market)
        leave("book_parcels", {"order_id": market.paid.id})
        leave("book_parcels", {"order_id": market.open.id})
    number = market.paid.sub_orders[0].number
    assert faults()["paid_parts_whose_boxes_are_not_in_parcels"] == (number,)


def test_only_the_first_faults_are_named(market: MarketAtRest) -> None:
    moment = clock.now()
    rows = [
        {"fact": f"empty {one}", "memo": "", "happened_at": moment, "booked_at": moment}
        for one in range(MOST_FAULTS + 5)
    ]
    with transaction():
        session.execute(insert(JournalEntry), rows)
    assert len(faults()["entries_without_postings"]) == MOST_FAULTS
