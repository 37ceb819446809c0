"""Sending goods back 退货: who pays the way, what may happen when, and what silence means.

Money follows receipt: it goes back when the cooperative has looked at the boxes, or has not looked
within its days (docs/returns.md). How far the parcel is its own scans say.
"""

from datetime import timedelta
from enum import StrEnum

from app.ground.postings import Bearer
from app.ground.refusals import StepNotAllowed

# Seven days from arrival without a reason (the law's), seven to bring it in, three to look at it.
START_WITHIN = timedelta(days=7)
SEND_WITHIN = timedelta(days=7)
SETTLE_WITHIN = timedelta(days=3)


class ReturnReason(StrEnum):
    no_reason = "no_reason"
    quality = "quality"
    wrong = "wrong"


class WayPayer(StrEnum):
    """Who pays the way back; what the buyer pays is kept of her refund."""

    buyer = "buyer"
    cooperative = "cooperative"
    platform = "platform"


class ReturnState(StrEnum):
    """`announced`: a label is waiting or the parcel is on its way. `late`: it had ended, and came
    all the same: the office decides. The others are ends; `sent_back` goes to the buyer."""

    announced = "announced"
    settled = "settled"
    withdrawn = "withdrawn"
    expired = "expired"
    late = "late"
    sent_back = "sent_back"


class ReturnStep(StrEnum):
    settle = "settle"
    withdraw = "withdraw"
    expire = "expire"
    arrive_late = "arrive_late"
    accept_late = "accept_late"
    send_back = "send_back"


# Nobody has said yet what becomes of the boxes.
OPEN_RETURNS = frozenset({ReturnState.announced, ReturnState.late})

TABLE: dict[tuple[ReturnState, ReturnStep], ReturnState] = {
    (ReturnState.announced, ReturnStep.settle): ReturnState.settled,
    (ReturnState.announced, ReturnStep.withdraw): ReturnState.withdrawn,
    (ReturnState.announced, ReturnStep.expire): ReturnState.expired,
    # The post took it in although its label was void: the goods are there.
    (ReturnState.expired, ReturnStep.arrive_late): ReturnState.late,
    (ReturnState.withdrawn, ReturnStep.arrive_late): ReturnState.late,
    (ReturnState.late, ReturnStep.accept_late): ReturnState.announced,
    (ReturnState.late, ReturnStep.send_back): ReturnState.sent_back,
}

# Out of whose pocket the goods go back, and who pays the way.
BEARERS: dict[ReturnReason, Bearer] = {
    ReturnReason.no_reason: Bearer.sale,
    ReturnReason.quality: Bearer.cooperative,
    ReturnReason.wrong: Bearer.cooperative,
}
PAYERS: dict[ReturnReason, WayPayer] = {
    ReturnReason.no_reason: WayPayer.buyer,
    ReturnReason.quality: WayPayer.cooperative,
    ReturnReason.wrong: WayPayer.cooperative,
}


def return_step(state: ReturnState, step: ReturnStep) -> ReturnState:
    if (state, step) not in TABLE:
        raise StepNotAllowed(step=step.value, state=state.value)
    return TABLE[state, step]
