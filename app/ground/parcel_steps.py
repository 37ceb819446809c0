"""What can be and what can happen to a parcel, and the one table of both."""

from enum import StrEnum

from app.ground.refusals import StepNotAllowed


class ParcelState(StrEnum):
    created = "created"
    labelled = "labelled"
    packed = "packed"
    accepted = "accepted"
    in_transit = "in_transit"
    at_office = "at_office"
    out_for_delivery = "out_for_delivery"
    delivered = "delivered"
    at_shop = "at_shop"
    collected = "collected"
    attempted = "attempted"
    refused = "refused"
    damaged = "damaged"
    lost = "lost"
    returning = "returning"
    returned = "returned"
    cancelled = "cancelled"


class TrackingStep(StrEnum):
    """In the order of a parcel's life, which also breaks ties between events of one instant."""

    label = "label"
    pack = "pack"
    drop_off = "drop_off"
    accept = "accept"
    depart = "depart"
    arrive = "arrive"
    sort = "sort"
    arrive_office = "arrive_office"
    go_out = "go_out"
    attempt = "attempt"
    refuse = "refuse"
    damage = "damage"
    deliver = "deliver"
    hold_at_shop = "hold_at_shop"
    collect = "collect"
    turn_back = "turn_back"
    return_ = "return"
    lose = "lose"
    cancel = "cancel"


_P = ParcelState
_S = TrackingStep

TO_PACK = frozenset({_P.created, _P.labelled})
AT_HOME = TO_PACK | {_P.packed}
ON_THE_WAY = frozenset(
    {_P.accepted, _P.in_transit, _P.at_office, _P.out_for_delivery, _P.attempted, _P.damaged}
)
ENDED = frozenset({_P.collected, _P.lost, _P.returned, _P.cancelled})
# In the recipient's hands. `delivered` is not an end: the carrier may take it back.
ARRIVED = frozenset({_P.delivered, _P.collected})

# A scan may be missed, so that every later station can be reached from every earlier one.
_REACHED_FROM: dict[TrackingStep, tuple[ParcelState, frozenset[ParcelState]]] = {
    _S.label: (_P.labelled, frozenset({_P.created, _P.labelled})),
    _S.pack: (_P.packed, AT_HOME),
    # At a village shop, which takes it in for the post.
    _S.drop_off: (_P.accepted, AT_HOME),
    _S.accept: (_P.accepted, AT_HOME),
    _S.depart: (_P.in_transit, AT_HOME | ON_THE_WAY),
    _S.arrive: (_P.in_transit, AT_HOME | ON_THE_WAY),
    _S.sort: (_P.in_transit, AT_HOME | ON_THE_WAY),
    _S.arrive_office: (_P.at_office, AT_HOME | ON_THE_WAY),
    _S.go_out: (_P.out_for_delivery, AT_HOME | ON_THE_WAY | {_P.at_shop, _P.refused}),
    _S.deliver: (_P.delivered, AT_HOME | ON_THE_WAY | {_P.refused}),
    _S.attempt: (_P.attempted, AT_HOME | ON_THE_WAY),
    _S.refuse: (_P.refused, ON_THE_WAY | {_P.at_shop, _P.delivered}),
    _S.damage: (_P.damaged, AT_HOME | ON_THE_WAY | {_P.at_shop}),
    # The carrier's "delivered" and the shop's own scan come in either order.
    _S.hold_at_shop: (_P.at_shop, AT_HOME | ON_THE_WAY | {_P.delivered, _P.refused, _P.at_shop}),
    _S.collect: (_P.collected, AT_HOME | ON_THE_WAY | {_P.at_shop, _P.delivered}),
    _S.turn_back: (_P.returning, ON_THE_WAY | {_P.at_shop, _P.refused, _P.delivered}),
    _S.return_: (_P.returned, ON_THE_WAY | {_P.at_shop, _P.refused, _P.delivered, _P.returning}),
    _S.lose: (
        _P.lost,
        AT_HOME | ON_THE_WAY | {_P.at_shop, _P.refused, _P.delivered, _P.returning},
    ),
    _S.cancel: (_P.cancelled, AT_HOME | {_P.accepted}),
}

TABLE: dict[tuple[ParcelState, TrackingStep], ParcelState] = {
    (origin, step): target
    for step, (target, origins) in _REACHED_FROM.items()
    for origin in origins
} | {
    # Printed after packing: it is still packed.
    (_P.packed, _S.label): _P.packed,
    # Dropped off at a shop, and the postman has taken it along.
    (_P.accepted, _S.accept): _P.accepted,
    # Lying at the shop is what "delivered" meant; the villager still has to come.
    (_P.at_shop, _S.deliver): _P.at_shop,
}


def step(state: ParcelState, step: TrackingStep) -> ParcelState:
    """For what our own people do; a carrier's word is folded by parcel_states.state_of."""
    if (state, step) not in TABLE:
        raise StepNotAllowed(step=step.value, state=state.value)
    return TABLE[state, step]
