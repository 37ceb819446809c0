"""By which product a parcel goes, in which boxes, and what it costs when it is weighed anew."""

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from app.clock import today
from app.db import session, transaction
from app.ground.postage import Band, Days
from app.ground.postal_products import PostalProduct
from app.ground.refusals import NoBoxForIt, TooHeavyForPost
from app.ground.tariffs import Tariff, Terms, Zone
from app.orders.actions import SYSTEM, mark_paid
from app.orders.baskets import weigh_basket
from app.orders.models import Order
from app.parcels.actions import book_parcels, cancel_parcels
from app.parcels.kinds import WaybillState
from app.parcels.models import Parcel, Waybill
from app.parcels.requotes import requote
from app.postage.actions import publish_first
from app.postage.models import BoxType
from app.postage.queries import forget_rates
from tests.makers import make_lot, make_product, make_variant
from tests.order_sheets import HAIDIAN, JIAOXI, PUDONG, make_order, make_waybills

Database = scoped_session[Session]
EVERYWHERE = ("310000", "320000", "110000")


@pytest.fixture(autouse=True)
def _fresh(database: Database) -> Iterator[None]:
    yield
    forget_rates()


def publish(product: PostalProduct, bands: tuple[Band, ...], days: Days, **terms: object) -> None:
    zone = Zone("X1", EVERYWHERE, bands, days)
    tariff = Tariff(product, Terms(**terms), (zone,))  # type: ignore[arg-type]
    with transaction():
        publish_first(tariff, "320000", date(2026, 1, 1), "a test's")


def booked(order: Order) -> list[Parcel]:
    with transaction():
        mark_paid(order.id)
        return book_parcels(order)


def codes(parcel: Parcel) -> list[str]:
    return [session.get_one(BoxType, box.box_type_id).code for box in parcel.boxes]


def test_each_closed_carton_is_a_box_of_the_smallest_type_that_holds_it() -> None:
    pears = make_variant(net_grams=5_000, gross_grams=5_450)
    make_lot(pears)
    make_waybills(2)
    (parcel,) = booked(make_order((pears, 2)))
    assert codes(parcel) == ["C403020", "C403020"]
    assert [(box.position, box.gross_grams, box.waybill_number) for box in parcel.boxes] == [
        (1, 5_450, None),
        (2, 5_450, None),
    ]


def test_a_pack_whose_box_was_chosen_travels_in_it() -> None:
    box = session.scalars(select(BoxType).where(BoxType.code == "R403025")).one()
    pears = make_variant(net_grams=2_500, box_type_id=box.id)
    make_lot(pears)
    make_waybills(1)
    (parcel,) = booked(make_order((pears, 1)))
    assert codes(parcel) == ["R403025"]


def test_loose_packs_are_put_into_a_box_together() -> None:
    sides = {"length_mm": 100, "width_mm": 80, "height_mm": 60}
    tea = make_variant(net_grams=250, gross_grams=300, is_boxed=False, **sides)
    make_lot(tea)
    make_waybills(1)
    (parcel,) = booked(make_order((tea, 4)))
    # 4 × 250 g fill the smallest carton: 1,200 g of bags and 120 g of cardboard.
    assert (codes(parcel), parcel.gross_grams) == (["C201510"], 1_320)
    assert [box.gross_grams for box in parcel.boxes] == [1_320]
    assert sum(content.boxes for content in parcel.contents) == 4


def test_a_loose_pack_that_no_box_holds_is_said_to_be_so() -> None:
    sack = make_variant(net_grams=30_000, gross_grams=30_500, is_boxed=False)
    make_lot(sack)
    basket = weigh_basket({sack.id: 1}, PUDONG)
    assert [type(one) for one in basket.refusals] == [NoBoxForIt]


