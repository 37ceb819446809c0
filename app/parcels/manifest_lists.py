"""Which manifests there are, as a cooperative and as the office may see them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import joinedload, selectinload

from app.db import session
from app.ground.postal_products import PostalProduct
from app.ground.refusals import Missing
from app.parcels.kinds import ManifestState
from app.parcels.models import (
    Manifest,
    ManifestParcel,
    Parcel,
)


@dataclass(frozen=True, slots=True)
class ProductTotal:
    """What of a manifest is of one postal product; grams as they were signed for."""

    product: str
    parcels: int
    pieces: int
    grams: int


def totals_of(manifest: Manifest) -> list[ProductTotal]:
    """In the order of the products; together they are the manifest's own totals."""
    found: dict[str, list[ManifestParcel]] = {}
    for row in manifest.rows:
        found.setdefault(row.parcel.product, []).append(row)
    return [
        ProductTotal(
            one.value,
            len(found[one]),
            sum(row.pieces for row in found[one]),
            sum(row.grams for row in found[one]),
        )
        for one in PostalProduct
        if one in found
    ]


def missing_in(manifest: Manifest) -> list[ManifestParcel]:
    return [row for row in manifest.rows if row.is_missing]


def manifests_of_cooperative(cooperative_id: int, limit: int = 30) -> list[Manifest]:
    """The newest first."""
    statement = _light().where(Manifest.cooperative_id == cooperative_id)
    return list(session.scalars(statement.order_by(Manifest.id.desc()).limit(limit)))


def manifest_of_cooperative(cooperative_id: int, number: str) -> Manifest:
    return _one(
        _whole().where(Manifest.cooperative_id == cooperative_id, Manifest.number == number)
    )


def manifests_for_office(
    state: ManifestState, outlet_id: int | None = None, limit: int = 50
) -> list[Manifest]:
    """Those that wait the longest first; of those received the newest first."""
    statement = _light().where(Manifest.state == state).limit(limit)
    if outlet_id is not None:
        statement = statement.where(Manifest.outlet_id == outlet_id)
    is_open = state == ManifestState.handed
    return list(session.scalars(statement.order_by(Manifest.id if is_open else -Manifest.id)))


def get_manifest(number: str) -> Manifest:
    return _one(_whole().where(Manifest.number == number))


def ids_with_differences(manifests: Sequence[Manifest]) -> set[int]:
    """Of which something did not come, or came that is not listed."""
    short = exists().where(
        ManifestParcel.manifest_id == Manifest.id, ManifestParcel.is_missing.is_(True)
    )
    wanted = Manifest.id.in_([one.id for one in manifests])
    return set(session.scalars(select(Manifest.id).where(wanted, short | Manifest.extras.any())))


def _light() -> Select[Manifest]:
    return select(Manifest).options(
        joinedload(Manifest.outlet),
        joinedload(Manifest.cooperative),
        joinedload(Manifest.warehouse),
    )


def _whole() -> Select[Manifest]:
    parcel = selectinload(Manifest.rows).joinedload(ManifestParcel.parcel)
    return _light().options(
        joinedload(Manifest.handed_by),
        joinedload(Manifest.received_by),
        selectinload(Manifest.extras),
        parcel.joinedload(Parcel.sub_order),
        parcel.selectinload(Parcel.boxes),
    )


def _one(statement: Select[Manifest]) -> Manifest:
    manifest = session.scalars(statement).one_or_none()
    if manifest is None:
        raise Missing
    return manifest
