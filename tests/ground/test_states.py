from collections.abc import Callable
from enum import StrEnum
from typing import Any

import pytest

from app.ground import claim_states, order_states, parcel_states, payment_states
from app.ground.order_states import Fulfilment, SubOrderState, fulfilment_of
from app.ground.refusals import StepNotAllowed

Machine = tuple[type[StrEnum], type[StrEnum], dict[Any, Any], Callable[[Any, Any], Any]]

MACHINES: dict[str, Machine] = {
    "order": (
        order_states.OrderState,
        order_states.OrderStep,
        order_states.TABLE,
        order_states.step,
    ),
    "sub-order": (
        order_states.SubOrderState,
        order_states.SubOrderStep,
        order_states.SUB_ORDER_TABLE,
        order_states.sub_order_step,
    ),
    "payment": (
        payment_states.PaymentState,
        payment_states.PaymentStep,
        payment_states.TABLE,
        payment_states.step,
    ),
    "refund": (
        payment_states.RefundState,
        payment_states.RefundStep,
        payment_states.REFUND_TABLE,
        payment_states.refund_step,
    ),
    "claim": (
        claim_states.ClaimState,
        claim_states.ClaimStep,
        claim_states.TABLE,
        claim_states.step,
    ),
    "carrier’s claim": (
        claim_states.CarrierClaimState,
        claim_states.CarrierClaimStep,
        claim_states.CARRIER_TABLE,
        claim_states.carrier_step,
    ),
    "parcel": (
        parcel_states.ParcelState,
        parcel_states.TrackingStep,
        parcel_states.TABLE,
        parcel_states.step,
    ),
}


@pytest.mark.parametrize("name", MACHINES)
def test_every_step_outside_the_table_is_refused(name: str) -> None:
    states, steps, table, take = MACHINES[name]
    for state in states:
        for step in steps:
            if (state, step) in table:
                assert take(state, step) is table[state, step]
                continue
            with pytest.raises(StepNotAllowed) as refused:
                take(state, step)
            assert refused.value.facts == {"step": step.value, "state": state.value}


@pytest.mark.parametrize("name", MACHINES)
def test_every_state_can_be_reached_from_the_first(name: str) -> None:
    states, _, table, _ = MACHINES[name]
    reached = {next(iter(states))}
    for _ in states:
        reached |= {target for (origin, _), target in table.items() if origin in reached}
    assert reached == set(states)


@pytest.mark.parametrize(
    ("name", "ends"),
    [
        ("order", {"cancelled"}),
        ("sub-order", {"closed"}),
        ("payment", {"captured"}),
        ("parcel", {"collected", "lost", "returned", "cancelled"}),
    ],
)
def test_ends_have_no_way_out(name: str, ends: set[str]) -> None:
    states, _, table, _ = MACHINES[name]
    assert {state.value for state in states} - {origin.value for origin, _ in table} == ends


def test_nothing_shipped_can_be_cancelled() -> None:
    for state in (SubOrderState.shipped, SubOrderState.delivered, SubOrderState.received):
        with pytest.raises(StepNotAllowed):
            order_states.sub_order_step(state, order_states.SubOrderStep.cancel)


def test_late_money_is_taken_down_even_for_an_expired_payment() -> None:
    expired, capture = payment_states.PaymentState.expired, payment_states.PaymentStep.capture
    assert payment_states.step(expired, capture) is payment_states.PaymentState.captured


@pytest.mark.parametrize(
    ("states", "fulfilment"),
    [
        ([], Fulfilment.cancelled),
        (["cancelled", "cancelled"], Fulfilment.cancelled),
        (["pending", "pending"], Fulfilment.waiting),
        (["pending", "confirmed"], Fulfilment.preparing),
        (["packing", "cancelled"], Fulfilment.preparing),
        (["packing", "shipped"], Fulfilment.partly_shipped),
        (["shipped", "shipped", "cancelled"], Fulfilment.shipped),
        (["shipped", "delivered"], Fulfilment.partly_delivered),
        (["packing", "received"], Fulfilment.partly_delivered),
        (["delivered", "received"], Fulfilment.delivered),
        (["received", "closed"], Fulfilment.finished),
    ],
)
def test_how_far_an_order_is_follows_from_its_sub_orders(
    states: list[str], fulfilment: Fulfilment
) -> None:
    assert fulfilment_of(SubOrderState(state) for state in states) is fulfilment
