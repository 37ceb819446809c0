"""A parcel of several boxes 一票多件 at a shop's counter: each is scanned by its own number.

The boxes wait together; place, code and letter come with the last one, so that nobody is sent for
half of a parcel and no half is handed out (docs/points.md).
"""

from app.ground.parcel_steps import ParcelState
from app.orders.actions import Actor
from app.parcels.actions import take_in_box
from app.parcels.models import Parcel
from app.parcels.numbers import box_named
from app.parcels.standings import boxes_here
from app.shelves.actions import put_on_shelf
from app.shelves.consents import must_be_agreed
from app.shelves.models import ShelfStay
from app.shops.models import Shop


def scan_box(parcel: Parcel, shop: Shop, number: str, place: str, actor: Actor) -> ShelfStay | None:
    """By the number that was scanned. None while other boxes of it are still to come; of a parcel
    that lies on the shelf already any number moves it. Refuses as `put_on_shelf` does."""
    box, boxes = box_named(parcel, number), boxes_here(parcel)
    is_on_shelf = parcel.state == ParcelState.at_shop and parcel.pickup_code is not None
    if box is None or boxes is None or is_on_shelf:
        return put_on_shelf(parcel, shop, place, actor)
    if any(other != box for other in boxes.to_come):
        must_be_agreed(parcel, shop.id)
        if box in boxes.to_come:
            take_in_box(parcel, box, actor)
        return None
    return put_on_shelf(parcel, shop, place, actor, box)
