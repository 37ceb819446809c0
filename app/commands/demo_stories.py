"""The stories of the demonstration's parcels in trouble: an order, and what was told of it."""

from dataclasses import dataclass

# What no carrier of ours says by itself: the office writes it down.
BROKEN = "damage"


@dataclass(frozen=True, slots=True)
class Told:
    """`left`: how many half days before now we hear of it; it happened `minutes_ago` then."""

    left: int
    code: str
    place: str
    note: str
    reason: str = ""
    minutes_ago: int = 37


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """`buyer` counts the lines of shoppers.csv. It is handed over half a day after the order.
    `cancelled_at`: when she thought better of it; what was on the van by then goes on."""

    name: str
    slug: str
    buyer: int
    ordered: int
    told: tuple[Told, ...] = ()
    position: int = 1
    is_insured: bool = False
    is_packed: bool = True
    is_handed_over: bool = True
    cancelled_at: int | None = None


def _on_the_way(first: int, home: str, hub: str, *further: Told) -> tuple[Told, ...]:
    """What every parcel's journey begins with, from its first scan on, half a day apart."""
    return (
        Told(first, "203", home, "已收寄"),
        Told(first - 1, "389", "常州邮件处理中心", "离开处理中心，发往下一站"),
        Told(first - 2, "954", hub, "到达处理中心"),
        *further,
    )


def _delivered(first: int, home: str, office: str) -> tuple[Told, ...]:
    return (
        Told(first, "203", home, "已收寄"),
        Told(first - 1, "713", office, "到达投递机构"),
        Told(first - 2, "702", office, "正在投递"),
        Told(first - 2, "704", office, "已妥投，本人签收", "10", minutes_ago=5),
    )


