"""Who sells: applications, approvals, suspensions."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response as Answer

from app import clock
from app.commissions.queries import commission_rule
from app.cooperatives.actions import approve_cooperative, set_free_postage, suspend_cooperative
from app.cooperatives.kinds import CooperativeState
from app.cooperatives.queries import cooperatives, free_postage_of, get_cooperative
from app.db import transaction
from app.ground.channels import Channel
from app.ground.commission_rules import Sale
from app.ground.order_states import SubOrderState
from app.ground.postings import cooperative_held
from app.ground.quantities import parse_id
from app.ground.refusals import Missing, Refusal
from app.ledger.queries import balance
from app.orders.queries import sub_orders_of_cooperative
from app.people.kinds import Role
from app.people.queries import persons_with_role
from app.places.tree import tree
from app.web.forms import Form
from app.web.free_postage import free_postage_in_words, take_free_postage
from app.web.guard import current_person_id
from app.web.office.here import ON_A_PAGE, asked_before, require_administrator
from app.web.pages import back_to, page, page_again

pages = Blueprint("cooperatives", __name__, url_prefix="/cooperatives")
OPEN = (SubOrderState.confirmed, SubOrderState.packing)


@pages.get("/")
def list() -> str:
    state, after = request.args.get("state", ""), asked_before("after")
    if state and state not in set(CooperativeState):
        raise Missing()
    states = [CooperativeState(state)] if state else [*CooperativeState]
    found = cooperatives(states, after or 0, ON_A_PAGE + 1)
    return page(
        cooperatives=found[:ON_A_PAGE],
        newer=found[ON_A_PAGE - 1].id if len(found) > ON_A_PAGE else None,
        is_first=after is None,
        state=state,
        states=[one.value for one in CooperativeState],
        places=tree(),
    )


@pages.get("/<cooperative_id>")
def show(cooperative_id: str) -> str:
    return page(**_whole(cooperative_id))


@pages.post("/<cooperative_id>/approve")
def approve(cooperative_id: str) -> Answer:
    return _step(cooperative_id, approve_cooperative)


@pages.post("/<cooperative_id>/suspend")
def suspend(cooperative_id: str) -> Answer:
    return _step(cooperative_id, suspend_cooperative)


@pages.post("/<cooperative_id>/free-postage")
def set_free(cooperative_id: str) -> Answer:
    """Where it pays the carriage, as agreed with it."""
    require_administrator()
    form = Form(request.form)
    try:
        with transaction():
            cooperative = get_cooperative(parse_id(cooperative_id))
            rules = take_free_postage(form, cooperative)
            set_free_postage(cooperative.id, rules, current_person_id())
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, form=form, like="show", **_whole(cooperative_id))
    return back_to("office.cooperatives.show", cooperative_id=cooperative_id)


def _step(cooperative_id: str, action: Callable[[int], None]) -> Answer:
    require_administrator()
    try:
        with transaction():
            action(get_cooperative(parse_id(cooperative_id)).id)
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, like="show", **_whole(cooperative_id))
    return back_to("office.cooperatives.show", cooperative_id=cooperative_id)


def _whole(cooperative_id: str) -> dict[str, Any]:
    cooperative = get_cooperative(parse_id(cooperative_id))
    account = cooperative_held(cooperative.id)
    return {
        "cooperative": cooperative,
        "commission": commission_rule(
            Sale(cooperative.id, None, (), Channel.storefront), clock.today()
        ),
        "account": account,
        "owed_fen": -balance(account),
        "team": persons_with_role(Role.clerk, Role.manager, cooperative_id=cooperative.id),
        "to_send": sub_orders_of_cooperative(cooperative.id, OPEN, 20),
        "places": tree(),
        "free_postage": free_postage_in_words(free_postage_of(cooperative)),
    }
