"""Households with what they have earned and got; always of one cooperative, or by their own key."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, func, select

from app.catalogue.models import Product, Variant
from app.cooperatives.models import Cooperative
from app.db import session
from app.ground.refusals import Missing
from app.growers.models import Household as Household  # pages name what they were given
from app.growers.models import HouseholdPayment as HouseholdPayment
from app.growers.models import HouseholdShare, LotGrower
from app.stock.models import Lot

FEWEST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Standing:
    """`earned_fen` of all shares, `paid_fen` of all payments."""

    household: Household
    box_thousandths: int
    earned_fen: int
    paid_fen: int

    @property
    def due_fen(self) -> int:
        return self.earned_fen - self.paid_fen


@dataclass(frozen=True, slots=True)
class LotShare:
    """What one picking has brought a household so far."""

    number: str
    harvested_on: date
    product_name: str
    box_thousandths: int
    fen: int


def standings(cooperative_id: int) -> list[Standing]:
    """Every household there ever was, those that have left last. One statement."""
    statement = _standing().where(Household.cooperative_id == cooperative_id)
    ordered = statement.order_by(Household.left_at.is_not(None), Household.id)
    return [Standing(row[0], *map(int, row[1:])) for row in session.execute(ordered)]


def get_standing(cooperative_id: int, household_id: int) -> Standing:
    statement = _standing().where(
        Household.cooperative_id == cooperative_id, Household.id == household_id
    )
    return _one(statement)


def get_standing_by_key(key_hash: str) -> Standing:
    return _one(_standing().where(Household.page_key_hash == key_hash))


def name_of_cooperative(household: Household) -> Cooperative:
    return session.get_one(Cooperative, household.cooperative_id)


def active_households(cooperative_id: int) -> list[Household]:
    statement = select(Household).where(
        Household.cooperative_id == cooperative_id, Household.left_at.is_(None)
    )
    return list(session.scalars(statement.order_by(Household.id)))


def growers_of_lot(lot_id: int) -> dict[int, int]:
    """Boxes by household; the caller has fetched the lot through a guarded query."""
    statement = select(LotGrower.household_id, LotGrower.boxes).where(LotGrower.lot_id == lot_id)
    return dict(session.execute(statement.order_by(LotGrower.household_id)).all())


def is_shared(lot_id: int) -> bool:
    """Whether somebody's money was counted by what the lot's households brought."""
    picked = select(Lot.id).where(func.coalesce(Lot.parent_id, Lot.id) == lot_id)
    shared = select(HouseholdShare.id).where(HouseholdShare.lot_id.in_(picked))
    return session.scalar(shared.limit(1)) is not None


def lots_of_household(household_id: int, limit: int = 60) -> list[LotShare]:
    """Newest picking first."""
    statement = (
        select(
            Lot.number,
            Lot.harvested_on,
            Product.name,
            func.sum(HouseholdShare.box_thousandths),
            func.sum(HouseholdShare.fen),
        )
        .join(Lot, Lot.id == HouseholdShare.lot_id)
        .join(Variant, Variant.id == Lot.variant_id)
        .join(Product, Product.id == Variant.product_id)
        .where(HouseholdShare.household_id == household_id)
        .group_by(Lot.id, Lot.number, Lot.harvested_on, Product.name)
        .order_by(Lot.harvested_on.desc(), Lot.id.desc())
        .limit(limit)
    )
    return [
        LotShare(number, day, name, int(boxes), int(fen))
        for number, day, name, boxes, fen in session.execute(statement)
    ]


def payments_of_household(household_id: int, limit: int = 60) -> list[HouseholdPayment]:
    """Newest first."""
    statement = (
        select(HouseholdPayment)
        .where(HouseholdPayment.household_id == household_id)
        .order_by(HouseholdPayment.id.desc())
    )
    return list(session.scalars(statement.limit(limit)))


def registered(cooperative_id: ColumnElement[int]) -> ColumnElement[int]:
    """How many households of the cooperative are written down and have not left."""
    return (
        select(func.count())
        .select_from(Household)
        .where(Household.cooperative_id == cooperative_id, Household.left_at.is_(None))
        .scalar_subquery()
    )


def _standing() -> Select[Household, int, int, int]:
    def summed(column: ColumnElement[int], owner: ColumnElement[int]) -> ColumnElement[int]:
        total = select(func.coalesce(func.sum(column), 0)).where(owner == Household.id)
        return total.correlate(Household).scalar_subquery()

    of_share = HouseholdShare.household_id.expression
    return select(
        Household,
        summed(HouseholdShare.box_thousandths.expression, of_share),
        summed(HouseholdShare.fen.expression, of_share),
        summed(HouseholdPayment.fen.expression, HouseholdPayment.household_id.expression),
    )


def _one(statement: Select[Household, int, int, int]) -> Standing:
    row = session.execute(statement).one_or_none()
    if row is None:
        raise Missing
    return Standing(row[0], *map(int, row[1:]))


def totals(found: Iterable[Standing]) -> tuple[int, int, int]:
    """Earned, paid and due of all."""
    found = list(found)
    return (
        sum(one.earned_fen for one in found),
        sum(one.paid_fen for one in found),
        sum(one.due_fen for one in found),
    )
