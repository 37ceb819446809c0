"""The post's warehouses: their rooms, and how much room is left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from app.catalogue.models import Product, Variant
from app.db import lock_rows, session
from app.ground.freshness import COLD_CLASSES
from app.ground.refusals import Missing, NoRoomForThat, RoomFull
from app.stock.kinds import InboundState
from app.stock.models import InboundLine, InboundShipment, Lot, Warehouse, WarehouseRoom

# What needs cold is fetched last, the coldest at the very end.
WALKING_ORDER = ("dry", "ambient", "live", "cool", "frozen")


@dataclass(frozen=True, slots=True, kw_only=True)
class WarehouseDraft:
    """`rooms`: how many boxes fit, by temperature class."""

    slug: str
    name: str
    name_en: str
    region_code: str
    detail: str
    outlet_id: int
    area_m2: int
    rooms: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class RoomFill:
    """`on_hand` boxes lie in it, `coming` are announced."""

    temperature_class: str
    capacity_boxes: int
    on_hand: int
    coming: int

    @property
    def percent(self) -> int:
        return min(100, 100 * self.on_hand // self.capacity_boxes)

    @property
    def over(self) -> int:
        """Boxes that came back to a full room and lie there without a place of their own."""
        return max(0, self.on_hand - self.capacity_boxes)


@dataclass(frozen=True, slots=True)
class WarehouseFill:
    warehouse: Warehouse
    rooms: tuple[RoomFill, ...]

    @property
    def capacity_boxes(self) -> int:
        return sum(room.capacity_boxes for room in self.rooms)

    @property
    def on_hand(self) -> int:
        return sum(room.on_hand for room in self.rooms)

    @property
    def coming(self) -> int:
        return sum(room.coming for room in self.rooms)

    @property
    def percent(self) -> int:
        return min(100, 100 * self.on_hand // self.capacity_boxes) if self.capacity_boxes else 0

    @property
    def is_cold(self) -> bool:
        return any(room.temperature_class in COLD_CLASSES for room in self.rooms)


def open_warehouse(draft: WarehouseDraft) -> Warehouse:
    warehouse = Warehouse(
        slug=draft.slug,
        name=draft.name,
        name_en=draft.name_en,
        region_code=draft.region_code,
        detail=draft.detail,
        outlet_id=draft.outlet_id,
        area_m2=draft.area_m2,
        is_open=True,
    )
    warehouse.rooms = [
        WarehouseRoom(
            temperature_class=kind,
            position=WALKING_ORDER.index(kind) + 1,
            capacity_boxes=draft.rooms[kind],
        )
        for kind in WALKING_ORDER
        if draft.rooms.get(kind)
    ]
    session.add(warehouse)
    session.flush()
    return warehouse


def warehouses() -> list[Warehouse]:
    """In the order in which they were opened, with their rooms."""
    statement = select(Warehouse).options(selectinload(Warehouse.rooms)).order_by(Warehouse.id)
    return list(session.scalars(statement))


def find_warehouses(ids: Sequence[int]) -> list[Warehouse]:
    statement = select(Warehouse).where(Warehouse.id.in_(sorted(set(ids))))
    return list(session.scalars(statement.order_by(Warehouse.id)))


def get_warehouse(slug: str) -> Warehouse:
    statement = (
        select(Warehouse).where(Warehouse.slug == slug).options(selectinload(Warehouse.rooms))
    )
    found = session.scalars(statement).one_or_none()
    if found is None:
        raise Missing
    return found


def fill_of(shown: Sequence[Warehouse]) -> list[WarehouseFill]:
    """Two statements, however many there are."""
    ids = [one.id for one in shown]
    on_hand, coming = _on_hand(ids), _coming(ids)
    return [
        WarehouseFill(
            one,
            tuple(
                RoomFill(
                    room.temperature_class,
                    room.capacity_boxes,
                    on_hand.get((one.id, room.temperature_class), 0),
                    coming.get((one.id, room.temperature_class), 0),
                )
                for room in one.rooms
            ),
        )
        for one in shown
    ]


def lock_rooms(warehouse_id: int) -> list[WarehouseRoom]:
    """Whoever brings boxes in holds them, so that two vans never fill the same corner."""
    rooms = select(WarehouseRoom.id).where(WarehouseRoom.warehouse_id == warehouse_id)
    return lock_rows(WarehouseRoom, session.scalars(rooms))


def check_room(warehouse_id: int, wanted: Mapping[str, int], *, with_coming: bool) -> None:
    """`wanted` boxes by temperature class find room, or NoRoomForThat, RoomFull. The caller holds
    the rooms. `with_coming`: what others have announced counts as if it were there."""
    rooms = {room.temperature_class: room for room in lock_rooms(warehouse_id)}
    on_hand = _on_hand([warehouse_id])
    coming = _coming([warehouse_id]) if with_coming else {}
    for kind, boxes in sorted(wanted.items()):
        if kind not in rooms:
            raise NoRoomForThat(temperature_class=kind)
        key = (warehouse_id, kind)
        left = rooms[kind].capacity_boxes - on_hand.get(key, 0) - coming.get(key, 0)
        if boxes > left:
            raise RoomFull(left=max(left, 0))


def stock_in(warehouse_id: int, limit: int = 500) -> list[Lot]:
    """With variant, product and cooperative, in the order in which a picker walks past them."""
    statement = (
        select(Lot)
        .join(Lot.variant)
        .join(Variant.product)
        .outerjoin(
            WarehouseRoom,
            (WarehouseRoom.warehouse_id == Lot.warehouse_id)
            & (WarehouseRoom.temperature_class == Product.temperature_class),
        )
        .where(Lot.warehouse_id == warehouse_id, Lot.on_hand > 0)
        .options(
            joinedload(Lot.variant).joinedload(Variant.product).joinedload(Product.cooperative)
        )
        .order_by(
            WarehouseRoom.position,
            Product.cooperative_id,
            Lot.variant_id,
            Lot.best_before_on.is_(None),
            Lot.best_before_on,
            Lot.id,
        )
        .limit(limit)
    )
    return list(session.scalars(statement))


def _on_hand(warehouse_ids: Sequence[int]) -> dict[tuple[int, str], int]:
    statement = (
        select(Lot.warehouse_id, Product.temperature_class, func.sum(Lot.on_hand))
        .join(Lot.variant)
        .join(Variant.product)
        .where(Lot.warehouse_id.in_(sorted(warehouse_ids)), Lot.on_hand > 0)
        .group_by(Lot.warehouse_id, Product.temperature_class)
    )
    rows = session.execute(statement)
    return {(place, kind): int(boxes) for place, kind, boxes in rows if place is not None}


def _coming(warehouse_ids: Sequence[int]) -> dict[tuple[int, str], int]:
    statement = (
        select(InboundShipment.warehouse_id, Product.temperature_class, func.sum(InboundLine.boxes))
        .join(InboundLine, InboundLine.shipment_id == InboundShipment.id)
        .join(Lot, Lot.id == InboundLine.from_lot_id)
        .join(Lot.variant)
        .join(Variant.product)
        .where(
            InboundShipment.warehouse_id.in_(sorted(warehouse_ids)),
            InboundShipment.state == InboundState.announced,
        )
        .group_by(InboundShipment.warehouse_id, Product.temperature_class)
    )
    return {(place, kind): int(boxes) for place, kind, boxes in session.execute(statement)}
