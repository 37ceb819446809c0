"""The demonstration's post: its outlets, what it asks for, and the numbers of its parcels."""

from sqlalchemy import select

from app.commands.demo_month import Month
from app.commands.demo_orders import pack_of, pay_by_card, place, shopper_wish
from app.commands.demo_people import LOGINS, Shopper, person_id_of
from app.commands.reference import rows
from app.db import session, transaction
from app.ground.postage import Band
from app.ground.postal_products import PostalProduct
from app.ground.refusals import Refusal
from app.ground.tariffs import Tariff, Zone
from app.ground.waybills import DEMONSTRATION_INDICATOR, make_s10
from app.parcels.kinds import RangeSource
from app.parcels.waybills import take_range
from app.places.kinds import OutletKind
from app.places.models import Outlet
from app.places.outlets import OutletWish, add_outlet, find_outlet
from app.postage.actions import set_draft_zone, start_draft
from app.postage.models import TariffVersion

OF_AN_OUTLET, OF_THE_CITY = 400, 5_000
SHORT_OF_ROLLS = "21302212"
SHORT_ROLL, BIG_ORDER, BIG_ORDER_AT = 20, 18, 1
THIRTEEN_DIGITS = (PostalProduct.express, PostalProduct.cold_express, PostalProduct.local)


def open_outlets() -> None:
    for row in rows("demonstration/outlets.csv"):
        add_outlet(
            OutletWish(
                code=row["code"],
                name=row["name"],
                name_en=row["name_en"],
                kind=OutletKind(row["kind"]),
                region_code=row["region_code"],
                detail=row["detail"],
            )
        )


def collecting_at(region_code: str, outlets: list[Outlet]) -> Outlet:
    """The one that takes parcels in nearest to there."""
    near = [one for one in outlets if region_code.startswith(one.region_code)]
    return max(near, key=lambda one: len(one.region_code))


def take_in_rolls(outlets: list[Outlet]) -> None:
    """Numbers in both forms: the outlets that also deliver have rolls of ordinary parcels of their
    own, the others draw from the city's."""
    for position, outlet in enumerate(outlets, start=1):
        if outlet.kind == OutletKind.both:
            first = position * 1_000_000 + 1
            last = first + OF_AN_OUTLET - 1
            take_range(s10(first), s10(last), PostalProduct.ordinary, outlet.id)
    take_range(s10(60_000_001), s10(60_000_000 + OF_THE_CITY), PostalProduct.sticker)
    for number, product in enumerate(THIRTEEN_DIGITS, start=1):
        first = number * 100_000_000 + 1
        take_range(thirteen(first), thirteen(first + OF_THE_CITY - 1), product)
    take_range(s10(1), s10(OF_THE_CITY))


class PostDesk:
    """Comes after each step of the month: before a firm orders new rice for its people, the outlet
    that takes it in is given a paper roll, of which two numbers are left then."""

    def __init__(self, month: Month) -> None:
        self.month = month

    def attend(self, left: int) -> None:
        if left != BIG_ORDER_AT:
            return
        with transaction():
            outlet = find_outlet(SHORT_OF_ROLLS)
            assert outlet is not None
            first, last = s10(40_000_001), s10(40_000_000 + SHORT_ROLL)
            take_range(first, last, None, outlet.id, RangeSource.roll)
        firm = Shopper(None, "远东智造工会", "13805196600", "320213", "锡山路 88 号行政楼一楼仓库")
        try:
            order_id = place(shopper_wish(firm, {pack_of("menghe-new-rice", 2): BIG_ORDER}))
        except Refusal:
            session.rollback()
            return
        pay_by_card(order_id)
        self.month.worker.drain()


def draft_prices() -> None:
    """The administrator tries what it would cost to carry light parcels within the province for
    less, and heavier ones for more."""
    with transaction():
        newest = _versions(PostalProduct.express)[0]
        draft = start_draft(newest.id, person_id_of(LOGINS["administrator"]))
        near = next(one for one in Tariff.from_facts(newest.rules).zones if one.group == "JS-E1")
        light, *heavier = near.bands
        bands = (
            Band(light.up_to_grams, light.base_fen - 30, light.step_fen),
            *(Band(one.up_to_grams, one.base_fen + 20, one.step_fen + 10) for one in heavier),
        )
        zone = Zone(near.group, near.destinations, bands, near.days)
        set_draft_zone(draft.id, zone, near.group)


def s10(serial: int) -> str:
    return make_s10(DEMONSTRATION_INDICATOR, serial)


def thirteen(serial: int) -> str:
    return f"{serial:013d}"


def _versions(product: PostalProduct) -> list[TariffVersion]:
    """The newest first."""
    mine = select(TariffVersion).where(TariffVersion.product == product)
    return list(session.scalars(mine.order_by(TariffVersion.effective_from.desc())))
