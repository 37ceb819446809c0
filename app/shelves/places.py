"""The places of a shop's shelf: how many fit in each, and what lies there now."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import case, func, select

from app.db import insert_into, lock_rows, session
from app.ground.parcel_steps import ParcelState
from app.ground.refusals import FieldMissing, Missing, NameTaken, PlaceNotEmpty
from app.ground.shelf_rules import Room
from app.parcels.models import Parcel
from app.shelves.models import ShelfPlace, ShelfStay
from app.shops.kinds import ShopKind
from app.shops.models import Shop

LITRES_A_BOX = 20


@dataclass(frozen=True, slots=True)
class PlaceDraft:
    code: str
    is_fridge: bool
    capacity: int


def rooms_of(shop_id: int, her_parcels: Collection[int] = ()) -> list[Room]:
    """The places in use in order of their code, with what lies in each; `her_parcels` marks where
    the same person's other parcels are."""
    hers = func.count(case((ShelfStay.parcel_id.in_(sorted(her_parcels)), 1)))
    there = (
        select(ShelfStay.place_id, func.count().label("taken"), hers.label("hers"))
        .join(Parcel, Parcel.id == ShelfStay.parcel_id)
        .where(
            ShelfStay.shop_id == shop_id,
            ShelfStay.ended_at.is_(None),
            Parcel.state == ParcelState.at_shop,
        )
        .group_by(ShelfStay.place_id)
        .subquery()
    )
    statement = (
        select(ShelfPlace, func.coalesce(there.c.taken, 0), func.coalesce(there.c.hers, 0))
        .outerjoin(there, there.c.place_id == ShelfPlace.id)
        .where(ShelfPlace.shop_id == shop_id, ShelfPlace.is_in_use)
        .order_by(ShelfPlace.is_fridge.desc(), ShelfPlace.code)
    )
    return [
        Room(place.id, place.code, place.is_fridge, place.capacity, int(taken), bool(hers))
        for place, taken, hers in session.execute(statement)
    ]


def lock_places(shop_id: int) -> None:
    """Two scanners of one shop then fill its last room one after the other."""
    mine = select(ShelfPlace.id).where(ShelfPlace.shop_id == shop_id)
    lock_rows(ShelfPlace, session.scalars(mine))


def get_place_of(shop_id: int, place_id: int) -> ShelfPlace:
    mine = select(ShelfPlace).where(ShelfPlace.id == place_id, ShelfPlace.shop_id == shop_id)
    place = session.scalars(mine).one_or_none()
    if place is None or not place.is_in_use:
        raise Missing
    return place


def add_place(shop_id: int, draft: PlaceDraft) -> ShelfPlace:
    """NameTaken where the shop has one of that code; one that was put away comes back."""
    values = {"is_fridge": draft.is_fridge, "capacity": draft.capacity, "is_in_use": True}
    statement = (
        insert_into(ShelfPlace)
        .values(shop_id=shop_id, code=_checked(draft.code), **values)
        .on_conflict_do_update(
            index_elements=[ShelfPlace.shop_id, ShelfPlace.code],
            set_=values,
            where=~ShelfPlace.is_in_use,
        )
        .returning(ShelfPlace.id)
    )
    place_id = session.scalar(statement)
    if place_id is None:
        raise NameTaken(field="code")
    return session.get_one(ShelfPlace, place_id, populate_existing=True)


def change_place(place: ShelfPlace, draft: PlaceDraft) -> None:
    """What lies there stays; its code is what people were told, and is not changed."""
    place.is_fridge, place.capacity = draft.is_fridge, draft.capacity
    session.flush()


def put_away(place: ShelfPlace) -> None:
    """Only an empty place: PlaceNotEmpty says how many still lie there."""
    lock_places(place.shop_id)
    taken = {room.place_id: room.taken for room in rooms_of(place.shop_id)}
    if taken.get(place.id):
        raise PlaceNotEmpty(count=taken[place.id])
    place.is_in_use = False
    session.flush()


def first_places(shop: Shop) -> Sequence[PlaceDraft]:
    """What a shop begins with, to be changed to what it has: four boards and its fridge, at a
    service centre twelve shelves and a cold room."""
    if shop.kind == ShopKind.campus:
        boards = [PlaceDraft(f"{row}{one}", False, 60) for row in "ABC" for one in range(1, 5)]
        return [*boards, PlaceDraft("冷1", True, 40)]
    boards = [PlaceDraft(f"A{one}", False, 8) for one in range(1, 5)]
    boxes = shop.fridge_litres // LITRES_A_BOX
    return [*boards, PlaceDraft("冰箱", True, boxes)] if boxes else boards


def lay_out(shop: Shop) -> None:
    for draft in first_places(shop):
        add_place(shop.id, draft)


def _checked(code: str) -> str:
    tidy = "".join(code.split()).upper()
    if not tidy:
        raise FieldMissing(field="code")
    return tidy
