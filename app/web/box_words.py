"""What whoever takes a returnable box in is told: whether money goes back, and who gives it."""

from flask_babel import gettext as _

from app.payments.box_deposits import BoxBack
from app.payments.kinds import Tender
from app.web.formats import yuan


def box_is_back(number: str, back: BoxBack, shop_id: int | None) -> str:
    """Notes are handed back where they were taken; all else goes the way it came by itself."""
    words = [_("The box of %(waybill)s is back.", waybill=number)]
    in_cash = [one for one in back.refunds if one.payment.tender == Tender.cash_box]
    here_fen = sum(one.amount_fen for one in in_cash if one.payment.shop_id == shop_id)
    elsewhere_fen = sum(one.amount_fen for one in in_cash) - here_fen
    itself_fen = back.amount_fen - here_fen - elsewhere_fen
    if here_fen:
        words.append(
            _(
                "Deposit: hand ¥%(price)s back in cash, on the page of order %(order)s.",
                price=yuan(here_fen),
                order=back.sub_order.order.number,
            )
        )
    if elsewhere_fen:
        words.append(
            _(
                "The deposit of ¥%(price)s is handed back by the shop that took it in cash.",
                price=yuan(elsewhere_fen),
            )
        )
    if itself_fen:
        words.append(
            _("The deposit of ¥%(price)s goes back the way it was paid.", price=yuan(itself_fen))
        )
    return " ".join(words)
