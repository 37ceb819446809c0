"""The checkout's form: from what was typed to a wish, and back to a page that asks again."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.ground.money import MAX_FEN
from app.ground.quantities import parse_id, parse_whole
from app.ground.refusals import (
    ConsentMissing,
    FieldMissing,
    PerishableNotConfirmed,
    Refusal,
)
from app.ground.texts import clean_line, clean_text
from app.orders.actions import new_request_key
from app.orders.basket_lines import Basket
from app.orders.kinds import DeliveryPreference
from app.orders.wishes import Delivery, OrderWish, Recipient
from app.people.queries import get_saved_address
from app.web.forms import Form
from app.web.languages import current_language
from app.web.sign_in import find_person_id
from app.web.storefront.address_fields import (
    as_fields,
    deepest,
    fields_of_region,
    take_address,
    tidy,
    understand,
)
from app.web.storefront.shop_choices import shop_choices
from app.web.storefront.shopping import find_whereto

LONGEST_NOTE, LONGEST_NEIGHBOUR = 200, 40
# What actions call a field, and what this form calls it.
FIELD_NAMES = {
    "region_code": "county",
    "recipient_phone": "phone",
    "delivery_consent": "preference_consent",
    "perishable_confirmed": "perishable",
}


@dataclass(frozen=True, slots=True)
class TypedOrder:
    recipient: Recipient
    delivery: Delivery
    is_perishable_confirmed: bool
    note: str
    seen_total_fen: int
    is_insured: bool


def first_form(address_id: str | None) -> Form:
    """A saved address, or what was typed once on the way here, fills it in."""
    values = {"request_key": new_request_key(), "preference": DeliveryPreference.door.value}
    whereto = find_whereto()
    if whereto is not None:
        values |= fields_of_region(whereto)
    person_id = find_person_id()
    if address_id and person_id is not None:
        saved = get_saved_address(person_id, parse_id(address_id))
        values |= {
            "recipient": saved.recipient_name,
            "phone": saved.recipient_phone,
            "detail": saved.detail,
            **fields_of_region(saved.region_code),
        }
    return Form.filled(**values)


def understood(form: Form) -> Form:
    """What was pasted, sorted into the fields; where nothing was found the typed text stays."""
    try:
        found = as_fields(understand(form.values.get("pasted")))
    except Refusal as refusal:
        form.refuse("pasted", refusal)
        return form
    texts = {name: found[name] for name in ("recipient", "phone", "detail") if found[name]}
    regions = {name: found[name] for name in ("province", "city", "county", "town")}
    return _with_values(form, texts | (regions if regions["province"] else {}))


def refreshed(form: Form) -> Form:
    """Selects below a changed one are emptied; a form that lost its key gets a new one."""
    key = form.values.get("request_key") or new_request_key()
    return _with_values(form, {**tidy(form.values), "request_key": key})


def _with_values(form: Form, values: Mapping[str, str]) -> Form:
    changed = Form.filled(**{**form.values, **values})
    changed.errors = form.errors
    return changed


def take_order(form: Form, basket: Basket) -> TypedOrder:
    """Everything that is wrong is noted; `form.check()` has the last word."""
    address = take_address(form)
    delivery = _take_delivery(form)
    confirmed = form.ticked("perishable")
    if basket.has_perishable and not confirmed:
        form.refuse("perishable", PerishableNotConfirmed())
    note = form.take("note", clean_text, longest=LONGEST_NOTE, optional=True)
    seen_fen = form.take("total_fen", parse_whole, least=0, most=MAX_FEN)
    insurance_fen = form.take("insurance_fen", parse_whole, least=0, most=MAX_FEN)
    form.check()
    is_insured = form.ticked("insured")
    # She has seen both sums, and the tick says which of them she agrees to.
    seen_fen += insurance_fen if is_insured else 0
    recipient = Recipient(
        name=address.name,
        phone=address.phone,
        region_code=address.region_code,
        detail=address.detail,
    )
    return TypedOrder(recipient, delivery, confirmed, note, seen_fen, is_insured)


def _take_delivery(form: Form) -> Delivery:
    preference = form.choose("preference", DeliveryPreference)
    if preference not in (DeliveryPreference.shop, DeliveryPreference.neighbour):
        return Delivery()
    consent = form.ticked("preference_consent")
    if not consent:
        form.refuse("preference_consent", ConsentMissing())
    if preference is DeliveryPreference.neighbour:
        neighbour = form.take("neighbour", clean_line, longest=LONGEST_NEIGHBOUR)
        return Delivery(preference=preference, neighbour=neighbour, has_consent=consent)
    shop_id = _take_shop(form)
    return Delivery(preference=preference, shop_id=shop_id, has_consent=consent)


def _take_shop(form: Form) -> int | None:
    """One of those that were offered for the place."""
    if not form.values.get("pickup_shop"):
        form.refuse("pickup_shop", FieldMissing())
        return None
    chosen = form.take("pickup_shop", parse_id)
    offered = {int(code) for code, _ in shop_options(form.values)}
    if chosen not in offered:
        form.refuse("pickup_shop", FieldMissing())
    return chosen


def shop_options(values: Mapping[str, str]) -> list[tuple[str, str]]:
    """Shops and service centres near the chosen place, once its county is known."""
    code = deepest(dict(values))
    if code is None or not values.get("county"):
        return []
    return shop_choices(code)


def wish_of(
    typed: TypedOrder, request_key: str, wanted: Mapping[int, int], person_id: int | None
) -> OrderWish:
    return OrderWish(
        request_key=request_key,
        wanted=wanted,
        recipient=typed.recipient,
        delivery=typed.delivery,
        perishable_confirmed=typed.is_perishable_confirmed,
        seen_total_fen=typed.seen_total_fen,
        is_insured=typed.is_insured,
        note=typed.note,
        language=current_language().tag,
        person_id=person_id,
    )


def in_words_of_form(refusal: Refusal) -> Refusal:
    """The field that this form shows it beside."""
    if refusal.field is not None:
        refusal.field = FIELD_NAMES.get(refusal.field, refusal.field)
    return refusal
