"""The regions as a tree."""

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session, scoped_session

from app.db import transaction
from app.ground.addresses import parse_pasted
from app.ground.refusals import RegionUnknown
from app.places.actions import load_regions
from app.places.models import Region
from app.places.tree import Place, forget_trees, short_name, tree
from tests.statements import count_statements

Database = scoped_session[Session]
ZHENGLU, ZHAJIA = "320402109", "320402109223"
DONGGUAN = "441900"


def village(name: str) -> Place:
    return Place("320402109999", "village", name, "", "", "320402109", None, None)


def test_a_village_lies_in_its_town_county_city_and_province(database: Database) -> None:
    names = [place.name for place in tree().path(ZHAJIA)]
    assert names == ["江苏省", "常州市", "天宁区", "郑陆镇", "查家村村委会"]


def test_the_text_of_a_place_goes_down_in_chinese_and_up_in_english(database: Database) -> None:
    assert tree().text(ZHENGLU) == "江苏省 常州市 天宁区 郑陆镇"
    assert tree().text(ZHENGLU, "zh-Hant") == "江苏省 常州市 天宁区 郑陆镇"
    assert tree().text(ZHENGLU, "en") == "Zhenglu Town, Tianning District, Changzhou, Jiangsu"
    assert tree().short_text(ZHAJIA) == "郑陆镇 · 查家村"


def test_what_lies_above_is_known_at_every_depth(database: Database) -> None:
    for code in ("320402", ZHENGLU, ZHAJIA):
        assert tree().province_of(code) == "320000"
        assert tree().city_of(code) == "320400"
        assert tree().county_of(code) == "320402"


def test_a_city_without_counties_is_its_own_county(database: Database) -> None:
    assert tree().county_of(DONGGUAN) == DONGGUAN
    assert tree().is_deliverable(DONGGUAN)


@pytest.mark.parametrize(
    ("code", "deep_enough"),
    [
        ("320000", False),
        ("320400", False),
        ("320402", False),
        (ZHENGLU, True),
        (ZHAJIA, True),
        ("110000", False),
        ("110101", True),
        ("442000", True),
    ],
)
def test_an_envelope_needs_the_town_where_towns_are_known_and_the_county_elsewhere(
    database: Database, code: str, deep_enough: bool
) -> None:
    assert tree().is_deliverable(code) is deep_enough


def test_the_provinces_are_the_children_of_nothing(database: Database) -> None:
    assert [len(tree().children(code)) for code in (None, "320400", ZHAJIA)] == [31, 6, 0]


@pytest.mark.parametrize("code", ["", "999999", "3204", "32040", "三二零四零零", "320402\0"])
def test_a_code_that_is_none_is_refused_beside_its_field(database: Database, code: str) -> None:
    for ask in (tree().get, tree().path, tree().children, tree().is_deliverable):
        with pytest.raises(RegionUnknown) as refused:
            ask(code)
        assert refused.value.field == "region_code"


def test_the_tree_costs_no_statement_once_it_is_known(database: Database) -> None:
    tree()
    with count_statements() as sent:
        tree().text(ZHAJIA)
    assert sent == []


def test_a_pasted_address_is_read_against_the_tree(database: Database) -> None:
    address = parse_pasted("王秀英 13812345678 江苏省常州市天宁区郑陆镇查家村12号", tree().index())
    assert address.town_code == ZHENGLU


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("查家村村委会", "查家村"),
        ("朝阳花园社区居委会", "朝阳花园社区"),
        ("白龙村民委员会", "白龙村"),
        ("虚拟社区", "虚拟社区"),
    ],
)
def test_a_village_is_called_as_people_call_it(name: str, short: str) -> None:
    assert short_name(village(name)) == short


@pytest.fixture
def _forgotten() -> Iterator[None]:
    """The process must not remember regions that only this test had."""
    yield
    forget_trees()


def row(code: str, level: str, name: str, parent_code: str = "") -> dict[str, str]:
    words = {"name_en": name, "pinyin": "x", "lng": "", "lat": "1.5"}
    return {"code": code, "level": level, "name": name, "parent_code": parent_code, **words}


@pytest.mark.usefixtures("_forgotten")
def test_loading_regions_again_changes_only_what_is_new_or_renamed(database: Database) -> None:
    rows = [row("990100", "city", "新城市", "990000"), row("990000", "province", "新省")]
    renamed = [row("990100", "city", "旧城市", "990000"), rows[1]]
    with transaction():
        assert [load_regions(rows), load_regions(rows), load_regions(renamed)] == [2, 0, 1]
    kept = database.get_one(Region, "990100")
    assert (kept.name, kept.parent_code, kept.lng, kept.lat) == ("旧城市", "990000", None, 1.5)
    assert tree().get("990100").name == "旧城市"


def test_a_county_with_its_citys_code_is_left_out(database: Database) -> None:
    assert database.get_one(Region, DONGGUAN).level == "city"
