"""Who brought which boxes gets which part of what they were sold for, to the fen."""

from datetime import timedelta

import pytest

from app import clock
from app.db import session, transaction
from app.ground.breakdown import less_packing
from app.ground.refusals import AmountsDiffer, Missing, NumberOutOfRange, StepNotAllowed
from app.growers.actions import (
    HouseholdDraft,
    add_household,
    end_household,
    hash_page_key,
    new_page_key,
    parts_to_share,
    pay_household,
    revoke_page_key,
    set_growers,
    share_out,
)
from app.growers.kinds import PayoutWay
from app.growers.models import Household
from app.growers.queries import (
    get_standing,
    get_standing_by_key,
    growers_of_lot,
    lots_of_household,
    payments_of_household,
    standings,
)
from app.ledger.queries import balances_of_order
from app.orders.breakdowns import breakdown_of_order, breakdown_of_part
from app.orders.models import Order, SubOrder
from app.stock.models import Lot
from tests.makers import (
    ZHENGLU,
    make_cooperative,
    make_lot,
    make_manager,
    make_product,
    make_variant,
)
from tests.order_sheets import make_order, make_waybills
from tests.payments.test_paying import begin, paid, tell

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def lot() -> Lot:
    """Twenty boxes at 58.00 in one lot, 3.00 of packing each."""
    make_waybills()
    product = make_product(make_cooperative())
    return make_lot(make_variant(product, price_fen=5800, packing_fen=300), 20)


def cooperative_id(lot: Lot) -> int:
    return lot.variant.product.cooperative_id


def household(lot: Lot, name: str) -> Household:
    with transaction():
        return add_household(cooperative_id(lot), HouseholdDraft(name, None, ZHENGLU, 35))


def sold(lot: Lot, boxes: int) -> SubOrder:
    """Paid and settled."""
    order = make_order((lot.variant, boxes))
    tell(paid(begin(order), f"pay-{boxes}"))
    with transaction():
        part = session.get_one(Order, order.id).sub_orders[0]
        part.settled_at = clock.now()
    return part


def test_a_sale_is_divided_by_boxes_and_no_fen_is_lost(lot: Lot) -> None:
    families = [household(lot, name) for name in ("王家", "李家", "赵家")]
    with transaction():
        set_growers(lot, dict(zip((one.id for one in families), (3, 3, 1), strict=True)))
    part = sold(lot, 2)
    assert parts_to_share() == [part.id]
    with transaction():
        assert share_out(part.id) == 3
    with transaction():
        assert share_out(part.id) == 0
    # Two boxes: 116.00, less 5 %, less 6.00 of packing; postage was paid by the buyer.
    earned = 11600 - 580 - 600
    assert breakdown_of_part(part).farmer_fen == earned
    found = standings(cooperative_id(lot))
    assert sum(one.earned_fen for one in found) == earned
    assert sum(one.box_thousandths for one in found) == 2000
    assert [one.earned_fen for one in found] == [4466, 4466, 1488]
    assert parts_to_share() == []
    (first,) = lots_of_household(families[0].id)
    assert (first.number, first.fen, first.box_thousandths) == (lot.number, 4466, 857)
    with pytest.raises(StepNotAllowed), transaction():
        set_growers(lot, {families[0].id: 1})


def test_the_books_and_the_frozen_lines_tell_the_same(lot: Lot) -> None:
    part = sold(lot, 3)
    books = breakdown_of_order(part.order)
    assert books == breakdown_of_part(part)
    assert books.total_fen == part.order.total_fen
    held = balances_of_order(part.order_id)[f"cooperative_held:{part.cooperative_id}"]
    assert books.farmer_fen == less_packing(-held, 900)


def test_nobody_brings_more_than_was_taken_in_and_unsettled_parts_wait(lot: Lot) -> None:
    one = household(lot, "王家")
    with pytest.raises(NumberOutOfRange), transaction():
        set_growers(lot, {one.id: 21})
    assert growers_of_lot(lot.id) == {}
    with transaction():
        set_growers(lot, {one.id: 20})
        set_growers(lot, {one.id: 4})
    assert growers_of_lot(lot.id) == {one.id: 4}
    order = make_order((lot.variant, 1))
    with pytest.raises(StepNotAllowed), transaction():
        share_out(order.sub_orders[0].id)
    assert parts_to_share() == []


def test_what_is_due_is_paid_once_and_only_when_it_is_what_was_seen(lot: Lot) -> None:
    one, ours = household(lot, "王家"), cooperative_id(lot)
    manager = make_manager(lot.variant.product.cooperative)
    with transaction():
        set_growers(lot, {one.id: 20})
    part = sold(lot, 1)
    with transaction():
        share_out(part.id)
    due = get_standing(ours, one.id).due_fen
    assert due == 5800 - 290 - 300

    def pay(seen_fen: int, key: str, cooperative: int = ours) -> None:
        with transaction():
            pay_household(
                cooperative,
                one.id,
                seen_fen=seen_fen,
                paid_on=clock.today(),
                way=PayoutWay.cash,
                by_id=manager.id,
                request_key=key,
            )

    with pytest.raises(AmountsDiffer):
        pay(due - 1, "first")
    with pytest.raises(Missing):
        pay(due, "first", make_cooperative().id)
    pay(due, "first")
    pay(due, "first")
    with pytest.raises(AmountsDiffer):
        pay(0, "second")
    assert [row.fen for row in payments_of_household(one.id)] == [due]
    assert get_standing(ours, one.id).due_fen == 0


def test_a_page_is_opened_by_its_newest_key_only_and_by_none_once_revoked(lot: Lot) -> None:
    one = household(lot, "王家")
    with transaction():
        old, new = new_page_key(one), new_page_key(one)
    assert get_standing_by_key(hash_page_key(new)).household.id == one.id
    with pytest.raises(Missing):
        get_standing_by_key(hash_page_key(old))
    with transaction():
        revoke_page_key(one)
        end_household(one)
    with pytest.raises(Missing):
        get_standing_by_key(hash_page_key(new))
    assert one.left_at is not None
    assert one.left_at - clock.now() < timedelta(minutes=1)
