"""What a packing list 装箱单 says, as plain values: what lies in a parcel, for whoever opens it.

It may be a gift: no price stands on it. Name and telephone are masked, and no address at all: it
lies inside, and inside it is passed round.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from app import clock
from app.catalogue.models import Product, Variant
from app.db import session
from app.ground.phones import mask
from app.ground.texts import mask_name
from app.ground.waybills import is_demonstration
from app.parcels.box_rows import numbers_of
from app.parcels.kinds import LabelSize
from app.parcels.label_papers import PAPERS, rows_on
from app.parcels.models import Parcel, ParcelContent
from app.parcels.slips import NO_PHONE
from app.stock.models import Lot

CARE = {
    "ambient": "生鲜：收到请当天开箱、通风、挑拣",
    "cool": "冷藏品：收到请立即放入冷藏室 0–8 ℃",
    "frozen": "冷冻品：收到请立即放入冷冻室 −18 ℃，化冻勿再冻",
    "live": "鲜活品：收到请立即开箱，当天食用或放养",
    "dry": "干货：请密封、避光、防潮存放",
}


@dataclass(frozen=True, slots=True)
class PackedRow:
    """`net_grams` of all its boxes; `good_until` is the last day on which they are good."""

    name: str
    variant: str
    lot: str
    picked_on: date
    good_until: date
    boxes: int
    net_grams: int


@dataclass(frozen=True, slots=True)
class PackingPage:
    """A page of one parcel's list; `boxes` and `grams` (gross) are the whole parcel's."""

    number: str
    sub_order: str
    sender: str
    to: str
    rows: tuple[PackedRow, ...]
    page: int
    pages: int
    boxes: int
    pieces: int
    grams: int
    is_weighed: bool
    care: str

    @property
    def is_demonstration(self) -> bool:
        return is_demonstration(self.number)


def packing_pages(parcels: Sequence[Parcel], size: LabelSize) -> dict[int, list[PackingPage]]:
    """By parcel, each at least one page; one statement, however many there are."""
    rows = _rows([one.id for one in parcels], {one.id: one for one in parcels})
    room = rows_on(PAPERS[size])
    return {one.id: _pages(one, rows.get(one.id, []), room) for one in parcels}


def _pages(parcel: Parcel, rows: Sequence[PackedRow], room: int) -> list[PackingPage]:
    order, part = parcel.sub_order.order, parcel.sub_order
    parts = [tuple(rows[at : at + room]) for at in range(0, len(rows), room)] or [()]
    phone = mask(order.recipient_phone) if order.recipient_phone else NO_PHONE
    return [
        PackingPage(
            number=parcel.waybill_number,
            sub_order=part.number,
            sender=part.cooperative.name,
            to=f"{mask_name(order.recipient_name)} {phone}",
            rows=some,
            page=page,
            pages=len(parts),
            boxes=sum(row.boxes for row in rows),
            pieces=len(numbers_of(parcel)),
            grams=parcel.final_grams or parcel.gross_grams,
            is_weighed=parcel.final_grams is not None,
            care=CARE[parcel.temperature_class],
        )
        for page, some in enumerate(parts, start=1)
    ]


def _rows(parcel_ids: Sequence[int], parcels: Mapping[int, Parcel]) -> dict[int, list[PackedRow]]:
    """In the order of the order's lines."""
    statement = (
        select(ParcelContent, Lot, Product.shelf_life_days)
        .join(Lot, Lot.id == ParcelContent.lot_id)
        .join(Variant, Variant.id == Lot.variant_id)
        .join(Product, Product.id == Variant.product_id)
        .where(ParcelContent.parcel_id.in_(sorted(parcel_ids)))
        .order_by(ParcelContent.parcel_id, ParcelContent.order_line_id)
    )
    found: dict[int, list[PackedRow]] = {}
    for content, lot, days in session.execute(statement):
        parcel = parcels[content.parcel_id]
        line = content.line
        found.setdefault(parcel.id, []).append(
            PackedRow(
                name=line.product_name,
                variant=line.variant_name,
                lot=lot.number,
                picked_on=lot.harvested_on,
                good_until=_good_until(parcel, lot, days),
                boxes=content.boxes,
                net_grams=line.net_grams * content.boxes,
            )
        )
    return found


def _good_until(parcel: Parcel, lot: Lot, shelf_life_days: int) -> date:
    """The lot's own day; else the parcel's, which is the first of its goods; of what is not packed
    yet the product's days from today on."""
    lasts = clock.today() + timedelta(days=shelf_life_days)
    return lot.best_before_on or parcel.good_until or lasts
