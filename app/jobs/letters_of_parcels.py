"""What buyers are told of their parcels, in the language they ordered in."""

from flask_babel import force_locale, gettext

from app.clock import SHANGHAI
from app.db import Facts
from app.ground.box_deposits import FORFEITED_AFTER_DAYS
from app.ground.money import yuan_parts
from app.ground.parcel_exceptions import ExceptionKind
from app.ground.parcel_steps import ARRIVED
from app.jobs.letters import address_of, locale_of, market_address, send
from app.orders.queries import get_sub_order
from app.parcels.kinds import MadeGood
from app.parcels.manifest_lists import get_manifest, missing_in
from app.parcels.queries import get_parcels
from app.partners.letters import Letter
from app.payments.box_deposits import held_deposits
from app.people.kinds import Role
from app.people.queries import persons_with_role


def tell_pickup(facts: Facts) -> None:
    """Only to the buyer's own account: whoever reads the code is given the parcel."""
    (parcel,) = get_parcels([int(facts["parcel_id"])])
    order, shop, code = parcel.sub_order.order, parcel.pickup_shop, parcel.pickup_code
    address = address_of(order)
    if address is None or shop is None or code is None:
        return
    with force_locale(locale_of(order)):
        subject = gettext("A parcel of order %(number)s is waiting for you", number=order.number)
        text = gettext(
            "It is at %(shop)s, open %(hours)s. Pickup code: %(code)s",
            shop=shop.name_en if order.language == "en" else shop.name,
            hours=shop.opening_hours,
            code=code,
        )
    send(Letter(address, subject, text))


def remind_pickup(facts: Facts) -> None:
    """It still lies there: at half of the time, and when it is over."""
    (parcel,) = get_parcels([int(facts["parcel_id"])])
    order, shop, code = parcel.sub_order.order, parcel.pickup_shop, parcel.pickup_code
    address = address_of(order)
    if address is None or shop is None or code is None or parcel.collect_by is None:
        return
    with force_locale(locale_of(order)):
        subject = gettext("Please fetch your parcel of order %(number)s", number=order.number)
        facts_told = {
            "shop": shop.name_en if order.language == "en" else shop.name,
            "hours": shop.opening_hours,
            "code": code,
            "moment": f"{parcel.collect_by.astimezone(SHANGHAI):%m-%d %H:%M}",
        }
        if facts["is_over"]:
            text = gettext(
                "It has waited at %(shop)s since before %(moment)s and goes back to the sender "
                "soon. Open %(hours)s. Pickup code: %(code)s",
                **facts_told,
            )
        else:
            text = gettext(
                "It waits at %(shop)s, open %(hours)s, until %(moment)s. Pickup code: %(code)s",
                **facts_told,
            )
    send(Letter(address, subject, text))


def remind_of_boxes(facts: Facts) -> None:
    """Her returnable boxes are overdue, and the deposit is still hers. Not if they are back."""
    part = get_sub_order(int(facts["sub_order_id"]))
    order = part.order
    address = address_of(order)
    held_fen = sum(one.amount_fen for one in held_deposits(part))
    if address is None or not held_fen:
        return
    with force_locale(locale_of(order)):
        subject = gettext("Please bring back the boxes of order %(number)s", number=order.number)
        text = gettext(
            "Your order came in returnable boxes. Bring them to any village shop or post office: "
            "the number on the box is scanned, and %(price)s of deposit go back the way you "
            "paid. %(days)s days after sending the deposit is kept. Your order: %(address)s",
            price="¥" + ".".join(yuan_parts(held_fen)),
            days=FORFEITED_AFTER_DAYS,
            address=f"{market_address()}/orders/{order.number}",
        )
    send(Letter(address, subject, text))


