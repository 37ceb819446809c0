import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ground.addresses import PastedAddress, Place, PlaceIndex, parse_pasted

ROWS = """
320000 province 江苏省 -
320400 city 常州市 320000
320402 county 天宁区 320400
320411 county 新北区 320400
320412 county 武进区 320400
320481 county 溧阳市 320400
320402109 town 郑陆镇 320402
320411104 town 罗溪镇 320411
320412114 town 礼嘉镇 320412
320481106 town 天目湖镇 320481
320402109223 village 查家村村委会 320402109
320411104005 village 空港社区居委会 320411104
320100 city 南京市 320000
320106 county 鼓楼区 320100
320300 city 徐州市 320000
320302 county 鼓楼区 320300
310000 province 上海市 -
310100 city 市辖区 310000
310115 county 浦东新区 310100
310104 county 徐汇区 310100
110000 province 北京市 -
110100 city 市辖区 110000
110105 county 朝阳区 110100
220000 province 吉林省 -
220100 city 长春市 220000
220104 county 朝阳区 220100
440000 province 广东省 -
441900 city 东莞市 440000
441900 county 东莞市 441900
150000 province 内蒙古自治区 -
150100 city 呼和浩特市 150000
150102 county 新城区 150100
422800 city 恩施土家族苗族自治州 420000
422802 county 利川市 422800
420000 province 湖北省 -
"""
INDEX = PlaceIndex(
    Place(code, level, name, "" if parent == "-" else parent)
    for code, level, name, parent in (row.split() for row in ROWS.strip().splitlines())
)


def parse(text: str) -> PastedAddress:
    return parse_pasted(text, INDEX)


@pytest.mark.parametrize(
    ("text", "name", "phone", "county", "town", "detail"),
    [
        (
            "王秀英 13812345678 江苏省常州市天宁区郑陆镇查家村12号",
            *("王秀英", "13812345678", "320402", "320402109", "查家村12号"),
        ),
        (
            "上海浦东新区世纪大道100号 李雷 139-1234-5678",
            *("李雷", "13912345678", "310115", None, "世纪大道100号"),
        ),
        (
            "溧阳天目湖镇田家山村3组 张三丰 13900001111",
            *("张三丰", "13900001111", "320481", "320481106", "田家山村3组"),
        ),
        ("常州市郑陆镇查家村", "", "", "320402", "320402109", "查家村"),
        ("江苏 常州 武进 礼嘉镇 毛家村", "", "", "320412", "320412114", "毛家村"),
        (
            "北京市市辖区朝阳区建国路88号，赵敏，+86 138 0000 1111",
            *("赵敏", "13800001111", "110105", None, "建国路88号"),
        ),
        ("上海市上海市徐汇区漕溪北路1号", "", "", "310104", None, "漕溪北路1号"),
        ("广东省东莞市长安镇振安路3号", "", "", "441900", None, "长安镇振安路3号"),
        ("内蒙古呼和浩特市新城区中山东路", "", "", "150102", None, "中山东路"),
        ("恩施利川市东城街道", "", "", "422802", None, "东城街道"),
        (
            "收货人：安宁\n手机号码：13812345678\n所在地区：江苏省 常州市 新北区 罗溪镇\n"
            "详细地址：空港社区5栋101室",
            *("安宁", "13812345678", "320411", "320411104", "空港社区5栋101室"),
        ),
        (
            "王秀英江苏省常州市武进区礼嘉镇毛家12号 13812345678",
            *("王秀英", "13812345678", "320412", "320412114", "毛家12号"),
        ),
        (
            "常州市天宁区郑陆镇查家村12号王秀英13812345678",
            *("王秀英", "13812345678", "320402", "320402109", "查家村12号"),
        ),
        (
            "溧阳县天目湖镇桂林村 0519-87980000",
            "",
            "0519-87980000",
            "320481",
            "320481106",
            "桂林村",
        ),
        (
            "江苏省常州市新北区罗溪镇 213136 王下村8号 刘芳（收）１３８１２３４５６７８",
            *("刘芳", "13812345678", "320411", "320411104", "王下村8号"),
        ),
    ],
)
def test_a_pasted_address_is_taken_apart(
    text: str, name: str, phone: str, county: str, town: str | None, detail: str
) -> None:
    found = parse(text)
    assert (found.name, found.phone) == (name, phone)
    assert (found.county_code, found.town_code, found.detail) == (county, town, detail)
    assert found.confidence >= 0.7


def test_the_places_above_follow_from_the_county() -> None:
    found = parse("溧阳天目湖镇田家山村")
    assert (found.province_code, found.city_code) == ("320000", "320400")


@pytest.mark.parametrize(
    ("text", "village"),
    [
        ("常州市郑陆镇查家村12号", "320402109223"),
        ("常州市罗溪镇空港社区5栋", "320411104005"),
        ("常州市郑陆镇焦溪老街", None),
        ("常州市", None),
    ],
)
def test_the_village_is_named_and_stays_in_the_detail(text: str, village: str | None) -> None:
    found = parse(text)
    assert found.village_code == village
    assert text.endswith(found.detail)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("鼓楼区中山路1号", ("320000", None, None)),
        ("朝阳区建国路88号", (None, None, None)),
        ("朝阳路5号", (None, None, None)),
        ("常州大学城", ("320000", "320400", None)),
        ("王秀英 13812345678", (None, None, None)),
    ],
)
def test_what_is_not_clear_is_not_filled_in(
    text: str, codes: tuple[str | None, str | None, str | None]
) -> None:
    found = parse(text)
    assert (found.province_code, found.city_code, found.county_code) == codes
    assert found.confidence < 0.6


def test_an_unclear_place_stays_in_the_detail() -> None:
    assert parse("鼓楼区中山路1号").detail == "鼓楼区中山路1号"


def test_without_a_detail_confidence_is_too_low_to_fill_in() -> None:
    assert parse("常州市天宁区").confidence < 0.6


@given(st.text(alphabet="王秀英江苏省常州市天宁区郑陆镇查家村12号 ,，:：\n-(（收", max_size=60))
def test_any_text_is_read_without_harm(text: str) -> None:
    found = parse(text)
    assert 0 <= found.confidence <= 1
    assert len(found.detail) <= len(text)
