"""Free carriage 包邮: where we pay it, what that costs, and since when. Managers set it."""

from typing import Any

from flask import Blueprint, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from app.cooperatives.actions import set_free_postage
from app.cooperatives.queries import free_postage_of, free_postage_versions, rules_of
from app.db import transaction
from app.ground.free_carriage import FreeFrom
from app.ground.refusals import FieldMissing, Refusal
from app.orders.carriage_examples import carriage_examples, packs_on_sale
from app.places.tree import Place
from app.web.cooperative.here import current_cooperative, require_manager
from app.web.formats import named
from app.web.forms import Form
from app.web.free_postage import (
    changed_rules,
    free_in_words,
    free_postage_in_words,
    provinces,
    take_free_from,
)
from app.web.guard import current_person_id
from app.web.pages import back_to, page, page_again, tell

pages = Blueprint("carriage", __name__, url_prefix="/carriage")


@pages.get("/")
def home() -> str:
    return page(form=Form.filled(), **_here())


@pages.get("/preview")
def preview() -> str | Answer:
    """Looked at before it is set; nothing is changed."""
    if not request.args:
        return back_to("cooperative.carriage.home")
    form = Form(request.args)
    try:
        free, chosen = _taken(form)
    except Refusal as refusal:
        return page_again(refusal, form=form, like="home", **_here())
    packs = packs_on_sale(current_cooperative().id)
    wanted = form.values.get("pack", "")
    pack = next((one for one in packs if str(one.id) == wanted), packs[0] if packs else None)
    found = carriage_examples(pack, [one.code for one in chosen], free) if pack else []
    return page(
        free=free,
        free_words=free_in_words(free),
        chosen=chosen,
        pack=pack,
        examples=list(zip(chosen, found, strict=False)),
        fields={name: form.values.get(name, "") for name in ("from", "from_boxes")},
    )


@pages.post("/")
def put() -> Answer:
    require_manager()
    form = Form(request.form)
    try:
        free, chosen = _taken(form)
        with transaction():
            ours = current_cooperative()
            rules = changed_rules(ours, [one.code for one in chosen], free)
            set_free_postage(ours.id, rules, current_person_id())
    except Refusal as refusal:
        return page_again(refusal, form=form, like="home", **_here())
    tell(_("Set. It counts for orders from now on; those that were placed stay as they are."))
    return back_to("cooperative.carriage.home")


def _taken(form: Form) -> tuple[FreeFrom, list[Place]]:
    free = take_free_from(form)
    chosen = [one for one in provinces() if form.ticked(f"to_{one.code}")]
    if not chosen:
        form.refuse("to", FieldMissing())
    form.check()
    return free, chosen


def _here() -> dict[str, Any]:
    ours = current_cooperative()
    return {
        "rules": free_postage_in_words(free_postage_of(ours)),
        "versions": [
            (one, free_postage_in_words(rules_of(one))) for one in free_postage_versions(ours.id)
        ],
        "provinces": provinces(),
        "packs": [
            (str(one.id), f"{named(one.product)} {named(one)}") for one in packs_on_sale(ours.id)
        ],
    }
