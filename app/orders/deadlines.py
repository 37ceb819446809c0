"""Until when a part of an order may be complained about, and what happens when nobody says a word
(docs/orders.md). The deadlines are columns, set by the steps themselves, so that a later change of
the days reaches no part that is under way.
"""

from datetime import timedelta

from sqlalchemy import ColumnElement

from app import clock
from app.catalogue.kinds import TemperatureClass
from app.ground.order_states import SubOrderState, SubOrderStep
from app.orders.models import OrderLine, SubOrder

# Fresh goods are looked at on the day they come: a claim after three days tells nobody whose fault
# it was. For the rest the law gives seven days to send it back, and three are for the way.
RECEIVE_FRESH_AFTER, CLAIM_FRESH_WITHIN = timedelta(hours=48), timedelta(hours=72)
RECEIVE_AFTER, CLAIM_WITHIN = timedelta(days=7), timedelta(days=10)
# Sent and never seen to arrive: longer than the post looks for a parcel.
GIVE_UP_AFTER = timedelta(days=30)
# Of parcels that did not arrive the office is told while something can still be done about it.
WARN_AFTER = timedelta(days=20)
_FRESH = frozenset({TemperatureClass.cool, TemperatureClass.frozen, TemperatureClass.live})


def is_fresh(line: OrderLine) -> bool:
    """By what was frozen at the sale: goods that spoil, or that travel cold or alive."""
    return not line.no_reason_return or line.temperature_class in _FRESH


def set_deadlines(sub_order: SubOrder, taken: SubOrderStep) -> None:
    """The part was just moved by `taken`."""
    moment = clock.now()
    match taken:
        case SubOrderStep.ship | SubOrderStep.undeliver:
            sub_order.receive_by, sub_order.claims_until = moment + GIVE_UP_AFTER, None
        case SubOrderStep.unship:
            sub_order.receive_by = sub_order.claims_until = None
        case SubOrderStep.deliver:
            receive_after, claim_within = _days_of(sub_order)
            sub_order.receive_by = moment + receive_after
            sub_order.claims_until = moment + claim_within
        case SubOrderStep.receive | SubOrderStep.close if sub_order.claims_until is None:
            sub_order.claims_until = moment + _days_of(sub_order)[1]
        case _:
            # Whoever says "it is here" early loses no day of the claim window by it.
            pass


def _days_of(sub_order: SubOrder) -> tuple[timedelta, timedelta]:
    """The strictest of its lines counts: they came together."""
    if any(map(is_fresh, sub_order.lines)):
        return RECEIVE_FRESH_AFTER, CLAIM_FRESH_WITHIN
    return RECEIVE_AFTER, CLAIM_WITHIN


def late_parts() -> tuple[ColumnElement[bool], ...]:
    """Sent twenty days ago and not there: the office looks before they are given up."""
    warned = clock.now() + (GIVE_UP_AFTER - WARN_AFTER)
    return SubOrder.state == SubOrderState.shipped, SubOrder.receive_by <= warned
