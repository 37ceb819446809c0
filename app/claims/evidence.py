"""The facts that a claim is judged by: what was sold, what the scans say, what is left to give."""

from collections.abc import Sequence

from app import clock
from app.catalogue.models import Variant
from app.claims.given import left_of_parcel
from app.clock import day_of
from app.db import session
from app.ground.claim_matrix import SILENT_AFTER, Complaint, Judgement, ParcelFacts, judge
from app.ground.claim_states import OF_GOODS, ClaimCause
from app.ground.money import allocate
from app.ground.order_states import SubOrderState
from app.ground.packing import Plan
from app.ground.parcel_states import Event
from app.ground.parcel_steps import ARRIVED, ON_THE_WAY, ParcelState, TrackingStep
from app.ground.refusals import NothingToClaim
from app.orders.models import OrderLine
from app.parcels.models import Parcel
from app.parcels.standings import standing
from app.payments.giving_back import left_of_postage

_THERE = frozenset({TrackingStep.deliver, TrackingStep.collect, TrackingStep.hold_at_shop})
# The buyer has said so, whatever the scans say.
_SAID_TO_BE_THERE = frozenset({SubOrderState.received, SubOrderState.closed})


def has_arrived(parcel: Parcel) -> bool:
    return parcel.state in ARRIVED or parcel.sub_order.state in _SAID_TO_BE_THERE


def parcel_facts(parcel: Parcel) -> ParcelFacts:
    """From its scans, without those taken back and those whose time cannot be. Of several boxes
    damage to any counts; silence and lateness are those of the box that is waited for."""
    found = standing(parcel)
    waited_for = {event.key for event in found.story}
    told = [event for event in found.kept if event.key in waited_for]
    last = max((event.occurred_at for event in told), default=parcel.created_at)
    is_under_way = parcel.state in ON_THE_WAY | {ParcelState.returning}
    return ParcelFacts(
        is_damaged=any(event.step is TrackingStep.damage for event in found.kept),
        is_lost=parcel.state == ParcelState.lost,
        is_silent=is_under_way and last < clock.now() - SILENT_AFTER,
        days_late=_days_late(parcel, told),
        was_sent_late=parcel.sent_at is not None and parcel.sent_at > parcel.sub_order.ship_by,
        postage_cost_fen=parcel.postage_fen,
        declared_fen=parcel.declared_fen or None,
    )


def _days_late(parcel: Parcel, told: Sequence[Event]) -> int:
    """From the promised last day to its first arrival, or to today for one still on its way."""
    there = [event.occurred_at for event in told if event.step in _THERE]
    if there:
        came_on = day_of(min(there))
    elif parcel.state in ON_THE_WAY:
        came_on = clock.today()
    else:
        return 0
    return max(0, (came_on - parcel.sub_order.arrives_to).days)


def complaint_of(
    parcel: Parcel,
    line: OrderLine | None,
    cause: ClaimCause,
    *,
    bad_count: int = 0,
    short_grams: int = 0,
    has_photo: bool = False,
) -> Complaint:
    """`line` of what is said of the goods; of a whole parcel none."""
    boxes = boxes_of(parcel, line)
    return Complaint(
        cause=cause,
        goods_fen=sum(count * one.unit_price_fen for one, count in boxes),
        postage_fen=postage_of(parcel),
        bad_count=bad_count,
        of_count=pieces_of(parcel, line) if cause in OF_GOODS else 0,
        short_grams=short_grams,
        net_grams=sum(count * one.net_grams for one, count in boxes),
        has_photo=has_photo,
    )


def boxes_of(parcel: Parcel, line: OrderLine | None) -> list[tuple[OrderLine, int]]:
    return [
        (content.line, content.boxes)
        for content in parcel.contents
        if line is None or content.order_line_id == line.id
    ]


def pieces_of(parcel: Parcel, line: OrderLine | None) -> int:
    """How many there should be; boxes, where nobody counts what is in one."""
    return sum(
        boxes * (session.get_one(Variant, one.variant_id).pieces or 1)
        for one, boxes in boxes_of(parcel, line)
    )


def judged(complaint: Complaint, parcel: Parcel) -> Judgement:
    """NothingToClaim when by the rules nothing is owed."""
    judgement = judge(complaint, parcel_facts(parcel))
    if not judgement.total_fen:
        raise NothingToClaim
    return judgement


def asked_for(
    judgement: Judgement, parcel: Parcel, line: OrderLine | None
) -> tuple[dict[int, int], int]:
    """Fen by line, and of the postage; never more than has not gone back yet."""
    boxes = boxes_of(parcel, line)
    parts = allocate(judgement.goods_fen, [count * one.unit_price_fen for one, count in boxes])
    left = left_of_parcel(parcel)
    goods = {one.id: min(part, left[one.id]) for (one, _), part in zip(boxes, parts, strict=True)}
    postage_fen = min(judgement.postage_fen, left_of_postage(parcel.sub_order))
    return {number: fen for number, fen in goods.items() if fen}, postage_fen


def postage_of(parcel: Parcel) -> int:
    """Its share of what the buyer paid for the carriage of the part."""
    planned = Plan.from_facts(parcel.sub_order.packing_plan).parcels
    parts = allocate(parcel.sub_order.postage_fen, [one.quote.total_fen for one in planned])
    return parts[parcel.position - 1] if parcel.position <= len(parts) else 0
