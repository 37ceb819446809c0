import pytest
from sqlalchemy import func, select

from app.db import session
from app.shops.models import Villager
from tests.counters import Counter
from tests.makers import ZHENGLU, make_shop, make_villager

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


def villagers() -> int:
    return session.execute(select(func.count()).select_from(Villager)).scalar_one()


def test_a_double_tap_writes_down_one_villager(counter: Counter) -> None:
    form = counter.pages.get("/village/villagers/new").form("/village/villagers/")
    told = {"name": "周秀英", "phone": "138 1234-5678", "detail": "桥头"}
    counter.pages.submit(form, **told)
    counter.pages.submit(form, **told)
    kept = session.execute(select(Villager)).scalar_one()
    assert (kept.name, kept.phone, kept.pinyin_initials) == ("周秀英", "13812345678", "zxy")
    assert kept.shop_id == counter.shop.id


def test_the_same_form_with_somebody_else_in_it_is_refused(counter: Counter) -> None:
    form = counter.pages.get("/village/villagers/new").form("/village/villagers/")
    counter.pages.submit(form, name="周秀英")
    counter.pages.submit(form, name="周秀兰", expect=409)
    assert villagers() == 1


@pytest.mark.parametrize(
    ("field", "value"), [("name", ""), ("name", "长" * 51), ("phone", "12345"), ("name", "a\x00b")]
)
def test_what_is_wrong_stands_beside_its_field(counter: Counter, field: str, value: str) -> None:
    form = counter.pages.get("/village/villagers/new").form("/village/villagers/")
    told = {"name": "周秀英", "detail": "桥头", field: value}
    if "\x00" in value:
        counter.pages.send(form, **told)
    else:
        page = counter.pages.submit(form, expect=422, **told)
        assert page.error(field) != ""
        assert page.value("detail") == "桥头"
    assert villagers() == 0


def test_a_village_of_another_town_is_refused(counter: Counter) -> None:
    form = counter.pages.get("/village/villagers/new").form("/village/villagers/")
    sent = [(n, "110108" if n == "village" else v) for n, v in form.values(name="周秀英")]
    answer = counter.pages.client.post("/village/villagers/", data=dict(sent))
    assert answer.status_code == 422
    assert villagers() == 0
    assert ZHENGLU in form.page.html


def test_a_villager_is_found_by_digits_initials_and_name(counter: Counter) -> None:
    make_villager(counter.shop, "王阿婆", pinyin_initials="wap", phone="13800005678")
    make_villager(counter.shop, "李大爷", pinyin_initials="ldy")
    for sought in ("5678", "wap", "WAP", "阿婆", "５６７８"):
        text = counter.pages.get(f"/village/villagers/?q={sought}").text
        assert ("王阿婆" in text, "李大爷" in text) == (True, False), sought
    assert "没找到“zzz”" in counter.pages.get("/village/villagers/?q=zzz").text


def test_the_villagers_of_other_shops_are_not_there(counter: Counter) -> None:
    stranger = make_villager(make_shop(), "外人")
    assert "外人" not in counter.pages.get("/village/villagers/").text
    for address in (
        f"/village/villagers/{stranger.id}",
        f"/village/consents/new/{stranger.id}",
        f"/village/orders/new?villager={stranger.id}",
        f"/village/orders/confirm?villager={stranger.id}&boxes-1=1",
        "/village/villagers/999999",
        f"/village/villagers/{2**70}",
        f"/village/villagers/{'9' * 5000}",
    ):
        assert counter.pages.client.get(address).status_code == 404, address[:60]


def test_a_villager_is_corrected_and_her_initials_follow(counter: Counter) -> None:
    villager = make_villager(counter.shop, "王阿婆")
    address = f"/village/villagers/{villager.id}/edit"
    page = counter.pages.submit(
        counter.pages.get(address).form(address), name="周阿婆", phone="13812345678"
    )
    session.refresh(villager)
    assert (villager.name, villager.pinyin_initials) == ("周阿婆", "zap")
    assert "138****5678" in page.text
    counter.pages.submit(counter.pages.get(address).form(address), phone="1", expect=422)
    stranger = make_villager(make_shop(), "外人")
    answer = counter.pages.client.post(
        f"/village/villagers/{stranger.id}/edit", data={"name": "自家人"}
    )
    assert answer.status_code == 404


def test_the_counters_box_goes_straight_to_the_only_one_who_fits(counter: Counter) -> None:
    one = make_villager(counter.shop, "王阿婆", pinyin_initials="wap")
    make_villager(counter.shop, "王大妈", pinyin_initials="wdm")
    form = next(
        found
        for found in counter.pages.get("/village/").forms
        if found.action == "/village/villagers/"
    )
    page = counter.pages.submit(form, q="wap", press="straight=yes")
    assert page.path == f"/village/orders/new?villager={one.id}"
    page = counter.pages.submit(form, q="w", press="straight=yes")
    assert page.path.startswith("/village/villagers/")
