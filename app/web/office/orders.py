"""Every order: found, read as one story, cancelled while nothing has left."""

import re
from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response as Answer

from app.claims.return_queries import returns_of_order
from app.claims.returns import is_returnable
from app.db import transaction
from app.ground.digits import plain
from app.ground.order_states import OrderState
from app.ground.refusals import Missing, Refusal
from app.ground.texts import clean_line
from app.orders.queries import (
    can_be_cancelled,
    events_of_order,
    get_order_for_office,
    get_sub_order_for_office,
    late_sub_orders,
    office_orders,
    overdue_sub_orders,
    parts_to_cancel,
)
from app.parcels.queries import parcels_of_order
from app.payments.queries import payments_of_order, refunds_of_order
from app.payments.refunds import cancel_order, cancel_part
from app.people.queries import names_of
from app.reports.queries import entries_of
from app.web.forms import Form
from app.web.office.here import (
    LONGEST_QUESTION,
    LONGEST_REASON,
    ON_A_PAGE,
    asked_before,
    current_officer,
)
from app.web.pages import back_to, page, page_again

pages = Blueprint("orders", __name__, url_prefix="/orders")
_PART = re.compile(r"([0-9]{12})-[0-9]{1,2}")


@pages.get("/")
def list() -> str:
    state = request.args.get("state", "")
    if state and state not in set(OrderState):
        raise Missing()
    form = Form.filled(q=request.args.get("q", ""), state=state)
    sought = form.take("q", clean_line, longest=LONGEST_QUESTION, optional=True) or ""
    orders = office_orders(
        _as_written(sought),
        OrderState(state) if state else None,
        asked_before(),
        ON_A_PAGE + 1,
    )
    return page(
        form=form,
        orders=orders[:ON_A_PAGE],
        older=orders[ON_A_PAGE - 1].id if len(orders) > ON_A_PAGE else None,
        is_first=asked_before() is None,
        sought=sought,
        state=state,
        states=[one.value for one in OrderState],
    )


@pages.get("/overdue")
def overdue() -> str:
    return page(sub_orders=overdue_sub_orders(200), late=late_sub_orders(200))


@pages.get("/<number>")
def show(number: str) -> str:
    return page(**_whole(number))


@pages.post("/<number>/cancel")
def cancel(number: str) -> Answer:
    form = Form(request.form)
    try:
        reason = form.take("reason", clean_line, longest=LONGEST_REASON)
        form.check()
        with transaction():
            cancel_order(get_order_for_office(number).id, current_officer(), reason)
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, form=form, like="show", **_whole(number))
    return back_to("office.orders.show", number=number)


@pages.post("/<number>/parts/<part>/cancel")
def cancel_one(number: str, part: str) -> Answer:
    form = Form(request.form)
    try:
        reason = form.take("reason", clean_line, longest=LONGEST_REASON)
        form.check()
        with transaction():
            sub_order = get_sub_order_for_office(part)
            if sub_order.order.number != number:
                raise Missing()
            cancel_part(sub_order, current_officer(), reason)
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, form=form, like="show", **_whole(number))
    return back_to("office.orders.show", number=number)


def _whole(number: str) -> dict[str, Any]:
    order = get_order_for_office(number)
    events = events_of_order(order.id)
    people = {one.actor_id for one in events if one.actor_id} | (
        {order.placed_by_id} if order.placed_by_id else set()
    )
    parcels = parcels_of_order(order.id)
    return {
        "order": order,
        "events": events,
        "people": names_of(people),
        "parcels": parcels,
        "returns": returns_of_order(order.id),
        "returnable": [one for one in parcels if is_returnable(one)],
        "payments": payments_of_order(order.id),
        "refunds": refunds_of_order(order.id),
        "entries": entries_of(order.id),
        "can_cancel": can_be_cancelled(order),
        "parts_to_cancel": parts_to_cancel(order),
        "part_numbers": {one.id: one.number for one in order.sub_orders},
    }


def _as_written(sought: str) -> str:
    """Of a sub-order's number its order's; phones and numbers without blanks and dashes."""
    typed = plain(sought).replace(" ", "") if sought else ""
    part = _PART.fullmatch(typed)
    return part[1] if part else typed.replace("-", "")
