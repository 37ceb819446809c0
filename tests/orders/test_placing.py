"""Placing an order: all of it, or a refusal and nothing."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from app import clock
from app.cooperatives.actions import set_free_postage
from app.db import session, transaction
from app.ground.free_carriage import FreeFrom
from app.ground.refusals import (
    AddressIncomplete,
    CartEmpty,
    ConsentMissing,
    ConsentNeeded,
    CooperativeSuspended,
    FieldMissing,
    Missing,
    NoDeliveryThere,
    NotOnSale,
    PerishableNotConfirmed,
    QuantityNotAllowed,
    Refusal,
    RegionUnknown,
    RequestKeyMissing,
    RequestKeyUsed,
    SeasonClosed,
    SoldOut,
    TooManyTries,
    TotalChanged,
)
from app.orders.actions import MOST_UNPAID, PAY_WITHIN, expire_order, place_order
from app.orders.kinds import Channel, DeliveryPreference
from app.orders.models import Order, OrderEvent, OrderLine, SubOrder
from app.orders.wishes import Delivery, OrderWish, Recipient
from app.shops.models import Villager
from app.stock.models import Lot, Movement, Reservation
from tests.makers import (
    make_consent,
    make_cooperative,
    make_lot,
    make_person,
    make_product,
    make_rule,
    make_shop,
    make_shopkeeper,
    make_variant,
    make_villager,
)
from tests.order_sheets import JIAOXI, LHASA, SECRET, make_order, make_wish

pytestmark = pytest.mark.usefixtures("database")


def rows() -> tuple[int, ...]:
    """How many rows the tables hold that an order writes to, and what is held of lots."""
    counted = [
        session.scalar(select(func.count()).select_from(model)) or 0
        for model in (Order, SubOrder, OrderLine, OrderEvent, Reservation, Movement)
    ]
    return (*counted, session.scalar(select(func.coalesce(func.sum(Lot.reserved), 0))) or 0)


def refused(wish: OrderWish, kind: type[Refusal]) -> Refusal:
    """The refusal, after seeing that nothing was changed by it."""
    before = rows()
    with pytest.raises(kind) as told, transaction():
        place_order(wish, SECRET)
    assert rows() == before
    return told.value


def test_two_cooperatives_make_one_order_with_two_sub_orders_that_add_up() -> None:
    pears = make_variant(price_fen=5800, gross_grams=5600)
    rice = make_variant(price_fen=4900, gross_grams=5300)
    make_lot(pears)
    make_lot(rice)
    order = make_order((pears, 2), (rice, 1))
    first, second = order.sub_orders
    assert (order.goods_fen, order.state) == (2 * 5800 + 4900, "placed")
    assert (first.number, second.number) == (f"{order.number}-1", f"{order.number}-2")
    # JS-G2: 11.2 kg in two parcels of 5.6 kg at 6 + 5 × 1.5; 5.3 kg at 6 + 5 × 1.5.
    assert (first.postage_fen, second.postage_fen) == (2 * 1350, 1350)
    assert order.total_fen == first.total_fen + second.total_fen == 16500 + 4050
    assert order.pay_by - order.placed_at == PAY_WITHIN


def test_the_line_keeps_price_weight_lot_and_commission_of_the_sale() -> None:
    cooperative = make_cooperative()
    rule = make_rule(625, cooperative_id=cooperative.id)
    variant = make_variant(make_product(cooperative), price_fen=5290)
    lot = make_lot(variant)
    line = make_order((variant, 3)).sub_orders[0].lines[0]
    with transaction():
        variant.price_fen, variant.name = 1, "别的"
    session.expire_all()
    assert (line.unit_price_fen, line.total_fen, line.variant_name) == (5290, 15870, "5 斤装")
    assert (line.lot_id, line.net_grams, line.gross_grams) == (lot.id, 2500, 2900)
    assert (line.commission_rule_id, line.commission_bp, line.shop_bp) == (rule.id, 625, 0)
    assert line.commission_fen == 992  # 991.875


def test_boxes_are_held_first_expired_first_and_over_several_lots() -> None:
    variant = make_variant()
    late = make_lot(variant, 5, harvested_on=clock.today())
    early = make_lot(variant, 2, harvested_on=clock.today() - timedelta(days=2))
    order = make_order((variant, 4))
    assert [(line.lot_id, line.boxes) for line in order.sub_orders[0].lines] == [
        (early.id, 2),
        (late.id, 2),
    ]
    session.refresh(early)
    assert (early.on_hand, early.reserved, early.allocated) == (2, 2, 0)


def test_the_same_request_gives_the_same_order_however_often_it_comes() -> None:
    variant = make_variant()
    make_lot(variant)
    wish = make_wish((variant, 1))
    with transaction():
        first = place_order(wish, SECRET).number
    before = rows()
    with transaction():
        assert place_order(wish, "another-secret-of-the-second-try").number == first
    assert rows() == before
    other = replace(wish, wanted={variant.id: 2})
    refused(other, RequestKeyUsed)


@pytest.mark.parametrize("boxes", [0, -1, 100, 10**9, 2**63])
def test_quantities_outside_one_to_ninety_nine_are_refused(boxes: int) -> None:
    variant = make_variant()
    make_lot(variant)
    refusal = refused(make_wish((variant, boxes)), QuantityNotAllowed)
    assert refusal.field == f"boxes-{variant.id}"


def test_more_than_is_left_is_refused_with_what_is_left() -> None:
    variant = make_variant()
    make_lot(variant, 2)
    assert refused(make_wish((variant, 3)), SoldOut).facts["left"] == 2


def test_what_is_past_its_date_is_not_for_sale() -> None:
    variant = make_variant()
    make_lot(variant, 9, best_before_on=clock.today() - timedelta(days=1))
    assert refused(make_wish((variant, 1)), SoldOut).facts["left"] == 0


@pytest.mark.parametrize(
    ("product", "variant", "expected"),
    [
        ({"state": "withdrawn"}, {}, NotOnSale),
        ({"state": "draft", "published_at": None}, {}, NotOnSale),
        ({}, {"is_on_sale": False}, NotOnSale),
        ({"ship_zone": "changzhou"}, {}, NoDeliveryThere),
        ({"temperature_class": "live", "shelf_life_days": 1}, {}, NoDeliveryThere),
        ({"is_perishable": True}, {}, PerishableNotConfirmed),
    ],
)
def test_what_may_not_be_sold_is_refused(
    product: dict[str, Any], variant: dict[str, Any], expected: type[Refusal]
) -> None:
    pack = make_variant(make_product(**product), **variant)
    make_lot(pack)
    refused(make_wish((pack, 1), region_code="110108", perishable_confirmed=False), expected)


def test_a_season_that_closed_meanwhile_is_refused() -> None:
    yesterday = clock.today() - timedelta(days=1)
    season = f"{yesterday:%m-%d}"
    pack = make_variant(make_product(season_first=season, season_last=season))
    make_lot(pack)
    refused(make_wish((pack, 1)), SeasonClosed)


def test_a_suspended_cooperative_sells_nothing() -> None:
    pack = make_variant(make_product(make_cooperative(state="suspended")))
    make_lot(pack)
    refused(make_wish((pack, 1)), CooperativeSuspended)


@pytest.mark.parametrize(
    ("region_code", "expected"),
    [("999999", RegionUnknown), ("", RegionUnknown), ("320000", AddressIncomplete)],
)
def test_an_address_outside_the_tree_is_refused(region_code: str, expected: type[Refusal]) -> None:
    pack = make_variant()
    make_lot(pack)
    refused(make_wish((pack, 1), region_code=region_code), expected)


def test_an_empty_wish_or_one_without_a_key_is_refused() -> None:
    pack = make_variant()
    make_lot(pack)
    refused(make_wish(), CartEmpty)
    refused(make_wish((pack, 1), request_key="short"), RequestKeyMissing)


def test_a_sum_that_changed_since_the_buyer_saw_it_is_shown_again() -> None:
    pack = make_variant(price_fen=5200)
    make_lot(pack)
    refusal = refused(make_wish((pack, 1), seen_total_fen=1), TotalChanged)
    # 2.9 kg to Shanghai: 6 + 2 × 1.5 yuan.
    assert refusal.facts == {"was_fen": 1, "is_fen": 5200 + 900}


def test_other_hands_than_the_recipients_need_consent() -> None:
    pack, shop = make_variant(), make_shop()
    make_lot(pack)
    to_shop = Delivery(preference=DeliveryPreference.shop, shop_id=shop.id)
    to_nobody = Delivery(preference=DeliveryPreference.neighbour, has_consent=True)
    assert (
        refused(make_wish((pack, 1), delivery=to_shop), ConsentMissing).field == "delivery_consent"
    )
    assert refused(make_wish((pack, 1), delivery=to_nobody), FieldMissing).field == "neighbour"
    agreed = replace(to_shop, has_consent=True)
    order = make_order((pack, 1), delivery=agreed)
    assert (order.pickup_shop_id, order.delivery_consent_at) == (shop.id, order.placed_at)


def test_five_unpaid_orders_are_enough_for_one_person() -> None:
    pack, person = make_variant(), make_person()
    make_lot(pack, 20)
    for _ in range(MOST_UNPAID):
        make_order((pack, 1), person_id=person.id)
    refused(make_wish((pack, 1), person_id=person.id), TooManyTries)


def test_a_guest_is_known_by_the_phone_and_so_is_stopped_as_well() -> None:
    pack = make_variant()
    make_lot(pack, 20)
    guest = Recipient(name="韩梅", phone="13912349999", region_code="310115", detail="1号")
    for _ in range(MOST_UNPAID):
        make_order((pack, 1), recipient=guest)
    refused(make_wish((pack, 1), recipient=guest), TooManyTries)
    make_order((pack, 1))


def test_free_postage_is_borne_by_the_cooperative_only_where_it_said_so() -> None:
    cooperative = make_cooperative()
    with transaction():
        set_free_postage(cooperative.id, {"310000": FreeFrom(5000), "330000": FreeFrom(5000)})
    pack = make_variant(make_product(cooperative), price_fen=5200)
    make_lot(pack)
    near, far = make_order((pack, 1)), make_order((pack, 1), region_code=LHASA)
    assert (near.postage_fen, near.sub_orders[0].postage_cost_fen) == (0, 900)
    assert (far.postage_fen, far.sub_orders[0].postage_cost_fen) == (2000, 2000)


def village_wish(**changes: Any) -> OrderWish:
    shop = make_shop()
    keeper = make_shopkeeper(shop)
    villager = make_villager(shop)
    pack = make_variant()
    make_lot(pack)
    recipient = Recipient(name=villager.name, phone=None, region_code=JIAOXI, detail="塘岸上 7 号")
    defaults = {
        "recipient": recipient,
        "channel": Channel.village,
        "placed_by_id": keeper.id,
        "shop_id": shop.id,
        "villager_id": villager.id,
    }
    return make_wish((pack, 1), **{**defaults, **changes})


def test_a_shop_orders_for_a_villager_only_with_her_consent() -> None:
    wish = village_wish()
    refused(wish, ConsentNeeded)
    villager = session.get_one(Villager, wish.villager_id)
    consent = make_consent(villager)
    with transaction():
        order = place_order(wish, SECRET)
    assert (order.consent_id, order.recipient_phone) == (consent.id, None)
    # 5200 at 3 % for the shop, out of the platform's 5 %.
    line = order.sub_orders[0].lines[0]
    assert (line.commission_fen, line.shop_commission_fen) == (260, 156)


def test_a_villager_of_another_shop_is_not_found() -> None:
    stranger = make_villager(make_shop())
    make_consent(stranger)
    refused(village_wish(villager_id=stranger.id), Missing)


def test_an_order_not_paid_in_time_gives_everything_back() -> None:
    pack = make_variant()
    lot = make_lot(pack, 3)
    order = make_order((pack, 3))
    with transaction():
        assert expire_order(order.id) is False
    with clock.stopped_at(order.pay_by):
        with transaction():
            assert expire_order(order.id) is True
        with transaction():
            assert expire_order(order.id) is False
    session.refresh(lot)
    session.refresh(order)
    assert (lot.on_hand, lot.reserved, lot.allocated) == (3, 0, 0)
    assert (order.state, order.sub_orders[0].state) == ("expired", "cancelled")
