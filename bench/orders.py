"""Orders a second, and bare rows: the same number in transactions of the same number."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count

from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import OperationalError

from app import clock
from app.catalogue.models import Product, Variant
from app.db import Base, db, session, transaction
from app.orders.actions import new_request_key, place_order
from app.orders.wishes import Delivery, OrderWish, Recipient
from app.stock.receiving import receive_lot
from bench.grounds import Ground
from bench.growth import STEP
from tests.statements import count_statements

THREADS = 8
SECONDS = 5.0
BOXES = 100_000
SECRET = "whoever-has-this-may-see-the-order"
PUDONG = "310115"
_serial = count()


@dataclass(frozen=True, slots=True)
class Pace:
    """`turned_away`: how often somebody waited for the lock longer than anybody is let wait."""

    per_second: float
    turned_away: int


@dataclass(frozen=True, slots=True)
class Placing:
    """`bare` is transactions of `rows` bare rows each."""

    statements: int
    rows: int
    orders: Pace
    bare: Pace


def measure_orders(ground: Ground) -> Placing:
    """Of two packs of two cooperatives each, by guests, eight at a time."""
    pairs = _pairs()
    with transaction():
        for variant_id in {one for pair in pairs for one in pair}:
            receive_lot(variant_id, BOXES, clock.today(), None, number=f"B{variant_id}")
    _place(pairs[0])
    before = _rows()
    with count_statements() as sent:
        _place(pairs[1])
    # An UPDATE of an order changes one row.
    rows = _rows() - before + sum(one.startswith("UPDATE") for one in sent)
    turns = count()
    orders = together(ground.app, lambda: _place(pairs[next(turns) % len(pairs)]))
    return Placing(len(sent), rows, orders, _bare(ground, rows))


def _pairs() -> list[tuple[int, int]]:
    """Packs that anybody may buy on any day, each beside one of another cooperative."""
    fitting = (
        select(Variant.id, Product.cooperative_id)
        .join(Product, Variant.product_id == Product.id)
        .where(Product.season_first.is_(None), Product.ship_zone == "national")
        .where(Product.shelf_life_days > 30, Product.id < STEP)
        .order_by(Variant.id)
        .limit(12)
    )
    found = [(row.id, row.cooperative_id) for row in session.execute(fitting)]
    session.remove()
    return [
        (one, other)
        for one, owner in found
        for other, other_owner in found
        if one < other and owner != other_owner
    ]


def _place(pair: tuple[int, int]) -> None:
    """Every order has a buyer of its own: one may hold only a few that are not paid."""
    phone = f"139{next(_serial):08d}"
    wish = OrderWish(
        request_key=new_request_key(),
        wanted=dict.fromkeys(pair, 1),
        recipient=Recipient(name="李雷", phone=phone, region_code=PUDONG, detail="世纪大道 1 号"),
        delivery=Delivery(),
        perishable_confirmed=True,
        seen_total_fen=None,
    )
    with transaction():
        place_order(wish, SECRET)
    session.remove()


def _rows() -> int:
    counts = (select(func.count()).select_from(table) for table in Base.metadata.sorted_tables)
    total = sum(session.execute(one).scalar_one() for one in counts)
    session.remove()
    return total


def _bare(ground: Ground, rows: int) -> Pace:
    with db.engine.begin() as connection:
        connection.execute(text("CREATE TABLE bare_rows (a BIGINT, b BIGINT, words TEXT)"))
    statement = text("INSERT INTO bare_rows VALUES (:a, :b, :words)")
    values = [{"a": one, "b": one * one, "words": "一行" * 20} for one in range(rows)]

    def write() -> None:
        options = {"writing": True}
        with db.engine.connect().execution_options(**options) as connection, connection.begin():
            connection.execute(statement, values)

    return together(ground.app, write)


def together(app: Flask, act: Callable[[], None]) -> Pace:
    """Eight threads, each as often as it can."""
    barrier = threading.Barrier(THREADS)

    def work(_: int) -> tuple[int, int]:
        with app.app_context():
            barrier.wait()
            return _repeat(act, time.perf_counter() + SECONDS)

    begun = time.perf_counter()
    with ThreadPoolExecutor(THREADS) as pool:
        counts = list(pool.map(work, range(THREADS)))
    took = time.perf_counter() - begun
    return Pace(sum(done for done, _ in counts) / took, sum(away for _, away in counts))


def _repeat(act: Callable[[], None], deadline: float) -> tuple[int, int]:
    done = away = 0
    while time.perf_counter() < deadline:
        try:
            act()
            done += 1
        except OperationalError:  # the page would be a 503 that says when to try again
            session.remove()
            away += 1
    return done, away
