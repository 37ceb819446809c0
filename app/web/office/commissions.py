"""Commission: versions that were published, drafts of the next, and what a draft would change."""

from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response as Answer

from app import clock
from app.catalogue.queries import categories, category_parents
from app.commissions.actions import (
    LONGEST_NOTE,
    change_draft,
    discard_draft,
    earliest_day,
    publish_draft,
    remove_draft_rule,
    set_draft_rule,
    start_draft,
)
from app.commissions.queries import drafts, get_draft, versions
from app.cooperatives.kinds import CooperativeState
from app.cooperatives.queries import cooperatives
from app.db import transaction
from app.ground.channels import Channel
from app.ground.commission_rules import Conditions, changes, parse_share
from app.ground.dates import parse_day
from app.ground.quantities import parse_id
from app.ground.refusals import ChoiceUnknown, Missing, Refusal
from app.ground.texts import clean_line
from app.people.queries import names_of as names_of_persons
from app.reports.commissions import replay
from app.shops.queries import all_shops
from app.web.commission_words import names_of
from app.web.forms import Form
from app.web.guard import current_person_id
from app.web.pages import back_to, page, page_again

pages = Blueprint("commissions", __name__, url_prefix="/commissions")
MOST_CHOICES = 500
REPLAYED_DAYS = 30


@pages.get("/")
def home() -> str:
    return page(**_all())


@pages.post("/drafts")
def start() -> Answer:
    form = Form(request.form)
    try:
        begins, note = _begins_and_note(form)
        with transaction():
            draft_id = start_draft(begins, note, current_person_id()).id
    except Refusal as refusal:
        return page_again(refusal, form=form, like="home", **_all())
    return back_to("office.commissions.show", draft_id=draft_id)


@pages.get("/drafts/<draft_id>")
def show(draft_id: str) -> str:
    whole = _draft(draft_id)
    draft = whole["draft"]
    form = Form.filled(effective_from=draft.effective_from.isoformat(), note=draft.note)
    return page(form=form, **whole)


@pages.post("/drafts/<draft_id>")
def change(draft_id: str) -> Answer:
    form = Form(request.form)
    try:
        begins, note = _begins_and_note(form)
        with transaction():
            change_draft(parse_id(draft_id), begins, note)
    except Refusal as refusal:
        return _again(refusal, form, draft_id)
    return back_to("office.commissions.show", draft_id=draft_id)


@pages.post("/drafts/<draft_id>/rules")
def add(draft_id: str) -> Answer:
    form = Form(request.form)
    try:
        conditions = _conditions(form)
        share_bp = form.take("commission", parse_share)
        shop_bp = form.take("shop_share", parse_share)
        form.check()
        with transaction():
            set_draft_rule(parse_id(draft_id), conditions, share_bp, shop_bp)
    except Refusal as refusal:
        return _again(refusal, form, draft_id)
    return back_to("office.commissions.show", draft_id=draft_id)


@pages.post("/drafts/<draft_id>/rules/<rule_id>/remove")
def remove(draft_id: str, rule_id: str) -> Answer:
    try:
        with transaction():
            remove_draft_rule(parse_id(draft_id), parse_id(rule_id))
    except Refusal as refusal:
        return _again(refusal, Form(request.form), draft_id)
    return back_to("office.commissions.show", draft_id=draft_id)


@pages.post("/drafts/<draft_id>/publish")
def publish(draft_id: str) -> Answer:
    try:
        with transaction():
            publish_draft(parse_id(draft_id), current_person_id(), category_parents())
    except Refusal as refusal:
        return _again(refusal, Form(request.form), draft_id)
    return back_to("office.commissions.home")


@pages.post("/drafts/<draft_id>/throw-away")
def throw_away(draft_id: str) -> Answer:
    with transaction():
        discard_draft(parse_id(draft_id))
    return back_to("office.commissions.home")


@pages.get("/drafts/<draft_id>/preview")
def preview(draft_id: str) -> str:
    """The last thirty days, as they would have been with the draft."""
    draft = get_draft(parse_id(draft_id))
    replayed = replay(draft.rules, clock.today(), REPLAYED_DAYS)
    return page(draft=draft, replayed=replayed, days=REPLAYED_DAYS)


def _again(refusal: Refusal, form: Form, draft_id: str) -> Answer:
    if isinstance(refusal, Missing):
        raise refusal
    whole = _draft(draft_id)
    draft = whole["draft"]
    form.values.setdefault("effective_from", draft.effective_from.isoformat())
    form.values.setdefault("note", draft.note)
    return page_again(refusal, form=form, like="show", **whole)


def _begins_and_note(form: Form) -> tuple[Any, str]:
    begins = form.take("effective_from", parse_day, least=clock.today())
    note = form.take("note", clean_line, longest=LONGEST_NOTE)
    form.check()
    return begins, note


def _conditions(form: Form) -> Conditions:
    choices = _choices()
    channel = form.choose("channel", Channel) if form.values.get("channel") else None
    return Conditions(
        cooperative_id=_one_of(form, "cooperative", choices["cooperatives"]),
        shop_id=_one_of(form, "shop", choices["shops"]),
        category_id=_one_of(form, "category", choices["categories"]),
        channel=channel.value if channel else None,
    )


def _one_of(form: Form, name: str, there: list[Any]) -> int | None:
    if not form.values.get(name):
        return None
    chosen = form.take(name, parse_id)
    if name not in form.errors and chosen not in {one.id for one in there}:
        form.refuse(name, ChoiceUnknown())
    return chosen


def _choices() -> dict[str, list[Any]]:
    return {
        "cooperatives": cooperatives([*CooperativeState], 0, MOST_CHOICES),
        "shops": all_shops(0, MOST_CHOICES),
        "categories": [*categories()],
    }


def _all() -> dict[str, Any]:
    published, begun = versions(), drafts()
    people = [number for one in published for number in (one.drafted_by_id, one.published_by_id)]
    people += [one.created_by_id for one in begun]
    rules = [rule.conditions for one in published for rule in one.rules]
    return {
        "versions": published,
        "drafts": begun,
        "persons": names_of_persons(number for number in people if number),
        "names": names_of(rules),
        "today": clock.today(),
    }


def _draft(draft_id: str) -> dict[str, Any]:
    draft, newest = get_draft(parse_id(draft_id)), versions()[0]
    asked = [rule.conditions for rule in (*draft.rules, *newest.rules)]
    return {
        "draft": draft,
        "author": names_of_persons([draft.created_by_id]).get(draft.created_by_id, ""),
        "is_mine": draft.created_by_id == current_person_id(),
        "changes": changes(newest.rules, draft.rules),
        "names": names_of(asked),
        "earliest": earliest_day([*draft.rules], category_parents()),
        **_choices(),
    }
