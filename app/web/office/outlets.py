"""The post's outlets 网点: codes and names, where they are, and whose parcels they collect."""

from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response as Answer

from app.cooperatives.actions import set_outlet
from app.cooperatives.kinds import CooperativeState
from app.cooperatives.queries import cooperatives
from app.db import transaction
from app.ground.quantities import parse_id
from app.ground.refusals import Missing, Refusal
from app.ground.texts import clean_line
from app.places.kinds import OutletKind
from app.places.outlets import (
    OutletWish,
    add_outlet,
    change_outlet,
    get_outlet,
    outlets,
    parse_outlet_code,
)
from app.places.tree import tree
from app.web.forms import Form
from app.web.pages import back_to, page, page_again

pages = Blueprint("outlets", __name__, url_prefix="/outlets")
MOST_COOPERATIVES = 500


@pages.get("/")
def list() -> str:
    return page(form=Form.filled(kind=OutletKind.both), outlets=outlets(), places=tree())


@pages.post("/")
def add() -> Answer:
    form = Form(request.form)
    try:
        wish = _wish(form)
        with transaction():
            outlet = add_outlet(wish)
    except Refusal as refusal:
        return page_again(refusal, form=form, like="list", outlets=outlets(), places=tree())
    return back_to("office.outlets.show", outlet_id=outlet.id)


@pages.get("/<int:outlet_id>")
def show(outlet_id: int) -> str:
    one = get_outlet(outlet_id)
    names = ("code", "name", "name_en", "kind", "region_code", "detail")
    form = Form.filled(**{name: getattr(one, name) for name in names})
    return page(form=form, **_outlet(outlet_id))


@pages.post("/<int:outlet_id>")
def change(outlet_id: int) -> Answer:
    form = Form(request.form)
    try:
        wish = _wish(form)
        with transaction():
            change_outlet(outlet_id, wish)
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, form=form, like="show", **_outlet(outlet_id))
    return back_to("office.outlets.show", outlet_id=outlet_id)


@pages.post("/<int:outlet_id>/cooperative")
def collect(outlet_id: int) -> Answer:
    """From now on this outlet collects the cooperative's parcels; those booked keep theirs."""
    form = Form(request.form)
    try:
        cooperative_id = form.take("cooperative_id", parse_id)
        form.check()
        with transaction():
            set_outlet(cooperative_id, get_outlet(outlet_id).id)
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, form=form, like="show", **_outlet(outlet_id))
    return back_to("office.outlets.show", outlet_id=outlet_id)


def _wish(form: Form) -> OutletWish:
    wish = OutletWish(
        code=form.take("code", parse_outlet_code),
        name=form.take("name", clean_line, longest=40),
        name_en=form.take("name_en", clean_line, longest=60),
        kind=form.choose("kind", OutletKind),
        region_code=form.take("region_code", tree().known_code),
        detail=form.take("detail", clean_line, longest=100, optional=True),
    )
    form.check()
    return wish


def _outlet(outlet_id: int) -> dict[str, Any]:
    every = cooperatives([*CooperativeState], 0, MOST_COOPERATIVES)
    return {
        "outlet": get_outlet(outlet_id),
        "ours": [one for one in every if one.outlet_id == outlet_id],
        "others": [(one.id, one.name) for one in every if one.outlet_id != outlet_id],
        "places": tree(),
    }
