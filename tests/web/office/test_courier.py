import pytest
from flask import Flask

from app.db import session, transaction
from app.orders.actions import Actor
from app.orders.kinds import ActorKind
from app.rounds.actions import RoundWish, build_round
from tests.browser_of_pages import Pages
from tests.counters import come_in
from tests.makers import make_postal, make_shop
from tests.order_sheets import make_waybills
from tests.rounds.test_rounds import at_office, make_outlet

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


def test_a_courier_answers_stop_after_stop_and_comes_back(app: Flask, pages: Pages) -> None:
    make_waybills(first=97_000_000)
    driver, other = make_postal("快递员小周"), make_postal()
    come_in(app, pages, driver)
    outlet, shop = make_outlet(), make_shop()
    assert "没有您的派送任务" in pages.get("/office/courier/").text
    parcels = [at_office("焦溪"), at_office("郑陆"), at_office("查家")]
    with transaction():
        wish = RoundWish(driver.id, 40, 400_000)
        found = build_round(outlet, wish, Actor(ActorKind.postal, other.id))
    here = f"/office/courier/{found.id}"
    assert here in pages.get("/office/courier/").html
    page = pages.get(here)
    page = pages.submit(page.form(f"{here}/out"))
    for outcome in ("delivered:10", "attempted:6"):
        (form,) = [one for one in page.forms if one.action.rpartition("/")[2].startswith("ZZ")]
        first = form.action
        bad = pages.client.post(first, data={"outcome": "delivered:20"})
        assert bad.status_code == 409
        assert pages.client.post(first, data={"outcome": "x"}).status_code == 422
        assert pages.client.post(first, data={"outcome": "at_point"}).status_code == 409
        page = pages.submit(form, press=f"outcome={outcome}")
    (form,) = [one for one in page.forms if one.action.endswith("/agreed")]
    assert pages.submit(form, spoke_with="", expect=422).error("spoke_with") != ""
    page = pages.submit(form, spoke_with="张三", shop=str(shop.id))
    assert "各站都已反馈" in page.text
    for parcel in parcels:
        session.refresh(parcel)
    assert sorted(one.state for one in parcels) == ["at_shop", "attempted", "delivered"]
    page = pages.submit(page.form(f"{here}/back"))
    assert page.path == "/office/courier/"


def test_a_shop_takes_all_that_is_for_it_at_once(app: Flask, pages: Pages) -> None:
    make_waybills(first=97_000_000)
    driver, shop = make_postal(), make_shop()
    come_in(app, pages, driver)
    outlet = make_outlet()
    parcels = [at_office("焦溪", shop=shop) for _ in range(2)]
    officer = Actor(ActorKind.postal, driver.id)
    with transaction():
        found = build_round(outlet, RoundWish(driver.id, 40, 400_000), officer)
    here = f"/office/courier/{found.id}"
    page = pages.submit(pages.get(here).form(f"{here}/out"))
    assert pages.client.post(f"{here}/stops/9").status_code == 404
    page = pages.submit(page.form(f"{here}/stops/1"))
    assert "各站都已反馈" in page.text
    for parcel in parcels:
        session.refresh(parcel)
    assert [one.state for one in parcels] == ["at_shop", "at_shop"]