def tell_agreement(facts: Facts) -> None:
    """A keeper wrote down that she agreed on the phone: if she did not, she must hear of it."""
    (parcel,) = get_parcels([int(facts["parcel_id"])])
    order, shop = parcel.sub_order.order, parcel.pickup_shop
    address = address_of(order)
    if address is None or shop is None:
        return
    with force_locale(locale_of(order)):
        subject = gettext("Your parcel of order %(number)s lies at a shop", number=order.number)
        text = gettext(
            "%(shop)s has written down that you agreed on the phone to fetch it there. If you did "
            "not, please call the shop at %(phone)s at once. Your order: %(address)s",
            shop=shop.name_en if order.language == "en" else shop.name,
            phone=shop.phone,
            address=f"{market_address()}/orders/{order.number}",
        )
    send(Letter(address, subject, text))


def tell_sent_back(facts: Facts) -> None:
    (parcel,) = get_parcels([int(facts["parcel_id"])])
    order = parcel.sub_order.order
    address = address_of(order)
    if address is None:
        return
    with force_locale(locale_of(order)):
        subject = gettext("Your parcel of order %(number)s goes back", number=order.number)
        text = gettext(
            "It was not fetched, or was refused, and is on its way to the sender. What becomes of "
            "your money: %(address)s",
            address=f"{market_address()}/orders/{order.number}",
        )
    send(Letter(address, subject, text))


def tell_trouble(facts: Facts) -> None:
    """Late, damaged or lost: before she has to ask. Not if it is there or made good by now."""
    (parcel,) = get_parcels([int(facts["parcel_id"])])
    order = parcel.sub_order.order
    address = address_of(order)
    if address is None or parcel.made_good is not None or parcel.state in ARRIVED:
        return
    with force_locale(locale_of(order)):
        subject = gettext("About your parcel of order %(number)s", number=order.number)
        text = gettext(
            "%(news)s The post office is looking after it and will write again. Where it is: "
            "%(address)s",
            news=_trouble(ExceptionKind(facts["kind"])),
            address=f"{market_address()}/orders/{order.number}",
        )
    send(Letter(address, subject, text))


def _trouble(kind: ExceptionKind) -> str:
    return {
        ExceptionKind.late: gettext("It is late: it should have been with you by now."),
        ExceptionKind.damaged: gettext("It was damaged on its way."),
        ExceptionKind.lost: gettext("It was lost on its way. We are sorry."),
    }[kind]


def tell_differences(facts: Facts) -> None:
    """To everybody in the shed: its outlet has counted, and something was missing or too many."""
    manifest = get_manifest(str(facts["manifest"]))
    people = persons_with_role(Role.clerk, Role.manager, cooperative_id=manifest.cooperative_id)
    missing = " ".join(one.parcel.waybill_number for one in missing_in(manifest))
    extras = " ".join(one.waybill_number for one in manifest.extras)
    with force_locale("zh_Hans"):
        subject = gettext("Manifest %(number)s was not counted as listed", number=manifest.number)
        text = gettext(
            "Missing at the outlet: %(missing)s. There, and not listed: %(extras)s. Please look "
            "for them in the shed within twelve hours: %(address)s",
            missing=missing or gettext("none"),
            extras=extras or gettext("none"),
            address=f"{market_address()}/cooperative/manifests/{manifest.number}",
        )
    for address in [one.email for one in people if one.email]:
        send(Letter(address, subject, text))


def tell_made_good(facts: Facts) -> None:
    (parcel,) = get_parcels([int(facts["parcel_id"])])
    order = parcel.sub_order.order
    address = address_of(order)
    if address is None or parcel.made_good is None:
        return
    with force_locale(locale_of(order)):
        subject = gettext("About your parcel of order %(number)s", number=order.number)
        if parcel.made_good == MadeGood.resent:
            news = gettext("The same goods are sent to you once more.")
        else:
            news = gettext("The money for what was in it goes back to where it came from.")
        text = gettext(
            "%(news)s You need not do anything. Your order: %(address)s",
            news=news,
            address=f"{market_address()}/orders/{order.number}",
        )
    send(Letter(address, subject, text))
