"""Measured days on the way: kept by day, and known to every process like tariffs.

What is measured today holds from tomorrow on: whoever has been serving since yesterday reads it at
midnight, when kept pages end too, and then a quote costs no statement.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import delete, func, select

from app import clock
from app.db import changed, session
from app.ground.postage import Days
from app.ground.transit import LEAST_PARCELS, Measured
from app.postage.models import TransitFigure

KEPT = timedelta(days=90)
# When nothing was measured for so long, what was is no longer believed.
OLDEST = timedelta(days=30)


class Way(NamedTuple):
    """`destination_code`: a city, or a province without the city of origin."""

    product: str
    is_hurried: bool
    origin_code: str
    destination_code: str


@dataclass(frozen=True, slots=True, eq=False)
class Transits:
    """One reading, which nobody changes; only ways with enough parcels. Two readings are two."""

    read_on: date
    by_way: Mapping[Way, Measured] = field(default_factory=dict)

    def find(
        self, product: str, is_hurried: bool, origin_code: str, region_code: str
    ) -> Measured | None:
        """Of the city where enough parcels went there, else of its province. The city of origin
        is not like the rest of its province: only its own figure is good for it."""
        city = city_of(region_code)
        found = self.by_way.get(Way(product, is_hurried, origin_code, city))
        if found is not None or city == origin_code:
            return found
        province = f"{region_code[:2]}0000"
        return self.by_way.get(Way(product, is_hurried, origin_code, province))


# Per database, the reading of the day.
_known: dict[str, Transits] = {}


def city_of(region_code: str) -> str:
    """Of a province: itself."""
    return f"{region_code[:4]}00"


def transits() -> Transits:
    key = str(session.get_bind().engine.url)
    known = _known.get(key)
    if known is None or known.read_on < clock.today():
        known = _known[key] = Transits(clock.today(), _in_force(clock.today()))
    return known


def forget_transits() -> None:
    _known.clear()


def was_measured_for(day: date) -> bool:
    statement = select(TransitFigure.on_date).where(TransitFigure.on_date == day).limit(1)
    return session.scalar(statement) is not None


def keep_figures(day: date, figures: Mapping[Way, Measured]) -> None:
    """In the place of what was kept for that day; what is very old is forgotten."""
    too_old = TransitFigure.on_date < day - KEPT
    changed(delete(TransitFigure).where((TransitFigure.on_date == day) | too_old))
    session.add_all(
        TransitFigure(
            on_date=day,
            **way._asdict(),
            parcels=one.parcels,
            least_days=one.days.least,
            most_days=one.days.most,
            late_days=one.days.late,
            late_hours=one.late_hours,
        )
        for way, one in sorted(figures.items())
    )
    session.flush()
    forget_transits()


def newest_figures(
    product: str, is_hurried: bool, origin_code: str
) -> tuple[date | None, dict[str, Measured]]:
    """The day from which they hold, also tomorrow, and by destination what was measured, however
    few parcels it were."""
    newest = session.scalar(select(func.max(TransitFigure.on_date)))
    statement = select(TransitFigure).where(
        TransitFigure.on_date == newest,
        TransitFigure.product == product,
        TransitFigure.is_hurried.is_(is_hurried),
        TransitFigure.origin_code == origin_code,
    )
    return newest, {row.destination_code: _measured(row) for row in session.scalars(statement)}


def busiest_way(origin_code: str) -> tuple[str, bool] | None:
    """The product and pace by which most parcels were measured last."""
    newest = select(func.max(TransitFigure.on_date)).scalar_subquery()
    statement = (
        select(TransitFigure.product, TransitFigure.is_hurried)
        .where(TransitFigure.on_date == newest, TransitFigure.origin_code == origin_code)
        .group_by(TransitFigure.product, TransitFigure.is_hurried)
        .order_by(func.sum(TransitFigure.parcels).desc(), TransitFigure.product)
        .limit(1)
    )
    found = session.execute(statement).first()
    return (found.product, found.is_hurried) if found else None


def _in_force(day: date) -> dict[Way, Measured]:
    newest = (
        select(func.max(TransitFigure.on_date))
        .where(TransitFigure.on_date <= day, TransitFigure.on_date >= day - OLDEST)
        .scalar_subquery()
    )
    statement = select(TransitFigure).where(
        TransitFigure.on_date == newest, TransitFigure.parcels >= LEAST_PARCELS
    )
    return {
        Way(row.product, row.is_hurried, row.origin_code, row.destination_code): _measured(row)
        for row in session.scalars(statement)
    }


def _measured(row: TransitFigure) -> Measured:
    return Measured(row.parcels, Days(row.least_days, row.most_days, row.late_days), row.late_hours)
