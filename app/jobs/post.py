"""Later work with the carrier: announcing parcels, and the demonstration's journeys."""

from app.db import Facts, session, transaction
from app.jobs.money import partners
from app.orders.actions import lock_order
from app.parcels.actions import book_parcels
from app.parcels.queries import get_parcels
from app.parcels.watching import parcels_to_watch, watch
from app.partners.carriers import Consignment
from app.partners.demo_post import DemoPost


def book_order_parcels(facts: Facts) -> None:
    """The pool of numbers was empty when the order was paid; by now it may not be."""
    with transaction():
        book_parcels(lock_order(int(facts["order_id"])))


def announce_parcels(facts: Facts) -> None:
    consignments = [
        Consignment(
            waybill_number=parcel.waybill_number,
            origin_code=parcel.sub_order.cooperative.origin_code,
            destination_code=parcel.sub_order.order.region_code,
            gross_grams=parcel.gross_grams,
            temperature_class=parcel.temperature_class,
            to_shop=parcel.pickup_shop_id is not None,
        )
        for parcel in get_parcels(facts["parcel_ids"])
    ]
    session.rollback()
    partners().carrier.announce(consignments)


def watch_parcels() -> None:
    """Clocks that have rung, a batch in each transaction, until none is left."""
    while batch := parcels_to_watch():
        with transaction():
            watch(batch)


def play_demonstration() -> None:
    """The demonstration's carrier moves its parcels on; a real one does so by itself."""
    carrier = partners().carrier
    if isinstance(carrier, DemoPost):
        carrier.play_due()
