"""What buyers are told of goods that go back, in the language they ordered in."""

from flask_babel import force_locale, gettext

from app.claims.drop_offs import find_drop_off
from app.claims.return_queries import get_return
from app.clock import SHANGHAI
from app.db import Facts
from app.ground.return_states import ReturnState
from app.jobs.letters import address_of, locale_of, market_address, send
from app.partners.letters import Letter


def tell_return(facts: Facts) -> None:
    """Somebody has started it for her: the label, and until when. Not if it has ended by now."""
    back = get_return(int(facts["return_id"]))
    order = back.sub_order.order
    address = address_of(order)
    if address is None or back.state != ReturnState.announced:
        return
    with force_locale(locale_of(order)):
        subject = gettext("Boxes of order %(number)s go back", number=order.number)
        news = gettext("A return was started for you, as you asked.")
        if back.claim_id is not None:
            news = gettext("Your claim is decided: the boxes go back, and their price to you.")
        text = gettext(
            "%(news)s Stick the label of parcel %(waybill)s on "
            "the boxes and bring them to a post office or a village shop by %(moment)s. The label, "
            "and what is paid back: %(address)s",
            news=news,
            waybill=back.parcel.waybill_number,
            moment=f"{back.send_by.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
            address=f"{market_address()}/orders/{order.number}/returns/{back.number}",
        )
    send(Letter(address, subject, text))


def tell_dropped_off(facts: Facts) -> None:
    """Her receipt: the shop has them."""
    drop = find_drop_off(int(facts["parcel_id"]))
    address = address_of(drop.parcel.sub_order.order) if drop else None
    if drop is None or address is None:
        return
    order = drop.parcel.sub_order.order
    with force_locale(locale_of(order)):
        subject = gettext("Boxes of order %(number)s are handed in", number=order.number)
        text = gettext(
            "%(shop)s took in return %(waybill)s on %(moment)s. Keep this letter until your money "
            "is back. Where it is: %(address)s",
            shop=drop.shop.name_en if order.language == "en" else drop.shop.name,
            waybill=drop.parcel.waybill_number,
            moment=f"{drop.taken_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
            address=f"{market_address()}/track/{drop.parcel.waybill_number}",
        )
    send(Letter(address, subject, text))


def tell_late_return(facts: Facts) -> None:
    """It came after its time, and the post office has said what becomes of it."""
    back = get_return(int(facts["return_id"]))
    order = back.sub_order.order
    address = address_of(order)
    if address is None:
        return
    with force_locale(locale_of(order)):
        subject = gettext("Your return of order %(number)s came late", number=order.number)
        if back.state == ReturnState.sent_back:
            news = gettext("It is not taken any more and is on its way back to you.")
        else:
            news = gettext("It is taken all the same: money follows when the boxes were looked at.")
        text = gettext(
            "%(news)s The post office says: %(words)s. The whole of it: %(address)s",
            news=news,
            words=back.late_words or "",
            address=f"{market_address()}/orders/{order.number}/returns/{back.number}",
        )
    send(Letter(address, subject, text))
