"""A cooperative sets where it pays the carriage, and sees before what that costs."""

import pytest
from sqlalchemy import select

from app.cooperatives.models import FreePostageRule, FreePostageVersion
from app.cooperatives.queries import free_postage_of, get_cooperative
from app.db import session
from app.ground.free_carriage import FreeFrom
from tests.makers import make_manager
from tests.sheds import Shed

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])
HOME, PREVIEW = "/cooperative/carriage/", "/cooperative/carriage/preview"


def rules(shed: Shed) -> dict[str, FreeFrom]:
    session.expire_all()
    return free_postage_of(get_cooperative(shed.cooperative.id))


def test_it_is_looked_at_then_set_kept_as_versions_and_shown_to_buyers(shed: Shed) -> None:
    # A clerk sees it and sets nothing.
    page = shed.pages.get(HOME)
    assert "每单邮费都由买家付" in page.text
    assert "只有合作社负责人" in page.text
    sent = {"from": "1", "to_310000": "yes"}
    assert shed.pages.client.post(HOME, data=sent).status_code == 403
    manager = make_manager(shed.cooperative)
    shed.pages.sign_in(manager)
    page = shed.pages.get(HOME)
    # Two boxes of 52.00 weigh 11.3 kg at most and go to Shanghai for what the tariff asks.
    asked = {"from": "100", "from_boxes": "3", "to_310000": "yes", "to_540000": "yes"}
    assert shed.pages.submit(page.form(PREVIEW), **{**asked, "from": "x"}, expect=422).error("from")
    nowhere = shed.pages.submit(page.form(PREVIEW), **{"from": "100"}, expect=422)
    assert nowhere.has_text("省份：这一项要填")
    seen = shed.pages.submit(page.form(PREVIEW), **asked)
    assert seen.has_text("104.00")
    assert rules(shed) == {}
    done = shed.pages.submit(seen.form(HOME))
    assert done.has_text("满 ¥100")
    reached = FreeFrom(100_00, 3)
    assert rules(shed) == {"310000": reached, "540000": reached}
    sub_order = shed.buy(2)
    assert (sub_order.postage_fen, sub_order.postage_cost_fen > 0) == (0, True)
    assert f"{sub_order.postage_cost_fen / 100:.2f}" in seen.text
    assert shed.buy(1).postage_fen > 0
    # What was set again is no change; nothing typed ends it there, and all of it stays known.
    shed.pages.submit(seen.form(HOME))
    ended = shed.pages.submit(done.form(PREVIEW), to_540000="yes", **{"from": "", "from_boxes": ""})
    shed.pages.submit(ended.form(HOME))
    assert rules(shed) == {"310000": reached}
    versions = session.scalars(select(FreePostageVersion).order_by(FreePostageVersion.id)).all()
    assert [one.rules for one in versions] == [
        {"310000": [100_00, 3], "540000": [100_00, 3]},
        {"310000": [100_00, 3]},
    ]
    assert {one.set_by_id for one in versions} == {manager.id}
    assert shed.pages.get(HOME).has_text(manager.name)


def test_three_boxes_are_enough_whatever_they_cost(shed: Shed) -> None:
    session.add(
        FreePostageRule(
            cooperative_id=shed.cooperative.id, province_code="310000", from_fen=0, from_boxes=3
        )
    )
    session.commit()
    session.expire_all()
    assert shed.buy(2).postage_fen > 0
    assert shed.buy(3).postage_fen == 0
