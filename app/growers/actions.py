"""Households are written down, bring boxes, get their shares of what is settled, and are paid."""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, exists, func, select

from app import clock
from app.db import insert_into, lock_rows, session
from app.ground.breakdown import less_packing
from app.ground.money import allocate
from app.ground.phones import parse_mobile
from app.ground.refusals import (
    AmountsDiffer,
    Missing,
    NumberOutOfRange,
    RegionUnknown,
    StepNotAllowed,
)
from app.ground.texts import clean_line
from app.growers.kinds import PayoutWay
from app.growers.models import Household, HouseholdPayment, HouseholdShare, LotGrower
from app.growers.queries import get_standing, is_shared
from app.ledger.queries import balances_of_order
from app.orders.models import OrderLine, SubOrder
from app.places.tree import tree
from app.stock.kinds import MovementKind
from app.stock.models import Lot, Movement

LONGEST_NAME = 50
# One household's part of a box is told to the thousandth.
THOUSAND = 1000


@dataclass(frozen=True, slots=True)
class HouseholdDraft:
    name: str
    phone: str | None
    village_code: str
    mu_tenths: int


def add_household(cooperative_id: int, draft: HouseholdDraft) -> Household:
    household = Household(cooperative_id=cooperative_id, joined_at=clock.now(), **_values(draft))
    session.add(household)
    session.flush()
    return household


def change_household(household: Household, draft: HouseholdDraft) -> None:
    for name, value in _values(draft).items():
        setattr(household, name, value)
    session.flush()


def end_household(household: Household) -> None:
    """Brings no more boxes; what it has earned stays due."""
    household.left_at = household.left_at or clock.now()
    session.flush()


def _values(draft: HouseholdDraft) -> dict[str, object]:
    place = tree().get(draft.village_code, field="village")
    if place.level not in ("county", "town", "village"):
        raise RegionUnknown(field="village")
    return {
        "name": clean_line(draft.name, LONGEST_NAME, field="name"),
        "phone": parse_mobile(draft.phone, field="phone") if draft.phone else None,
        "village_code": draft.village_code,
        "mu_tenths": draft.mu_tenths,
    }


def set_growers(lot: Lot, boxes: Mapping[int, int]) -> None:
    """Who brought how many boxes of the lot, anew. `boxes` by household; 0: none.

    More than were taken in: NumberOutOfRange. Once money was shared out by it: StepNotAllowed.
    """
    lock_rows(Lot, [lot.id])
    if is_shared(lot.id):
        raise StepNotAllowed(step="bring", state="shared")
    received = select(func.coalesce(func.sum(Movement.boxes), 0)).where(
        Movement.lot_id == lot.id, Movement.kind == MovementKind.receive
    )
    most = int(session.execute(received).scalar_one())
    if sum(boxes.values()) > most:
        raise NumberOutOfRange(least=0, most=most)
    session.execute(delete(LotGrower).where(LotGrower.lot_id == lot.id))
    session.add_all(
        LotGrower(lot_id=lot.id, household_id=household, boxes=count)
        for household, count in boxes.items()
        if count
    )
    session.flush()


def share_out(sub_order_id: int) -> int:
    """What a settled part has earned, among the households that grew it; how many shares that made.

    The cooperative's part as the books have it, less packing, is divided among the lines by what
    they were sold for and not given back, and each line among its lot's households by boxes. A line
    whose lot names nobody waits. Doing it again adds nothing.
    """
    part = lock_rows(SubOrder, [sub_order_id])[0]
    if part.settled_at is None:
        raise StepNotAllowed(step="share", state=part.state)
    lines = list(part.lines)
    by_lot = _growers({line.lot_id for line in lines})
    shared = select(HouseholdShare.order_line_id).where(
        HouseholdShare.order_line_id.in_([line.id for line in lines])
    )
    done = set(session.scalars(shared))
    made = 0
    for line, fen in zip(lines, _money_of_lines(part), strict=True):
        growers = by_lot.get(line.lot_id, {})
        if not growers or line.id in done:
            continue
        weights = list(growers.values())
        shares = allocate(fen, weights)
        thousandths = allocate(line.boxes * THOUSAND, weights)
        for household, money, boxes in zip(growers, shares, thousandths, strict=True):
            session.add(
                HouseholdShare(
                    household_id=household,
                    order_line_id=line.id,
                    lot_id=line.lot_id,
                    box_thousandths=boxes,
                    fen=money,
                    shared_at=clock.now(),
                )
            )
            made += 1
    session.flush()
    return made


