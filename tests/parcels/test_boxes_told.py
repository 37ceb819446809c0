"""Scans of a further box 一票多件: by whatever way they come they are its parcel's."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from app import clock
from app.clock import today
from app.db import session, transaction
from app.ground.parcel_exceptions import ExceptionKind
from app.ground.parcel_steps import TrackingStep
from app.ground.postage import Band, Days
from app.ground.postal_products import PostalProduct
from app.ground.refusals import ChoiceUnknown
from app.ground.tariffs import Tariff, Terms, Zone
from app.orders.actions import Actor
from app.orders.kinds import ActorKind, DeliveryPreference
from app.orders.models import SubOrder
from app.orders.wishes import Delivery
from app.parcels.actions import hand_over, locked, pack, print_labels
from app.parcels.box_rows import numbers_of
from app.parcels.desk import Seen, record_by_hand
from app.parcels.exceptions import open_exceptions_of
from app.parcels.journeys import find_tracked, journey_of
from app.parcels.kinds import EventSource
from app.parcels.models import Parcel, StrayEvent, TrackingEvent
from app.parcels.queries import get_parcel_for_office, parcels_of_order
from app.parcels.replacing import book_replacement, lots_for_replacement
from app.parcels.scan_files import keep_rows, read_scan_file
from app.parcels.shelf import shelf_counts
from app.parcels.standings import BoxesHere, boxes_here, partly_here
from app.parcels.tracking import TrackingFact, record_scans
from app.postage.actions import publish_first
from app.postage.queries import forget_rates
from app.shelves.box_scans import scan_box
from app.shops.models import Shop
from app.stock.models import Lot
from tests.makers import make_lot, make_shop, make_variant
from tests.order_sheets import JIAOXI, make_order, make_waybills
from tests.payments.test_paying import begin, paid, tell
from tests.statements import count_statements

CLERK, KEEPER = Actor(ActorKind.cooperative), Actor(ActorKind.shopkeeper)
OFFICE = Actor(ActorKind.postal)


@pytest.fixture(autouse=True)
def _express(database: object) -> object:
    """A product of the post that takes up to three boxes under one waybill."""
    bands = (Band(40_000, 100, 50),)
    zone = Zone("X1", ("310000", "320000", "110000"), bands, Days(1, 2, 3))
    tariff = Tariff(PostalProduct.express, Terms(most_boxes=3), (zone,))
    with transaction():
        publish_first(tariff, "320000", date(2026, 1, 1), "a test's")
    make_waybills()
    yield
    forget_rates()


def of_three(shop: Shop | None = None) -> list[str]:
    """A parcel of three boxes, handed over: its numbers."""
    lot = make_lot(make_variant(net_grams=5_000, gross_grams=5_450), 9)
    where = {}
    if shop is not None:
        to_shop = Delivery(preference=DeliveryPreference.shop, shop_id=shop.id, has_consent=True)
        where = {"delivery": to_shop, "region_code": JIAOXI}
    order = make_order((lot.variant, 3), **where)
    tell(paid(begin(order), f"event of {order.number}"))
    session.expire_all()
    (parcel,) = parcels_of_order(order.id)
    for step in (print_labels, pack, hand_over):
        with transaction():
            step(locked([parcel.id]), CLERK)
    numbers = numbers_of(session.get_one(Parcel, parcel.id))
    assert len(numbers) == 3
    session.expire_all()
    return numbers


def scan(*told: tuple[str, str], seconds: int = 0) -> int:
    """Pairs of a number and a code, a second apart, as a carrier sends them in one message."""
    facts = [
        TrackingFact(
            external_id=f"carrier:{number}:{code}",
            code=code,
            place="常州",
            note="",
            source=EventSource.carrier,
            happened_at=clock.now() + timedelta(seconds=at + seconds),
        )
        for at, (number, code) in enumerate(told, start=1)
    ]
    with transaction():
        new = record_scans(list(zip((number for number, _ in told), facts, strict=True)))
    session.expire_all()
    return new


def found(number: str) -> Parcel:
    return get_parcel_for_office(number)


def strays() -> int:
    return session.scalar(select(func.count()).select_from(StrayEvent)) or 0


def test_it_is_delivered_when_all_of_its_boxes_are() -> None:
    one, two, three = of_three()
    assert scan((two, "702"), (one, "702"), (three, "702"), (two, "704"), (one, "704")) == 5
    parcel = found(three)
    assert (parcel.waybill_number, parcel.state) == (one, "out_for_delivery")
    tracked = find_tracked(two)
    assert tracked is not None
    journey = journey_of(tracked)
    assert dict(journey.boxes) == {1: "delivered", 2: "delivered", 3: "out_for_delivery"}
    assert [stop.box for stop in journey.stops] == [1, 2, 3, 1, 2, None, None, None]
    assert session.scalars(select(SubOrder.state)).one() == "shipped"
    assert scan((three, "704"), seconds=9) == 1
    assert scan((three, "704"), seconds=9) == 0
    assert found(one).state == "delivered"
    assert session.scalars(select(SubOrder.state)).one() == "delivered"
    assert strays() == 0
    assert session.scalars(select(TrackingEvent.box).order_by(TrackingEvent.id)).all() == [
        *(None, None, None),
        *(2, 1, 3, 2, 1, 3),
    ]


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_lost_box_is_the_parcels_trouble_and_the_office_may_speak_of_one_box() -> None:
    one, two, three = of_three()
    scan((one, "704"), (three, "987"), (two, "704"), seconds=-60)
    parcel = found(two)
    assert parcel.state == "lost"
    assert [row.kind for row in open_exceptions_of(parcel.id)] == [ExceptionKind.lost]
    seen = {"place": "焦溪支局", "note": "", "happened_at": clock.now() + timedelta(seconds=-1)}
    other = of_three()
    with transaction():
        row = locked([found(other[0]).id])[0]
        deliver = Seen(step=TrackingStep.deliver, box=1, **seen)  # type: ignore[arg-type]
        assert record_by_hand(row, deliver, OFFICE) == 1
        with pytest.raises(ChoiceUnknown):
            record_by_hand(row, Seen(step=TrackingStep.damage, box=4, **seen), OFFICE)  # type: ignore[arg-type]
    session.expire_all()
    assert dict(journey_of(found(other[0])).boxes) == {1: "delivered", 2: "accepted", 3: "accepted"}
    assert found(other[0]).state == "in_transit"


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_message_about_boxes_takes_no_more_statements_for_more_parcels() -> None:
    numbers = [of_three() for _ in range(4)]
    with count_statements() as of_one:
        scan(*((number, "702") for number in numbers[0]))
    with count_statements() as of_many:
        scan(*((number, "702") for parcel in numbers[1:] for number in parcel))
    looked = [one for one in of_many if not one.startswith("INSERT")]
    assert len(looked) == sum(not one.startswith("INSERT") for one in of_one)
    assert sum(one.startswith("UPDATE parcels ") for one in of_many) == 1
    # A parcel of one number is not asked for its boxes.
    lot = make_lot(make_variant(), 1)
    order = make_order((lot.variant, 1))
    tell(paid(begin(order), "event of one"))
    (single,) = parcels_of_order(order.id)
    with count_statements() as of_single:
        scan((single.waybill_number, "203"))
    assert not any("FROM parcel_boxes" in one and "position" not in one for one in of_single)


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_file_of_scans_names_boxes() -> None:
    numbers = of_three()
    at = f"{clock.now() + timedelta(hours=8):%Y-%m-%d %H:%M:%S}"
    rows = "\n".join(f"{number},妥投,{at},常州" for number in numbers[1:])
    good, bad = read_scan_file(f"运单号,代码,时间,地点\n{rows}".encode(), OFFICE)
    assert (len(good), bad) == (2, [])
    with transaction():
        assert keep_rows(good) == 2
    session.expire_all()
    assert dict(journey_of(found(numbers[0])).boxes) == {
        1: "accepted",
        2: "delivered",
        3: "delivered",
    }


def test_a_shop_takes_boxes_in_one_by_one_and_sends_the_code_with_the_last() -> None:
    shop = make_shop()
    one, two, three = of_three(shop)
    scan((one, "704"), seconds=-60)
    parcel_id = found(one).id

    def put(number: str) -> str | None:
        with transaction():
            stay = scan_box(locked([parcel_id])[0], shop, number, "A2", KEEPER)
        session.expire_all()
        return stay.code if stay else None

    assert [put(one), put(one), put(three)] == [None, None, None]
    parcel = found(two)
    assert (parcel.pickup_code, parcel.shelf, parcel.collect_by) == (None, None, None)
    assert boxes_here(parcel) == BoxesHere([1, 3], [2])
    assert list(partly_here([parcel])) == [parcel_id]
    counts = shelf_counts(shop.id)
    assert (counts.on_shelf, counts.expected) == (0, 1)
    scanned = select(func.count()).where(TrackingEvent.code == "hold_at_shop")
    assert session.scalar(scanned) == 2
    assert put(two) == "A2"
    parcel = found(two)
    assert (parcel.state, parcel.shelf, len(parcel.pickup_code or "")) == ("at_shop", "A2", 6)
    assert (shelf_counts(shop.id).on_shelf, partly_here([parcel])) == (1, {})
    # It lies there: any number moves it.
    assert put(three) == "A2"
    assert session.scalar(scanned) == 4


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_replacement_has_a_number_for_every_box_too() -> None:
    numbers = of_three()
    parcel = found(numbers[0])
    line = parcel.contents[0].order_line_id
    session.get_one(Lot, parcel.contents[0].lot_id).harvested_on = today()
    with transaction():
        origin = locked([parcel.id])[0]
        lots = {line: lots_for_replacement(origin)[line][0].id}
        again = book_replacement(origin, lots, OFFICE)
    fresh = numbers_of(again)
    assert (len(fresh), set(fresh) & set(numbers)) == (3, set())
    assert [box.waybill_number for box in again.boxes] == [None, *fresh[1:]]
