"""The demonstration's points and rounds: what waits on the shelf of the keeper who signs in, what
students fetch at their service centres, and who drives it there."""

from dataclasses import dataclass

from sqlalchemy import select

from app.commands.demo_month import Month
from app.commands.demo_orders import pack_of, pay_by_card, place, shopper_wish, villager_wish
from app.commands.demo_people import LOGINS, Shopper, person_id_of
from app.commands.demo_shops import pay_at_the_counter
from app.commands.demo_stories import Told
from app.commands.demo_trouble import hold_up, send, tell
from app.db import session, transaction
from app.ground.refusals import NothingToBring, Refusal
from app.orders.actions import Actor
from app.orders.kinds import ActorKind, DeliveryPreference
from app.orders.models import Order, SubOrder
from app.orders.wishes import Delivery
from app.parcels.actions import locked
from app.parcels.models import Parcel
from app.rounds.actions import RoundWish, answer, build_round, close_round, set_out
from app.rounds.kinds import SIGNED_HERSELF, Outcome
from app.rounds.queries import delivery_outlets, get_round, how_many_wait
from app.shelves.actions import Collector, give_out, put_on_shelf
from app.shops.models import Shop
from app.shops.queries import get_shop_by_slug

VAN_BOXES, VAN_GRAMS = 40, 400_000
NOBODY_HOME = "4"
STUDENTS = (
    ("宋雨桐", "13805196501"),
    ("陶子轩", "13805196502"),
    ("季若曦", "13805196503"),
    ("樊一凡", "13805196504"),
    ("袁梦洁", "13805196505"),
    ("卞浩宇", "13805196506"),
    ("谈佳琪", "13805196507"),
    ("巢思远", "13805196508"),
)
CENTRES = (
    "university-town-centre",
    "changzhou-university-centre",
    "institute-of-technology-centre",
)
SNACKS = ("changzhou-sesame-flatcake", "xinzha-dried-radish", "liyang-wind-dried-goose")
STUDENTS_ORDER = (13, 12, 11, 10, 9, 8, 7, 6, 5)


@dataclass(frozen=True, slots=True)
class Waiting:
    """`villager` counts those of the first shop. It is there two days after it was ordered, and on
    the shelf at once unless it `stays_outside`; `fetched`: when that many half days are left."""

    villager: int
    slug: str
    ordered: int
    stays_outside: bool = False
    fetched: int | None = None


ON_THE_FIRST_SHELF = (
    Waiting(2, "hengshanqiao-baiye", 8),
    Waiting(0, "shunshan-free-range-eggs", 7),
    Waiting(1, "changzhou-sesame-flatcake", 7, fetched=1),
    Waiting(2, "xinzha-dried-radish", 6),
    Waiting(1, "liyang-zhagan", 5),
    Waiting(0, "maoshan-qingfeng-tea", 5, stays_outside=True),
)
ARRIVES_AFTER = 4
# By how many half days are left: rounds that are over; the last day has one on the road and one
# to come.
DRIVEN, LAST_DAY = (10, 6, 3), 1


