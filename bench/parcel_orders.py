"""Paid orders by the hundred thousand, and their parcels: one of each route made by the real
actions, and copied by the database itself."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import (
    CTE,
    Column,
    ColumnElement,
    Connection,
    Insert,
    Integer,
    String,
    Table,
    cast,
    func,
    insert,
    literal,
    select,
    true,
    update,
)

from app.catalogue.models import Product, Variant
from app.clock import today
from app.db import Base, db, session, transaction
from app.ground.waybills import DEMONSTRATION_INDICATOR, make_s10
from app.orders.actions import mark_paid, new_request_key, place_order
from app.orders.models import Order, OrderLine, SubOrder
from app.orders.wishes import Delivery, OrderWish, Recipient
from app.parcels.models import Parcel, ParcelBox, ParcelContent, Waybill
from app.parcels.waybills import take_range
from app.stock.models import Lot
from app.stock.receiving import receive_lot
from bench.growth import STEP

SECRET = "whoever-has-this-may-see-the-order"
FIRST_SERIAL = 50_000_000
# One destination of each group of the tariff, and the city itself.
ROUTES = ("320402109", "320106", "310115", "110108", "440305", "530102", "540102")
COPIED: dict[type[Base], frozenset[str]] = {
    Order: frozenset({"id"}),
    SubOrder: frozenset({"id", "order_id"}),
    OrderLine: frozenset({"id", "sub_order_id"}),
}
PARCELS: dict[type[Base], frozenset[str]] = {
    Waybill: frozenset(),
    Parcel: frozenset({"id", "sub_order_id"}),
    ParcelContent: frozenset({"parcel_id", "order_line_id"}),
    ParcelBox: frozenset({"parcel_id"}),
}
NAMED = frozenset({"number", "request_key", "secret_hash", "waybill_number"})


def prepare_orders(count: int) -> list[int]:
    """Ids of so many paid orders of one box each, whose parcels are not booked; the lot has the
    boxes and the pool has the numbers."""
    patterns = [_pay_for_one(region) for region in ROUTES]
    copies = -(-count // len(patterns)) - 1
    with _in_peace() as connection:
        for model, shifted in COPIED.items():
            connection.execute(_copies(model, shifted, 1, copies))
        lots = select(OrderLine.lot_id, func.sum(OrderLine.boxes)).group_by(OrderLine.lot_id)
        for lot_id, boxes in connection.execute(lots).all():
            more = int(boxes) - len(patterns)
            connection.execute(
                update(Lot)
                .where(Lot.id == lot_id)
                .values(on_hand=Lot.on_hand + more, allocated=Lot.allocated + more)
            )
    first, last = (
        make_s10(DEMONSTRATION_INDICATOR, serial)
        for serial in (FIRST_SERIAL, FIRST_SERIAL + count + STEP)
    )
    with transaction():
        take_range(first, last)
    return list(session.scalars(select(Order.id).order_by(Order.id).limit(count)))


def copy_parcels(booked: int, count: int) -> None:
    """For the orders after the first `booked`: as those of their patterns are."""
    first, last = -(-booked // len(ROUTES)), -(-count // len(ROUTES)) - 1
    if last < first:
        return
    with _in_peace() as connection:
        for model, shifted in PARCELS.items():
            connection.execute(_copies(model, shifted, first, last))


def look_at_tables(*names: str) -> None:
    """What the database's own upkeep does by and by where rows do not come all at once: it counts
    them, and plans by that. Without names, all tables."""
    session.remove()
    with _in_peace() as connection:
        for name in names or ("",):
            connection.exec_driver_sql(f"ANALYZE {name}")


@contextmanager
def _in_peace() -> Iterator[Connection]:
    with db.engine.connect().execution_options(writing=True) as connection, connection.begin():
        if connection.dialect.name != "sqlite":
            connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        yield connection


def _pay_for_one(region_code: str) -> int:
    """The orders' boxes come out of one lot, as on the day of a harvest."""
    variant_id = session.scalars(_anything()).first()
    assert variant_id is not None
    with transaction():
        receive_lot(variant_id, 10, today(), None, number=f"D-{region_code}")
    wish = OrderWish(
        request_key=new_request_key(),
        wanted={variant_id: 1},
        recipient=Recipient(
            name="李雷",
            phone=f"13900{region_code}",
            region_code=region_code,
            detail="长江路 1 号",
        ),
        delivery=Delivery(),
        perishable_confirmed=True,
        seen_total_fen=None,
    )
    with transaction():
        order = place_order(wish, SECRET)
    with transaction():
        mark_paid(order.id)
    return order.id


def _anything() -> object:
    """A pack that is on sale all year and may go everywhere."""
    return (
        select(Variant.id)
        .join(Product, Variant.product_id == Product.id)
        .where(Product.season_first.is_(None), Product.ship_zone == "national")
        .where(Product.shelf_life_days > 30, Product.is_perishable.is_(False))
        .order_by(Variant.id)
        .limit(1)
    )


def _copies(model: type[Base], shifted: frozenset[str], first: int, last: int) -> Insert:
    """Of the rows that came first, one for each pattern."""
    table = model.__table__
    assert isinstance(table, Table)
    numbers = select(literal(first, Integer).label("n")).cte("numbers", recursive=True)
    numbers = numbers.union_all(select(numbers.c.n + 1).where(numbers.c.n < last))
    rows = (
        select(*(_copied(column, numbers, shifted) for column in table.columns))
        .select_from(table.join(numbers, true()))
        .where(_is_pattern(table))
    )
    return insert(table).from_select([column.name for column in table.columns], rows)


def _is_pattern(table: Table) -> ColumnElement[bool]:
    if table.name in ("orders", "sub_orders", "order_lines"):
        return table.c.id < STEP
    number = Parcel.waybill_number if table.name == "waybills" else Parcel.id
    key = {"waybills": "number", "parcels": "id"}.get(table.name, "parcel_id")
    return table.c[key].in_(select(number).where(Parcel.id <= len(ROUTES)))


def _copied(column: Column[object], numbers: CTE, shifted: frozenset[str]) -> ColumnElement[object]:
    if column.name in shifted:
        return column + numbers.c.n * STEP
    if column.name in NAMED:
        return column + literal("-") + cast(numbers.c.n, String)
    return column
