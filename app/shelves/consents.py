"""May it lie at this shop? Since 2024-03-01 no parcel is left at a point without the recipient's
consent (快递市场管理办法): given with the order, or for one parcel later (docs/points.md)."""

from datetime import datetime, timedelta

from sqlalchemy import select

from app import clock
from app.db import insert_into, session
from app.ground.parcel_steps import AT_HOME, ON_THE_WAY, ParcelState
from app.ground.refusals import (
    DateNotAllowed,
    FieldMissing,
    ShelfConsentNeeded,
    ShopClosed,
    StepNotAllowed,
)
from app.orders.actions import Actor
from app.orders.models import Order, SubOrder
from app.outbox.actions import leave
from app.parcels.kinds import ParcelKind
from app.parcels.models import Parcel
from app.parcels.numbers import is_named
from app.parcels.queries import get_parcels
from app.people.tries import give_back_door_try, take_door_try
from app.shelves.kinds import AgreementMethod
from app.shelves.models import PickupAgreement
from app.shops.kinds import ShopState
from app.shops.models import Shop
from app.shops.queries import shops_near

# Where a parcel may still be told to lie at a shop; what was refused or is lost may not.
MAY_BE_MOVED = AT_HOME | ON_THE_WAY
NEARBY = 50
COUNTY_DIGITS = 6
_BROUGHT_NEAR = frozenset(
    {ParcelState.at_office, ParcelState.out_for_delivery, ParcelState.attempted}
)


def may_lie_at(parcel: Parcel, shop_id: int | None) -> bool:
    """By the order itself, or by what was agreed for this parcel; never at a place that nobody
    named."""
    if shop_id is None:
        return False
    if parcel.sub_order.order.pickup_shop_id == shop_id:
        return True
    agreed = find_agreement(parcel.id)
    return agreed is not None and agreed.shop_id == shop_id


def find_agreement(parcel_id: int) -> PickupAgreement | None:
    return session.scalar(select(PickupAgreement).where(PickupAgreement.parcel_id == parcel_id))


def must_be_agreed(parcel: Parcel, shop_id: int | None) -> None:
    if not may_lie_at(parcel, shop_id):
        raise ShelfConsentNeeded(field="waybill")


def find_door_parcel(shop: Shop, waybill: str) -> Parcel | None:
    """One that a courier may leave with her: brought near, and meant for a door of the shop's
    county. Of all others she learns no more than that it is none of hers."""
    statement = (
        select(Parcel.id)
        .join(Parcel.sub_order)
        .join(SubOrder.order)
        .where(
            is_named(waybill),
            Parcel.pickup_shop_id.is_(None),
            Parcel.state.in_(sorted(_BROUGHT_NEAR)),
            Order.region_code.startswith(shop.village_code[:COUNTY_DIGITS], autoescape=True),
        )
    )
    parcel_id = session.scalar(statement)
    return get_parcels([parcel_id])[0] if parcel_id is not None else None


def look_up_door_parcel(shop: Shop, waybill: str) -> Parcel | None:
    """Numbers follow each other: a keeper who asks for too many that are none of hers must wait,
    TooManyTries. The caller keeps the transaction, so that the miss stays counted."""
    take_door_try(shop.id)
    parcel = find_door_parcel(shop, waybill)
    if parcel is not None:
        give_back_door_try(shop.id)
    return parcel


def agree_by_phone(
    parcel: Parcel, shop: Shop, spoke_with: str, agreed_at: datetime, actor: Actor
) -> PickupAgreement:
    """The keeper has called the recipient, who is told of it in writing as well."""
    if not spoke_with:
        raise FieldMissing(field="spoke_with")
    # Forms know minutes, rows seconds.
    if not parcel.created_at - timedelta(minutes=1) <= agreed_at <= clock.now():
        raise DateNotAllowed(field="agreed_at")
    agreed = _agree(
        parcel,
        shop,
        method=AgreementMethod.by_phone,
        spoke_with=spoke_with,
        agreed_at=agreed_at,
        recorded_by_id=actor.person_id,
    )
    leave("tell_agreement", {"parcel_id": parcel.id})
    return agreed


def agree_herself(parcel: Parcel, shop_id: int, actor: Actor) -> PickupAgreement:
    """The buyer on her order's page: one of the shops that are near her address."""
    shop = next((one for one in shops_to_choose(parcel) if one.id == shop_id), None)
    if shop is None:
        raise FieldMissing(field="shop")
    method = AgreementMethod.by_herself
    return _agree(
        parcel, shop, method=method, agreed_at=clock.now(), recorded_by_id=actor.person_id
    )


def can_be_moved(parcel: Parcel) -> bool:
    """To another place than her door: on its way to her, and told to lie at no shop yet."""
    is_coming = parcel.kind != ParcelKind.return_ and ParcelState(parcel.state) in MAY_BE_MOVED
    return is_coming and parcel.pickup_shop_id is None


def shops_to_choose(parcel: Parcel) -> list[Shop]:
    return shops_near(parcel.sub_order.order.region_code, NEARBY)


def _agree(parcel: Parcel, shop: Shop, **facts: object) -> PickupAgreement:
    """What was agreed before gives way. The caller holds the parcel's row."""
    if ParcelState(parcel.state) not in MAY_BE_MOVED:
        raise StepNotAllowed(step="hold_at_shop", state=parcel.state)
    if shop.state != ShopState.open:
        raise ShopClosed(field="shop")
    values = {
        "shop_id": shop.id,
        "spoke_with": None,
        "recorded_at": clock.now(),
        **facts,
    }
    session.execute(
        insert_into(PickupAgreement)
        .values(parcel_id=parcel.id, **values)
        .on_conflict_do_update(index_elements=[PickupAgreement.parcel_id], set_=values)
    )
    parcel.pickup_shop_id = shop.id
    session.flush()
    session.expire(parcel, ["pickup_shop"])
    statement = select(PickupAgreement).where(PickupAgreement.parcel_id == parcel.id)
    return session.scalars(statement.execution_options(populate_existing=True)).one()
