"""The example price lists are whole tariffs; a month's parcels can be tried on them."""

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session, scoped_session

from app.clock import today
from app.commands.postal_products import publish_postal_products
from app.db import transaction
from app.ground.postage import quote
from app.ground.postal_products import PostalProduct
from app.orders.actions import mark_paid
from app.parcels.actions import book_parcels
from app.postage.queries import find_in_force, forget_rates, rates_to
from app.reports.tariffs import replay_month
from tests.makers import make_lot, make_variant
from tests.order_sheets import make_order, make_waybills


@pytest.fixture(autouse=True)
def _fresh(database: scoped_session[Session]) -> Iterator[None]:
    yield
    forget_rates()


def test_the_examples_are_published_once_and_ask_what_they_say() -> None:
    with transaction():
        assert publish_postal_products() == 5
        assert publish_postal_products() == 0
    asked = {
        one.product: quote(one, 2_700).postage_fen for one in rates_to("320402", "320000", today())
    }
    assert asked == {
        "ordinary": 700,
        "sticker": 600,
        "express": 680,
        "cold_express": 1_300,
        "local": 460,
    }


def test_parcels_to_several_groups_are_priced_again_to_the_fen() -> None:
    light = make_variant(gross_grams=2_700)
    heavy = make_variant(gross_grams=12_000)
    for pack in (light, heavy):
        make_lot(pack)
    make_waybills(8)
    sheets = [(light, "310115"), (light, "320402109"), (light, "650102"), (heavy, "310115")]
    for pack, region in [*sheets, sheets[0]]:
        order = make_order((pack, 1), region_code=region)
        with transaction():
            mark_paid(order.id)
            book_parcels(order)
    with transaction():
        publish_postal_products(PostalProduct.sticker)
    sticker = find_in_force(PostalProduct.sticker, "320000", today())
    assert sticker is not None
    replayed = replay_month(sticker.tariff)
    # 2.7 kg cost 9 yuan to Shanghai, 7 in Jiangsu, 20 to Xinjiang, and 6 each with a sticker, which
    # does not take 12 kg.
    assert (replayed.parcels, replayed.not_carried) == (4, 1)
    assert (replayed.old_fen, replayed.new_fen) == (2 * 900 + 700 + 2_000, 4 * 600)
    assert sum(one.parcels for one in replayed.groups) == 4
    assert sum(one.difference_fen for one in replayed.groups) == replayed.difference_fen == -2_100
    assert [(one.region_code, one.parcels, one.difference_fen) for one in replayed.largest] == [
        ("650102", 1, -1_400),
        ("310115", 2, -600),
        ("320402", 1, -100),
    ]


def test_a_month_is_priced_again_by_another_product() -> None:
    pack = make_variant(gross_grams=2_900)
    make_lot(pack)
    make_waybills(1)
    order = make_order((pack, 2))
    with transaction():
        mark_paid(order.id)
        book_parcels(order)
        publish_postal_products(PostalProduct.sticker)
    sticker = find_in_force(PostalProduct.sticker, "320000", today())
    assert sticker is not None
    replayed = replay_month(sticker.tariff)
    assert (replayed.product, replayed.parcels, replayed.not_carried) == ("ordinary", 1, 0)
    assert (replayed.old_fen, replayed.new_fen, replayed.difference_fen) == (1_350, 1_900, 550)
    assert [(one.group, one.difference_fen) for one in replayed.groups] == [("JS-S1", 550)]
    assert [(one.region_code, one.grams) for one in replayed.largest] == [("310115", 5_800)]
