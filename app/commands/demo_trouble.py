"""The demonstration's parcels in trouble: each is a story of an order and of what the carrier told
about it, so that every exception that the office may meet can be met here. Who helped is told by
demo_remedies."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask import current_app
from sqlalchemy import select

from app import clock
from app.commands.demo_month import Month
from app.commands.demo_orders import pack_of, pay_by_card, place, shopper_wish
from app.commands.demo_people import LOGINS, Shopper, person_id_of
from app.commands.demo_vans import count_van, send_with_van
from app.db import session, transaction
from app.ground.parcel_steps import TrackingStep
from app.ground.refusals import Refusal
from app.orders.actions import Actor
from app.orders.kinds import ActorKind
from app.orders.models import SubOrder
from app.parcels.actions import locked, pack, print_labels
from app.parcels.desk import Seen, record_by_hand
from app.parcels.models import Parcel
from app.parcels.tracking import fact_of, record_scans
from app.partners.carriers import Scan
from app.partners.demo_post import DemoPost
from app.payments.refunds import cancel_order

# What no carrier of ours says by itself: the office writes it down.
BROKEN = "damage"
COOPERATIVE = Actor(ActorKind.cooperative)
FOR_EVER = timedelta(days=365)


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


class TroubleDesk:
    """Comes after each step of the month."""

    def __init__(self, month: Month) -> None:
        self.month = month
        self.orders: dict[str, int] = {}

    def attend(self, left: int) -> None:
        for story in STORIES:
            if story.ordered == left:
                self._order(story)
            if story.name in self.orders:
                self._go_on(story, left)
        for one in STRAYS:
            if one.left == left:
                tell(NOBODYS, one)

    def parcels_of(self, name: str) -> list[int]:
        """Ids of what was sent; none where nobody could order."""
        order_id = self.orders.get(name, 0)
        mine = select(Parcel.id).join(SubOrder).where(SubOrder.order_id == order_id)
        return list(session.scalars(mine.order_by(Parcel.id)))

    def _order(self, story: Story) -> None:
        buyer: Shopper = self.month.shoppers[story.buyer]
        wanted = {pack_of(story.slug, story.position): 1}
        try:
            order_id = place(shopper_wish(buyer, wanted, is_insured=story.is_insured))
        except Refusal:
            # Not at this time of the year.
            session.rollback()
            return
        pay_by_card(order_id)
        self.month.worker.drain()
        self.month.kept_apart.add(order_id)
        self.orders[story.name] = order_id

    def _go_on(self, story: Story, left: int) -> None:
        if left == story.ordered - 1 and story.is_packed:
            send(self.parcels_of(story.name), is_handed_over=story.is_handed_over)
            self.month.worker.drain()
            hold_up(self.parcels_of(story.name))
            if story.name == MISSING:
                miss(self.parcels_of(MISSING), self.parcels_of(UNLISTED))
        if left == story.cancelled_at:
            with transaction():
                order_id = self.orders[story.name]
                cancel_order(order_id, Actor(ActorKind.buyer, None), "不想要了")
        for told in story.told:
            if told.left == left:
                for parcel_id in self.parcels_of(story.name):
                    _tell_of(parcel_id, told)


def send(parcel_ids: Sequence[int], *, is_handed_over: bool = True) -> None:
    with transaction():
        parcels = locked(parcel_ids)
        print_labels(parcels, COOPERATIVE)
        pack(parcels, COOPERATIVE)
        if is_handed_over:
            send_with_van(parcels, COOPERATIVE)


def miss(missing: Sequence[int], unlisted: Sequence[int]) -> None:
    """Their outlet has counted."""
    if not missing or not unlisted:
        return
    found = [session.get_one(Parcel, one).waybill_number for one in unlisted]
    session.rollback()
    count_van(missing[0], found)


def hold_up(parcel_ids: Sequence[int]) -> None:
    """Their journeys are told here and not played by themselves."""
    carrier = current_app.extensions["partners"].carrier
    assert isinstance(carrier, DemoPost)
    for parcel_id in parcel_ids:
        number = session.get_one(Parcel, parcel_id).waybill_number
        session.rollback()
        carrier.hold_up(number, clock.now() + FOR_EVER)


def _tell_of(parcel_id: int, told: Told) -> None:
    if told.code == BROKEN:
        office = Actor(ActorKind.postal, person_id_of(LOGINS["postal"]))
        session.rollback()
        with transaction():
            parcel = locked([parcel_id])[0]
            seen = Seen(
                step=TrackingStep.damage,
                place=told.place,
                note=told.note,
                happened_at=clock.now(),
            )
            record_by_hand(parcel, seen, office)
        return
    number = session.get_one(Parcel, parcel_id).waybill_number
    session.rollback()
    tell(number, told)


def tell(waybill_number: str, told: Told) -> None:
    """As the carrier's scans come in."""
    scan = Scan(
        external_id=f"demo:told:{waybill_number}:{told.left}:{told.code}",
        waybill_number=waybill_number,
        code=told.code,
        reason=told.reason,
        place=told.place,
        note=told.note,
        happened_at=clock.now() - timedelta(minutes=told.minutes_ago),
    )
    with transaction():
        record_scans([(waybill_number, fact_of(scan))])
