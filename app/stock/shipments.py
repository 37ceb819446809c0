"""Shipments to warehouses as lists and pages want them, with everything that is shown of them."""

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.catalogue.models import Variant
from app.db import session
from app.ground.refusals import Missing
from app.stock.kinds import InboundState
from app.stock.models import InboundLine, InboundShipment, Lot

MOST_OPEN = 50


def _whole() -> tuple[object, ...]:
    lot = selectinload(InboundShipment.lines).joinedload(InboundLine.from_lot)
    return (
        joinedload(InboundShipment.warehouse),
        joinedload(InboundShipment.from_warehouse),
        joinedload(InboundShipment.cooperative),
        lot.joinedload(Lot.variant).joinedload(Variant.product),
        selectinload(InboundShipment.lines).joinedload(InboundLine.lot),
    )


def shipments_to(
    warehouse_id: int, state: InboundState = InboundState.announced, limit: int = 50
) -> list[InboundShipment]:
    """Those under way by the day on which they are expected; ended ones newest first."""
    statement = select(InboundShipment).where(
        InboundShipment.warehouse_id == warehouse_id, InboundShipment.state == state
    )
    if state is InboundState.announced:
        statement = statement.order_by(InboundShipment.expected_on, InboundShipment.id)
    else:
        statement = statement.order_by(InboundShipment.ended_at.desc(), InboundShipment.id.desc())
    return list(session.scalars(statement.options(*_whole()).limit(limit)))  # type: ignore[arg-type]


def moves_at(warehouse_id: int, ended: int = 3) -> list[InboundShipment]:
    """Between this warehouse and others, either way: those that are open by the day on which they
    are expected, then the last ones that have ended."""
    here = or_(
        InboundShipment.from_warehouse_id == warehouse_id,
        InboundShipment.warehouse_id == warehouse_id,
    )
    is_open = InboundShipment.state.in_([InboundState.planned, InboundState.announced])
    moves = select(InboundShipment).where(here, InboundShipment.from_warehouse_id.is_not(None))
    moves = moves.options(*_whole())  # type: ignore[arg-type]
    under_way = moves.where(is_open).order_by(InboundShipment.expected_on, InboundShipment.id)
    over = moves.where(~is_open).order_by(InboundShipment.ended_at.desc())
    return [
        *session.scalars(under_way.limit(MOST_OPEN)),
        *session.scalars(over.limit(ended)),
    ]


def shipments_of(cooperative_id: int, limit: int = 30) -> list[InboundShipment]:
    """Newest first."""
    statement = (
        select(InboundShipment)
        .where(InboundShipment.cooperative_id == cooperative_id)
        .order_by(InboundShipment.id.desc())
        .options(*_whole())  # type: ignore[arg-type]
        .limit(limit)
    )
    return list(session.scalars(statement))


def get_shipment(number: str, cooperative_id: int | None = None) -> InboundShipment:
    """`cooperative_id` None: only for the office."""
    statement = select(InboundShipment).where(InboundShipment.number == number)
    if cooperative_id is not None:
        statement = statement.where(InboundShipment.cooperative_id == cooperative_id)
    found = session.scalars(statement.options(*_whole())).one_or_none()  # type: ignore[arg-type]
    if found is None:
        raise Missing
    return found


def get_move(number: str) -> InboundShipment:
    """Missing for what a cooperative brings."""
    found = get_shipment(number)
    if not found.is_move:
        raise Missing
    return found
