import pytest

from app.db import session
from app.shelves.models import PickupAgreement
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
    assert 'href="tel:13800005678"' in page.html
    asked = page.form(page.path)
    again = counter.pages.submit(asked, agreed_at="2199-01-01T10:00", expect=422)
    assert again.error("agreed_at") != ""
    assert session.query(PickupAgreement).count() == 0
    page = counter.pages.submit(asked, spoke_with="女儿")
    assert page.path.startswith("/village/shelf/scan")
    counter.pages.submit(page.form("/village/shelf/scan"), waybill=number)
    session.refresh(parcel)
    assert (parcel.state, parcel.pickup_shop_id) == ("at_shop", counter.shop.id)
    told = counter.pages.get(f"/village/shelf/collect/{number}").text
    assert "女儿 在电话里同意放在本站" in told
