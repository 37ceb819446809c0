"""Bulk shipping from a shed: a table is looked at, then agreed to, and faults stand beside it."""

from io import BytesIO

import pytest

from app.db import session
from app.ground.waybills import DEMONSTRATION_INDICATOR, make_s10
from app.parcels.models import Parcel
from tests.browser_of_pages import Browser
from tests.web.cooperative.conftest import Shed

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])
HEAD = "子订单号,邮件号,重量（千克）\n"


def send(client: Browser, text: str, expect: int = 200) -> str:
    answer = client.post(
        "/cooperative/shipping/",
        data={"file": (BytesIO(text.encode("gb18030")), "table.csv")},
        content_type="multipart/form-data",
    )
    assert answer.status_code == expect
    return answer.get_data(as_text=True)


def test_a_table_is_looked_at_and_agreed_to(shed: Shed, client: Browser) -> None:
    part = shed.buy()
    (parcel,) = shed.parcels(part)
    paper = make_s10(DEMONSTRATION_INDICATOR, 20_000_001)
    assert shed.pages.get("/cooperative/shipping/").has_text("批量发货")
    table = client.get("/cooperative/shipping/table.csv")
    assert part.number in table.get_data(as_text=True)
    assert table.headers["Cache-Control"] == "private, no-store"
    wrong = send(client, f"{HEAD}{part.number},EE123456784CN,\nX,{paper},1\n")
    assert "邮件号不对" in wrong
    assert "查无此邮件或订单" in wrong
    assert "确认交寄" not in wrong
    assert "一列请设为" in send(client, "nothing", 422)
    good = send(client, f"{HEAD}{part.number},{paper},{parcel.gross_grams / 1000}\n")
    assert "确认交寄 1 件" in good
    session.expire_all()
    assert session.get_one(Parcel, parcel.id).state == "created"
    rows = f"parcel,order,waybill,grams\n,{part.number},{paper},"
    page = client.post("/cooperative/shipping/confirm", data={"table": rows})
    assert page.status_code == 303
    assert "/manifests/JJ" in page.location
    assert shed.pages.get(page.location).has_text(paper)
    assert "先前已交寄" in send(client, f"{HEAD}{part.number},{paper},\n")
    for table_text in ("", f"order,waybill\nX,{paper}", "order,waybill\nX,1"):
        answer = client.post("/cooperative/shipping/confirm", data={"table": table_text})
        assert answer.status_code == 422
