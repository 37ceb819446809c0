import pytest

from app.ground.routing import NO_CITY, Routing, routing_by_rule, routing_mark

ZHENGLU = ["江苏省", "常州市", "天宁区", "郑陆镇"]


@pytest.mark.parametrize(
    ("region", "mark"),
    [
        ("江苏省 常州市 天宁区 郑陆镇", "常州 天宁区"),
        ("上海市 市辖区 浦东新区", "上海 浦东新区"),
        ("广东省 东莞市", "广东 东莞市"),
        ("海南省 省直辖县级行政区划 琼海市", "海南 琼海市"),
        ("新疆维吾尔自治区 乌鲁木齐市", "新疆 乌鲁木齐市"),
        ("", ""),
    ],
)
def test_the_routing_mark_is_city_and_county_in_short(region: str, mark: str) -> None:
    assert routing_mark(region.split(" ") if region else []) == mark


def test_a_parcel_within_the_province_goes_by_city_and_outlet() -> None:
    assert routing_by_rule("320402109", ZHENGLU, "320404", "21300103") == Routing(
        "3204-0103-109", "3204", "常州集包", "320402", "常州 天宁区"
    )


@pytest.mark.parametrize(
    ("code", "names", "routing"),
    [
        (
            "110108",
            ["北京市", "海淀区"],
            Routing("1101-0800-000", "11", "北京集包", "110108", "北京 海淀区"),
        ),
        (
            "540102",
            ["西藏自治区", "拉萨市", "城关区"],
            Routing("5401-0200-000", "54", "西藏集包", "540102", "拉萨 城关区"),
        ),
        ("", [""], Routing("0000-0000-000", "", "", "", "")),
    ],
)
def test_beyond_it_a_bag_goes_to_the_province(
    code: str, names: list[str], routing: Routing
) -> None:
    assert not NO_CITY.intersection(names)
    assert routing_by_rule(code, names, "320402", None) == routing
