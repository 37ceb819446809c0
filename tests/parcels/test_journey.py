"""A parcel from booking to hand-over: events in any order, once each, and stock that follows."""

import itertools
from datetime import timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.catalogue.models import Variant
from app.db import session, transaction
from app.ground.refusals import Missing, PickupCodeWrong, StepNotAllowed, WaybillNotAllowed
from app.orders.actions import Actor
from app.orders.kinds import ActorKind, DeliveryPreference
from app.orders.models import Order
from app.orders.wishes import Delivery
from app.parcels.actions import (
    CODE_TRIES,
    hand_out,
    hand_over,
    locked,
    pack,
    print_labels,
    renew_pickup_code,
    scan_in,
)
from app.parcels.kinds import EventSource
from app.parcels.models import Parcel, StrayEvent, TrackingEvent, WaybillRange
from app.parcels.queries import (
    expected_at,
    get_parcel_of_shop,
    parcels_of_order,
    shelf_of,
    timeline,
)
from app.parcels.tracking import TrackingFact, record_scans
from app.parcels.waybills import import_waybills
from app.shops.models import Shop
from app.stock.models import Lot
from tests.makers import make_lot, make_shop, make_variant
from tests.order_sheets import JIAOXI, make_order, make_waybills
from tests.payments.test_paying import begin, books_balance, paid, tell

pytestmark = pytest.mark.usefixtures("database")
CLERK, KEEPER = Actor(ActorKind.cooperative), Actor(ActorKind.shopkeeper)


@pytest.fixture
def shop() -> Shop:
    make_waybills()
    return make_shop()


@pytest.fixture
def order(shop: Shop) -> Order:
    """Paid: one parcel that is to be fetched at the shop."""
    lot = make_lot(make_variant(price_fen=5200), 5)
    to_shop = Delivery(preference=DeliveryPreference.shop, shop_id=shop.id, has_consent=True)
    variant = session.get_one(Variant, lot.variant_id)
    order = make_order((variant, 2), delivery=to_shop, region_code=JIAOXI)
    tell(paid(begin(order)))
    session.expire_all()
    return order


@pytest.fixture
def parcel(order: Order) -> Parcel:
    return parcels_of_order(order.id)[0]


def fact(code: str, hours: int, reason: str = "", note: str = "") -> TrackingFact:
    return TrackingFact(
        external_id=f"carrier:{code}:{hours}",
        code=code,
        reason=reason,
        place="常州",
        note=note,
        source=EventSource.carrier,
        happened_at=clock.now() + timedelta(seconds=hours),
    )


def scanned(parcel: Parcel, *facts: TrackingFact) -> int:
    with transaction():
        return record_scans([(parcel.waybill_number, one) for one in facts])


def send(parcel: Parcel) -> None:
    with transaction():
        parcels = locked([parcel.id])
        print_labels(parcels, CLERK)
        pack(parcels, CLERK)
        hand_over(parcels, CLERK)


def test_packing_needs_a_label_and_handing_over_needs_packing(parcel: Parcel) -> None:
    for step in (pack, hand_over):
        with pytest.raises(StepNotAllowed), transaction():
            step(locked([parcel.id]), CLERK)
    assert session.scalars(select(TrackingEvent)).all() == []


def test_handing_over_takes_the_boxes_from_the_lot_once(parcel: Parcel, order: Order) -> None:
    send(parcel)
    scanned(parcel, fact("203", 1), fact("389", 2))
    session.expire_all()
    lot = session.get_one(Lot, parcel.contents[0].line.lot_id)
    assert (lot.on_hand, lot.allocated) == (3, 0)
    assert (parcel.state, order.sub_orders[0].state) == ("in_transit", "shipped")
    books_balance()


def test_every_order_of_arrival_ends_in_the_same_state(parcel: Parcel, order: Order) -> None:
    facts = [fact("203", 1), fact("954", 2), fact("702", 3), fact("704", 4, "10")]
    for shuffled in itertools.permutations(facts):
        savepoint = session.begin_nested()
        for one in shuffled:
            record_scans([(parcel.waybill_number, one), (parcel.waybill_number, one)])
        session.expire_all()
        assert (parcel.state, order.sub_orders[0].state) == ("delivered", "delivered")
        savepoint.rollback()
        session.expire_all()


