"""Consents that somebody wrote down after a call, for the office that checks some of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select

from app import clock
from app.db import session
from app.parcels.models import Parcel
from app.parcels.queries import get_parcels
from app.people.queries import names_of
from app.shelves.kinds import AgreementMethod
from app.shelves.models import PickupAgreement
from app.shops.models import Shop

A_SAMPLE = 10
SAMPLED_FROM = timedelta(days=30)
BY_PHONE = PickupAgreement.method == AgreementMethod.by_phone


@dataclass(frozen=True, slots=True)
class Written:
    """`by`: the name of whoever wrote it down, "" when the account is gone."""

    agreement: PickupAgreement
    parcel: Parcel
    shop: Shop
    by: str


def written(agreements: Sequence[PickupAgreement]) -> list[Written]:
    """With what a page shows of each; the same number of statements for however many."""
    parcels = {one.id: one for one in get_parcels([it.parcel_id for it in agreements])}
    wanted = sorted({one.shop_id for one in agreements})
    shops = {one.id: one for one in session.scalars(select(Shop).where(Shop.id.in_(wanted)))}
    names = names_of(one.recorded_by_id for one in agreements if one.recorded_by_id)
    return [
        Written(
            one, parcels[one.parcel_id], shops[one.shop_id], names.get(one.recorded_by_id or 0, "")
        )
        for one in agreements
    ]


def agreed_by_phone(before_id: int | None = None, limit: int = 50) -> list[Written]:
    """Only for the office's face: the newest first."""
    statement = select(PickupAgreement).where(BY_PHONE).order_by(PickupAgreement.id.desc())
    if before_id is not None:
        statement = statement.where(PickupAgreement.id < before_id)
    return written(list(session.scalars(statement.limit(limit))))


def a_sample_by_phone() -> list[Written]:
    """Ten of the last thirty days, drawn anew each time: nobody knows which will be asked."""
    lately = PickupAgreement.recorded_at >= clock.now() - SAMPLED_FROM
    statement = select(PickupAgreement).where(BY_PHONE, lately).order_by(func.random())
    return written(list(session.scalars(statement.limit(A_SAMPLE))))
