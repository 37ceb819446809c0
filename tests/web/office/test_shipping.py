"""Bulk shipping at the counter: what is typed there is taken in at once."""

from io import BytesIO

import pytest

from app.people.models import Person
from tests.browser_of_pages import Pages
from tests.order_sheets import make_waybills
from tests.sheds import open_shed

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


def test_the_office_hands_in_for_every_shed(pages: Pages, postal: Person) -> None:
    make_waybills()
    shed = open_shed(pages)
    own = shed.parcels(shed.buy())[0].waybill_number
    pages.sign_in(postal)
    assert pages.get("/office/shipping/").has_text("批量发货")
    table = f"系统邮件号,邮件号\n{own},{own}\n"
    looked = pages.client.post(
        "/office/shipping/",
        data={"file": (BytesIO(table.encode()), "table.csv")},
        content_type="multipart/form-data",
    )
    assert "确认交寄 1 件" in looked.get_data(as_text=True)
    answer = pages.client.post("/office/shipping/confirm", data={"table": table})
    assert answer.status_code == 303
    assert pages.get(answer.location).has_text("已接收")
    assert pages.client.get("/office/shipping/table.csv").status_code == 200
