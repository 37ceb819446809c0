"""The demonstration's eight warehouses: opened, filled from the sheds, and worked by the post's
staff, who pick in waves, weigh and hand over."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from sqlalchemy import Select, select

from app import clock
from app.catalogue.kinds import TemperatureClass
from app.catalogue.models import Product, Variant
from app.commands.demo_month import Month
from app.commands.demo_orders import pack_of, pay_by_card, place, shopper_wish
from app.commands.demo_people import LOGINS, person_id_of
from app.commands.demo_vans import send_with_van
from app.commands.reference import rows
from app.db import session, transaction
from app.ground.parcel_steps import ParcelState
from app.ground.refusals import Refusal
from app.orders.actions import Actor, new_request_key
from app.orders.kinds import ActorKind
from app.parcels.actions import locked
from app.parcels.models import Parcel
from app.places.models import Outlet
from app.stock.inbound import Counted, InboundWish, announce_inbound, receive_inbound
from app.stock.kinds import InboundState, Shortfall
from app.stock.models import InboundShipment, Lot
from app.stock.warehouses import WarehouseDraft, get_warehouse, open_warehouse, warehouses
from app.warehousing.board import waiting_in
from app.warehousing.station import weigh_and_pack
from app.warehousing.waves import WaveWish, finish_picking, get_wave, picking_list, start_wave

Row = Mapping[str, str]
# How many people order what lies there, by how many half days are left, and of how many.
BUSY_DAYS, TOWNSPEOPLE = {8: 3, 6: 3, 4: 4, 2: 5, 1: 6}, 8
# The last ones all want what the first warehouse has.
OF_THE_FIRST = 2
# From the last evening on its trolleys stand as they are.
LAST_WAVES, STILL_PICKING = 2, 1
A_TROLLEY = 12
# Of a hundred parcels so many are heavier than was worked out, with the words for it.
ICE_EVERY, ICE_PERCENT, ICE = 5, 20, "天热，多放了两个冰袋"


def open_warehouses(outlets: list[Outlet]) -> None:
    outlet_ids = {one.code: one.id for one in outlets}
    for row in rows("demonstration/warehouses.csv"):
        open_warehouse(
            WarehouseDraft(
                slug=row["slug"],
                name=row["name"],
                name_en=row["name_en"],
                region_code=row["region_code"],
                detail=row["detail"],
                outlet_id=outlet_ids[row["outlet_code"]],
                area_m2=int(row["area_m2"]),
                rooms={one: int(row[one]) for one in TemperatureClass if row[one]},
            )
        )


class WarehouseDesk:
    """Comes after each step of the month."""

    def __init__(self, month: Month) -> None:
        self.month = month
        self.supplies = list(rows("demonstration/supplies.csv"))
        self.staff = person_id_of(LOGINS["postal"])
        self.places = [one.id for one in warehouses()]
        self.weighed = self.ordered = 0
        self.is_missing = False
        session.rollback()

    def attend(self, left: int) -> None:
        for _ in range(BUSY_DAYS.get(left, 0)):
            self._order(self.supplies[:OF_THE_FIRST] if left <= LAST_WAVES else self.supplies)
        for row in self.supplies:
            if int(row["half_days_before"]) == left:
                self._announce(row)
            if int(row["half_days_before"]) == left + 1:
                self._count_in(row)
        self._work(left)
        if left == STILL_PICKING:
            # One is on its way and expected tomorrow.
            self._announce(self.supplies[0], boxes=36)

    def _order(self, supplies: Sequence[Row]) -> None:
        """Townspeople order what lies there, each something else."""
        buyer = self.month.shoppers[self.ordered % TOWNSPEOPLE]
        slug = supplies[self.ordered % len(supplies)]["product"]
        self.ordered += 1
        try:
            order_id = place(shopper_wish(buyer, {pack_of(slug): 1}, is_insured=True))
        except Refusal:
            session.rollback()
            return
        pay_by_card(order_id)
        self.month.worker.drain()

    def _announce(self, row: Row, boxes: int | None = None) -> None:
        with transaction():
            product = session.scalars(select(Product).where(Product.slug == row["product"])).one()
            lot = session.scalars(_lots_of(product)).first()
            wanted = boxes or int(row["boxes"])
            if lot is None or lot.free < wanted:
                return
            wish = InboundWish(
                request_key=_key(row, boxes),
                warehouse_id=get_warehouse(row["warehouse"]).id,
                boxes_of={lot.id: wanted},
                expected_on=clock.today() + timedelta(days=1),
                note="随合作社回程车送到" if boxes else "",
            )
            announce_inbound(product.cooperative_id, wish, None)

    def _count_in(self, row: Row) -> None:
        with transaction():
            mine = select(InboundShipment).where(
                InboundShipment.request_key == _key(row),
                InboundShipment.state == InboundState.announced,
            )
            shipment = session.scalars(mine).one_or_none()
            if shipment is None:
                return
            short = int(row["short_of"] or 0)
            shortfall = Shortfall(row["shortfall"]) if short else None
            counts = {
                line.id: Counted(line.boxes - short, shortfall, row["note"])
                for line in shipment.lines
            }
            receive_inbound(shipment.id, counts, self.staff)

    def _work(self, left: int) -> None:
        """Each place picks what waits, packs what it has picked, and hands over what is packed; on
        the last day one of each is left on its way."""
        waiting = waiting_in(self.places)
        session.rollback()
        busy = [one for one in self.places if not waiting[one].is_quiet]
        for house in busy:
            if waiting[house].to_hand_over and left > STILL_PICKING:
                self._hand_over(house)
            if waiting[house].to_pick:
                self._pick(house, left)

    def _pick(self, place: int, left: int) -> None:
        with transaction():
            wish = WaveWish(request_key=new_request_key(), most=A_TROLLEY)
            number = start_wave(place, wish, self.staff).number
        if left == STILL_PICKING:
            return
        with transaction():
            wave = get_wave(number)
            found = {row.lot_id: row.boxes for row in picking_list(wave)}
            if left == LAST_WAVES and not self.is_missing:
                # One box is not where it should lie: its parcel is the office's.
                self.is_missing = True
                found[max(found)] -= 1
            short = finish_picking(wave.id, found, self.staff)
            parcel_ids = [slot.parcel_id for slot in wave.slots if slot.slot not in short]
        # At the end of the last day something still stands at the table.
        for parcel_id in parcel_ids[: -1 if left == LAST_WAVES else None]:
            self._weigh(parcel_id)

    def _weigh(self, parcel_id: int) -> None:
        with transaction():
            parcel = locked([parcel_id])[0]
            self.weighed += 1
            is_iced = self.weighed % ICE_EVERY == 0
            percent = 100 + (ICE_PERCENT if is_iced else self.weighed % 3)
            grams = parcel.gross_grams * percent // 100
            weigh_and_pack(parcel.id, grams, ICE if is_iced else "", self._actor)

    def _hand_over(self, place: int) -> None:
        packed = select(Parcel.id).where(
            Parcel.warehouse_id == place, Parcel.state == ParcelState.packed
        )
        with transaction():
            send_with_van(locked(session.scalars(packed)), self._actor)

    @property
    def _actor(self) -> Actor:
        return Actor(ActorKind.postal, self.staff)


def _lots_of(product: Product) -> Select[Lot]:
    """What the shed has most of."""
    mine = select(Lot).join(Variant, Variant.id == Lot.variant_id)
    return mine.where(Variant.product_id == product.id, Lot.warehouse_id.is_(None)).order_by(
        Lot.on_hand.desc(), Lot.id
    )


def _key(row: Row, boxes: int | None = None) -> str:
    return f"demonstration-{row['warehouse']}-{row['product']}-{boxes or row['boxes']}"
