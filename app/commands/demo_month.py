"""The demonstration's past month, lived through: every order, payment, parcel and hand-over is made
by the same actions that people use, with the clock stopped at the hour it happened."""

import random
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app import clock
from app.catalogue.models import Variant
from app.catalogue.queries import selling_state_of
from app.commands.demo_boxes import close_boxes
from app.commands.demo_orders import Neighbour, pay_by_card, place, shopper_wish, villager_wish
from app.commands.demo_people import Shopper
from app.commands.demo_shops import pay_at_the_counter
from app.commands.demo_vans import send_with_van
from app.db import session, transaction
from app.ground.order_states import SubOrderState
from app.ground.parcel_steps import AT_HOME, ParcelState
from app.ground.refusals import FridgeFull, Refusal, ShelfFull
from app.jobs.money import expire_orders
from app.jobs.post import watch_parcels
from app.jobs.settling import close_parts, settle_day
from app.jobs.shelves import remind_of_shelves
from app.jobs.worker import Worker
from app.orders.actions import Actor
from app.orders.kinds import ActorKind
from app.orders.models import Order, SubOrder
from app.orders.wishes import OrderWish
from app.parcels.actions import locked, pack, print_labels
from app.parcels.models import Parcel
from app.partners.demo_post import PACE, DemoPost
from app.partners.joined import Partners
from app.payments.refunds import cancel_order
from app.shelves.actions import Collector, give_out, put_on_shelf
from app.shelves.places import rooms_of
from app.shops.models import Shop, Villager

DAYS = 30
TICKS_A_DAY = 2
STEPS = DAYS * TICKS_A_DAY
SLOW_PACE = timedelta(hours=10)
SEED = 20180511
INSURED = 0.2
LATELY = 24
WATCHED_EVERY = 2
# Of what lies on a shelf, how much is not fetched within half a day.
NOT_YET = 0.65


