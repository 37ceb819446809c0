"""An order as its buyer sees it: each cooperative's part, and where every parcel is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app import clock
from app.catalogue.queries import ProductSign, signs_of
from app.claims.queries import claims_of_order
from app.claims.return_queries import returns_of_order
from app.claims.returns import may_return
from app.ground.order_states import OrderState, SubOrderState
from app.ground.packing import Plan, PlannedParcel
from app.ground.payment_states import PaymentState
from app.ground.waybills import grouped
from app.orders.kinds import DeliveryPreference
from app.orders.queries import Order, insurance_of, is_open_for_payment
from app.parcels.kinds import ParcelKind
from app.parcels.queries import parcels_of_order
from app.payments.deposits import rest_of
from app.payments.queries import payments_of_order, refunds_of_order
from app.places.tree import tree
from app.web.claim_forms import summaries
from app.web.formats import named, weight
from app.web.journeys import ShownJourney, shown_journey
from app.web.languages import ENGLISH, current_language
from app.web.parcel_words import contents_in_words, postage_in_words

CANCELLABLE = (SubOrderState.pending, SubOrderState.confirmed, SubOrderState.packing)
ARRIVING = (SubOrderState.shipped, SubOrderState.delivered)
OVER = (SubOrderState.received, SubOrderState.closed, SubOrderState.cancelled)
MOST_PICTURES = 4


@dataclass(frozen=True, slots=True)
class LineProduct:
    """`slug` None: it is no longer shown."""

    slug: str | None
    name: str
    name_en: str
    picture: str


@dataclass(frozen=True, slots=True)
class ShownLine:
    product: LineProduct
    pack: str
    quantity: int
    price_fen: int
    total_fen: int


@dataclass(frozen=True, slots=True)
class Pickup:
    code: str
    shop: str


@dataclass(frozen=True, slots=True)
class ShownParcel:
    waybill: str | None
    state: str
    contents: str
    weight: str
    postage_fen: int
    explanation: str
    arrives_until: date | None
    pickup: Pickup | None
    pictures: Sequence[str]
    journey: ShownJourney | None
    may_return: str | None = None
    declared_fen: int = 0
    insurance_fen: int = 0


@dataclass(frozen=True, slots=True)
class ShownPart:
    number: str
    cooperative: Any
    state: str
    can_receive: bool
    can_claim: bool
    claims: Sequence[Any]
    lines: Sequence[ShownLine]
    goods_fen: int
    postage_fen: int
    parcels: Sequence[ShownParcel]
    returns: Sequence[Any]
    is_postage_free: bool


def money_of(order: Order) -> dict[str, Any]:
    """What came, what goes back, and what is still to pay as long as it is not paid; whether a card
    company's page is open, so that the message may be on its way."""
    payments = payments_of_order(order.id)
    return {
        "paid": [one for one in payments if one.state == PaymentState.captured],
        "refunds": refunds_of_order(order.id),
        "rest_fen": rest_of(order),
        "is_being_paid": any(one.state == PaymentState.requires_action for one in payments),
    }


def order_facts(order: Order) -> dict[str, Any]:
    states = [part.state for part in order.sub_orders]
    can_pay = is_open_for_payment(order, clock.now())
    is_live = order.state in (OrderState.placed, OrderState.paid)
    return {
        "number": order.number,
        "placed_at": order.placed_at,
        "state": order.state,
        "goods_fen": order.goods_fen,
        "postage_fen": order.postage_fen,
        "insurance_fen": insurance_of(order),
        "deposit_fen": order.deposit_fen,
        "total_fen": order.total_fen,
        "expires_at": order.pay_by,
        "recipient": order.recipient_name,
        "phone": order.recipient_phone or "",
        "address": f"{tree().text(order.region_code)} {order.detail}",
        "preference": order.delivery_preference,
        "note": order.note,
        "can_pay": can_pay,
        "can_cancel": is_live and all(state in CANCELLABLE for state in states),
        "can_choose_shop": order.state == OrderState.paid
        and order.delivery_preference != DeliveryPreference.shop
        and any(state not in OVER and state != SubOrderState.delivered for state in states),
        # What can still change by itself is worth looking again.
        "is_moving": is_live and not all(state in OVER for state in states),
    }


