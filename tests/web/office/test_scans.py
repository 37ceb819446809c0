"""The page that takes a file of scans in."""

import io

import pytest
from sqlalchemy import select

from app import clock
from app.clock import SHANGHAI
from app.db import session
from app.parcels.models import Parcel
from app.people.models import Person
from tests.browser_of_pages import Pages
from tests.reports.markets_at_rest import MarketAtRest

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])
ADDRESS = "/office/scans/"


def sent(pages: Pages, text: str, **more: str) -> str:
    file = (io.BytesIO(text.encode()), "scans.csv")
    return pages.client.post(ADDRESS, data={"file": file, **more}).get_data(as_text=True)


def test_rows_are_kept_or_named_and_all_or_none_when_wished(
    pages: Pages, postal: Person, market: MarketAtRest
) -> None:
    assert pages.get(ADDRESS).h1 == "导入轨迹文件"
    parcel = session.scalars(select(Parcel).where(Parcel.state == "created")).first()
    assert parcel is not None
    number = parcel.waybill_number
    now = clock.now().astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
    text = f"邮件号,代码,时间\n{number},收寄,{now}\nnonsense,收寄,{now}\n"
    assert "什么都没有导入" in sent(pages, text, all_or_nothing="1")
    assert session.get_one(Parcel, parcel.id).state == "created"
    assert "1 行有效，其中 1 行是新的" in sent(pages, text)
    session.expire_all()
    assert session.get_one(Parcel, parcel.id).state == "accepted"
    assert "1 行有效，其中 0 行是新的" in sent(pages, text)
    assert pages.client.post(ADDRESS, data={}).status_code == 422
