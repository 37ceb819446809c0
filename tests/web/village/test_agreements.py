import pytest

from app.db import session
from app.people.tries import MOST_PER_SHOP
from app.shelves.models import PickupAgreement
from app.web.village.agreements import LOOKS
from tests.counters import Counter
from tests.order_sheets import make_waybills
from tests.shelves.test_shelves import to_door

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


def test_a_parcel_for_a_door_is_scanned_in_after_a_call(counter: Counter) -> None:
    make_waybills()
    parcel = to_door(counter.shop)
    number = parcel.waybill_number
    form = counter.pages.get("/village/shelf/scan").form("/village/shelf/scan")
    page = counter.pages.submit(form, waybill=number)
    assert page.path == f"/village/shelf/agreements/{number}"
    for private in ("王秀珍", "13800005678"):
        assert private not in page.html
    assert "138****5678" in page.text
    asked = page.form(page.path)
    again = counter.pages.submit(asked, spoke_with="女儿", agreed_at="2199-01-01T10:00", expect=422)
    assert again.error("agreed_at") != ""
    assert session.query(PickupAgreement).count() == 0
    page = counter.pages.submit(asked, spoke_with="女儿")
    assert page.path.startswith("/village/shelf/scan")
    counter.pages.submit(page.form("/village/shelf/scan"), waybill=number)
    session.refresh(parcel)
    assert (parcel.state, parcel.pickup_shop_id) == ("at_shop", counter.shop.id)
    told = counter.pages.get(f"/village/shelf/collect/{number}").text
    assert "女儿 在电话里同意放在本站" in told


def test_whoever_guesses_numbers_must_wait(counter: Counter) -> None:
    make_waybills()
    parcel = to_door(counter.shop)
    here = "/village/shelf/agreements/ZZ999999995CN"
    told = {"spoke_with": "女儿", "agreed_at": "2026-11-28T10:00"}
    scan = {"waybill": "ZZ999999995CN"}
    for turn in range(MOST_PER_SHOP):
        if turn % 2:
            assert counter.pages.client.post(here, data=told).status_code == 404
        else:
            assert counter.pages.client.post("/village/shelf/scan", data=scan).status_code == 404
    number = {"waybill": parcel.waybill_number}
    assert counter.pages.client.post("/village/shelf/scan", data=number).status_code == 429
    assert session.query(PickupAgreement).count() == 0
    for _ in range(LOOKS):
        assert counter.pages.client.get(here).status_code == 404
    assert counter.pages.client.get(here).status_code == 429
