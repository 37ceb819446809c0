"""What another tariff would have cost: a month's parcels, priced again by a draft.

Parcels of one county, product and weight (rounded up to 100 g) are priced together, so that the
work follows the number of kinds and not of parcels: 95,000 of a month take less than a second
(SQLite, one core of a small machine), so they are replayed while the page is asked for. Sums are
exact where bands and steps are whole hundreds of grams. Insurance is not carriage and stays out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import case, func, select

from app import clock
from app.db import session
from app.ground.parcel_steps import ParcelState
from app.ground.postage import postage_fen
from app.ground.postal_products import PostalProduct
from app.ground.tariffs import Tariff
from app.orders.models import Order, SubOrder
from app.parcels.kinds import ParcelKind
from app.parcels.models import Parcel

STEP_GRAMS = 100
MOST_CHANGES = 10


@dataclass(slots=True)
class GroupChange:
    """Parcels to a group of the draft."""

    group: str
    parcels: int = 0
    old_fen: int = 0
    new_fen: int = 0

    @property
    def difference_fen(self) -> int:
        return self.new_fen - self.old_fen


@dataclass(frozen=True, slots=True)
class Change:
    """Alike parcels, and what all of them would have cost more; `grams` is their upper limit."""

    region_code: str
    grams: int
    parcels: int
    old_fen: int
    new_fen: int

    @property
    def difference_fen(self) -> int:
        return self.new_fen - self.old_fen


@dataclass(frozen=True, slots=True)
class Replay:
    """`product`: whose parcels these are; `not_carried` could not have gone by the draft and are
    in none of the sums."""

    product: PostalProduct
    parcels: int
    not_carried: int
    old_fen: int
    new_fen: int
    groups: Sequence[GroupChange]
    largest: Sequence[Change]

    @property
    def difference_fen(self) -> int:
        return self.new_fen - self.old_fen


def replay_month(tariff: Tariff, days: int = 30) -> Replay:
    """Parcels of the last days by the draft's own product; where there are none yet, ordinary
    ones, as if they had gone by it."""
    kinds = _kinds(tariff.product, days)
    product = tariff.product
    if not kinds:
        product, kinds = PostalProduct.ordinary, _kinds(PostalProduct.ordinary, days)
    groups: dict[str, GroupChange] = {}
    changes: list[Change] = []
    not_carried = 0
    for region_code, step, parcels, old_fen in kinds:
        grams = step * STEP_GRAMS
        rate = tariff.rate_to(region_code)
        if rate is None or grams > rate.most_grams:
            not_carried += parcels
            continue
        new_fen = postage_fen(rate, grams) * parcels
        of_group = groups.setdefault(rate.group, GroupChange(rate.group))
        of_group.parcels += parcels
        of_group.old_fen += old_fen
        of_group.new_fen += new_fen
        changes.append(Change(region_code, grams, parcels, old_fen, new_fen))
    changes.sort(key=lambda one: (-abs(one.difference_fen), one.region_code, one.grams))
    return Replay(
        product=product,
        parcels=sum(one.parcels for one in changes),
        not_carried=not_carried,
        old_fen=sum(one.old_fen for one in changes),
        new_fen=sum(one.new_fen for one in changes),
        groups=[groups[name] for name in sorted(groups)],
        largest=[one for one in changes[:MOST_CHANGES] if one.difference_fen],
    )


def _kinds(product: PostalProduct, days: int) -> list[tuple[str, int, int, int]]:
    """County, weight in steps, how many, and their postage then; one statement."""
    size = func.coalesce(Parcel.plan["volumetric_grams"].as_integer(), 0)
    grams = case((size > Parcel.gross_grams, size), else_=Parcel.gross_grams)
    county = func.substr(Order.region_code, 1, 6)
    step = (grams + (STEP_GRAMS - 1)) // STEP_GRAMS
    statement = (
        select(county, step, func.count(), func.sum(Parcel.postage_fen))
        .select_from(Parcel)
        .join(SubOrder, SubOrder.id == Parcel.sub_order_id)
        .join(Order, Order.id == SubOrder.order_id)
        .where(
            Parcel.product == product,
            Parcel.kind == ParcelKind.outward,
            Parcel.state != ParcelState.cancelled,
            Parcel.gross_grams > 0,
            Parcel.created_at >= clock.now() - timedelta(days=days),
        )
        .group_by(county, step)
    )
    return [(row[0], int(row[1]), int(row[2]), int(row[3])) for row in session.execute(statement)]
