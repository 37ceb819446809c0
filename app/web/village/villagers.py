"""The villagers that this shop orders for."""

from flask import Blueprint, request
from werkzeug.wrappers import Response as Answer

from app import clock
from app.db import transaction
from app.ground.phones import parse_mobile
from app.ground.refusals import Refusal, RegionUnknown
from app.ground.texts import clean_line
from app.orders.actions import new_request_key
from app.orders.queries import last_lines_of_villager, orders_of_shop
from app.places.tree import tree
from app.shops.actions import (
    LONGEST_DETAIL,
    LONGEST_NAME,
    VillagerDraft,
    add_villager,
    change_villager,
)
from app.shops.kinds import ConsentPurpose
from app.shops.queries import consents_of, get_shop, get_villager_of, live_consent, villagers_of
from app.web.forms import Form
from app.web.guard import current_shop_id, current_signed_in
from app.web.pages import back_to, page, page_again
from app.web.village.basket_of_form import as_fields
from app.web.village.here import villages_around

pages = Blueprint("villagers", __name__, url_prefix="/villagers")
LONGEST_QUESTION = 60


@pages.get("/")
def list() -> str | Answer:
    """From the counter's box a single answer leads straight on to her order."""
    shop = get_shop(current_shop_id())
    sought = clean_line(request.args.get("q"), LONGEST_QUESTION, optional=True)
    villagers = villagers_of(shop.id, sought)
    if request.args.get("straight") and sought and len(villagers) == 1:
        return back_to("village.orders.new", villager=villagers[0].id)
    return page(shop=shop, sought=sought, villagers=villagers)


@pages.get("/new")
def new() -> str:
    shop = get_shop(current_shop_id())
    form = Form.filled(
        request_key=new_request_key(),
        village=shop.village_code,
        name=clean_line(request.args.get("name"), LONGEST_NAME, optional=True),
    )
    return page(shop=shop, form=form, villages=villages_around(shop.village_code))


@pages.post("/")
def add() -> Answer:
    form = Form(request.form)
    shop = get_shop(current_shop_id())
    villages = villages_around(shop.village_code)
    try:
        draft = _drafted(form, {code for code, _ in villages})
        with transaction():
            shop = get_shop(current_shop_id())
            villager_id = add_villager(shop, draft, current_signed_in().person).id
    except Refusal as refusal:
        return page_again(refusal, form=form, like="new", shop=shop, villages=villages)
    return back_to("village.consents.new", villager_id=villager_id)


@pages.get("/<int:villager_id>")
def show(villager_id: int) -> str:
    shop = get_shop(current_shop_id())
    villager = get_villager_of(shop.id, villager_id)
    last_lines = last_lines_of_villager(shop.id, villager.id)
    return page(
        shop=shop,
        villager=villager,
        place=tree().text(villager.village_code),
        now=clock.now(),
        may_order=live_consent(villager.id, ConsentPurpose.order_for_me, clock.now()),
        consents=consents_of(villager.id),
        last_lines=last_lines,
        last_fields=as_fields(last_lines),
        request_key=new_request_key(),
        orders=orders_of_shop(shop.id, villager_id=villager.id, limit=10),
    )


@pages.get("/<int:villager_id>/edit")
def edit(villager_id: int) -> str:
    shop = get_shop(current_shop_id())
    villager = get_villager_of(shop.id, villager_id)
    form = Form.filled(
        request_key=villager.request_key,
        name=villager.name,
        phone=villager.phone or "",
        village=villager.village_code,
        detail=villager.detail,
    )
    villages = villages_around(shop.village_code)
    return page(shop=shop, villager=villager, form=form, villages=villages)


@pages.post("/<int:villager_id>/edit")
def change(villager_id: int) -> Answer:
    form = Form(request.form)
    shop = get_shop(current_shop_id())
    villager = get_villager_of(shop.id, villager_id)
    villages = villages_around(shop.village_code)
    try:
        draft = _drafted(form, {villager.village_code, *(code for code, _ in villages)})
        with transaction():
            change_villager(get_villager_of(current_shop_id(), villager_id), draft)
    except Refusal as refusal:
        return page_again(
            refusal, form=form, like="edit", shop=shop, villager=villager, villages=villages
        )
    return back_to("village.villagers.show", villager_id=villager_id)


def _drafted(form: Form, villages: set[str]) -> VillagerDraft:
    phone = form.values.get("phone", "").strip()
    draft = VillagerDraft(
        request_key=form.take("request_key", clean_line, longest=64),
        name=form.take("name", clean_line, longest=LONGEST_NAME),
        phone=form.take("phone", parse_mobile) if phone else None,
        village_code=form.take("village", clean_line, longest=12),
        detail=form.take("detail", clean_line, longest=LONGEST_DETAIL, optional=True),
    )
    if draft.village_code not in villages:
        form.refuse("village", RegionUnknown())
    form.check()
    return draft
