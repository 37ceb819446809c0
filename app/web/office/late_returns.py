"""Returns that came after they had ended: what becomes of the boxes and the money, in one tap."""

from enum import StrEnum

from flask import Blueprint, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from app.claims.late_returns import accept_late, get_late_return, late_returns, send_late_back
from app.db import transaction
from app.ground.refusals import Missing, Refusal
from app.ground.texts import clean_line
from app.web.forms import Form
from app.web.office.here import LONGEST_REASON, current_officer
from app.web.pages import back_to, page, page_again, tell

pages = Blueprint("late_returns", __name__, url_prefix="/late-returns")


class Decision(StrEnum):
    accept = "accept"
    send_back = "send_back"


@pages.get("/")
def list() -> str:
    return page(returns=late_returns())


@pages.get("/<back>")
def show(back: str) -> str:
    return page(back=get_late_return(back))


@pages.post("/<back>")
def decide(back: str) -> Answer:
    form = Form(request.form)
    try:
        decision = form.choose("decision", Decision)
        words = form.take("words", clean_line, longest=LONGEST_REASON)
        form.check()
        with transaction():
            act = accept_late if decision is Decision.accept else send_late_back
            act(get_late_return(back).id, current_officer(), words)
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, form=form, like="show", back=get_late_return(back))
    tell(_("Decided. The buyer is told."))
    return back_to("office.late_returns.list")
