"""States of a claim 理赔, what it may be about, and of what is asked of the carrier for it."""

from enum import StrEnum

from app.ground.refusals import StepNotAllowed


class ClaimCause(StrEnum):
    bad = "bad"
    short_weight = "short_weight"
    late = "late"
    lost = "lost"
    wrong = "wrong"


# What is wrong with the boxes, told by a line of one parcel; the others are about a whole parcel.
OF_GOODS = frozenset({ClaimCause.bad, ClaimCause.short_weight, ClaimCause.wrong})


class ClaimState(StrEnum):
    """`opened` waits for the cooperative, `evidence` and `appealed` for the office; `approved` in
    part and `denied` wait for the buyer, who may appeal; `returning` for the boxes, which money
    follows. The others are ends."""

    opened = "opened"
    evidence = "evidence"
    approved = "approved"
    denied = "denied"
    appealed = "appealed"
    arbitrated = "arbitrated"
    resolved = "resolved"
    withdrawn = "withdrawn"
    returning = "returning"


class ClaimStep(StrEnum):
    """`submit` hands it to the office at once: nobody's goods are to blame. `ask_back`: the boxes
    are to be sent back first; `settle_back` when they were received, `return_over` when not."""

    submit = "submit"
    accept = "accept"
    contest = "contest"
    approve = "approve"
    deny = "deny"
    appeal = "appeal"
    arbitrate = "arbitrate"
    close = "close"
    withdraw = "withdraw"
    ask_back = "ask_back"
    settle_back = "settle_back"
    return_over = "return_over"


_S, _T = ClaimState, ClaimStep
ENDED = frozenset({_S.arbitrated, _S.resolved, _S.withdrawn})
# As long as one is in these, nothing of its sub-order is settled.
LIVE = frozenset(ClaimState) - ENDED
FOR_THE_OFFICE = frozenset({_S.evidence, _S.appealed})
FOR_THE_BUYER = frozenset({_S.approved, _S.denied})

TABLE: dict[tuple[ClaimState, ClaimStep], ClaimState] = {
    (_S.opened, _T.submit): _S.evidence,
    # By the cooperative, by its silence, or by rule when the claim is small.
    (_S.opened, _T.accept): _S.approved,
    (_S.opened, _T.contest): _S.evidence,
    (_S.evidence, _T.accept): _S.approved,
    (_S.evidence, _T.approve): _S.approved,
    (_S.evidence, _T.deny): _S.denied,
    (_S.approved, _T.appeal): _S.appealed,
    (_S.denied, _T.appeal): _S.appealed,
    (_S.appealed, _T.arbitrate): _S.arbitrated,
    (_S.evidence, _T.ask_back): _S.returning,
    (_S.appealed, _T.ask_back): _S.returning,
    # They came after their time, and were accepted.
    (_S.denied, _T.ask_back): _S.returning,
    (_S.resolved, _T.ask_back): _S.returning,
    (_S.returning, _T.settle_back): _S.resolved,
    (_S.returning, _T.return_over): _S.denied,
    # All that was asked for was paid, or nobody appealed in time.
    (_S.approved, _T.close): _S.resolved,
    (_S.denied, _T.close): _S.resolved,
    (_S.opened, _T.withdraw): _S.withdrawn,
    (_S.evidence, _T.withdraw): _S.withdrawn,
    # What was decided before the appeal stands.
    (_S.appealed, _T.withdraw): _S.withdrawn,
}


def step(state: ClaimState, step: ClaimStep) -> ClaimState:
    if (state, step) not in TABLE:
        raise StepNotAllowed(step=step.value, state=state.value)
    return TABLE[state, step]


class CarrierClaimState(StrEnum):
    drafted = "drafted"
    sent = "sent"
    accepted = "accepted"
    rejected = "rejected"
    paid = "paid"
    withdrawn = "withdrawn"


class CarrierClaimStep(StrEnum):
    send = "send"
    accept = "accept"
    reject = "reject"
    pay = "pay"
    withdraw = "withdraw"


_C, _D = CarrierClaimState, CarrierClaimStep

CARRIER_TABLE: dict[tuple[CarrierClaimState, CarrierClaimStep], CarrierClaimState] = {
    (_C.drafted, _D.send): _C.sent,
    (_C.sent, _D.accept): _C.accepted,
    (_C.sent, _D.reject): _C.rejected,
    # Money may come without a word before it.
    (_C.sent, _D.pay): _C.paid,
    (_C.accepted, _D.pay): _C.paid,
    (_C.accepted, _D.reject): _C.rejected,
    # What it is for was called off before the carrier paid or said no.
    (_C.drafted, _D.withdraw): _C.withdrawn,
    (_C.sent, _D.withdraw): _C.withdrawn,
    (_C.accepted, _D.withdraw): _C.withdrawn,
}


def carrier_step(state: CarrierClaimState, step: CarrierClaimStep) -> CarrierClaimState:
    if (state, step) not in CARRIER_TABLE:
        raise StepNotAllowed(step=step.value, state=state.value)
    return CARRIER_TABLE[state, step]
