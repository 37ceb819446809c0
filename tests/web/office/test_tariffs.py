"""Versions of tariffs: copied, published for a day to come, never changed."""

import pytest
from sqlalchemy import select

from app.db import session
from app.ground.postal_products import PostalProduct
from app.people.models import Person
from app.postage.models import TariffDraft, TariffVersion
from tests.browser_of_pages import Pages

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


def test_a_version_is_shown_with_its_source_and_goes_out_as_a_file(
    pages: Pages, postal: Person
) -> None:
    home = pages.get("/office/tariffs/")
    assert home.has_text("执行中")
    version_id = session.scalar(select(TariffVersion.id))
    shown = pages.get(f"/office/tariffs/versions/{version_id}")
    assert shown.has_text("JS-G6")
    sent = pages.client.get(f"/office/tariffs/versions/{version_id}/file").get_data(as_text=True)
    assert "JS-G1,320000,,10000,500,100" in sent


def test_a_product_without_a_version_begins_with_an_empty_draft(
    pages: Pages, postal: Person
) -> None:
    home = pages.get("/office/tariffs/")
    known = set(session.scalars(select(TariffVersion.product)))
    assert {one.get("value") for one in home.all("option")} == set(PostalProduct) - known
    form = home.form("/office/tariffs/drafts")
    page = pages.submit(form, product="express")
    assert page.has_text("还没有资费")
    assert session.scalars(select(TariffDraft.product)).one() == "express"
