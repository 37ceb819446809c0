"""The post insures goods at what they are sold for, if the buyer asks for it."""

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from app.claims.evidence import parcel_facts
from app.cooperatives.actions import set_free_postage
from app.db import session, transaction
from app.ground.free_carriage import FreeFrom
from app.ground.packing import Plan
from app.ground.postage import Band
from app.ground.postal_products import PostalProduct
from app.ground.refusals import TotalChanged
from app.ground.tariffs import Tariff, Terms, Zone
from app.orders.actions import mark_paid, place_order
from app.orders.baskets import weigh_basket
from app.orders.models import Order
from app.parcels.actions import book_parcels
from app.parcels.models import Parcel
from app.postage.actions import publish_first
from app.postage.queries import forget_rates
from tests.makers import make_cooperative, make_lot, make_product, make_variant
from tests.order_sheets import PUDONG, SECRET, make_order, make_waybills, make_wish

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(autouse=True)
def _fresh(database: scoped_session[Session]) -> Iterator[None]:
    yield
    forget_rates()


def test_insurance_is_one_percent_of_the_goods_rounded_up_and_part_of_the_postage() -> None:
    pack = make_variant(price_fen=5_201, gross_grams=2_700)
    make_lot(pack)
    bare = weigh_basket({pack.id: 1}, PUDONG)
    assert (bare.postage_fen, bare.insurance_fen, bare.liability_fen) == (900, 53, 2_700)
    order = make_order((pack, 1), is_insured=True)
    assert (order.postage_fen, order.total_fen) == (953, 5_201 + 953)
    part = order.sub_orders[0]
    assert (part.postage_fen, part.postage_cost_fen) == (953, 953)
    (planned,) = Plan.from_facts(part.packing_plan).parcels
    assert (planned.quote.declared_fen, planned.quote.insurance_fen) == (5_201, 53)


def test_what_the_post_would_pay_without_insurance_is_never_more_than_the_goods_are_worth() -> None:
    pack = make_variant(price_fen=1_000, gross_grams=2_700)
    make_lot(pack)
    assert weigh_basket({pack.id: 1}, PUDONG).liability_fen == 1_000


def test_goods_that_go_by_a_product_without_insurance_are_not_said_to_be_insured() -> None:
    sticker = Tariff(
        PostalProduct.sticker,
        Terms(insurance_bp=0, most_boxes=1),
        (Zone("S", ("310000",), (Band(10_000, 600),)),),
    )
    with transaction():
        publish_first(sticker, "320000", date(2026, 1, 1), "a notice")
    light = make_variant(price_fen=1_000, gross_grams=2_700)
    heavy = make_variant(price_fen=5_200, gross_grams=12_000)
    for pack in (light, heavy):
        make_lot(pack)
    basket = weigh_basket({light.id: 1, heavy.id: 1}, PUDONG, is_insured=True)
    parcels = [parcel for group in basket.groups if group.plan for parcel in group.plan.parcels]
    declared = {one.quote.product: one.quote.declared_fen for one in parcels}
    assert declared == {"sticker": 0, "ordinary": 5_200}
    assert (basket.goods_fen, basket.insurable_fen) == (6_200, 5_200)
    assert (basket.insured_fen, basket.insurance_fen) == (52, 52)


def test_free_postage_is_the_carriage_only() -> None:
    cooperative = make_cooperative()
    with transaction():
        set_free_postage(cooperative.id, {"310000": FreeFrom(5_000)})
    pack = make_variant(make_product(cooperative), price_fen=5_200, gross_grams=2_700)
    make_lot(pack)
    part = make_order((pack, 1), is_insured=True).sub_orders[0]
    assert (part.postage_fen, part.postage_cost_fen) == (52, 952)


def test_only_a_sum_that_was_seen_is_placed() -> None:
    pack = make_variant(price_fen=5_200, gross_grams=2_700)
    make_lot(pack)
    with pytest.raises(TotalChanged), transaction():
        place_order(make_wish((pack, 1), is_insured=True, seen_total_fen=6_100), SECRET)
    assert session.scalar(select(func.count()).select_from(Order)) == 0
    with transaction():
        place_order(make_wish((pack, 1), is_insured=True, seen_total_fen=6_152), SECRET)


def test_the_carrier_is_held_to_the_declared_value() -> None:
    pack = make_variant(price_fen=5_200, gross_grams=2_700)
    make_lot(pack)
    make_waybills(2)
    for is_insured, declared, fee in ((True, 5_200, 52), (False, 0, 0)):
        order = make_order((pack, 1), is_insured=is_insured)
        with transaction():
            mark_paid(order.id)
            (parcel,) = book_parcels(order)
        kept = session.get_one(Parcel, parcel.id)
        assert (kept.postage_fen, kept.declared_fen, kept.insurance_fen) == (900, declared, fee)
        assert parcel_facts(kept).declared_fen == (declared or None)