# The outlet's bag has the one that nobody listed, and not the one that its manifest names.
UNLISTED, MISSING = "on no manifest", "missing at the outlet"
STORIES = (
    Story(
        name="silent",
        slug="jintan-queshe-tea",
        buyer=36,
        ordered=20,
        told=_on_the_way(18, "金坛揽投部", "武汉邮件处理中心"),
    ),
    Story(
        name="lost",
        slug="tianmu-lake-white-tea",
        position=2,
        buyer=34,
        ordered=26,
        is_insured=True,
        told=_on_the_way(
            24,
            "天目湖揽收站",
            "广州邮件处理中心",
            Told(6, "705", "广州天河揽投部", "全网查找无果，按丢失处理", "13"),
        ),
    ),
    Story(
        name="lost and claimed",
        slug="maoshan-qingfeng-tea",
        buyer=41,
        ordered=32,
        told=_on_the_way(
            30,
            "金坛揽投部",
            "西安邮件处理中心",
            Told(14, "705", "西安雁塔揽投部", "邮件丢失", "13"),
        ),
    ),
    Story(
        name="damaged and sent again",
        slug="nanshan-shoumei-tea",
        buyer=22,
        ordered=13,
        told=_on_the_way(
            11,
            "溧阳揽投部",
            "上海邮件处理中心",
            Told(7, BROKEN, "上海长宁揽投部", "铁罐压扁，茶叶撒出，已拍照留存"),
        ),
    ),
    Story(
        name="damaged",
        slug="shunshan-free-range-eggs",
        buyer=25,
        ordered=6,
        told=_on_the_way(
            4,
            "郑陆揽收站",
            "杭州邮件处理中心",
            Told(1, BROKEN, "杭州西湖揽投部", "蛋托被重件压塌，碎了九枚"),
        ),
    ),
    Story(
        name="refused",
        slug="liyang-wind-dried-goose",
        buyer=15,
        ordered=9,
        told=_on_the_way(
            7,
            "溧阳揽投部",
            "南京邮件处理中心",
            Told(4, "702", "南京鼓楼揽投部", "正在投递"),
            Told(3, "705", "南京鼓楼揽投部", "收件人说家里人已经买了，拒收", "7"),
        ),
    ),
    Story(
        name="address",
        slug="changzhou-sesame-flatcake",
        buyer=32,
        ordered=9,
        told=_on_the_way(
            7,
            "邹区揽收站",
            "北京邮件处理中心",
            Told(3, "702", "北京中关村揽投部", "正在投递"),
            Told(2, "705", "北京中关村揽投部", "门牌号不详，电话 13805196032 无人接听", "2"),
        ),
    ),
    Story(
        name="not delivered",
        slug="shunshan-free-range-eggs",
        buyer=11,
        ordered=9,
        told=_on_the_way(
            7, "郑陆揽收站", "苏州邮件处理中心", Told(4, "702", "苏州平江揽投部", "正在投递")
        ),
    ),
    Story(
        name="spoils",
        slug="liyang-zhagan",
        buyer=26,
        ordered=15,
        told=_on_the_way(
            13, "溧阳揽投部", "杭州邮件处理中心", Told(5, "954", "杭州余杭处理中心", "等待装车")
        ),
    ),
    Story(
        name="coming back",
        slug="liyang-wind-dried-goose",
        buyer=17,
        ordered=15,
        told=_on_the_way(
            13,
            "溧阳揽投部",
            "扬州邮件处理中心",
            Told(10, "705", "扬州邗江揽投部", "收件人外出半个月，不要了", "7"),
            Told(8, "708", "扬州邗江揽投部", "退件登记"),
            Told(2, "711", "溧阳揽投部", "已退回寄件合作社"),
        ),
    ),
    Story(
        name="stopped",
        slug="xinzha-dried-radish",
        buyer=20,
        ordered=7,
        is_handed_over=False,
        told=(Told(5, "801", "邹区揽收站", "撤单：揽收时外箱破损，拒收件"),),
    ),
    Story(
        name="cancelled on the van",
        slug="jintan-queshe-tea",
        buyer=14,
        ordered=8,
        is_handed_over=False,
        cancelled_at=6,
        told=(
            Told(5, "203", "金坛揽投部", "已收寄", minutes_ago=16 * 60),
            Told(5, "389", "常州邮件处理中心", "离开处理中心，发往下一站", minutes_ago=13 * 60),
            Told(3, "954", "南京邮件处理中心", "到达处理中心"),
        ),
    ),
    Story(
        name="noticed",
        slug="nanshan-shoumei-tea",
        buyer=37,
        ordered=10,
        told=_on_the_way(
            8,
            "溧阳揽投部",
            "武汉邮件处理中心",
            Told(3, "651", "武汉邮件处理中心", "外包装受潮，已套袋加固，待复核"),
        ),
    ),
    Story(name="not sent", slug="xinzha-dried-radish", buyer=23, ordered=10, is_packed=False),
    Story(name=UNLISTED, slug="xinzha-dried-radish", buyer=12, ordered=3, is_handed_over=False),
    Story(name=MISSING, slug="xinzha-dried-radish", buyer=13, ordered=3),
    Story(
        name="sent back and paid",
        slug="xinzha-dried-radish",
        buyer=3,
        ordered=16,
        told=_delivered(14, "邹区揽收站", "武进揽投部"),
    ),
    Story(
        name="on its way back",
        slug="nanshan-shoumei-tea",
        buyer=0,
        ordered=12,
        told=_delivered(10, "溧阳揽投部", "天宁揽投部"),
    ),
    Story(
        name="signed by mistake",
        slug="maoshan-qingfeng-tea",
        buyer=0,
        ordered=8,
        is_insured=True,
        told=(
            *_on_the_way(6, "金坛揽投部", "常州邮件处理中心"),
            Told(3, "713", "天宁揽投部", "到达投递机构"),
            Told(2, "704", "天宁揽投部", "已妥投，本人签收", "10"),
            Told(1, "743", "天宁揽投部", "误扫，妥投撤销，今日再投"),
            Told(1, "C_77", "天宁揽投部", "格口 12 复核"),
        ),
    ),
)
STRAYS = (
    Told(7, "954", "无锡邮件处理中心", "到达处理中心"),
    Told(2, "704", "宜兴揽投部", "已妥投", "10"),
)
NOBODYS = "ZZ900000013CN"
