"""Boxes in which goods travel: which there are, and which are still used."""

from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response as Answer

from app.db import transaction
from app.ground.money import parse_yuan
from app.ground.quantities import parse_grams, parse_id, parse_whole
from app.ground.refusals import Missing, Refusal
from app.ground.texts import clean_line
from app.postage.boxes import CLASSES, BoxTypeDraft, add_box_type, set_in_use
from app.postage.queries import box_types
from app.web.forms import Form
from app.web.pages import back_to, page, page_again
from app.web.parcel_words import temperature_in_words

pages = Blueprint("box_types", __name__, url_prefix="/box-types")
SIDES = [
    f"{place}_{side}_mm" for place in ("inner", "outer") for side in ("length", "width", "height")
]
LONGEST_MM, HEAVIEST_GRAMS, LONGEST_NAME, LONGEST_CODE = 2_000, 50_000, 40, 12


@pages.get("/")
def list() -> str:
    return page(form=Form.filled(), **_all())


@pages.post("/")
def add() -> Answer:
    form = Form(request.form)
    try:
        draft = _read(form)
        with transaction():
            add_box_type(draft)
    except Refusal as refusal:
        return page_again(refusal, form=form, like="list", **_all())
    return back_to("office.box_types.list")


@pages.post("/<box_type_id>/use")
def use(box_type_id: str) -> Answer:
    """Take it out of use, or back into it."""
    try:
        with transaction():
            set_in_use(parse_id(box_type_id), request.form.get("use") == "yes")
    except Missing:
        raise
    return back_to("office.box_types.list")


def _read(form: Form) -> BoxTypeDraft:
    sides: dict[str, Any] = {
        name: form.take(name, parse_whole, least=1, most=LONGEST_MM) for name in SIDES
    }
    deposit = form.values.get("deposit", "").strip()
    draft: dict[str, Any] = {
        "code": form.take("code", clean_line, longest=LONGEST_CODE),
        "name": form.take("name", clean_line, longest=LONGEST_NAME),
        "name_en": form.take("name_en", clean_line, longest=LONGEST_NAME, optional=True),
        "tare_grams": form.take("tare_grams", parse_grams, least=0, most=HEAVIEST_GRAMS),
        "holds_grams": form.take("holds_grams", parse_grams, least=1, most=HEAVIEST_GRAMS),
        "deposit_fen": form.take("deposit", parse_yuan) if deposit else 0,
    }
    form.check()
    return BoxTypeDraft(
        **draft,
        **sides,
        temperature_classes=tuple(one for one in CLASSES if form.ticked(f"class_{one}")),
        is_degradable=form.ticked("is_degradable"),
        is_returnable=form.ticked("is_returnable"),
    )


def _all() -> dict[str, Any]:
    return {
        "boxes": box_types(),
        "sides": SIDES,
        "classes": [(one, temperature_in_words(one)) for one in CLASSES],
        "in_words": temperature_in_words,
    }
