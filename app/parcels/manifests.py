"""Handover manifests 交接单: what a shed or a warehouse gave to an outlet, and what came there.

A manifest is born with the hand-over, in one transaction: and no shed and no
warehouse hands anything over without one.
"""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import insert, select, update

from app import clock
from app.db import insert_into, lock_rows, session
from app.ground.parcel_steps import AT_HOME
from app.ground.refusals import (
    CountedInPart,
    FieldMissing,
    ManifestMixed,
    OnManifestAlready,
    RequestKeyUsed,
)
from app.orders.actions import Actor
from app.outbox.actions import leave
from app.parcels.actions import hand_over, locked
from app.parcels.box_rows import numbers_of
from app.parcels.kinds import ManifestState
from app.parcels.models import Manifest as Manifest  # faces name what they were given
from app.parcels.models import ManifestExtra, ManifestParcel, ManifestSerial, Parcel
from app.parcels.numbers import named_by
from app.parcels.watching import look_again

PREFIX = "JJ"


def make_manifest(
    parcels: Sequence[Parcel], outlet_id: int | None, actor: Actor, request_key: str
) -> Manifest:
    """Hands them over to the outlet. The caller holds the parcels' rows (`actions.locked`) and has
    asked whether they are hers. The same key once more: the manifest that there is."""
    if not parcels:
        raise FieldMissing(field="waybill")
    known = _known(request_key)
    if known is not None:
        if {row.parcel_id for row in known.rows} != {one.id for one in parcels}:
            raise RequestKeyUsed
        return known
    cooperative_id, warehouse_id = _sender(parcels, outlet_id)
    _none_on_a_manifest(parcels)
    hand_over(parcels, actor)
    rows = [
        {
            "position": at,
            "parcel_id": one.id,
            "pieces": len(numbers_of(one)),
            "grams": one.final_grams or one.gross_grams,
        }
        for at, one in enumerate(parcels, start=1)
    ]
    manifest = Manifest(
        number=_next_number(clock.today()),
        request_key=request_key,
        cooperative_id=cooperative_id,
        warehouse_id=warehouse_id,
        outlet_id=outlet_id,
        state=ManifestState.handed,
        parcels=len(rows),
        pieces=sum(row["pieces"] for row in rows),
        grams=sum(row["grams"] for row in rows),
        handed_by_id=actor.person_id,
        handed_at=clock.now(),
    )
    session.add(manifest)
    session.flush()
    session.execute(insert(ManifestParcel), [{"manifest_id": manifest.id, **row} for row in rows])
    return manifest


def make_manifests(parcels: Sequence[Parcel], actor: Actor, request_key: str) -> list[Manifest]:
    """One for each outlet that takes some of them in, all or none."""
    by_outlet: dict[int | None, list[Parcel]] = {}
    for one in parcels:
        by_outlet.setdefault(one.outlet_id, []).append(one)
    return [
        make_manifest(group, outlet_id, actor, f"{request_key}:{outlet_id or 0}")
        for outlet_id, group in sorted(by_outlet.items(), key=lambda pair: pair[0] or 0)
    ]


def receive_manifest(
    manifest: Manifest, found: Collection[str], has_all: bool, actor: Actor
) -> Manifest:
    """The outlet has counted: `found` are waybill numbers, `has_all` stands for all that are
    listed. What is listed and not found is missing, what is found and not listed is extra; of both
    somebody hears (docs/exceptions.md). CountedInPart: the button for all, after counting some.
    Once: whoever comes second changes nothing."""
    numbers = set(found)
    if not numbers and not has_all:
        raise FieldMissing(field="scanned")
    ids = {row.parcel_id for row in manifest.rows}
    held = locked(ids | set(session.scalars(select(named_by(numbers).c.parcel_id))))
    parcels = {one.id: one for one in held if one.id in ids}
    (manifest,) = lock_rows(Manifest, [manifest.id])
    if manifest.state == ManifestState.received:
        return manifest
    pieces = {row: set(numbers_of(parcels[row.parcel_id])) for row in manifest.rows}
    listed = set[str]().union(*pieces.values())
    if has_all and 0 < len(listed & numbers) < len(listed):
        raise CountedInPart(field="waybill", counted=len(listed & numbers), listed=len(listed))
    for row, own in pieces.items():
        row.is_missing = not has_all and not own <= numbers
    for number in sorted(numbers - listed):
        session.add(ManifestExtra(manifest_id=manifest.id, waybill_number=number))
    manifest.state = ManifestState.received
    manifest.received_by_id = actor.person_id
    manifest.received_at = clock.now()
    session.flush()
    session.expire(manifest, ["extras"])
    _tell_of_differences(manifest, [one for one in held if one.id not in ids])
    return manifest


def _tell_of_differences(manifest: Manifest, extras: Sequence[Parcel]) -> None:
    """`extras` are parcels of ours that are on another manifest, or on none yet."""
    moment = clock.now()
    missing = {row.parcel_id: row.parcel for row in manifest.rows if row.is_missing}
    for one in missing.values():
        one.missing_since = moment
    turned_up = [one for one in extras if one.missing_since is not None]
    for one in turned_up:
        one.missing_since = None
    unlisted = [one for one in extras if one.state in AT_HOME]
    for one in unlisted:
        one.unlisted_since = moment
    changed = [*missing.values(), *turned_up, *unlisted]
    if changed:
        look_again(*changed)
    if (missing or unlisted) and manifest.cooperative_id is not None:
        leave("tell_differences", {"manifest": manifest.number})


def _known(request_key: str) -> Manifest | None:
    return session.scalars(
        select(Manifest).where(Manifest.request_key == request_key)
    ).one_or_none()


def _sender(parcels: Sequence[Parcel], outlet_id: int | None) -> tuple[int | None, int | None]:
    """The cooperative whose shed they leave, or the warehouse."""
    senders = {
        (None, one.warehouse_id)
        if one.warehouse_id is not None
        else (one.sub_order.cooperative_id, None)
        for one in parcels
    }
    if len(senders) != 1 or {one.outlet_id for one in parcels} != {outlet_id}:
        raise ManifestMixed(field="waybill")
    return senders.pop()


def _none_on_a_manifest(parcels: Sequence[Parcel]) -> None:
    number = session.scalars(
        select(Manifest.number)
        .join(Manifest.rows)
        .where(ManifestParcel.parcel_id.in_([one.id for one in parcels]))
        .order_by(Manifest.id)
    ).first()
    if number is not None:
        raise OnManifestAlready(number=number)


def _next_number(day: date) -> str:
    """JJ, the day and its serial: short enough for wide bars."""
    taken = (
        update(ManifestSerial)
        .where(ManifestSerial.day == day)
        .values(last=ManifestSerial.last + 1)
        .returning(ManifestSerial.last)
        .execution_options(synchronize_session=False)
    )
    serial = session.execute(taken).scalar_one_or_none()
    if serial is None:
        begun = insert_into(ManifestSerial).values(day=day, last=0)
        session.execute(begun.on_conflict_do_nothing(index_elements=["day"]))
        serial = session.execute(taken).scalar_one()
    return f"{PREFIX}{day:%y%m%d}{serial:04d}"
