"""Cooperatives with what they have sold: one statement for a hall, one for a cooperative's page.

What was sold is counted from paid orders, never typed in.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Subquery, Text, case, cast, exists, func, literal, select

from app import clock
from app.catalogue.kinds import ProductState
from app.catalogue.models import Product
from app.catalogue.queries import GrowerCard, grower_card
from app.catalogue.ripeness import is_ripe
from app.cooperatives.kinds import CooperativeState
from app.cooperatives.models import Cooperative
from app.db import session
from app.editions.models import Edition
from app.ground.order_states import OrderState, SubOrderState
from app.ground.refusals import Missing
from app.growers.queries import FEWEST_SHOWN, registered
from app.orders.models import Order, OrderLine, SubOrder

MOST = 60


@dataclass(frozen=True, slots=True)
class Ledger:
    """`fen` is what was paid for goods; households and mu are those of the sellers, and fewer than
    five households are told as none, so that nobody can be made out."""

    since: date
    boxes: int
    fen: int
    households: int
    mu: int


@dataclass(frozen=True, slots=True)
class GrowerPage:
    """`edition` is the number of the topic "cooperative:<id>", read in the same statement."""

    cooperative: Cooperative
    ledger: Ledger
    edition: int


def season_begins(on: date) -> date:
    """A year of picking: from the first of January."""
    return date(on.year, 1, 1)


def growers_and_ledger(code_prefix: str, on: date) -> tuple[list[GrowerCard], Ledger]:
    """Those that sell in the hall, the oldest members first, at most MOST; the ledger is of all."""
    sold = _sold(on)
    boxes, fen = func.coalesce(sold.c.boxes, 0), func.coalesce(sold.c.fen, 0)
    ripe = exists().where(
        Product.cooperative_id == Cooperative.id,
        Product.state == ProductState.published,
        Product.from_price_fen.is_not(None),
        is_ripe(on),
    )
    statement = (
        select(
            Cooperative,
            ripe,
            *(
                func.sum(one).over()
                for one in (
                    boxes,
                    fen,
                    _of_sellers(boxes, _households()),
                    _of_sellers(boxes, Cooperative.orchard_mu.expression),
                )
            ),
        )
        .outerjoin(sold, sold.c.cooperative_id == Cooperative.id)
        .where(_approved, Cooperative.origin_code.startswith(code_prefix, autoescape=True))
        .order_by(Cooperative.id)
        .limit(MOST)
    )
    rows = session.execute(statement).all()
    sums = rows[0][2:] if rows else (0, 0, 0, 0)
    return [grower_card(row[0], bool(row[1])) for row in rows], _ledger(on, sums)


def get_grower_page(slug: str, on: date) -> GrowerPage:
    """Only one that sells."""
    sold = _sold(on)
    statement = (
        select(
            Cooperative,
            func.coalesce(sold.c.boxes, 0),
            func.coalesce(sold.c.fen, 0),
            func.coalesce(_edition(), 0),
            _households(),
        )
        .outerjoin(sold, sold.c.cooperative_id == Cooperative.id)
        .where(_approved, Cooperative.slug == slug)
    )
    row = session.execute(statement).one_or_none()
    if row is None:
        raise Missing
    cooperative = row[0]
    sums = (row[1], row[2], row[4], cooperative.orchard_mu)
    return GrowerPage(cooperative, _ledger(on, sums), int(row[3]))


_approved = Cooperative.state == CooperativeState.approved


def _sold(on: date) -> Subquery:
    begins = datetime.combine(season_begins(on), time(), tzinfo=clock.SHANGHAI).astimezone(UTC)
    return (
        select(
            SubOrder.cooperative_id,
            func.sum(OrderLine.boxes).label("boxes"),
            func.sum(OrderLine.total_fen).label("fen"),
        )
        .join(OrderLine.sub_order)
        .join(SubOrder.order)
        .where(
            Order.state == OrderState.paid,
            Order.paid_at >= begins,
            SubOrder.state != SubOrderState.cancelled,
        )
        .group_by(SubOrder.cooperative_id)
        .subquery("sold")
    )


def _of_sellers(boxes: ColumnElement[Any], figure: ColumnElement[int]) -> ColumnElement[int]:
    return case((boxes > 0, figure), else_=0)


def _households() -> ColumnElement[int]:
    """Those that are written down, where any are; else what the cooperative told the office."""
    count = registered(Cooperative.id.expression)
    return case((count > 0, count), else_=Cooperative.households.expression)


def _edition() -> ColumnElement[Any]:
    topic = literal("cooperative:").concat(cast(Cooperative.id, Text))
    return select(Edition.number).where(Edition.topic == topic).scalar_subquery()


def _ledger(on: date, sums: Sequence[Any]) -> Ledger:
    boxes, fen, households, mu = (int(one or 0) for one in sums)
    if households < FEWEST_SHOWN:
        households = 0
    return Ledger(season_begins(on), boxes, fen, households, mu)