class Month:
    """One seeded walk through the month; the same seed gives the same market."""

    def __init__(
        self, shoppers: Sequence[Shopper], keepers: dict[int, int], centres: dict[int, int]
    ) -> None:
        """`keepers`: the shopkeeper's person of each village shop, `centres`: of each service
        centre."""
        self.chance = random.Random(SEED)
        self.shoppers = shoppers
        self.keepers = keepers
        self.point_keepers = keepers | centres
        self.villagers = _villagers()
        # Orders that somebody else looks after.
        self.kept_apart: set[int] = set()
        self.partners: Partners = current_app.extensions["partners"]
        self.worker = Worker(current_app._get_current_object())  # type: ignore[attr-defined]

    def live(self, told: Iterable[Callable[[int], None]]) -> None:
        """Each of `told` is called at the end of each of STEPS steps, at its hour, with how many
        are left: a progress bar, and whoever else was there."""
        carrier = self.partners.carrier
        assert isinstance(carrier, DemoPost)
        carrier.pace = SLOW_PACE
        end = clock.now()
        for step in range(STEPS, 0, -1):
            with clock.stopped_at(end - step * timedelta(days=1) / TICKS_A_DAY):
                self._step(carrier, step)
                for one in told:
                    one(step)
        carrier.pace = PACE
        close_boxes(self.keepers)
        remind_of_shelves()
        watch_parcels()
        self.worker.drain()

    def _step(self, carrier: DemoPost, left: int) -> None:
        for _ in range(self.chance.randint(1, 2 if left > LATELY else 3)):
            self._somebody_orders()
        self._pack()
        expire_orders()
        self.worker.drain()
        carrier.play_due()
        self._work_the_shelves()
        if left % WATCHED_EVERY == 0:
            remind_of_shelves()
            watch_parcels()
        close_parts()
        settle_day()
        self.worker.drain()
        session.remove()

    def _somebody_orders(self) -> None:
        """A wish that is refused (sold out, too far for fresh fish) is simply not granted."""
        is_villager = self.chance.random() < 0.35
        for _ in range(4):
            wish = self._villager_wish() if is_villager else self._shopper_wish()
            try:
                order_id = place(wish)
            except Refusal:
                continue
            self._pay(order_id, wish)
            return

    def _pay(self, order_id: int, wish: OrderWish) -> None:
        """Some never do, and some think again."""
        fate = self.chance.random()
        if fate < 0.06:
            return
        if wish.shop_id is not None:
            with transaction():
                total_fen = session.get_one(Order, order_id).total_fen
                pay_at_the_counter(order_id, wish.shop_id, total_fen)
        else:
            pay_by_card(order_id)
        if fate > 0.95:
            with transaction():
                cancel_order(order_id, Actor(ActorKind.buyer, wish.person_id), "计划有变")

    def _shopper_wish(self) -> OrderWish:
        shopper = self.chance.choice(self.shoppers)
        is_insured = self.chance.random() < INSURED
        return shopper_wish(shopper, self._wanted(), is_insured=is_insured)

    def _villager_wish(self) -> OrderWish:
        villager = self.chance.choice(self.villagers)
        to_shop = self.chance.random() < 0.8
        keeper_id = self.keepers[villager.shop_id]
        return villager_wish(villager, keeper_id, self._wanted(), to_shop=to_shop)

    def _wanted(self) -> dict[int, int]:
        today = clock.today()
        open_now = [
            variant.id
            for variant in session.scalars(
                select(Variant).options(joinedload(Variant.product)).order_by(Variant.id)
            )
            if selling_state_of(variant.product, today).can_order
        ]
        packs = self.chance.sample(open_now, k=self.chance.choice([1, 1, 1, 2, 2, 3]))
        return {variant_id: self.chance.choice([1, 1, 1, 2, 3]) for variant_id in packs}

    def _pack(self) -> None:
        """Half a day after the order the boxes stand at the gate; some sheds are slower."""
        states = [SubOrderState.confirmed, SubOrderState.packing]
        ready = clock.now() - timedelta(hours=8)
        waiting = (
            select(SubOrder.id, SubOrder.cooperative_id)
            .join(SubOrder.order)
            .where(
                SubOrder.state.in_(states),
                Order.placed_at <= ready,
                Order.id.not_in(sorted(self.kept_apart)),
            )
            .order_by(SubOrder.id)
        )
        actor = Actor(ActorKind.cooperative)
        packed: dict[int, list[int]] = {}
        for sub_order_id, shed in session.execute(waiting).all():
            if self.chance.random() < 0.35:
                continue
            with transaction():
                at_home = select(Parcel.id).where(
                    Parcel.sub_order_id == sub_order_id,
                    Parcel.state.in_(sorted(AT_HOME)),
                    Parcel.warehouse_id.is_(None),
                )
                parcels = locked(session.scalars(at_home))
                print_labels(parcels, actor)
                pack(parcels, actor)
                packed.setdefault(shed, []).extend(one.id for one in parcels)
        # One van calls at each shed.
        for ids in packed.values():
            with transaction():
                send_with_van(locked(ids), actor)

    def _work_the_shelves(self) -> None:
        """Keepers scan in what was brought; some of what lies there is fetched by the next step."""
        brought = (
            select(Parcel.id, Parcel.pickup_shop_id, Parcel.pickup_code)
            .join(Parcel.sub_order)
            .where(
                Parcel.state == ParcelState.at_shop,
                SubOrder.order_id.not_in(sorted(self.kept_apart)),
            )
        )
        for parcel_id, shop_id, code in session.execute(brought.order_by(Parcel.id)).all():
            actor = Actor(ActorKind.shopkeeper, self.point_keepers[shop_id or 0])
            if code is not None and self.chance.random() < NOT_YET:
                continue
            with transaction():
                parcel = locked([parcel_id])[0]
                if code is None:
                    _shelve(parcel, session.get_one(Shop, shop_id), actor)
                else:
                    taker = Collector(parcel.sub_order.order.recipient_name, code=code)
                    give_out([parcel], taker, actor)


def _shelve(parcel: Parcel, shop: Shop, actor: Actor) -> None:
    """A keeper without a fridge, or with a full one, says where else; with a full shelf the van
    takes it along until tomorrow."""
    try:
        put_on_shelf(parcel, shop, "", actor)
    except (FridgeFull, ShelfFull):
        left = [room.code for room in rooms_of(shop.id) if room.left and not room.is_fridge]
        if left:
            put_on_shelf(parcel, shop, left[0], actor)


def _villagers() -> list[Neighbour]:
    """Plain values: rows would not outlive the month's many sessions."""
    columns = (
        Villager.id,
        Villager.shop_id,
        Villager.name,
        Villager.phone,
        Villager.village_code,
        Villager.detail,
    )
    return [Neighbour(*row) for row in session.execute(select(*columns).order_by(Villager.id))]


def count_orders() -> int:
    return len(session.scalars(select(Order.id)).all())
