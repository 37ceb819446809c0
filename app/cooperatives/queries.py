"""Who sells. What faces show of a cooperative's goods is the catalogue's."""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from app.cooperatives.kinds import CooperativeState
from app.cooperatives.models import Cooperative as Cooperative  # pages name what they were given
from app.cooperatives.models import FreePostageVersion
from app.db import session
from app.ground.free_carriage import FreeFrom
from app.ground.refusals import Missing
from app.places.halls import HallSign

_approved = Cooperative.state == CooperativeState.approved


def find_cooperative(slug: str) -> Cooperative | None:
    """Only one that sells: others are not for the public."""
    statement = select(Cooperative).where(Cooperative.slug == slug, _approved)
    return session.scalars(statement).one_or_none()


def get_cooperative(cooperative_id: int) -> Cooperative:
    """In whatever state: for those who work in it and for the office."""
    found = session.get(Cooperative, cooperative_id)
    if found is None:
        raise Missing()
    return found


def names_of_cooperatives(ids: Iterable[int]) -> dict[int, Cooperative]:
    """By id, for tables that name many."""
    statement = select(Cooperative).where(Cooperative.id.in_(sorted(set(ids))))
    return {found.id: found for found in session.scalars(statement)}


def free_postage_of(cooperative: Cooperative) -> dict[str, FreeFrom]:
    """From when on carriage is free, by province code; without a statement."""
    each = (one.split(":") for one in (cooperative.free_postage or "").split(";") if one)
    return {code: FreeFrom(int(fen), int(boxes)) for code, fen, boxes in each}


def free_postage_versions(cooperative_id: int, limit: int = 20) -> Sequence[FreePostageVersion]:
    """The newest first, with whoever set them; one statement."""
    statement = (
        select(FreePostageVersion)
        .where(FreePostageVersion.cooperative_id == cooperative_id)
        .options(joinedload(FreePostageVersion.set_by))
        .order_by(FreePostageVersion.id.desc())
        .limit(limit)
    )
    return session.scalars(statement).all()


def rules_of(version: FreePostageVersion) -> dict[str, FreeFrom]:
    return {code: FreeFrom(*one) for code, one in version.rules.items()}


def cooperatives_of_hall(hall: HallSign, limit: int = 24) -> Sequence[Cooperative]:
    """Those that sell, the oldest members first."""
    statement = select(Cooperative).where(_approved, *_within(hall)).order_by(Cooperative.id)
    return session.scalars(statement.limit(limit)).all()


def cooperatives(
    states: Sequence[CooperativeState], after_id: int, limit: int
) -> list[Cooperative]:
    """For the office, by id from `after_id` (exclusive; 0: from the first)."""
    statement = (
        select(Cooperative)
        .where(Cooperative.state.in_(states), Cooperative.id > after_id)
        .order_by(Cooperative.id)
        .limit(limit)
    )
    return list(session.scalars(statement))


def _within(hall: HallSign) -> list[ColumnElement[bool]]:
    prefix = hall.code_prefix
    return [func.substr(Cooperative.origin_code, 1, len(prefix)) == prefix] if prefix else []
