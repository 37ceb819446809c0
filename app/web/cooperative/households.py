"""The households: who brought which boxes, what each has earned, what each was paid."""

import csv
from io import StringIO
from typing import Any

from flask import Blueprint, make_response, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from app import clock
from app.db import transaction
from app.ground.dates import parse_day
from app.ground.money import parse_yuan
from app.ground.quantities import parse_id, parse_tenths, parse_whole
from app.ground.refusals import Missing, Refusal
from app.ground.sheets import defused
from app.ground.texts import clean_line
from app.growers.actions import (
    LONGEST_NAME,
    HouseholdDraft,
    add_household,
    change_household,
    end_household,
    new_page_key,
    pay_household,
    revoke_page_key,
    set_growers,
)
from app.growers.kinds import PayoutWay
from app.growers.queries import (
    Standing,
    active_households,
    get_standing,
    growers_of_lot,
    is_shared,
    lots_of_household,
    payments_of_household,
    standings,
    totals,
)
from app.orders.actions import new_request_key
from app.people.queries import names_of
from app.stock.movements import MOST_BOXES
from app.stock.queries import get_lot_of_cooperative
from app.web.codes import code_of
from app.web.cooperative.here import current_cooperative, places_of_origin
from app.web.formats import yuan_exact
from app.web.forms import Form
from app.web.guard import current_cooperative_id, current_person_id
from app.web.pages import back_to, page, page_again, tell

pages = Blueprint("households", __name__, url_prefix="/households")
MOST_MU_TENTHS = 100_000
LONGEST_KEY = 64
COLUMNS = ("household", "boxes", "earned_yuan", "paid_yuan", "due_yuan", "left_on")


@pages.get("/")
def home() -> str:
    return page(**_all())


@pages.post("/")
def add() -> Answer:
    form = Form(request.form)
    try:
        draft = _draft(form)
        with transaction():
            add_household(current_cooperative_id(), draft)
    except Refusal as refusal:
        return page_again(refusal, form=form, like="home", **_all())
    tell(_("%(name)s is written down.", name=draft.name))
    return back_to("cooperative.households.home")