def test_several_boxes_of_one_waybill_have_numbers_of_their_own() -> None:
    publish(PostalProduct.express, (Band(40_000, 100, 50),), Days(1, 2, 3), most_boxes=3)
    pears = make_variant(net_grams=5_000, gross_grams=5_450)
    make_lot(pears)
    numbers = make_waybills(3)
    parcels = booked(make_order((pears, 3)))
    assert [(one.product, len(one.boxes)) for one in parcels] == [("express", 3)]
    assert [box.waybill_number for box in parcels[0].boxes] == [None, numbers[1], numbers[2]]
    assert parcels[0].waybill_number == numbers[0]
    with transaction():
        cancel_parcels(parcels, SYSTEM)
    states = set(session.scalars(select(Waybill.state)))
    assert states == {WaybillState.void}


def test_cool_goods_go_by_cold_express_where_it_runs_and_nowhere_else() -> None:
    peaches = make_variant(make_product(temperature_class="cool", shelf_life_days=5))
    make_lot(peaches)
    before = weigh_basket({peaches.id: 1}, HAIDIAN).groups[0]
    assert before.plan is not None
    assert before.plan.parcels[0].quote.product == "ordinary"
    publish(PostalProduct.cold_express, (Band(10_000, 1_800, 300),), Days(1, 1, 1))
    near = weigh_basket({peaches.id: 1}, PUDONG).groups[0]
    assert near.plan is not None
    assert (near.plan.parcels[0].quote.product, near.days_left) == ("cold_express", 4)
    far = weigh_basket({peaches.id: 1}, "440106").refusals
    assert [one.code for one in far] == ["no_delivery_there"]


def test_dry_goods_go_by_the_cheapest_product_that_is_there_in_time() -> None:
    publish(PostalProduct.sticker, (Band(10_000, 400),), Days(5, 8, 9))
    lasting, fresh = (make_variant(make_product(shelf_life_days=days)) for days in (60, 7))
    make_lot(lasting)
    make_lot(fresh)
    plans = [weigh_basket({one.id: 1}, PUDONG).groups[0].plan for one in (lasting, fresh)]
    assert [one.parcels[0].quote.product for one in plans if one] == ["sticker", "ordinary"]


def test_a_parcel_is_priced_anew_by_the_version_that_it_was_quoted_by() -> None:
    pack = make_variant(price_fen=5_200, gross_grams=2_700)
    make_lot(pack)
    make_waybills(1)
    (parcel,) = booked(make_order((pack, 1), is_insured=True))
    dearer = Tariff(
        PostalProduct.ordinary, zones=(Zone("JS-G2", EVERYWHERE, (Band(50_000, 9_000, 900),)),)
    )
    with transaction():
        publish_first(dearer, "320000", today(), "a dearer one")
    again = requote(parcel, 3_100)
    assert (again.postage_fen, again.insurance_fen) == (600 + 3 * 150, 52)
    assert again.version_id == parcel.plan["quote"]["version_id"]
    with pytest.raises(TooHeavyForPost):
        requote(parcel, 50_001)
    parcel.plan = {**parcel.plan, "quote": _as_it_once_was(parcel.plan["quote"])}
    assert requote(parcel, 3_100).postage_fen == 9_000 + 3 * 900


def _as_it_once_was(facts: dict[str, object]) -> dict[str, object]:
    old = {name: facts[name] for name in ("group", "charged_grams", "basis", "postage_fen")}
    return {**old, "band_kg": 10, "first_kg_fen": 600, "next_kg_fen": 150, "further_kg": 2}


def test_the_citys_own_round_takes_cool_goods_within_the_city() -> None:
    with transaction():
        zone = Zone("CZ", ("320400",), (Band(20_000, 300, 50),), Days(0, 1, 1))
        publish_first(Tariff(PostalProduct.local, zones=(zone,)), "320000", today(), "ours")
    shrimp = make_variant(make_product(temperature_class="live", shelf_life_days=2))
    make_lot(shrimp)
    plan = weigh_basket({shrimp.id: 1}, JIAOXI).groups[0].plan
    assert plan is not None
    assert plan.parcels[0].quote.product == "local"
