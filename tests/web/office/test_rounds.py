import pytest
from flask import Flask

from app.db import session
from app.ground.parcel_steps import TrackingStep
from app.rounds.models import Round
from app.rounds.queries import get_round
from tests.browser_of_pages import Pages
from tests.counters import come_in
from tests.makers import make_postal
from tests.order_sheets import make_waybills
from tests.rounds.test_rounds import at_office, by_hand, make_outlet

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


def test_an_officer_builds_prints_sends_and_closes_a_round(app: Flask, pages: Pages) -> None:
    make_waybills(first=96_000_000)
    officer = make_postal("投递部老陈")
    come_in(app, pages, officer)
    outlet, parcel, broken = make_outlet(), at_office("焦溪", cold=True), at_office("郑陆")
    assert outlet.name in pages.get("/office/rounds/").text
    there = f"/office/rounds/outlets/{outlet.id}"
    page = pages.get(there)
    assert "冷链 1 件" in page.text
    form = page.form(there)
    assert pages.submit(form, courier="", expect=422).error("courier") != ""
    assert pages.submit(form, courier=str(officer.id), boxes="0", expect=422).error("boxes") != ""
    for wrong in ({"starts_at": "25:00"}, {"stop_minutes": "0"}, {"km_minutes": "x"}):
        page = pages.submit(form, courier=str(officer.id), expect=422, **wrong)
        assert page.error(*wrong) != ""
    page = pages.submit(form, courier=str(officer.id), starts_at="14:00")
    (found,) = session.query(Round).all()
    here = f"/office/rounds/{found.id}"
    assert (page.path, parcel.waybill_number in page.text) == (here, True)
    assert pages.client.post(f"{here}/stops/1/window", data={"window": "night"}).status_code == 422
    page = pages.submit(page.form(f"{here}/stops/1/window"), window="morning")
    assert "赶不上" in page.text
    assert pages.client.get(f"{here}/sheet.pdf").data.startswith(b"%PDF-")
    assert pages.client.post(f"{here}/close").status_code == 409
    by_hand(broken, TrackingStep.damage)
    page = pages.submit(page.form(f"{here}/out"))
    assert "派送中" in page.text
    assert f"请从车上取下，不随车派送：{broken.waybill_number}（破损）" in page.text
    page = pages.submit(page.form(f"{here}/close"), expect=409)
    assert "还有 1 件没有反馈" in page.text
    assert pages.client.post(f"{here}/off").status_code == 409
    assert get_round(found.id).state == "out"
    assert "没有待派邮件" in pages.get(there).text


def test_a_planned_round_can_be_called_off(app: Flask, pages: Pages) -> None:
    make_waybills(first=96_000_000)
    officer = make_postal()
    come_in(app, pages, officer)
    outlet = make_outlet()
    parcel = at_office()
    there = f"/office/rounds/outlets/{outlet.id}"
    page = pages.submit(pages.get(there).form(there), courier=str(officer.id))
    by_hand(parcel, TrackingStep.damage)
    refused = pages.submit(page.form(f"{page.path}/out"), expect=409)
    assert "没有可送的邮件了" in refused.text
    page = pages.submit(page.form(f"{page.path}/off"))
    assert (page.path, session.query(Round).count()) == ("/office/rounds/", 0)
