"""The demonstration's goods that come back: one return is under way, one was received by its
cooperative, which put the box on sale again, so that the buyer has her money."""

from collections.abc import Callable

from sqlalchemy import select

from app.claims.models import GoodsReturn
from app.claims.receipts import receive_back
from app.claims.returns import ReturnWish, start_return
from app.commands.demo_stories import Told
from app.commands.demo_trouble import COOPERATIVE, TroubleDesk, send, tell
from app.db import session, transaction
from app.ground.return_states import ReturnReason
from app.orders.actions import Actor
from app.orders.kinds import ActorKind
from app.parcels.models import Parcel
from app.parcels.queries import get_parcels
from app.parcels.receiving import Fate

PAID, UNDER_WAY = "sent back and paid", "on its way back"


class ReturnsDesk:
    """Comes after each step of the month, after the trouble."""

    def __init__(self, trouble: TroubleDesk) -> None:
        self.trouble = trouble
        # By how many half days are left.
        self.diary: dict[int, Callable[[], None]] = {
            9: lambda: self._start(PAID, "买重了，没拆封。"),
            8: lambda: self._tell(PAID, Told(8, "203", "武进揽投部", "已收寄")),
            6: lambda: self._tell(PAID, Told(6, "704", "邹区揽收站", "已退到合作社", "10")),
            5: lambda: self._receive(PAID),
            4: lambda: self._start(UNDER_WAY, "家里人不喝这款，没开罐。"),
            3: lambda: self._tell(UNDER_WAY, Told(3, "203", "天宁揽投部", "已收寄")),
            2: lambda: self._tell(UNDER_WAY, Told(2, "389", "常州邮件处理中心", "离开处理中心")),
        }

    def attend(self, left: int) -> None:
        if left in self.diary:
            self.diary[left]()

    def _start(self, name: str, words: str) -> None:
        for parcel_id in self.trouble.parcels_of(name):
            (parcel,) = get_parcels([parcel_id])
            order = parcel.sub_order.order
            wish = ReturnWish(
                request_key=f"demonstration {name}",
                waybill=parcel.waybill_number,
                reason=ReturnReason.no_reason,
                boxes={one.order_line_id: one.boxes for one in parcel.contents},
                note=words,
            )
            order_id, buyer = order.id, Actor(ActorKind.buyer, order.placed_by_id)
            session.rollback()
            with transaction():
                back_id = start_return(order_id, wish, buyer).parcel_id
            send([back_id], is_handed_over=False)

    def _tell(self, name: str, told: Told) -> None:
        for number in self._numbers_of(name):
            tell(number, told)

    def _receive(self, name: str) -> None:
        for number in self._numbers_of(name):
            with transaction():
                parcel = session.scalars(
                    select(Parcel).where(Parcel.waybill_number == number)
                ).one()
                fates = {one.order_line_id: Fate(restock=one.boxes) for one in parcel.contents}
                receive_back(parcel, fates, COOPERATIVE, "")

    def _numbers_of(self, name: str) -> list[str]:
        mine = (
            select(Parcel.waybill_number)
            .join(GoodsReturn, GoodsReturn.parcel_id == Parcel.id)
            .where(GoodsReturn.request_key == f"demonstration {name}")
        )
        found = list(session.scalars(mine))
        session.rollback()
        return found
