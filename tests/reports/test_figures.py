"""What the office is shown is what happened."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import update

from app import clock
from app.db import session, transaction
from app.ground.refusals import Missing
from app.orders.models import Order, SubOrder
from app.outbox.actions import leave
from app.parcels.models import Parcel, ParcelException, StrayEvent
from app.payments.models import CardEvent, Refund
from app.reports.queries import (
    accounts_by_group,
    entries_of,
    get_account,
    get_entry,
    sales_by_day,
    season,
)
from app.reports.stuck import matters
from tests.makers import make_cooperative
from tests.reports.markets_at_rest import MarketAtRest, set_up_market

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def market() -> MarketAtRest:
    return set_up_market()


def stuck() -> dict[str, int]:
    session.expire_all()
    return {one.kind: one.count for one in matters() if one.count}


def test_sales_are_told_by_shanghai_days(market: MarketAtRest) -> None:
    # 23 July, 16:30 in Greenwich, is half past midnight on the 24th in Changzhou.
    moments = {
        market.paid.id: datetime(2026, 7, 23, 16, 30, tzinfo=UTC),
        market.halved.id: datetime(2026, 7, 23, 15, 30, tzinfo=UTC),
    }
    with transaction():
        for order_id, moment in moments.items():
            session.execute(
                update(Order).where(Order.id == order_id).values(paid_at=moment, pay_by=moment)
            )
    days = sales_by_day(date(2026, 7, 24), days=3)
    assert [(one.day.day, one.orders, one.village, one.fen) for one in days] == [
        (22, 0, 0, 0),
        (23, 1, 0, market.halved.total_fen),
        (24, 1, 0, market.paid.total_fen),
    ]


def test_the_season_counts_what_was_not_given_back(market: MarketAtRest) -> None:
    ledger = season(clock.today())
    kept = [*market.paid.sub_orders, market.halved.sub_orders[1]]
    assert ledger.boxes == 4
    assert ledger.fen == sum(one.goods_fen for one in kept)
    assert (ledger.households, ledger.mu) == (60, 400)


def test_accounts_stand_in_groups_that_sum_to_zero(market: MarketAtRest) -> None:
    groups = {group.kind: group for group in accounts_by_group()}
    assert sum(group.fen for group in groups.values()) == 0
    assert groups["card_clearing"].fen == market.paid.total_fen + market.halved.total_fen
    holders = [line.holder.id for line in groups["cooperative_held"].lines if line.holder]
    assert sorted(holders) == sorted(one.cooperative_id for one in market.paid.sub_orders)


def test_an_account_is_found_by_its_name_only(market: MarketAtRest) -> None:
    assert get_account("card_clearing:demo_card").fen > 0
    with pytest.raises(Missing):
        get_account("card_clearing:")


def test_an_order_shows_its_entries_with_both_sides(market: MarketAtRest) -> None:
    sale, owed = entries_of(market.halved.id)
    assert sale.order_number == market.halved.number
    assert sum(line.fen for line in sale.lines) == market.halved.total_fen
    assert {line.debit for line in sale.lines} == {"card_clearing:demo_card"}
    assert sum(line.fen for line in owed.lines) == market.refund.amount_fen
    assert get_entry(sale.entry_id) == sale
    with pytest.raises(Missing):
        get_entry(owed.entry_id + 1000)


def test_nothing_stands_still_in_a_market_at_rest(market: MarketAtRest) -> None:
    assert stuck() == {}


def test_whatever_stands_still_is_counted_with_its_beginning(market: MarketAtRest) -> None:
    now = clock.now()
    long_ago = now - timedelta(days=6)
    first, second = (
        session.query(Parcel).order_by(Parcel.id).filter(Parcel.state == "created").limit(2)
    )
    spoils_on = clock.today()
    with transaction():
        session.execute(
            update(SubOrder)
            .where(SubOrder.id == market.paid.sub_orders[0].id)
            .values(ship_by=now - timedelta(hours=1))
        )
        for parcel, good_until in ((first, spoils_on), (second, spoils_on + timedelta(days=1))):
            session.add(
                ParcelException(
                    parcel_id=parcel.id,
                    kind="silent",
                    state="open",
                    since=long_ago,
                    opened_at=now,
                    due_at=now,
                    good_until=good_until,
                    owner_kind="carrier",
                    cooperative_id=parcel.sub_order.cooperative_id,
                    next_action="ask_carrier",
                )
            )
        session.execute(update(Refund).values(state="failed"))
        session.add(
            CardEvent(
                tender="demo_card",
                external_id="lost",
                kind="session.paid",
                facts={},
                outcome="unmatched",
                reason="no such payment",
                received_at=now,
            )
        )
        session.add(StrayEvent(external_id="x", waybill_number="ZZ1", facts={}, received_at=now))
        leave("send_letter", {}).given_up_at = now
    make_cooperative(state="applied")
    assert stuck() == {
        "overdue_parts": 1,
        "spoiling_parcels": 1,
        "parcels_in_trouble": 2,
        "unmatched_events": 1,
        "failed_refunds": 1,
        "stray_events": 1,
        "given_up_messages": 1,
        "applied_cooperatives": 1,
    }
    assert {one.since for one in matters() if one.kind == "parcels_in_trouble"} == {long_ago}


def test_a_refund_is_slow_after_a_day(market: MarketAtRest) -> None:
    with transaction():
        session.execute(update(Refund).values(requested_at=clock.now() - timedelta(hours=25)))
    assert stuck() == {"slow_refunds": 1}
