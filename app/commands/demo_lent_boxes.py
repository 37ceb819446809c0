"""The demonstration's returnable boxes: some buyers bring theirs to the first shop's counter, where
it is scanned, and have their deposit again; the others still have the box at home."""

from sqlalchemy import exists, select

from app.commands.demo_month import Month
from app.db import session, transaction
from app.ground.parcel_steps import ARRIVED
from app.orders.actions import Actor
from app.orders.kinds import ActorKind
from app.parcels.models import BoxReturn, Parcel, ParcelBox
from app.payments.box_deposits import receive_box
from app.postage.models import BoxType

EVERY = 8


class LentBoxesDesk:
    """Comes after each step of the month."""

    def __init__(self, month: Month) -> None:
        self.month = month

    def attend(self, left: int) -> None:
        if left % EVERY:
            return
        number = session.scalar(
            select(Parcel.waybill_number)
            .join(ParcelBox, ParcelBox.parcel_id == Parcel.id)
            .join(BoxType, BoxType.id == ParcelBox.box_type_id)
            .where(
                BoxType.deposit_fen > 0,
                Parcel.state.in_(sorted(ARRIVED)),
                ~exists().where(BoxReturn.parcel_id == Parcel.id),
            )
            .order_by(Parcel.id)
            .limit(1)
        )
        session.rollback()
        if number is None:
            return
        shop_id = min(self.month.keepers)
        with transaction():
            receive_box(number, shop_id, Actor(ActorKind.shopkeeper, self.month.keepers[shop_id]))
