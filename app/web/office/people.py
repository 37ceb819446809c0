"""Persons and what they may do. Everybody here looks; administrators grant and take away."""

from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response as Answer

from app.cooperatives.kinds import CooperativeState
from app.cooperatives.queries import cooperatives
from app.db import transaction
from app.ground.quantities import parse_id
from app.ground.refusals import ChoiceUnknown, Missing, Refusal
from app.ground.texts import clean_line
from app.people.actions import grant_role, revoke_role_of
from app.people.kinds import Role
from app.people.queries import get_person, grants_of, names_of, persons_for_office
from app.shops.queries import all_shops
from app.web.forms import Form
from app.web.guard import current_person_id
from app.web.office.here import (
    LONGEST_QUESTION,
    ON_A_PAGE,
    asked_before,
    require_administrator,
)
from app.web.pages import back_to, page, page_again

pages = Blueprint("people", __name__, url_prefix="/people")
MOST_CHOICES = 500
OF_COOPERATIVE = (Role.clerk, Role.manager)


@pages.get("/")
def list() -> str:
    role, before = request.args.get("role", ""), asked_before()
    if role and role not in set(Role):
        raise Missing()
    form = Form.filled(q=request.args.get("q", ""), role=role)
    sought = form.take("q", clean_line, longest=LONGEST_QUESTION, optional=True) or ""
    people = persons_for_office(sought, Role(role) if role else None, before, ON_A_PAGE + 1)
    return page(
        form=form,
        people=people[:ON_A_PAGE],
        older=people[ON_A_PAGE - 1].id if len(people) > ON_A_PAGE else None,
        is_first=before is None,
        role=role,
        roles=[one.value for one in Role],
        sought=sought,
        places=_names_of_scopes(),
    )


@pages.get("/<person_id>")
def show(person_id: str) -> str:
    return page(**_whole(parse_id(person_id)))


@pages.post("/<person_id>/roles")
def grant(person_id: str) -> Answer:
    require_administrator()
    form = Form(request.form)
    try:
        role = form.choose("role", Role)
        cooperative_id = shop_id = None
        if role in OF_COOPERATIVE:
            cooperative_id = _known(form, "cooperative")
        if role == Role.shopkeeper:
            shop_id = _known(form, "shop")
        form.check()
        with transaction():
            grant_role(
                get_person(parse_id(person_id)),
                role,
                cooperative_id=cooperative_id,
                shop_id=shop_id,
                by=get_person(current_person_id()),
            )
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, form=form, like="show", **_whole(parse_id(person_id)))
    return back_to("office.people.show", person_id=person_id)


@pages.post("/<person_id>/roles/<grant_id>/revoke")
def revoke(person_id: str, grant_id: str) -> Answer:
    require_administrator()
    with transaction():
        revoke_role_of(parse_id(person_id), parse_id(grant_id), current_person_id())
    return back_to("office.people.show", person_id=person_id)


def _known(form: Form, name: str) -> int:
    """A scope that exists: roles hold its number only, so the table cannot see to that."""
    chosen = form.take(name, parse_id)
    if name not in form.errors and chosen not in _names_of_scopes()[name]:
        form.refuse(name, ChoiceUnknown())
    return chosen


def _whole(person_id: int) -> dict[str, Any]:
    grants = grants_of(person_id)
    return {
        "person": get_person(person_id),
        "grants": grants,
        "granters": names_of(one.granted_by_id for one in grants if one.granted_by_id),
        "roles": [one.value for one in Role],
        "me": current_person_id(),
        "places": _names_of_scopes(),
    }


def _names_of_scopes() -> dict[str, dict[int, Any]]:
    sellers = cooperatives([*CooperativeState], 0, MOST_CHOICES)
    return {
        "cooperative": {one.id: one for one in sellers},
        "shop": {one.id: one for one in all_shops(0, MOST_CHOICES)},
    }
