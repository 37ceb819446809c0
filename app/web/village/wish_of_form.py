"""From the confirmed form to the wish that `place_order` takes: for this shop's own villager."""

from app import clock
from app.ground.money import MAX_FEN
from app.ground.quantities import parse_id, parse_whole
from app.ground.refusals import AddressIncomplete
from app.ground.texts import clean_line
from app.orders.kinds import Channel, DeliveryPreference
from app.orders.wishes import Delivery, OrderWish, Recipient
from app.shops.kinds import ConsentPurpose
from app.shops.queries import get_shop, get_villager_of, live_consent
from app.web.forms import Form
from app.web.guard import current_person_id
from app.web.languages import current_language
from app.web.village.basket_of_form import wanted_of

LONGEST_NEIGHBOUR = 50
LONGEST_NOTE = 200


def wish_of(form: Form, shop_id: int) -> OrderWish:
    villager_id = parse_id(form.values.get("villager"))
    preference = form.choose("preference", DeliveryPreference)
    is_next_door = preference is DeliveryPreference.neighbour
    neighbour = form.take(
        "neighbour", clean_line, longest=LONGEST_NEIGHBOUR, optional=not is_next_door
    )
    wanted = wanted_of(form)
    note = form.take("note", clean_line, longest=LONGEST_NOTE, optional=True)
    total_fen = form.take("total_fen", parse_whole, least=0, most=MAX_FEN)
    insurance_fen = form.take("insurance_fen", parse_whole, least=0, most=MAX_FEN)
    recipient = _recipient(form, shop_id, villager_id, preference)
    form.check()
    is_insured = form.ticked("insured")
    return OrderWish(
        request_key=form.values.get("request_key", ""),
        wanted=wanted,
        recipient=recipient,
        delivery=Delivery(
            preference=preference,
            shop_id=shop_id if preference is DeliveryPreference.shop else None,
            neighbour=neighbour if is_next_door else None,
            has_consent=_may_leave_it(form, villager_id, preference),
        ),
        perishable_confirmed=form.ticked("perishable_confirmed"),
        # Both sums stood there, and the tick says which of them is agreed to.
        seen_total_fen=total_fen + (insurance_fen if is_insured else 0),
        is_insured=is_insured,
        note=note,
        language=current_language().tag,
        channel=Channel.village,
        placed_by_id=current_person_id(),
        shop_id=shop_id,
        villager_id=villager_id,
    )


def _recipient(
    form: Form, shop_id: int, villager_id: int, preference: DeliveryPreference | None
) -> Recipient:
    """A parcel for the shelf goes to the shop's address with the villager's name on it."""
    shop = get_shop(shop_id)
    villager = get_villager_of(shop_id, villager_id)
    to_shop = preference is DeliveryPreference.shop
    if not to_shop and not villager.detail:
        form.refuse("preference", AddressIncomplete())
    return Recipient(
        name=villager.name,
        phone=villager.phone,
        region_code=shop.village_code if to_shop else villager.village_code,
        detail=f"{shop.detail} {shop.name}" if to_shop else villager.detail,
    )


def _may_leave_it(form: Form, villager_id: int, preference: DeliveryPreference) -> bool:
    """At the shop with her standing consent, or with what she has just said; so too next door."""
    if form.ticked("delivery_consent"):
        return True
    standing = live_consent(villager_id, ConsentPurpose.receive_for_me, clock.now())
    return preference is DeliveryPreference.shop and standing is not None
