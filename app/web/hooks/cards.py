"""What the card company tells us. The hook is the truth about money."""

from flask import Blueprint, jsonify, request
from werkzeug.wrappers import Response as Answer

from app.db import transaction
from app.ground.refusals import Missing
from app.partners.cards import Forged
from app.payments.kinds import Tender
from app.payments.messages import record_message
from app.web.paying import card_company

pages = Blueprint("cards", __name__, url_prefix="/cards")


@pages.post("/<company>")
def receive(company: str) -> Answer:
    """200 once it is kept, applied or not; 400 for what the company did not sign."""
    cards = card_company()
    if company != cards.tender.replace("_", "-"):
        raise Missing
    try:
        message = cards.read_message(request.get_data(), dict(request.headers))
    except Forged:
        return _say("refused", 400)
    with transaction():
        outcome = record_message(Tender(cards.tender), message)
    return _say(outcome.value, 200)


def _say(outcome: str, status: int) -> Answer:
    answer = jsonify(outcome=outcome)
    answer.status_code = status
    return answer
