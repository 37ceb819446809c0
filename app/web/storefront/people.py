"""Accounts: making one, signing in and out, and what is one's own."""

from dataclasses import dataclass

from flask import Blueprint, current_app, jsonify, redirect, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from app.db import transaction
from app.ground.emails import parse_email
from app.ground.passwords import check_password
from app.ground.phones import parse_mobile
from app.ground.refusals import ConsentMissing, Refusal
from app.ground.texts import clean_line
from app.orders.cart import count_of, merge_carts
from app.people import actions
from app.people.queries import SignedIn, prove_password, saved_addresses
from app.people.tries import take_try
from app.places.tree import tree
from app.web.forms import Form
from app.web.guard import current_signed_in, find_signed_in, private_page
from app.web.pages import back_to, page, page_again, safe_next
from app.web.sign_in import find_secret, forget, remember
from app.web.storefront.orders import own_orders, rows_of
from app.web.storefront.shopping import CART_KEY, ORDER_SECRETS, WHERETO, cart_owner

pages = Blueprint("people", __name__)
TERMS_VERSION = "2026-11"
LONGEST_NAME, LONGEST_LOGIN = 30, 100
LATEST = 3


@dataclass(frozen=True, slots=True)
class FaceLink:
    words: str
    address: str
    icon: str


@pages.get("/sign-in")
@private_page
def sign_in() -> str | Answer:
    if find_signed_in() is not None:
        return _onward(request.args.get("next"))
    return page(form=Form.filled(next=request.args.get("next", "")))


@pages.post("/sign-in")
@private_page
def enter() -> Answer:
    """The try is counted before the password is looked at, and stays counted when it was wrong."""
    form = Form(request.form)
    address = request.remote_addr or ""
    try:
        login = form.take("login", clean_line, longest=LONGEST_LOGIN)
        form.check()
        with transaction():
            take_try(login, address)
        proof = prove_password(login, form.values.get("password"))
        with transaction():
            secret = actions.start_sign_in(proof, address)
            _merge_cart(proof.person_id)
    except Refusal as refusal:
        return page_again(refusal, form=form, like="sign_in")
    _remember(secret)
    return _onward(form.values.get("next"))


@pages.get("/sign-up")
@private_page
def sign_up() -> str | Answer:
    if find_signed_in() is not None:
        return _onward(request.args.get("next"))
    return page(form=Form.filled(next=request.args.get("next", "")))


@pages.post("/sign-up")
@private_page
def join() -> Answer:
    """Asking for account after account which phones are known here is counted like guessing."""
    form = Form(request.form)
    address = request.remote_addr or ""
    try:
        name = form.take("name", clean_line, longest=LONGEST_NAME)
        phone = form.take("phone", parse_mobile)
        email = form.take("email", parse_email) if form.values.get("email", "").strip() else None
        password = form.take("password", check_password)
        if not form.ticked("terms"):
            form.refuse("terms", ConsentMissing())
        form.check()
        with transaction():
            take_try(phone, address)
        with transaction():
            person = actions.sign_up(name, phone, password, TERMS_VERSION, email)
            secret = actions.start_first_sign_in(person, address)
            _merge_cart(person.id)
    except Refusal as refusal:
        return page_again(refusal, form=form, like="sign_up")
    _remember(secret)
    return _onward(form.values.get("next"))


@pages.post("/sign-out")
@private_page
def sign_out() -> Answer:
    """For good: every copy of this browser's cookie is worthless from now on."""
    secret = find_secret()
    if secret is not None:
        with transaction():
            actions.end_sign_in(secret)
    forget()
    return back_to("storefront.hall.home")


@pages.get("/account")
@private_page
def account() -> str:
    signed_in = current_signed_in()
    person = signed_in.person
    return page(
        person=person,
        faces=_faces(signed_in),
        addresses=[
            {
                "id": one.id,
                "recipient": one.recipient_name,
                "phone": one.recipient_phone,
                "words": f"{tree().text(one.region_code)} {one.detail}",
            }
            for one in saved_addresses(person.id)
        ],
        consents=[
            {
                "words": _("The terms, version %(version)s", version=person.terms_version),
                "given_at": person.created_at,
            }
        ]
        if person.terms_version
        else [],
        latest=rows_of(own_orders(None, LATEST)),
    )


@pages.get("/me.json")
@private_page
def me() -> Answer:
    """What a script puts into pages that are the same for everybody."""
    signed_in = find_signed_in()
    owner = cart_owner()
    has_cart = owner.person_id is not None or owner.key is not None
    faces = _faces(signed_in) if signed_in else []
    return jsonify(
        name=signed_in.person.name if signed_in else None,
        cart_count=count_of(owner) if has_cart else 0,
        faces=[{"words": one.words, "address": one.address} for one in faces],
    )


def _merge_cart(person_id: int) -> None:
    key = session.get(CART_KEY)
    if key is not None:
        merge_carts(person_id, key)


def _remember(secret: str) -> None:
    """A session of her own; orders placed as a guest in this browser stay hers to see."""
    kept = {name: session[name] for name in (ORDER_SECRETS, WHERETO) if name in session}
    remember(secret)
    session.update(kept)


def _onward(wanted: str | None) -> Answer:
    return redirect(safe_next(wanted, url_for("storefront.people.account")), code=303)


def _faces(signed_in: SignedIn) -> list[FaceLink]:
    """The other shop-fronts that this person may enter."""
    roles = {grant.role for grant in signed_in.grants}
    doors = (
        ({"shopkeeper"}, "village", _("My village shop"), "shop"),
        ({"clerk", "manager"}, "cooperative", _("My cooperative"), "leaf"),
        ({"postal", "administrator"}, "office", _("Post office"), "list"),
    )
    return [
        FaceLink(words, f"{request.script_root}/{name}/", icon)
        for theirs, name, words, icon in doors
        if theirs & roles and name in current_app.blueprints
    ]
