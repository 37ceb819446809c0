"""What a villager allows her shop to do for her: read to her, recorded, taken back."""

from flask import Blueprint, request
from werkzeug.wrappers import Response as Answer

from app.db import transaction
from app.ground.refusals import ChoiceUnknown, FieldMissing, Refusal
from app.ground.texts import clean_line
from app.shops.actions import CONSENT_LASTS, LONGEST_NAME, record_consent, revoke_consent
from app.shops.kinds import ConsentMethod, ConsentPurpose
from app.shops.queries import get_consent_of, get_shop, get_villager_of
from app.web.forms import Form
from app.web.guard import current_shop_id, current_signed_in
from app.web.pages import back_to, page, page_again

pages = Blueprint("consents", __name__, url_prefix="/consents")
# Of the words in consents/_text.html: whoever changes them gives them a new version.
TEXT_VERSION = "2026-01"
LASTS_DAYS = CONSENT_LASTS.days


@pages.get("/new/<int:villager_id>")
def new(villager_id: int) -> str:
    shop = get_shop(current_shop_id())
    villager = get_villager_of(shop.id, villager_id)
    # Nothing is ticked beforehand: what she agrees to is for her to say.
    return page(shop=shop, villager=villager, lasts_days=LASTS_DAYS)


@pages.post("/new/<int:villager_id>")
def record(villager_id: int) -> Answer:
    """One slip may say both: each purpose is a consent of its own, and can be taken back alone."""
    form = Form(request.form)
    try:
        purposes, method, witness = _taken(form)
        with transaction():
            villager = get_villager_of(current_shop_id(), villager_id)
            by = current_signed_in().person
            for purpose in purposes:
                record_consent(villager, purpose, method, witness, by, TEXT_VERSION)
    except Refusal as refusal:
        shop = get_shop(current_shop_id())
        villager = get_villager_of(shop.id, villager_id)
        return page_again(
            refusal, form=form, like="new", shop=shop, villager=villager, lasts_days=LASTS_DAYS
        )
    return back_to("village.villagers.show", villager_id=villager_id)


@pages.post("/<int:consent_id>/revoke")
def revoke(consent_id: int) -> Answer:
    with transaction():
        consent = get_consent_of(current_shop_id(), consent_id)
        revoke_consent(consent)
        villager_id = consent.villager_id
    return back_to("village.villagers.show", villager_id=villager_id)


def _taken(form: Form) -> tuple[list[ConsentPurpose], ConsentMethod, str]:
    purposes = form.take_each("purpose", _purpose)
    if not purposes:
        form.refuse("purpose", FieldMissing())
    method = form.choose("method", ConsentMethod)
    spoken = method is ConsentMethod.spoken_before_witness
    witness = form.take("witness_name", clean_line, longest=LONGEST_NAME, optional=not spoken)
    form.check()
    return purposes, method, witness


def _purpose(text: str, *, field: str) -> ConsentPurpose:
    try:
        return ConsentPurpose(text)
    except ValueError:
        raise ChoiceUnknown(field=field) from None
