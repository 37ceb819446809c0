"""A wave: the picking list in the order of the walk, and what was found."""

from typing import Any

from flask import Blueprint, request
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as Answer

from app.db import transaction
from app.ground.quantities import parse_quantity
from app.ground.refusals import Missing, Refusal
from app.people.queries import names_of
from app.warehousing.wave_papers import wave_picking_pdf
from app.warehousing.waves import MOST_COUNTED, finish_picking, get_wave, picking_list
from app.web.forms import Form
from app.web.guard import current_person_id
from app.web.label_views import paper_answer
from app.web.pages import back_to, page, page_again, tell

pages = Blueprint("waves", __name__, url_prefix="/waves")


@pages.get("/<number>")
def show(number: str) -> str:
    whole = _whole(number)
    found = {f"boxes-{row.lot_id}": row.boxes for row in whole["rows"]}
    return page(form=Form.filled(**found), **whole)


@pages.post("/<number>")
def finish(number: str) -> Answer:
    form, whole = Form(request.form), _whole(number)
    try:
        found = {
            row.lot_id: form.take(f"boxes-{row.lot_id}", parse_quantity, least=0, most=MOST_COUNTED)
            for row in whole["rows"]
        }
        form.check()
        with transaction():
            short = finish_picking(whole["wave"].id, found, current_person_id())
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, form=form, like="show", **_whole(number))
    if short:
        tell(
            ngettext(
                "%(num)d parcel came up short and waits for another wave.",
                "%(num)d parcels came up short and wait for another wave.",
                len(short),
            ),
            "warn",
        )
    else:
        tell(_("Everything was found. To the pack station."))
    return back_to("office.station.home", slug=whole["wave"].warehouse.slug)


@pages.get("/<number>/picking.pdf")
def paper(number: str) -> Answer:
    wave = get_wave(number)
    return paper_answer(wave_picking_pdf(wave, picking_list(wave)), f"picking-{wave.number}")


def _whole(number: str) -> dict[str, Any]:
    wave = get_wave(number)
    people = names_of(one for one in (wave.started_by_id, wave.picked_by_id) if one is not None)
    return {"wave": wave, "rows": picking_list(wave), "people": people}