@pages.get("/table.csv")
def table() -> Answer:
    """Every household with its sums, for a spreadsheet."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for one in standings(current_cooperative_id()):
        left = one.household.left_at
        sums = (one.earned_fen, one.paid_fen, one.due_fen)
        writer.writerow(
            [
                defused(one.household.name),
                f"{one.box_thousandths / 1000:.3f}",
                *map(yuan_exact, sums),
                left.astimezone(clock.SHANGHAI).date().isoformat() if left else "",
            ]
        )
    answer = make_response("\ufeff" + text.getvalue())
    answer.mimetype = "text/csv"
    answer.headers["Content-Disposition"] = 'attachment; filename="households.csv"'
    return answer


@pages.get("/<household_id>")
def show(household_id: str) -> str:
    whole = _whole(household_id)
    one = whole["standing"].household
    form = Form.filled(
        name=one.name,
        phone=one.phone or "",
        village=one.village_code,
        mu=f"{one.mu_tenths // 10}.{one.mu_tenths % 10}",
        paid_on=clock.today().isoformat(),
        way=PayoutWay.cash.value,
    )
    return page(form=form, **whole)


@pages.post("/<household_id>")
def change(household_id: str) -> Answer:
    form = Form(request.form)
    try:
        draft = _draft(form)
        with transaction():
            change_household(_standing(household_id).household, draft)
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, form=form, like="show", **_whole(household_id))
    return back_to("cooperative.households.show", household_id=household_id)


@pages.post("/<household_id>/leave")
def leave(household_id: str) -> Answer:
    with transaction():
        end_household(_standing(household_id).household)
    return back_to("cooperative.households.show", household_id=household_id)


@pages.post("/<household_id>/pay")
def pay(household_id: str) -> Answer:
    form = Form(request.form)
    try:
        seen_fen = form.take("due", parse_yuan)
        paid_on = form.take("paid_on", parse_day, most=clock.today())
        way = form.choose("way", PayoutWay)
        key = form.take("request_key", clean_line, longest=LONGEST_KEY)
        form.check()
        with transaction():
            pay_household(
                current_cooperative_id(),
                parse_id(household_id),
                seen_fen=seen_fen,
                paid_on=paid_on,
                way=way,
                by_id=current_person_id(),
                request_key=key,
            )
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, form=form, like="show", **_whole(household_id))
    tell(_("Written down as paid."))
    return back_to("cooperative.households.show", household_id=household_id)


@pages.post("/<household_id>/link")
def link(household_id: str) -> str:
    """A slip to print. The secret is told this once; a link given before opens nothing any more."""
    with transaction():
        household = _standing(household_id).household
        key = new_page_key(household)
    address = url_for("storefront.grower.show", secret=key, _external=True)
    return page(
        household=household,
        cooperative=current_cooperative(),
        address=address,
        code=code_of(address),
    )


@pages.post("/<household_id>/unlink")
def unlink(household_id: str) -> Answer:
    with transaction():
        revoke_page_key(_standing(household_id).household)
    return back_to("cooperative.households.show", household_id=household_id)


@pages.get("/lots/<lot_id>")
def lot(lot_id: str) -> str:
    whole = _lot(lot_id)
    brought = {f"boxes-{one}": count for one, count in whole["growers"].items()}
    return page(form=Form.filled(**brought), **whole)


@pages.post("/lots/<lot_id>")
def bring(lot_id: str) -> Answer:
    form, whole = Form(request.form), _lot(lot_id)
    try:
        boxes = {
            one.id: form.take(f"boxes-{one.id}", parse_whole, least=0, most=MOST_BOXES)
            for one in whole["households"]
            if form.values.get(f"boxes-{one.id}", "").strip()
        }
        form.check()
        with transaction():
            set_growers(get_lot_of_cooperative(current_cooperative_id(), parse_id(lot_id)), boxes)
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, form=form, like="lot", **whole)
    tell(_("Written down who brought what."))
    return back_to("cooperative.households.lot", lot_id=lot_id)


def _draft(form: Form) -> HouseholdDraft:
    draft = HouseholdDraft(
        name=form.take("name", clean_line, longest=LONGEST_NAME),
        phone=form.values.get("phone", "").strip() or None,
        village_code=form.values.get("village", ""),
        mu_tenths=form.take("mu", parse_tenths, most=MOST_MU_TENTHS),
    )
    form.check()
    return draft


def _standing(household_id: str) -> Standing:
    return get_standing(current_cooperative_id(), parse_id(household_id))


def _all() -> dict[str, Any]:
    found = standings(current_cooperative_id())
    earned, paid, due = totals(found)
    return {
        "standings": found,
        "earned_fen": earned,
        "paid_fen": paid,
        "due_fen": due,
        "places": places_of_origin(current_cooperative().origin_code),
    }


def _whole(household_id: str) -> dict[str, Any]:
    standing = _standing(household_id)
    payments = payments_of_household(standing.household.id)
    return {
        "standing": standing,
        "lots": lots_of_household(standing.household.id),
        "payments": payments,
        "names": names_of(one.paid_by_id for one in payments),
        "ways": [one.value for one in PayoutWay],
        "places": places_of_origin(
            current_cooperative().origin_code, standing.household.village_code
        ),
        "request_key": new_request_key(),
        "today": clock.today(),
    }


def _lot(lot_id: str) -> dict[str, Any]:
    ours = current_cooperative_id()
    found = get_lot_of_cooperative(ours, parse_id(lot_id))
    return {
        "lot": found,
        "households": active_households(ours),
        "growers": growers_of_lot(found.id),
        "is_shared": is_shared(found.id),
    }
