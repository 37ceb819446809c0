"""States of a payout and of the batch it travels in. A draft is what the desk shows before anybody
has frozen it; it is not kept."""

from enum import StrEnum

from app.ground.refusals import StepNotAllowed


class BatchState(StrEnum):
    frozen = "frozen"
    released = "released"
    dropped = "dropped"


class PayoutState(StrEnum):
    frozen = "frozen"
    sent = "sent"
    paid = "paid"
    failed = "failed"
    dropped = "dropped"


class PayoutStep(StrEnum):
    send = "send"
    pay = "pay"
    fail = "fail"
    drop = "drop"


TABLE: dict[tuple[PayoutState, PayoutStep], PayoutState] = {
    (PayoutState.frozen, PayoutStep.send): PayoutState.sent,
    (PayoutState.frozen, PayoutStep.drop): PayoutState.dropped,
    # Less is due than when it was frozen, or the bank details were changed: nothing is sent.
    (PayoutState.frozen, PayoutStep.fail): PayoutState.failed,
    (PayoutState.sent, PayoutStep.pay): PayoutState.paid,
    (PayoutState.sent, PayoutStep.fail): PayoutState.failed,
    # A bank may send money back days after it called it paid.
    (PayoutState.paid, PayoutStep.fail): PayoutState.failed,
}


def payout_step(state: PayoutState, step: PayoutStep) -> PayoutState:
    if (state, step) not in TABLE:
        raise StepNotAllowed(step=step.value, state=state.value)
    return TABLE[state, step]
