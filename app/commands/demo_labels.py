"""The demonstration's labels in the first shed: one batch was printed and partly packed, one of its
labels had to be printed again, and some orders still wait for theirs."""

from sqlalchemy import select

from app.commands.demo_month import Month
from app.commands.demo_orders import pack_of, pay_by_card, place, shopper_wish
from app.commands.demo_people import LOGINS, person_id_of
from app.commands.demo_vans import send_with_van
from app.cooperatives.models import Cooperative
from app.db import session, transaction
from app.ground.parcel_steps import ParcelState
from app.ground.refusals import Refusal
from app.orders.actions import Actor
from app.orders.kinds import ActorKind
from app.parcels.actions import locked, pack
from app.parcels.batches import print_again, start_batch
from app.parcels.kinds import LabelSize
from app.parcels.models import LabelBatch
from app.parcels.shed import parcels_at_home

SLUG = "autumn-pear-syrup"
# By how many half days are left: how many order, from which line of shoppers.csv on.
ORDERED = {3: (9, 8), 1: (5, 28)}
PRINTED, PACKED, PRINTED_AGAIN = 2, 2, 1
AGAIN, READY = 2, 3


class LabelsDesk:
    """Comes after each step of the month."""

    def __init__(self, month: Month) -> None:
        self.month = month
        first = select(Cooperative.id).order_by(Cooperative.id).limit(1)
        self.shed = session.scalars(first).one()
        self.clerk = Actor(ActorKind.cooperative, person_id_of(LOGINS["clerk"]))
        session.rollback()

    def attend(self, left: int) -> None:
        count, first = ORDERED.get(left, (0, 0))
        for buyer in self.month.shoppers[first : first + count]:
            try:
                order_id = place(shopper_wish(buyer, {pack_of(SLUG): 1}))
            except Refusal:
                session.rollback()
                continue
            pay_by_card(order_id)
            self.month.kept_apart.add(order_id)
        self.month.worker.drain()
        if left == PRINTED:
            self._print()
        if left == PACKED:
            self._pack()
        if left == PRINTED_AGAIN:
            self._print_again()

    def _print(self) -> None:
        with transaction():
            new = parcels_at_home(self.shed, (ParcelState.created,))
            start_batch([one.id for one in new], LabelSize.medium, self.clerk, self.shed)
        self.month.worker.drain()

    def _pack(self) -> None:
        """Most are on the van; a few stand packed at the gate, some are still to be packed."""
        ids = self._labelled()[AGAIN:]
        with transaction():
            pack(locked(ids), self.clerk)
            send_with_van(locked(ids[READY:]), self.clerk)

    def _print_again(self) -> None:
        with transaction():
            mine = select(LabelBatch).where(LabelBatch.cooperative_id == self.shed)
            first = session.scalars(mine.order_by(LabelBatch.id)).first()
            if first is not None:
                print_again(first, self.clerk)

    def _labelled(self) -> list[int]:
        with transaction():
            return [one.id for one in parcels_at_home(self.shed, (ParcelState.labelled,))]
