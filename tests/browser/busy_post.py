"""What a town's post has in its hands at noon, so that no page of its trade is judged empty: boxes
on a shelf that nobody fetched, one weighed for the van, one for the next round."""

from datetime import timedelta

from sqlalchemy import select

from app import clock
from app.db import session, transaction
from app.orders.actions import Actor
from app.orders.kinds import ActorKind
from app.orders.wishes import Delivery, Recipient
from app.parcels.actions import locked
from app.parcels.models import Parcel
from app.shelves.actions import put_on_shelf
from app.shops.models import Shop
from app.warehousing.station import weigh_and_pack
from app.warehousing.waves import finish_picking, get_wave, picking_list
from tests.order_sheets import JIAOXI
from tests.shelves.test_shelves import bring, tell_scan
from tests.two_towns import Town


def fill_post(town: Town) -> None:
    _forget_on_shelf(town)
    _weigh(town)


def _forget_on_shelf(town: Town) -> None:
    keeper = Actor(ActorKind.shopkeeper, town.people["shopkeeper"].id)
    sold = select(Parcel).where(Parcel.waybill_number == town.own["village.shelf.waybill"])
    late = session.scalars(sold).one()
    assert late.pickup_shop_id is not None
    shop = session.get_one(Shop, late.pickup_shop_id)
    tell_scan(late, "702")
    cold, at_office = bring(shop, "cool"), bring(shop, "cool", **_to_door())
    bring(shop)
    tell_scan(at_office, "713")
    with transaction():
        for parcel in locked([late.id, cold.id]):
            put_on_shelf(parcel, shop, "A1", keeper)
            parcel.collect_by = clock.now() - timedelta(hours=1)


def _to_door() -> dict[str, object]:
    to = Recipient(name="张三", phone="13900001111", region_code=JIAOXI, detail="老街 1 号")
    return {"recipient": to, "delivery": Delivery()}


def _weigh(town: Town) -> None:
    """All of the wave is on the trolley, and one of it in its box."""
    wave = get_wave(town.own["office.waves.number"])
    packer = Actor(ActorKind.postal, town.people["postal"].id)
    with transaction():
        finish_picking(wave.id, {row.lot_id: row.boxes for row in picking_list(wave)}, None)
    with transaction():
        parcel = session.get_one(Parcel, wave.slots[0].parcel_id)
        weigh_and_pack(parcel.id, parcel.gross_grams, "", packer)
