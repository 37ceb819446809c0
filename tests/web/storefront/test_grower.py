"""A farmer's page: only by its secret, in every language, and kept nowhere."""

import pytest
from flask import Flask

from app.db import transaction
from app.growers.actions import HouseholdDraft, add_household, new_page_key, revoke_page_key
from tests.browser_of_pages import Pages
from tests.makers import ZHENGLU, make_cooperative

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


def test_her_page_opens_by_its_secret_until_that_is_revoked(app: Flask, pages: Pages) -> None:
    cooperative = make_cooperative()
    with transaction():
        draft = HouseholdDraft("王家", "13812345678", ZHENGLU, 35)
        household = add_household(cooperative.id, draft)
        key = new_page_key(household)
    page = pages.get(f"/grower/{key}")
    assert page.h1 == "王家的果子"
    assert not page.has_text("13812345678")
    answer = pages.client.get(f"/grower/{key}")
    assert "no-store" in answer.headers["Cache-Control"]
    assert "noindex" in answer.text
    with transaction():
        revoke_page_key(household)
    for wrong in (key, "nothing", "x" * 200):
        pages.get(f"/grower/{wrong}", expect=404)
