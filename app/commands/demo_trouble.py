"""The demonstration's parcels in trouble: each is a story of an order and of what the carrier told
about it, so that every exception that the office may meet can be met here. Who helped is told by
demo_remedies."""

from collections.abc import Sequence
from datetime import timedelta

from flask import current_app
from sqlalchemy import select

from app import clock
from app.commands.demo_month import Month
from app.commands.demo_orders import pack_of, pay_by_card, place, shopper_wish
from app.commands.demo_people import LOGINS, Shopper, person_id_of
from app.commands.demo_stories import (
    BROKEN,
    MISSING,
    NOBODYS,
    STORIES,
    STRAYS,
    UNLISTED,
    Story,
    Told,
)
from app.commands.demo_vans import count_van, send_with_van
from app.db import session, transaction
from app.ground.parcel_steps import TrackingStep
from app.ground.refusals import Refusal
from app.orders.actions import Actor
from app.orders.kinds import ActorKind
from app.orders.models import SubOrder
from app.parcels.actions import locked, pack, print_labels
from app.parcels.desk import Seen, record_by_hand
from app.parcels.models import Parcel
from app.parcels.tracking import fact_of, record_scans
from app.partners.carriers import Scan
from app.partners.demo_post import DemoPost
from app.payments.refunds import cancel_order

COOPERATIVE = Actor(ActorKind.cooperative)
FOR_EVER = timedelta(days=365)


class TroubleDesk:
    """Comes after each step of the month."""

    def __init__(self, month: Month) -> None:
        self.month = month
        self.orders: dict[str, int] = {}

    def attend(self, left: int) -> None:
        for story in STORIES:
            if story.ordered == left:
                self._order(story)
            if story.name in self.orders:
                self._go_on(story, left)
        for one in STRAYS:
            if one.left == left:
                tell(NOBODYS, one)

    def parcels_of(self, name: str) -> list[int]:
        """Ids of what was sent; none where nobody could order."""
        order_id = self.orders.get(name, 0)
        mine = select(Parcel.id).join(SubOrder).where(SubOrder.order_id == order_id)
        return list(session.scalars(mine.order_by(Parcel.id)))

    def _order(self, story: Story) -> None:
        buyer: Shopper = self.month.shoppers[story.buyer]
        wanted = {pack_of(story.slug, story.position): 1}
        try:
            order_id = place(shopper_wish(buyer, wanted, is_insured=story.is_insured))
        except Refusal:
            # Not at this time of the year.
            session.rollback()
            return
        pay_by_card(order_id)
        self.month.worker.drain()
        self.month.kept_apart.add(order_id)
        self.orders[story.name] = order_id

    def _go_on(self, story: Story, left: int) -> None:
        if left == story.ordered - 1 and story.is_packed:
            send(self.parcels_of(story.name), is_handed_over=story.is_handed_over)
            self.month.worker.drain()
            hold_up(self.parcels_of(story.name))
            if story.name == MISSING:
                miss(self.parcels_of(MISSING), self.parcels_of(UNLISTED))
        if left == story.cancelled_at:
            with transaction():
                order_id = self.orders[story.name]
                cancel_order(order_id, Actor(ActorKind.buyer, None), "不想要了")
        for told in story.told:
            if told.left == left:
                for parcel_id in self.parcels_of(story.name):
                    _tell_of(parcel_id, told)


def send(parcel_ids: Sequence[int], *, is_handed_over: bool = True) -> None:
    with transaction():
        parcels = locked(parcel_ids)
        print_labels(parcels, COOPERATIVE)
        pack(parcels, COOPERATIVE)
        if is_handed_over:
            send_with_van(parcels, COOPERATIVE)


def miss(missing: Sequence[int], unlisted: Sequence[int]) -> None:
    """Their outlet has counted."""
    if not missing or not unlisted:
        return
    found = [session.get_one(Parcel, one).waybill_number for one in unlisted]
    session.rollback()
    count_van(missing[0], found)


def hold_up(parcel_ids: Sequence[int]) -> None:
    """Their journeys are told here and not played by themselves."""
    carrier = current_app.extensions["partners"].carrier
    assert isinstance(carrier, DemoPost)
    for parcel_id in parcel_ids:
        number = session.get_one(Parcel, parcel_id).waybill_number
        session.rollback()
        carrier.hold_up(number, clock.now() + FOR_EVER)


def _tell_of(parcel_id: int, told: Told) -> None:
    if told.code == BROKEN:
        office = Actor(ActorKind.postal, person_id_of(LOGINS["postal"]))
        session.rollback()
        with transaction():
            parcel = locked([parcel_id])[0]
            seen = Seen(
                step=TrackingStep.damage,
                place=told.place,
                note=told.note,
                happened_at=clock.now(),
            )
            record_by_hand(parcel, seen, office)
        return
    number = session.get_one(Parcel, parcel_id).waybill_number
    session.rollback()
    tell(number, told)


def tell(waybill_number: str, told: Told) -> None:
    """As the carrier's scans come in."""
    scan = Scan(
        external_id=f"demo:told:{waybill_number}:{told.left}:{told.code}",
        waybill_number=waybill_number,
        code=told.code,
        reason=told.reason,
        place=told.place,
        note=told.note,
        happened_at=clock.now() - timedelta(minutes=told.minutes_ago),
    )
    with transaction():
        record_scans([(waybill_number, fact_of(scan))])
