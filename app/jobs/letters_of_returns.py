"""What buyers are told of goods that go back, in the language they ordered in."""

from flask_babel import force_locale, gettext

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
        text = gettext(
            "A return was started for you, as you asked. Stick the label of parcel %(waybill)s on "
            "the boxes and bring them to a post office or a village shop by %(moment)s. The label, "
            "and what is paid back: %(address)s",
            waybill=back.parcel.waybill_number,
            moment=f"{back.send_by.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
            address=f"{market_address()}/orders/{order.number}/returns/{back.number}",
        )
    send(Letter(address, subject, text))
