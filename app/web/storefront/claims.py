"""Something is wrong with a box: told in under a minute, and followed to its end."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from app.claims.actions import MOST_ANSWER_PHOTOS, withdraw_claim
from app.claims.actions import appeal as appeal_claim
from app.claims.opening import open_claim, photo_owner
from app.claims.queries import get_claim_of_order
from app.db import transaction
from app.ground.refusals import Missing, Refusal
from app.ground.texts import clean_text
from app.orders.actions import Actor
from app.orders.kinds import ActorKind
from app.web.claim_forms import (
    LONGEST_NOTE,
    check_wish,
    claim_context,
    new_context,
    sent_photos,
)
from app.web.forms import Form
from app.web.guard import private_page, takes_photos
from app.web.pages import back_to, page, page_again, tell
from app.web.photo_forms import SentPhotos
from app.web.sign_in import find_person_id
from app.web.storefront.shopping import get_own_order

pages = Blueprint("claims", __name__, url_prefix="/orders/<number>/claims")


@pages.get("/new")
@private_page
def new(number: str) -> str:
    form = Form(request.args)
    return page(form=form, **new_context(get_own_order(number), form))


@pages.post("/")
@private_page
@takes_photos
def send(number: str) -> Answer:
    form = Form(request.form)
    sent = sent_photos(get_own_order(number), form)
    try:
        wish = check_wish(get_own_order(number), form, sent)
        with transaction():
            order = get_own_order(number)
            claim = open_claim(order.id, replace(wish, photos=sent.keep()), _buyer())
    except Missing:
        raise
    except Refusal as refusal:
        # What was photographed need not be photographed again.
        with transaction():
            sent.keep()
        context = new_context(get_own_order(number), form, sent)
        return page_again(refusal, form=form, like="new", **context)
    return back_to("storefront.claims.show", number=number, claim=claim.number)


@pages.get("/<claim>")
@private_page
def show(number: str, claim: str) -> str:
    return page(**_shown(number, claim))


@pages.post("/<claim>/appeal")
@private_page
@takes_photos
def appeal(number: str, claim: str) -> Answer:
    form = Form(request.form)
    order = get_own_order(number)
    sent = SentPhotos(form, photo_owner(order), MOST_ANSWER_PHOTOS)
    try:
        words = form.take("words", clean_text, longest=LONGEST_NOTE)
        form.check()
        with transaction():
            found = get_claim_of_order(get_own_order(number).id, claim)
            appeal_claim(found, _buyer(), words, sent.keep())
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, form=form, like="show", **_shown(number, claim))
    return back_to("storefront.claims.show", number=number, claim=claim)


@pages.post("/<claim>/withdraw")
@private_page
def withdraw(number: str, claim: str) -> Answer:
    try:
        with transaction():
            withdraw_claim(get_claim_of_order(get_own_order(number).id, claim), _buyer())
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, like="show", **_shown(number, claim))
    tell(_("The claim is withdrawn."))
    return back_to("storefront.orders.show", number=number)


def _shown(number: str, claim: str) -> dict[str, Any]:
    order = get_own_order(number)
    return {"order": order, **claim_context(get_claim_of_order(order.id, claim))}


def _buyer() -> Actor:
    return Actor(ActorKind.buyer, find_person_id())
