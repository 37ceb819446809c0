"""The demonstration's own numbers make room for a carrier's, when one is beside the market."""

from sqlalchemy import select

from app.db import session
from app.ground.waybills import WaybillKind, is_demonstration, make_s10
from app.parcels.models import WaybillRange
from app.partners.china_post import PRODUCTS


def give_back_numbers() -> None:
    """What nobody has drawn of the ranges of products that China Post carries; those that it gave
    stay. The job that keeps pools filled then asks it for more."""
    left = select(WaybillRange).where(
        WaybillRange.product.in_(sorted(PRODUCTS)),
        WaybillRange.next_serial <= WaybillRange.last_serial,
    )
    for one in session.scalars(left).all():
        if not is_demonstration(_first_of(one)):
            continue
        if one.next_serial == one.first_serial:
            session.delete(one)
        else:
            one.last_serial = one.next_serial - 1
    session.flush()


def _first_of(one: WaybillRange) -> str:
    if one.kind == WaybillKind.s10:
        return make_s10(one.indicator, one.first_serial)
    return f"{one.first_serial:013d}"
