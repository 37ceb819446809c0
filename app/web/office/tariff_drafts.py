"""Writing the next version of a tariff: terms, lines, areas, or a whole file."""

from collections.abc import Callable

from flask import Blueprint, request
from werkzeug.wrappers import Response as Answer

from app.db import transaction
from app.ground.dates import parse_day
from app.ground.quantities import parse_id
from app.ground.refusals import FieldMissing, Missing, Refusal, TariffFileNotUnderstood
from app.ground.tariffs import MOST_BANDS, Tariff
from app.ground.texts import clean_line
from app.postage.actions import (
    LONGEST_SOURCE,
    discard_draft,
    publish_draft,
    remove_draft_area,
    remove_draft_zone,
    replace_draft_lines,
    set_draft_area,
    set_draft_terms,
    set_draft_zone,
)
from app.postage.price_lists import read_lines
from app.postage.queries import get_draft
from app.reports.tariffs import replay_month
from app.web.forms import Form
from app.web.guard import current_person_id
from app.web.office.here import require_administrator
from app.web.office.tariff_form import (
    LONGEST_GROUP,
    bars_of,
    show_draft,
    take_area,
    take_terms,
    take_zone,
    terms_form,
    whole_draft,
    zone_form,
)
from app.web.pages import back_to, page, page_again
from app.web.parcel_words import product_in_words

pages = Blueprint("tariff_drafts", __name__, url_prefix="/tariff-drafts")


@pages.get("/<draft_id>")
def show(draft_id: str) -> str:
    draft = get_draft(parse_id(draft_id))
    return page(form=terms_form(draft), **whole_draft(draft))


@pages.post("/<draft_id>")
def change(draft_id: str) -> Answer:
    form = Form(request.form)
    try:
        source = form.take("source", clean_line, longest=LONGEST_SOURCE)
        terms = take_terms(form)
        with transaction():
            set_draft_terms(parse_id(draft_id), terms, source)
    except Missing:
        raise
    except Refusal as refusal:
        return show_draft(refusal, form, parse_id(draft_id))
    return back_to("office.tariff_drafts.show", draft_id=draft_id)


@pages.get("/<draft_id>/line")
def line(draft_id: str) -> str:
    """A line of the draft by its group, or an empty form for a new one."""
    draft = get_draft(parse_id(draft_id))
    group = request.args.get("group", "")
    zones = {zone.group: zone for zone in Tariff.from_facts(draft.rules).zones}
    if group and group not in zones:
        raise Missing
    form = zone_form(zones.get(group))
    return page(draft=draft, group=group, form=form, rows=range(1, MOST_BANDS + 1))


@pages.post("/<draft_id>/line")
def set_line(draft_id: str) -> Answer:
    form, draft = Form(request.form), get_draft(parse_id(draft_id))
    group = form.values.get("instead_of", "")
    try:
        zone = take_zone(form)
        with transaction():
            set_draft_zone(draft.id, zone, group or None)
    except Missing:
        raise
    except Refusal as refusal:
        rows = range(1, MOST_BANDS + 1)
        return page_again(refusal, form=form, like="line", draft=draft, group=group, rows=rows)
    return back_to("office.tariff_drafts.show", draft_id=draft_id)


@pages.post("/<draft_id>/line/remove")
def remove_line(draft_id: str) -> Answer:
    return _removed(draft_id, "group", remove_draft_zone)


def _removed(draft_id: str, name: str, remove: Callable[[int, str], None]) -> Answer:
    form = Form(request.form)
    try:
        named = form.take(name, clean_line, longest=LONGEST_GROUP)
        form.check()
        with transaction():
            remove(parse_id(draft_id), named)
    except Missing:
        raise
    except Refusal as refusal:
        return show_draft(refusal, form, parse_id(draft_id))
    return back_to("office.tariff_drafts.show", draft_id=draft_id)


@pages.post("/<draft_id>/areas")
def set_area(draft_id: str) -> Answer:
    form = Form(request.form)
    try:
        area = take_area(form)
        with transaction():
            set_draft_area(parse_id(draft_id), area)
    except Missing:
        raise
    except Refusal as refusal:
        return show_draft(refusal, form, parse_id(draft_id))
    return back_to("office.tariff_drafts.show", draft_id=draft_id)


@pages.post("/<draft_id>/areas/remove")
def remove_area(draft_id: str) -> Answer:
    return _removed(draft_id, "code", remove_draft_area)


@pages.post("/<draft_id>/file")
def upload(draft_id: str) -> Answer:
    """All lines and areas of a file in the place of those that are there, or none."""
    sent = request.files.get("file")
    try:
        if sent is None or not sent.filename:
            raise FieldMissing(field="file")
        try:
            text = sent.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise TariffFileNotUnderstood(line=1, field="file") from None
        with transaction():
            replace_draft_lines(parse_id(draft_id), *read_lines(text))
    except Missing:
        raise
    except Refusal as refusal:
        refusal.field = "file"
        return show_draft(refusal, Form(request.form), parse_id(draft_id))
    return back_to("office.tariff_drafts.show", draft_id=draft_id)


@pages.post("/<draft_id>/publish")
def publish(draft_id: str) -> Answer:
    require_administrator()
    form = Form(request.form)
    try:
        effective_from = form.take("effective_from", parse_day)
        form.check()
        with transaction():
            publish_draft(parse_id(draft_id), effective_from, current_person_id())
    except Missing:
        raise
    except Refusal as refusal:
        return show_draft(refusal, form, parse_id(draft_id))
    return back_to("office.tariffs.home")


@pages.post("/<draft_id>/throw-away")
def throw_away(draft_id: str) -> Answer:
    with transaction():
        discard_draft(parse_id(draft_id))
    return back_to("office.tariffs.home")


@pages.get("/<draft_id>/replay")
def replay(draft_id: str) -> str:
    """The last thirty days' parcels, as they would have been with the draft."""
    draft = get_draft(parse_id(draft_id))
    replayed = replay_month(Tariff.from_facts(draft.rules))
    carried = product_in_words(replayed.product)
    return page(**whole_draft(draft), replayed=replayed, bars=bars_of(replayed), carried=carried)
