"""What parcels of a day cost. Tariffs are reference data: one statement a day, then none.

A version is published before the day from which it is valid: whoever has been serving since
yesterday reads it anew at midnight, when kept pages end too.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from sqlalchemy import select

from app import clock
from app.db import session
from app.ground.freshness import is_hurried, timed
from app.ground.packing_boxes import BoxSize
from app.ground.postage import Rate
from app.ground.postal_products import PostalProduct
from app.ground.refusals import Missing, NoDeliveryThere
from app.ground.tariffs import Tariff
from app.postage.models import BoxType as BoxType  # pages name what they were given
from app.postage.models import TariffDraft as TariffDraft
from app.postage.models import TariffVersion
from app.postage.transits import Transits, city_of, forget_transits, transits

_ORDER = tuple(PostalProduct)


@dataclass(frozen=True, slots=True, eq=False)
class Published:
    """A version as everybody may know it; nobody can change it. Two readings of one are two."""

    id: int
    product: PostalProduct
    origin_province: str
    effective_from: date
    source: str
    tariff: Tariff


# Per database and origin: the day of reading, and the versions, newest first.
_known: dict[tuple[str, str], tuple[date, tuple[Published, ...]]] = {}


def versions_from(origin_province: str) -> tuple[Published, ...]:
    """All that were ever published, also those of days to come; the newest first."""
    key = (str(session.get_bind().engine.url), origin_province)
    read_on, versions = _known.get(key, (date.min, ()))
    if read_on < clock.today():
        read_on, versions = clock.today(), _published(origin_province)
        if versions:
            _known[key] = read_on, versions
    return versions


def in_force(origin_province: str, on: date) -> tuple[Published, ...]:
    """One for each product that has a version by then, in the order of products; some may rest."""
    newest: dict[PostalProduct, Published] = {}
    for one in versions_from(origin_province):
        if one.effective_from <= on:
            newest.setdefault(one.product, one)
    return tuple(newest[product] for product in _ORDER if product in newest)


def products_without_version(origin_province: str) -> list[PostalProduct]:
    """Of these the first price list is still to be written."""
    known = {one.product for one in versions_from(origin_province)}
    return [one for one in _ORDER if one not in known]


def find_in_force(product: PostalProduct, origin_province: str, on: date) -> Published | None:
    return next((one for one in in_force(origin_province, on) if one.product == product), None)


def rates_to(region_code: str, origin_province: str, on: date) -> list[Rate]:
    """What each product asks for parcels there on that day; none that rests or does not go
    there."""
    rates = (
        rate_of(one, region_code)
        for one in in_force(origin_province, on)
        if one.tariff.is_open(on.month)
    )
    return [one for one in rates if one is not None]


def timed_rates_to(
    region_code: str, origin_city: str, on: date, temperature_class: str
) -> list[Rate]:
    """As `rates_to`, with how many days such goods are on the way from that city, and by what."""
    known = transits()
    rates = (
        _timed(one, region_code, origin_city, temperature_class, known)
        for one in in_force(f"{origin_city[:2]}0000", on)
        if one.tariff.is_open(on.month)
    )
    return [one for one in rates if one is not None]


@lru_cache(maxsize=20_000)
def _timed(
    version: Published,
    region_code: str,
    origin_city: str,
    temperature_class: str,
    known: Transits,
) -> Rate | None:
    found = rate_of(version, region_code)
    if found is None:
        return None
    hurried = is_hurried(temperature_class)
    measured = known.find(version.product, hurried, origin_city, region_code)
    return timed(found, temperature_class, city_of(region_code) == origin_city, measured)


def rate(origin_province: str, region_code: str, on: date) -> Rate:
    """Of the ordinary parcel. NoDeliveryThere where the tariff has no line."""
    version = find_in_force(PostalProduct.ordinary, origin_province, on)
    found = rate_of(version, region_code) if version else None
    if found is None:
        raise NoDeliveryThere(area=region_code)
    return found


@lru_cache(maxsize=20_000)
def rate_of(version: Published, region_code: str) -> Rate | None:
    return version.tariff.rate_to(region_code, version.id)


def runs_cold(origin_province: str, on: date) -> bool:
    """A cold express is on the road at this season, wherever it goes."""
    version = find_in_force(PostalProduct.cold_express, origin_province, on)
    return version is not None and version.tariff.is_open(on.month)


def get_version(version_id: int) -> Published:
    row = session.get(TariffVersion, version_id)
    if row is None:
        raise Missing
    return _of(row)


def get_draft(draft_id: int) -> TariffDraft:
    row = session.get(TariffDraft, draft_id)
    if row is None:
        raise Missing
    return row


def drafts() -> Sequence[TariffDraft]:
    return session.scalars(select(TariffDraft).order_by(TariffDraft.id)).all()


def published_rows(limit: int) -> Sequence[TariffVersion]:
    """For the list of the office: by product and province, the newest first."""
    statement = select(TariffVersion).order_by(
        TariffVersion.product, TariffVersion.origin_province, TariffVersion.effective_from.desc()
    )
    return session.scalars(statement.limit(limit)).all()


def box_sizes(temperature_class: str | None = None) -> list[BoxSize]:
    """Those in use, for goods of a class; one statement."""
    rows = session.scalars(select(BoxType).where(BoxType.is_in_use).order_by(BoxType.id))
    return [
        size_of(row) for row in rows if temperature_class is None or suits(row, temperature_class)
    ]


def deposits_of_types(box_type_ids: Iterable[int]) -> dict[int, int]:
    """Fen by type, of the returnable ones for which something is put down."""
    statement = select(BoxType.id, BoxType.deposit_fen).where(
        BoxType.id.in_(sorted(box_type_ids)), BoxType.deposit_fen > 0
    )
    return {row.id: row.deposit_fen for row in session.execute(statement)}


def box_types() -> Sequence[BoxType]:
    statement = select(BoxType).order_by(BoxType.is_in_use.desc(), BoxType.holds_grams, BoxType.id)
    return session.scalars(statement).all()


def suits(box: BoxType, temperature_class: str) -> bool:
    return temperature_class in box.temperature_classes.split(",")


def size_of(box: BoxType) -> BoxSize:
    return BoxSize(
        box.id,
        box.tare_grams,
        box.holds_grams,
        (box.inner_length_mm, box.inner_width_mm, box.inner_height_mm),
        (box.outer_length_mm, box.outer_width_mm, box.outer_height_mm),
    )


def smallest_for(
    net_grams: int, temperature_class: str, boxes: Iterable[BoxType]
) -> BoxType | None:
    """For a pack whose cooperative has not said in what it is packed."""
    fitting = [
        one for one in boxes if suits(one, temperature_class) and net_grams <= one.holds_grams
    ]
    return min(fitting, key=lambda one: (one.holds_grams, one.tare_grams, one.id), default=None)


def forget_rates() -> None:
    _known.clear()
    forget_transits()


def _published(origin_province: str) -> tuple[Published, ...]:
    statement = (
        select(TariffVersion)
        .where(TariffVersion.origin_province == origin_province)
        .order_by(TariffVersion.effective_from.desc(), TariffVersion.id.desc())
    )
    return tuple(_of(row) for row in session.scalars(statement))


def _of(row: TariffVersion) -> Published:
    return Published(
        row.id,
        PostalProduct(row.product),
        row.origin_province,
        row.effective_from,
        row.source,
        Tariff.from_facts(row.rules),
    )