def _money_of_lines(part: SubOrder) -> list[int]:
    """An order has one part of each cooperative, so its accounts tell the part's earning."""
    names = (
        f"cooperative_held:{part.cooperative_id}",
        f"cooperative_payable:{part.cooperative_id}",
    )
    balances = balances_of_order(part.order_id)
    earned_fen = -sum(balances.get(name, 0) for name in names)
    farmer_fen = less_packing(earned_fen, sum(line.packing_fen for line in part.lines))
    return allocate(farmer_fen, [line.total_fen - line.refunded_fen for line in part.lines])


def _growers(lot_ids: set[int]) -> dict[int, dict[int, int]]:
    """By the lot that was sold from; boxes that were moved were grown by those of their picking."""
    statement = (
        select(Lot.id, LotGrower.household_id, LotGrower.boxes)
        .join(LotGrower, LotGrower.lot_id == func.coalesce(Lot.parent_id, Lot.id))
        .where(Lot.id.in_(sorted(lot_ids)))
        .order_by(Lot.id, LotGrower.household_id)
    )
    found: dict[int, dict[int, int]] = {}
    for lot_id, household_id, boxes in session.execute(statement):
        found.setdefault(lot_id, {})[household_id] = boxes
    return found


def parts_to_share(limit: int = 100) -> list[int]:
    """Settled parts with a line that has growers and no share yet, oldest first."""
    grown = exists().where(
        Lot.id == OrderLine.lot_id, LotGrower.lot_id == func.coalesce(Lot.parent_id, Lot.id)
    )
    shared = exists().where(HouseholdShare.order_line_id == OrderLine.id)
    statement = (
        select(SubOrder.id)
        .join(SubOrder.lines)
        .where(SubOrder.settled_at.is_not(None), grown, ~shared)
        .group_by(SubOrder.id)
        .order_by(SubOrder.id)
    )
    return list(session.scalars(statement.limit(limit)))


def pay_household(
    cooperative_id: int,
    household_id: int,
    *,
    seen_fen: int,
    paid_on: date,
    way: PayoutWay,
    by_id: int,
    request_key: str,
) -> None:
    """All that is due, given on a day. What is due now must be what was seen: AmountsDiffer. The
    same form sent twice pays once."""
    locked = lock_rows(Household, [household_id])
    if not locked or locked[0].cooperative_id != cooperative_id:
        raise Missing
    known = select(HouseholdPayment.id).where(HouseholdPayment.request_key == request_key)
    if session.scalar(known) is not None:
        return
    due_fen = get_standing(cooperative_id, household_id).due_fen
    if due_fen <= 0 or due_fen != seen_fen:
        raise AmountsDiffer
    session.execute(
        insert_into(HouseholdPayment).values(
            request_key=request_key,
            household_id=household_id,
            fen=due_fen,
            paid_on=paid_on,
            way=way.value,
            paid_by_id=by_id,
            recorded_at=clock.now(),
        )
    )


def new_page_key(household: Household) -> str:
    """The secret of its page, told once; a link given before opens nothing any more."""
    key = secrets.token_urlsafe(24)
    household.page_key_hash = hash_page_key(key)
    session.flush()
    return key


def revoke_page_key(household: Household) -> None:
    household.page_key_hash = None
    session.flush()


def hash_page_key(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
