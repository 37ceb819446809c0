"""Which function does the work of which message. Each opens its own transactions, talks to partners
outside of them, and may run twice without harm."""

from collections.abc import Callable, Mapping

from app.catalogue.indexing import index_product
from app.db import Facts, transaction
from app.jobs.carrier import announce_parcels, withdraw_number
from app.jobs.labels import draw_labels
from app.jobs.letters import (
    send_letter,
    tell_claim,
    tell_order_paid,
    tell_payee,
    tell_payment_returned,
    tell_waybills_low,
)
from app.jobs.letters_of_parcels import (
    remind_of_boxes,
    remind_pickup,
    tell_agreement,
    tell_differences,
    tell_made_good,
    tell_pickup,
    tell_sent_back,
    tell_trouble,
)
from app.jobs.letters_of_returns import tell_dropped_off, tell_late_return, tell_return
from app.jobs.money import follow_dispute, follow_refund, send_evidence, send_refund
from app.jobs.post import book_order_parcels, call_off_replacement, notice_return
from app.jobs.settling import send_payout, settle_party

Handler = Callable[[Facts], None]


def index_one_product(facts: Facts) -> None:
    with transaction():
        index_product(int(facts["product_id"]))


HANDLERS: Mapping[str, Handler] = {
    "announce_parcels": announce_parcels,
    "book_parcels": book_order_parcels,
    "call_off_replacement": call_off_replacement,
    "draw_labels": draw_labels,
    "follow_dispute": follow_dispute,
    "follow_refund": follow_refund,
    "index_product": index_one_product,
    "remind_of_boxes": remind_of_boxes,
    "notice_late_return": notice_return,
    "remind_pickup": remind_pickup,
    "send_evidence": send_evidence,
    "send_letter": send_letter,
    "send_payout": send_payout,
    "send_refund": send_refund,
    "tell_agreement": tell_agreement,
    "tell_claim": tell_claim,
    "settle": settle_party,
    "tell_dropped_off": tell_dropped_off,
    "tell_late_return": tell_late_return,
    "tell_made_good": tell_made_good,
    "tell_order_paid": tell_order_paid,
    "tell_payment_returned": tell_payment_returned,
    "tell_payee": tell_payee,
    "tell_pickup": tell_pickup,
    "tell_return": tell_return,
    "tell_sent_back": tell_sent_back,
    "tell_differences": tell_differences,
    "tell_trouble": tell_trouble,
    "tell_waybills_low": tell_waybills_low,
    "withdraw_number": withdraw_number,
}
