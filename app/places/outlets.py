"""The post's outlets 网点: which there are, which one brings parcels where, adding and changing."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from app.db import session
from app.ground.digits import plain
from app.ground.refusals import FieldMissing, Missing, NameTaken, OutletCodeNotAllowed
from app.places.kinds import OutletKind
from app.places.models import Outlet


@dataclass(frozen=True, slots=True)
class OutletSign:
    """What others need to know of an outlet."""

    id: int
    code: str
    name: str
    kind: str
    region_code: str


@dataclass(frozen=True, slots=True)
class OutletWish:
    """`code` is its organisation's eight digits."""

    code: str
    name: str
    name_en: str
    kind: OutletKind
    region_code: str
    detail: str


def parse_outlet_code(text: object, *, field: str | None = "code") -> str:
    """Eight digits, as the organisation's list has them."""
    code = re.sub(r"\s", "", plain(text)) if isinstance(text, str) else ""
    if not code:
        raise FieldMissing(field=field)
    if not re.fullmatch(r"[0-9]{8}", code):
        raise OutletCodeNotAllowed(field=field)
    return code


def outlets() -> list[Outlet]:
    return list(session.scalars(select(Outlet).order_by(Outlet.code)))


def outlet_signs() -> list[OutletSign]:
    return [OutletSign(one.id, one.code, one.name, one.kind, one.region_code) for one in outlets()]


def get_outlet(outlet_id: int) -> Outlet:
    outlet = session.get(Outlet, outlet_id)
    if outlet is None:
        raise Missing
    return outlet


def find_outlet(code: str) -> Outlet | None:
    return session.scalars(select(Outlet).where(Outlet.code == code)).one_or_none()


def delivering_to(region_code: str, signs: Iterable[OutletSign]) -> OutletSign | None:
    """The outlet that brings parcels to the smallest region around the place; of two of one region
    the lower code."""
    near = [
        one
        for one in signs
        if one.kind != OutletKind.collection and region_code.startswith(one.region_code)
    ]
    return min(near, key=lambda one: (-len(one.region_code), one.code), default=None)


def add_outlet(wish: OutletWish) -> Outlet:
    outlet = Outlet()
    _fill(outlet, wish)
    session.add(outlet)
    session.flush()
    return outlet


def change_outlet(outlet_id: int, wish: OutletWish) -> Outlet:
    """What is printed already keeps the code that it was printed with."""
    outlet = get_outlet(outlet_id)
    _fill(outlet, wish)
    session.flush()
    return outlet


def _fill(outlet: Outlet, wish: OutletWish) -> None:
    for field, taken in (("code", Outlet.code == wish.code), ("name", Outlet.name == wish.name)):
        other = select(Outlet.id).where(taken, Outlet.id != (outlet.id or 0))
        with session.no_autoflush:
            if session.scalar(other.limit(1)) is not None:
                raise NameTaken(field=field)
    outlet.code = wish.code
    outlet.name = wish.name
    outlet.name_en = wish.name_en
    outlet.kind = wish.kind
    outlet.region_code = wish.region_code
    outlet.detail = wish.detail
