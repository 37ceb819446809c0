"""What a label says, as plain values: one slip for each label that is to be drawn.

Only what delivery needs: phones are masked, a parcel for a shop carries the shop's address and not
the villager's, and the code that opens a parcel is on no paper (docs/labels.md).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from app.db import session
from app.ground.phones import mask
from app.ground.routing import NO_CITY, Routing, routing_by_rule
from app.ground.waybills import is_demonstration, short_number
from app.orders.models import Order
from app.parcels.kinds import ParcelKind
from app.parcels.models import CarrierOrder, Parcel, ParcelBox
from app.parcels.paper_words import PRODUCTS
from app.places.outlets import OutletSign, delivering_to, outlet_signs
from app.places.tree import tree
from app.shops.models import Shop

REMARKS = {
    "ambient": "生鲜易腐 · 请勿重压 · 优先投递",
    "cool": "冷藏生鲜 0–8 ℃ · 勿压 · 请优先投递",
    "frozen": "冷冻品 −18 ℃ · 请勿化冻 · 请优先投递",
    "live": "鲜活 · 勿压 · 保持通风 · 请立即投递",
    "dry": "干货 · 防潮 · 轻放",
}
NO_PHONE = "（无电话）"


@dataclass(frozen=True, slots=True)
class Address:
    """`code` is the region's; `region` its names, `detail` what lies below."""

    name: str
    phone: str
    code: str
    region: str
    detail: str


@dataclass(frozen=True, slots=True)
class Slip:
    """`times` is how often labels of the parcel were printed, this one included."""

    number: str
    which: str
    product: str
    routing: Routing
    to: Address
    sender: Address
    shop: str | None
    short: str
    neighbour: str | None
    goods: tuple[str, ...]
    weight: str
    sub_order: str
    postage: str
    insured: str
    remark: str
    url: str
    times: int
    is_return: bool

    @property
    def is_demonstration(self) -> bool:
        return is_demonstration(self.number)


@dataclass(frozen=True, slots=True)
class Sorting:
    """What is needed to say how parcels are sorted: the carrier's answers by parcel, and the
    outlets for those that it has not answered for."""

    answers: Mapping[int, Routing] = field(default_factory=dict)
    outlets: Sequence[OutletSign] = ()

    @classmethod
    def of(cls, parcels: Sequence[Parcel]) -> "Sorting":
        statement = select(CarrierOrder.parcel_id, CarrierOrder.routing).where(
            CarrierOrder.parcel_id.in_([one.id for one in parcels]),
            CarrierOrder.routing.is_not(None),
        )
        answers = {number: Routing(**told) for number, told in session.execute(statement) if told}
        return cls(answers, outlet_signs())


def slips_of(parcels: Iterable[Parcel], sorting: Sorting, base_url: str) -> list[Slip]:
    """In their order; of a parcel whose boxes have numbers of their own 一票多件 one for each."""
    return [slip for one in parcels for slip in _slips(one, sorting, base_url)]


def _slips(parcel: Parcel, sorting: Sorting, base_url: str) -> list[Slip]:
    boxes: list[ParcelBox | None] = list(parcel.boxes)
    if not any(box is not None and box.waybill_number for box in boxes):
        boxes = [None]
    return [_slip(parcel, box, len(boxes), sorting, base_url) for box in boxes]


def _slip(
    parcel: Parcel,
    box: ParcelBox | None,
    boxes: int,
    sorting: Sorting,
    base_url: str,
) -> Slip:
    number = (box.waybill_number if box else None) or parcel.waybill_number
    is_return = parcel.kind == ParcelKind.return_
    order, shop = parcel.sub_order.order, parcel.pickup_shop
    seller = _seller(parcel)
    to, sender = (seller, _buyer(order, None)) if is_return else (_buyer(order, shop), seller)
    return Slip(
        number=number,
        which=f"{_which(parcel)} · 第 {box.position} 箱 / 共 {boxes} 箱" if box else _which(parcel),
        product=PRODUCTS[parcel.product or "ordinary"],
        routing=routing_of(parcel, to, sender.code, sorting),
        to=to,
        sender=sender,
        shop=shop.name if shop and not is_return else None,
        short=short_number(number),
        neighbour=None if is_return else order.neighbour,
        goods=tuple(
            f"{content.line.product_name} {content.line.variant_name} × {content.boxes}"
            for content in parcel.contents
        ),
        weight=_weight(parcel, box),
        sub_order=parcel.sub_order.number,
        postage="邮资 退件寄付" if is_return else "邮资 寄付 协议结算",
        insured=f"保价 {parcel.declared_fen / 100:.2f} 元" if parcel.declared_fen else "未保价",
        remark=REMARKS[parcel.temperature_class],
        url=f"{base_url}/track/{number}",
        times=max(parcel.label_prints or 1, 1),
        is_return=is_return,
    )


def _which(parcel: Parcel) -> str:
    if parcel.kind == ParcelKind.return_:
        return "退件"
    planned = len(parcel.sub_order.packing_plan["parcels"])
    return f"第 {parcel.position} 件 / 共 {max(planned, parcel.position)} 件"


def _weight(parcel: Parcel, box: ParcelBox | None) -> str:
    """What a scale showed counts for the whole; of one box there is only what was worked out."""
    if box is not None:
        return f"毛重 {box.gross_grams / 1000:.2f} kg"
    if parcel.final_grams:
        return f"实重 {parcel.final_grams / 1000:.2f} kg"
    return f"毛重 {parcel.gross_grams / 1000:.2f} kg"


def _buyer(order: Order, shop: Shop | None) -> Address:
    """Where the recipient lives, or the shop where she fetches it."""
    phone = mask(order.recipient_phone) if order.recipient_phone else NO_PHONE
    if shop is not None:
        region = _told(tree().text(shop.village_code))
        return Address(order.recipient_name, phone, shop.village_code, region, shop.detail)
    region = _told(order.region_text)
    return Address(order.recipient_name, phone, order.region_code or "", region, order.detail)


def _seller(parcel: Parcel) -> Address:
    one = parcel.sub_order.cooperative
    region = _told(tree().text(one.origin_code)) if one.origin_code else ""
    phone = mask(one.contact_phone)
    return Address(one.name, phone, one.origin_code or "", region, "")


def _told(names: str) -> str:
    return " ".join(name for name in names.split(" ") if name not in NO_CITY)


def routing_of(parcel: Parcel, to: Address, origin_code: str, sorting: Sorting) -> Routing:
    """The carrier's answer if there is one, or what our rule says."""
    if parcel.id in sorting.answers:
        return sorting.answers[parcel.id]
    outlet = delivering_to(to.code, sorting.outlets)
    names = to.region.split(" ")
    return routing_by_rule(to.code, names, origin_code, outlet.code if outlet else None)
