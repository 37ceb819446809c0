"""A returnable box is taken in at a shop's counter or at the office, and whoever takes it in is
told whether money goes back, and who gives it."""

from typing import Any

from flask import request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from app.db import transaction
from app.ground.refusals import Refusal
from app.ground.waybills import parse_waybill
from app.orders.actions import Actor
from app.parcels.loans import boxes_back_lately
from app.payments.box_deposits import BoxBack, receive_box
from app.payments.kinds import Tender
from app.web.formats import yuan
from app.web.forms import Form
from app.web.pages import back_to, page_again, tell


def take_box_in(endpoint: str, shop_id: int | None, actor: Actor, **context: Any) -> Answer:
    """`endpoint` is the page with the form, `context` what it shows besides what came lately.
    `shop_id` is None at the office."""
    form = Form(request.form)
    try:
        number = form.take("waybill", parse_waybill)
        form.check()
        with transaction():
            back = receive_box(number, shop_id, actor)
    except Refusal as refusal:
        refusal.field = refusal.field or "waybill"
        shown = {"lately": boxes_back_lately(shop_id), **context}
        return page_again(refusal, form=form, like=endpoint.rpartition(".")[2], **shown)
    tell(box_is_back(number, back, shop_id))
    return back_to(endpoint)


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
