"""Cooperatives join, sell, are suspended."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, or_, select, update

from app.clock import now
from app.cooperatives.kinds import CooperativeState
from app.cooperatives.models import Cooperative, FreePostageRule, FreePostageVersion
from app.cooperatives.queries import free_postage_of, free_postage_versions
from app.db import changed, lock_rows, session
from app.editions.actions import bump
from app.ground.free_carriage import FreeFrom
from app.ground.refusals import Missing, MoneyNotAllowed, NameTaken, StepNotAllowed
from app.places.tree import tree


@dataclass(frozen=True, slots=True, kw_only=True)
class CooperativeDraft:
    """`outlet_id` collects its parcels."""

    slug: str
    name: str
    name_en: str
    origin_code: str
    contact_name: str
    contact_phone: str
    story: str = ""
    story_en: str = ""
    picture: str = ""
    households: int = 0
    orchard_mu: int = 0
    outlet_id: int | None = None


def open_cooperative(draft: CooperativeDraft) -> Cooperative:
    """One that sells from now on. A name or address in use: NameTaken, nothing changed."""
    return _add(draft, CooperativeState.approved)


def apply_as_cooperative(draft: CooperativeDraft) -> Cooperative:
    """One that waits for the office."""
    return _add(draft, CooperativeState.applied)


def approve_cooperative(cooperative_id: int) -> None:
    allowed = (CooperativeState.applied, CooperativeState.suspended)
    _step(cooperative_id, "approve", allowed, CooperativeState.approved)


def suspend_cooperative(cooperative_id: int) -> None:
    """Its goods vanish from the public pages; orders that were paid go on."""
    _step(cooperative_id, "suspend", (CooperativeState.approved,), CooperativeState.suspended)


def set_free_postage(
    cooperative_id: int, rules: Mapping[str, FreeFrom], set_by_id: int | None = None
) -> None:
    """By province code from when on its carriage is free there; these and no others. What changes
    is a version; orders that were placed keep what they were promised."""
    for code, one in rules.items():
        is_sane = min(one.fen, one.boxes) >= 0 and not one.is_never
        if tree().get(code, field="provinces").level != "province" or not is_sane:
            raise MoneyNotAllowed(field="from")
    found = lock_rows(Cooperative, [cooperative_id])
    if not found:
        raise Missing
    before = free_postage_of(found[0])
    if before == rules:
        return
    if before and not free_postage_versions(cooperative_id, 1):
        # Set before versions were kept.
        _keep_version(cooperative_id, before, None, found[0].created_at)
    session.execute(delete(FreePostageRule).where(FreePostageRule.cooperative_id == cooperative_id))
    if rules:
        session.execute(
            insert(FreePostageRule),
            [
                {
                    "cooperative_id": cooperative_id,
                    "province_code": code,
                    "from_fen": one.fen,
                    "from_boxes": one.boxes,
                }
                for code, one in sorted(rules.items())
            ],
        )
    _keep_version(cooperative_id, rules, set_by_id, now())
    session.expire_all()
    bump("catalogue", f"cooperative:{cooperative_id}")


def _keep_version(
    cooperative_id: int, rules: Mapping[str, FreeFrom], set_by_id: int | None, set_at: datetime
) -> None:
    session.add(
        FreePostageVersion(
            cooperative_id=cooperative_id,
            rules={code: [one.fen, one.boxes] for code, one in sorted(rules.items())},
            set_by_id=set_by_id,
            set_at=set_at,
        )
    )
    session.flush()


def _add(draft: CooperativeDraft, state: CooperativeState) -> Cooperative:
    tree().get(draft.origin_code, field="origin_code")
    taken = or_(Cooperative.name == draft.name, Cooperative.slug == draft.slug)
    if session.scalar(select(Cooperative.id).where(taken).limit(1)) is not None:
        raise NameTaken(field="name")
    values = {name: getattr(draft, name) for name in CooperativeDraft.__slots__}
    cooperative = Cooperative(**values, state=state, created_at=now())
    session.add(cooperative)
    session.flush()
    bump("catalogue")
    return cooperative


def _step(
    cooperative_id: int, step: str, allowed: tuple[CooperativeState, ...], to: CooperativeState
) -> None:
    statement = (
        update(Cooperative)
        .where(Cooperative.id == cooperative_id, Cooperative.state.in_(allowed))
        .values(state=to)
    )
    if not changed(statement):
        state = session.scalar(select(Cooperative.state).where(Cooperative.id == cooperative_id))
        raise StepNotAllowed(step=step, state=state)
    session.expire_all()
    bump("catalogue", f"cooperative:{cooperative_id}")


def set_outlet(cooperative_id: int, outlet_id: int) -> None:
    """Which outlet collects its parcels from now on."""
    named = update(Cooperative).where(Cooperative.id == cooperative_id)
    if not changed(named.values(outlet_id=outlet_id)):
        raise Missing