def test_a_delivery_that_is_taken_back_is_shown_struck_through(
    parcel: Parcel, order: Order
) -> None:
    scanned(parcel, fact("203", 1), fact("704", 2, "10"), fact("743", 3))
    session.expire_all()
    assert (parcel.state, order.sub_orders[0].state) == ("accepted", "shipped")
    assert [(stop.code, stop.is_struck) for stop in timeline(parcel)] == [
        ("743", False),
        ("704", True),
        ("203", False),
    ]


def test_repeated_unknown_and_foreign_scans_are_harmless_and_kept(parcel: Parcel) -> None:
    assert scanned(parcel, fact("203", 1), fact("999", 2, note="联系13812345678")) == 2
    assert scanned(parcel, fact("203", 1)) == 0
    with transaction():
        record_scans([("ZZ000000005CN", fact("704", 3))] * 2)
    session.expire_all()
    assert parcel.state == "accepted"
    assert [stop.note for stop in timeline(parcel)] == ["联系138****5678", ""]
    assert [one.waybill_number for one in session.scalars(select(StrayEvent))] == ["ZZ000000005CN"]


def test_the_shop_scans_in_and_hands_out_against_the_code(parcel: Parcel, shop: Shop) -> None:
    send(parcel)
    scanned(parcel, fact("704", 1, "160"))
    assert [one.id for one in expected_at(shop.id)] == [parcel.id]
    with transaction():
        scan_in(locked([parcel.id])[0], "A1", KEEPER)
    session.expire_all()
    assert ([one.id for one in shelf_of(shop.id)], expected_at(shop.id)) == ([parcel.id], [])
    code = parcel.pickup_code or ""
    assert (len(code), code.isdigit(), parcel.shelf) == (6, True, "A1")
    with transaction():
        assert hand_out(locked([parcel.id])[0], code, "王阿婆", KEEPER) is None
    session.expire_all()
    assert (parcel.state, parcel.collected_by) == ("collected", "王阿婆")
    assert parcel.sub_order.state == "delivered"
    with pytest.raises(StepNotAllowed), transaction():
        hand_out(locked([parcel.id])[0], code, "别人", KEEPER)


def test_a_carriers_clock_that_is_ahead_does_not_undo_what_the_keeper_scans(
    parcel: Parcel, shop: Shop
) -> None:
    send(parcel)
    scanned(parcel, fact("702", 90))
    with transaction():
        scan_in(locked([parcel.id])[0], "A1", KEEPER)
    session.expire_all()
    assert (parcel.state, [one.id for one in shelf_of(shop.id)]) == ("at_shop", [parcel.id])


def test_five_wrong_codes_close_the_shelf_until_a_new_code(parcel: Parcel) -> None:
    send(parcel)
    with transaction():
        code = scan_in(locked([parcel.id])[0], "A1", KEEPER).pickup_code or ""
    wrong = "000000" if code != "000000" else "111111"
    left = []
    for _ in range(CODE_TRIES + 1):
        with transaction():
            refusal = hand_out(locked([parcel.id])[0], wrong, "王阿婆", KEEPER)
        assert isinstance(refusal, PickupCodeWrong)
        left.append(refusal.facts["tries_left"])
    assert left == [4, 3, 2, 1, 0, 0]
    with transaction():
        assert isinstance(hand_out(locked([parcel.id])[0], code, "王阿婆", KEEPER), PickupCodeWrong)
    with transaction():
        renew_pickup_code(locked([parcel.id])[0])
    session.expire_all()
    with transaction():
        assert hand_out(locked([parcel.id])[0], parcel.pickup_code, "王阿婆", KEEPER) is None


def test_a_parcel_of_another_shop_is_not_found(parcel: Parcel) -> None:
    with pytest.raises(Missing):
        get_parcel_of_shop(make_shop().id, parcel.waybill_number)


def test_numbers_are_imported_all_or_none_and_never_twice() -> None:
    numbers = make_waybills(3)
    for bad in ([numbers[0]], ["ZZ900000019CN"], ["90000001"]):
        with pytest.raises(WaybillNotAllowed), transaction():
            import_waybills(["ZZ123456785CN", *bad])
        assert session.scalars(select(WaybillRange.first_serial)).all() == [90_000_000]