def shown_parts(order: Order) -> list[ShownPart]:
    """A fixed number of statements, whatever the order holds."""
    parcels = parcels_of_order(order.id)
    claims = summaries(claims_of_order(order.id))
    returns = returns_of_order(order.id)
    signs = signs_of(line.variant_id for part in order.sub_orders for line in part.lines)
    return [
        ShownPart(
            number=part.number,
            cooperative=part.cooperative,
            state=part.state,
            can_receive=part.state in ARRIVING,
            can_claim=any(one.sub_order_id == part.id and one.sent_at for one in parcels),
            claims=claims.get(part.id, []),
            lines=shown_lines(part.lines, signs),
            goods_fen=part.goods_fen,
            postage_fen=part.postage_fen,
            is_postage_free=part.postage_fen < part.postage_cost_fen,
            parcels=_parcels(part, [one for one in parcels if one.sub_order_id == part.id], signs),
            returns=[one for one in returns if one.sub_order_id == part.id],
        )
        for part in order.sub_orders
    ]


def shown_lines(lines: Sequence[Any], signs: Mapping[int, ProductSign]) -> list[ShownLine]:
    """Boxes of one pack stand together, whatever lots they come from."""
    boxes: dict[int, int] = {}
    for line in lines:
        boxes[line.variant_id] = boxes.get(line.variant_id, 0) + line.boxes
    firsts = {line.variant_id: line for line in reversed(lines)}
    return [
        ShownLine(
            product=LineProduct(
                signs[variant_id].slug,
                firsts[variant_id].product_name,
                signs[variant_id].name_en,
                firsts[variant_id].picture,
            ),
            pack=_pack(firsts[variant_id], signs[variant_id]),
            quantity=count,
            price_fen=firsts[variant_id].unit_price_fen,
            total_fen=firsts[variant_id].unit_price_fen * count,
        )
        for variant_id, count in boxes.items()
    ]


def _pack(line: Any, sign: ProductSign) -> str:
    is_english = current_language() is ENGLISH and sign.pack_en
    return str(sign.pack_en if is_english else line.variant_name)


def _parcels(
    part: Any, parcels: Sequence[Any], signs: Mapping[int, ProductSign]
) -> list[ShownParcel]:
    """Before they are booked, the plan tells what they will be."""
    names = {str(line.variant_id): _name(line, signs[line.variant_id]) for line in part.lines}
    if parcels:
        return [
            _booked(part, parcel, names) for parcel in parcels if parcel.kind != ParcelKind.return_
        ]
    if part.state == SubOrderState.cancelled:
        return []
    planned = Plan.from_facts(part.packing_plan).parcels
    return [_shown(part, one, names, waybill=None, state="created") for one in planned]


def _booked(part: Any, parcel: Any, names: Mapping[str, str]) -> ShownParcel:
    pickup = None
    if parcel.pickup_code and parcel.pickup_shop and parcel.state == "at_shop":
        pickup = Pickup(parcel.pickup_code, named(parcel.pickup_shop))
    return _shown(
        part,
        PlannedParcel.from_facts(parcel.plan),
        names,
        waybill=grouped(parcel.waybill_number),
        state=parcel.state,
        pickup=pickup,
        pictures=[*dict.fromkeys(content.line.picture for content in parcel.contents)],
        journey=shown_journey(parcel, is_hers=True),
        may_return=parcel.waybill_number if may_return(parcel) else None,
    )


def _shown(
    part: Any,
    planned: PlannedParcel,
    names: Mapping[str, str],
    *,
    waybill: str | None,
    state: str,
    pickup: Pickup | None = None,
    pictures: Sequence[str] = (),
    journey: ShownJourney | None = None,
    may_return: str | None = None,
) -> ShownParcel:
    on_its_way = part.state not in OVER and part.state != SubOrderState.delivered
    return ShownParcel(
        waybill=waybill,
        state=state,
        contents=contents_in_words(planned, names),
        weight=weight(planned.real_grams),
        postage_fen=planned.quote.postage_fen,
        explanation=postage_in_words(planned.quote),
        arrives_until=part.arrives_to if on_its_way else None,
        pickup=pickup,
        pictures=pictures[:MOST_PICTURES],
        journey=journey,
        may_return=may_return,
        declared_fen=planned.quote.declared_fen,
        insurance_fen=planned.quote.insurance_fen,
    )


def _name(line: Any, sign: ProductSign) -> str:
    shown = LineProduct(sign.slug, line.product_name, sign.name_en, "")
    return f"{named(shown)} {_pack(line, sign)}"
