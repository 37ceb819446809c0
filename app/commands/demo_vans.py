"""The demonstration's vans: nothing leaves without a manifest, and outlets count what comes."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from app import clock
from app.commands.demo_people import LOGINS, person_id_of
from app.db import session, transaction
from app.orders.actions import Actor, new_request_key
from app.orders.kinds import ActorKind
from app.parcels.kinds import ManifestState
from app.parcels.manifest_lists import get_manifest
from app.parcels.manifests import make_manifests, receive_manifest
from app.parcels.models import Manifest, ManifestParcel, Parcel

# The van drives for a while; what it brought is counted by the next step of the month.
ON_THE_ROAD = timedelta(hours=2)


def send_with_van(parcels: Sequence[Parcel], actor: Actor) -> None:
    """In the caller's transaction, with a manifest for each outlet that takes some of them in."""
    if parcels:
        make_manifests(parcels, actor, new_request_key())


def count_van(parcel_id: int, found: Sequence[str]) -> None:
    """The manifest with this parcel is counted, and these numbers were there and no others."""
    of = select(Manifest.number).join(Manifest.rows).where(ManifestParcel.parcel_id == parcel_id)
    with transaction():
        manifest = get_manifest(session.scalars(of).one())
        staff = Actor(ActorKind.postal, person_id_of(LOGINS["postal"]))
        receive_manifest(manifest, found, False, staff)


class VansDesk:
    """The outlets, at the end of each step of the month: all was there; what has just left is on
    its way still."""

    def __init__(self) -> None:
        self.staff = Actor(ActorKind.postal, person_id_of(LOGINS["postal"]))
        session.rollback()

    def attend(self, left: int) -> None:
        came = select(Manifest.number).where(
            Manifest.state == ManifestState.handed, Manifest.handed_at <= clock.now() - ON_THE_ROAD
        )
        numbers = list(session.scalars(came.order_by(Manifest.id)))
        session.rollback()
        for number in numbers:
            with transaction():
                receive_manifest(get_manifest(number), [], True, self.staff)
