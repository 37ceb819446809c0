"""What the post is asked for: drafts handed in as a batch, papers, and what came of each."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, make_response, request
from werkzeug.wrappers import Response as Answer

from app.claims.carrier import (
    accept_carrier_claim,
    record_carrier_payment,
    record_carrier_refusal,
    send_carrier_claims,
)
from app.claims.carrier_papers import carrier_csv, carrier_pdf
from app.claims.queries import CarrierClaim, carrier_claims, get_carrier_claim
from app.db import transaction
from app.ground.claim_states import CarrierClaimState
from app.ground.money import parse_yuan, yuan_parts
from app.ground.postings import CARRIER_CLAIMS
from app.ground.refusals import Missing, Refusal
from app.ground.texts import clean_line
from app.ledger.queries import balance
from app.web.forms import Form
from app.web.office.here import LONGEST_REASON, ON_A_PAGE, asked_before, current_officer
from app.web.pages import back_to, page, page_again

pages = Blueprint("carrier_claims", __name__, url_prefix="/carrier-claims")
_C = CarrierClaimState
GROUPS: dict[str, tuple[CarrierClaimState, ...]] = {
    "drafted": (_C.drafted,),
    "open": (_C.sent, _C.accepted),
    "ended": (_C.paid, _C.rejected),
}


@pages.get("/")
def list() -> str:
    group, before = request.args.get("group", "drafted"), asked_before()
    if group not in GROUPS:
        raise Missing()
    found = carrier_claims(GROUPS[group], before, ON_A_PAGE + 1)
    return page(
        claims=found[:ON_A_PAGE],
        older=found[ON_A_PAGE - 1].id if len(found) > ON_A_PAGE else None,
        is_first=before is None,
        group=group,
        groups=[*GROUPS],
        owed_fen=balance(CARRIER_CLAIMS),
    )


@pages.get("/batch.csv")
def batch() -> Answer:
    """Of a group, as many as go into one file."""
    group = request.args.get("group", "drafted")
    if group not in GROUPS:
        raise Missing()
    return _file(carrier_csv(carrier_claims(GROUPS[group], limit=500)), "text/csv", f"{group}.csv")


@pages.post("/send")
def send() -> Answer:
    """All drafts of now are handed in."""
    with transaction():
        send_carrier_claims([one.id for one in carrier_claims(GROUPS["drafted"], limit=500)])
    return back_to("office.carrier_claims.list", group="open")


@pages.get("/<carrier_claim>")
def show(carrier_claim: str) -> str:
    found = get_carrier_claim(carrier_claim)
    return page(form=Form.filled(paid=".".join(yuan_parts(found.amount_fen))), one=found)


@pages.get("/<carrier_claim>/paper.pdf")
def paper(carrier_claim: str) -> Answer:
    found = get_carrier_claim(carrier_claim)
    return _file(carrier_pdf(found), "application/pdf", f"{found.number}.pdf")


@pages.post("/<carrier_claim>/accept")
def accept(carrier_claim: str) -> Answer:
    return _turn(carrier_claim, lambda one, _form, told: accept_carrier_claim(one.id, told))


@pages.post("/<carrier_claim>/pay")
def pay(carrier_claim: str) -> Answer:
    def record(one: CarrierClaim, form: Form, told: str) -> object:
        paid_fen = form.take("paid", parse_yuan)
        form.check()
        return record_carrier_payment(one.id, paid_fen, told, current_officer())

    return _turn(carrier_claim, record)


@pages.post("/<carrier_claim>/reject")
def reject(carrier_claim: str) -> Answer:
    return _turn(
        carrier_claim,
        lambda one, _form, told: record_carrier_refusal(one.id, told, current_officer()),
    )


def _turn(carrier_claim: str, act: Callable[[CarrierClaim, Form, str], object]) -> Answer:
    form = Form(request.form)
    try:
        told = form.take("reference", clean_line, longest=LONGEST_REASON)
        form.check()
        with transaction():
            act(get_carrier_claim(carrier_claim), form, told)
    except Missing:
        raise
    except Refusal as refusal:
        found = get_carrier_claim(carrier_claim)
        return page_again(refusal, form=form, like="show", one=found)
    return back_to("office.carrier_claims.show", carrier_claim=carrier_claim)


def _file(content: Any, kind: str, name: str) -> Answer:
    answer = make_response(content)
    answer.headers["Content-Type"] = kind if kind != "text/csv" else "text/csv; charset=utf-8"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
