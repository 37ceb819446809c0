from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app import clock
from app.clock import SHANGHAI
from app.db import session, transaction
from app.parcels.models import Parcel, TrackingEvent
from app.people.models import Person
from tests.browser_of_pages import Pages
from tests.makers import make_shop
from tests.payments.test_paying import books_balance
from tests.reports.markets_at_rest import MarketAtRest

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


@pytest.fixture
def parcel(market: MarketAtRest) -> Parcel:
    return session.scalars(select(Parcel).order_by(Parcel.id).limit(1)).one()


def events() -> list[TrackingEvent]:
    """Those written by hand: cancelling leaves others."""
    by_hand = TrackingEvent.external_id.startswith("office:")
    return list(session.scalars(select(TrackingEvent).where(by_hand)))


def minute(**ago: int) -> str:
    return (clock.now() - timedelta(**ago)).astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M")


def test_parcels_are_listed_by_state(pages: Pages, postal: Person, parcel: Parcel) -> None:
    assert pages.get("/office/parcels/?group=created").has_text(parcel.waybill_number)
    assert not pages.get("/office/parcels/?group=lost").has_text(parcel.waybill_number)


def test_a_scan_is_written_down_once_with_a_name(
    pages: Pages, postal: Person, parcel: Parcel
) -> None:
    address = f"/office/parcels/{parcel.waybill_number}"
    scan = {"step": "accept", "place": "郑陆邮政支局", "note": "机器坏了", "happened_at": minute()}
    for _ in range(2):
        pages.client.post(f"{address}/scans", data=scan)
    (event,) = events()
    assert (event.step, event.place, event.actor_id) == ("accept", "郑陆邮政支局", postal.id)
    assert session.get_one(Parcel, parcel.id).state == "accepted"
    assert pages.get(address).has_text("郑陆邮政支局")
    books_balance()


@pytest.mark.parametrize(
    ("field", "value", "status"),
    [
        ("step", "collect", 409),
        ("step", "fly", 422),
        ("place", "", 422),
        ("happened_at", "2026-02-30T10:00", 422),
        ("happened_at", "2001-01-01T10:00", 422),
        ("happened_at", "2199-01-01T10:00", 422),
        ("happened_at", "now", 422),
    ],
)
def test_a_scan_that_cannot_be_changes_nothing(
    pages: Pages, postal: Person, parcel: Parcel, field: str, value: str, status: int
) -> None:
    scan = {"step": "accept", "place": "郑陆", "happened_at": minute(), field: value}
    answer = pages.client.post(f"/office/parcels/{parcel.waybill_number}/scans", data=scan)
    assert answer.status_code == status
    assert events() == []
    assert session.get_one(Parcel, parcel.id).state == "created"


def test_a_new_code_opens_the_parcel_again(pages: Pages, postal: Person, parcel: Parcel) -> None:
    shop = make_shop()
    waiting = {"state": "at_shop", "pickup_shop_id": shop.id, "pickup_code": "123456"}
    with transaction():
        session.execute(
            update(Parcel).where(Parcel.id == parcel.id).values(pickup_code_tries=5, **waiting)
        )
    page = pages.get(f"/office/parcels/{parcel.waybill_number}")
    assert not page.has_text("123456")
    pages.submit(page.form(f"/office/parcels/{parcel.waybill_number}/code"))
    renewed = session.get_one(Parcel, parcel.id)
    assert renewed.pickup_code_tries == 0
    assert renewed.pickup_code != "123456"


def test_a_parcel_that_waits_nowhere_has_no_code(
    pages: Pages, postal: Person, parcel: Parcel
) -> None:
    answer = pages.client.post(f"/office/parcels/{parcel.waybill_number}/code")
    assert answer.status_code == 409
    assert session.get_one(Parcel, parcel.id).pickup_code is None
