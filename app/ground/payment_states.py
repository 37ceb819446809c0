"""States of a payment and of a refund."""

from enum import StrEnum

from app.ground.refusals import StepNotAllowed


class PaymentState(StrEnum):
    """A captured payment stays captured: what goes back is a refund with a row of its own."""

    started = "started"
    requires_action = "requires_action"
    captured = "captured"
    failed = "failed"
    expired = "expired"


class PaymentStep(StrEnum):
    ask = "ask"
    capture = "capture"
    fail = "fail"
    expire = "expire"


TABLE: dict[tuple[PaymentState, PaymentStep], PaymentState] = {
    (PaymentState.started, PaymentStep.ask): PaymentState.requires_action,
    (PaymentState.started, PaymentStep.capture): PaymentState.captured,
    (PaymentState.started, PaymentStep.fail): PaymentState.failed,
    (PaymentState.started, PaymentStep.expire): PaymentState.expired,
    (PaymentState.requires_action, PaymentStep.capture): PaymentState.captured,
    (PaymentState.requires_action, PaymentStep.fail): PaymentState.failed,
    (PaymentState.requires_action, PaymentStep.expire): PaymentState.expired,
    # A card that was declined may be tried again within the same payment.
    (PaymentState.failed, PaymentStep.ask): PaymentState.requires_action,
    (PaymentState.failed, PaymentStep.expire): PaymentState.expired,
    # Money that did arrive is always taken down, however late.
    (PaymentState.failed, PaymentStep.capture): PaymentState.captured,
    (PaymentState.expired, PaymentStep.capture): PaymentState.captured,
}


def step(state: PaymentState, step: PaymentStep) -> PaymentState:
    if (state, step) not in TABLE:
        raise StepNotAllowed(step=step.value, state=state.value)
    return TABLE[state, step]


class RefundState(StrEnum):
    requested = "requested"
    sent = "sent"
    succeeded = "succeeded"
    failed = "failed"


class RefundStep(StrEnum):
    send = "send"
    succeed = "succeed"
    fail = "fail"
    retry = "retry"


REFUND_TABLE: dict[tuple[RefundState, RefundStep], RefundState] = {
    (RefundState.requested, RefundStep.send): RefundState.sent,
    # Cash handed back and prepaid accounts need nobody's answer.
    (RefundState.requested, RefundStep.succeed): RefundState.succeeded,
    (RefundState.requested, RefundStep.fail): RefundState.failed,
    (RefundState.sent, RefundStep.succeed): RefundState.succeeded,
    (RefundState.sent, RefundStep.fail): RefundState.failed,
    # A bank may send a refund back days after the card company called it done.
    (RefundState.succeeded, RefundStep.fail): RefundState.failed,
    (RefundState.failed, RefundStep.retry): RefundState.requested,
    (RefundState.failed, RefundStep.succeed): RefundState.succeeded,
}


def refund_step(state: RefundState, step: RefundStep) -> RefundState:
    if (state, step) not in REFUND_TABLE:
        raise StepNotAllowed(step=step.value, state=state.value)
    return REFUND_TABLE[state, step]


class DisputeState(StrEnum):
    """Of a payment that the buyer's bank has taken back. It only ever moves on."""

    needs_response = "needs_response"
    under_review = "under_review"
    won = "won"
    lost = "lost"


_DISPUTE_ORDER = (DisputeState.needs_response, DisputeState.under_review)


def later_dispute_state(kept: DisputeState, told: DisputeState) -> DisputeState:
    """What is told may be older than what is known. A closed dispute stays as it ended."""
    if kept not in _DISPUTE_ORDER:
        return kept
    if told not in _DISPUTE_ORDER:
        return told
    return max(kept, told, key=_DISPUTE_ORDER.index)