class PointsDesk:
    """Comes after each step of the month."""

    def __init__(self, month: Month) -> None:
        self.month = month
        self.keepers = month.point_keepers
        self.shop_id = min(month.keepers)
        self.neighbours = [one for one in month.villagers if one.shop_id == self.shop_id]
        self.orders: dict[Waiting, int] = {}
        self.students = 0
        self.office = Actor(ActorKind.postal, person_id_of(LOGINS["postal"]))
        self.courier_id = person_id_of(LOGINS["postal 3"])
        self.courier = Actor(ActorKind.postal, self.courier_id)
        session.rollback()

    def attend(self, left: int) -> None:
        for one in ON_THE_FIRST_SHELF:
            self._go_on(one, left)
        if left in STUDENTS_ORDER:
            self._student_orders()
        if left in DRIVEN:
            self._drive()
        if left == LAST_DAY:
            self._leave_on_the_road()
            self._build()

    def _go_on(self, one: Waiting, left: int) -> None:
        if left == one.ordered:
            self._order(one)
        if one not in self.orders:
            return
        if left == one.ordered - 1:
            send(self._parcels_of(one))
            self.month.worker.drain()
            hold_up(self._parcels_of(one))
        if left == one.ordered - ARRIVES_AFTER:
            self._arrive(one)
        if left == one.fetched:
            self._fetch(one)

    def _order(self, one: Waiting) -> None:
        neighbour = self.neighbours[one.villager]
        wish = villager_wish(neighbour, self._keeper_id, {pack_of(one.slug): 1}, to_shop=True)
        try:
            order_id = place(wish)
        except Refusal:
            session.rollback()
            return
        with transaction():
            total_fen = session.get_one(Order, order_id).total_fen
            pay_at_the_counter(order_id, self.shop_id, total_fen)
        self.month.kept_apart.add(order_id)
        self.month.worker.drain()
        self.orders[one] = order_id

    def _arrive(self, one: Waiting) -> None:
        for parcel_id in self._parcels_of(one):
            number = session.get_one(Parcel, parcel_id).waybill_number
            session.rollback()
            for code, where, note, reason in (
                ("203", "常州邮件处理中心", "已收寄", ""),
                ("713", "天宁揽投部", "到达投递机构", ""),
                ("702", "天宁揽投部", "正在投递", ""),
                ("704", "郑陆镇", "已送达村邮站，等待取件", "160"),
            ):
                tell(number, Told(one.ordered, code, where, note, reason))
            if not one.stays_outside:
                with transaction():
                    shop = session.get_one(Shop, self.shop_id)
                    put_on_shelf(locked([parcel_id])[0], shop, "", self._keeper)

    def _fetch(self, one: Waiting) -> None:
        for parcel_id in self._parcels_of(one):
            with transaction():
                parcel = locked([parcel_id])[0]
                name = self.neighbours[one.villager].name
                give_out([parcel], Collector(name, code=parcel.pickup_code), self._keeper)

    def _parcels_of(self, one: Waiting) -> list[int]:
        mine = select(Parcel.id).join(SubOrder).where(SubOrder.order_id == self.orders[one])
        found = list(session.scalars(mine.order_by(Parcel.id)))
        session.rollback()
        return found

    @property
    def _keeper_id(self) -> int:
        return self.keepers[self.shop_id]

    @property
    def _keeper(self) -> Actor:
        return Actor(ActorKind.shopkeeper, self._keeper_id)

    # -------------------------------------------------------------------------- service centres

    def _student_orders(self) -> None:
        """One to each centre in turn, to be fetched there."""
        name, phone = STUDENTS[self.students % len(STUDENTS)]
        centre = get_shop_by_slug(CENTRES[self.students % 2 if self.students < 6 else 2])
        student = Shopper(None, name, phone, centre.village_code, f"{centre.detail} {name}收")
        wanted = {pack_of(SNACKS[self.students % len(SNACKS)]): 1}
        delivery = Delivery(preference=DeliveryPreference.shop, shop_id=centre.id, has_consent=True)
        session.rollback()
        self.students += 1
        try:
            order_id = place(shopper_wish(student, wanted, delivery))
        except Refusal:
            session.rollback()
            return
        pay_by_card(order_id)
        self.month.worker.drain()

    # ------------------------------------------------------------------------------------ rounds

    def _build(self) -> int | None:
        """Where most waits; None when nothing does."""
        with transaction():
            outlets = delivery_outlets()
            waiting = how_many_wait(outlets)
            busiest = max(outlets, key=lambda one: waiting[one.id])
            wish = RoundWish(self.courier_id, VAN_BOXES, VAN_GRAMS)
            try:
                return build_round(busiest, wish, self.office).id
            except NothingToBring:
                return None

    def _set_out(self) -> int | None:
        round_id = self._build()
        if round_id is None:
            return None
        with transaction():
            found = get_round(round_id)
            set_out(found, self.courier)
            parcel_ids = [one.parcel_id for stop in found.stops for one in stop.parcels]
        hold_up(parcel_ids)
        return round_id

    def _drive(self) -> None:
        round_id = self._set_out()
        if round_id is not None:
            self._answer(round_id, every=True)
            with transaction():
                close_round(get_round(round_id))

    def _leave_on_the_road(self) -> None:
        round_id = self._set_out()
        if round_id is not None:
            self._answer(round_id, every=False)

    def _answer(self, round_id: int, *, every: bool) -> None:
        """All of them, or the first half; of the first door nobody opens."""
        with transaction():
            found = get_round(round_id)
            stops = found.stops if every else found.stops[: len(found.stops) // 2]
            is_first = True
            for stop in stops:
                for one in stop.parcels:
                    parcel = locked([one.parcel_id])[0]
                    if stop.shop_id is not None:
                        answer(found, parcel, Outcome.at_point, "", self.courier)
                    elif is_first:
                        answer(found, parcel, Outcome.attempted, NOBODY_HOME, self.courier)
                        is_first = False
                    else:
                        answer(found, parcel, Outcome.delivered, SIGNED_HERSELF, self.courier)
