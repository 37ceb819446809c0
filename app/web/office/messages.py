"""Later work that was given up: put right what was wrong, then let it be tried again."""

from flask import Blueprint
from werkzeug.wrappers import Response as Answer

from app.db import transaction
from app.ground.quantities import parse_id
from app.outbox.actions import try_again
from app.outbox.queries import find_oldest_due, given_up, waiting_count
from app.web.office.here import ON_A_PAGE, asked_before
from app.web.pages import back_to, page

pages = Blueprint("messages", __name__, url_prefix="/messages")


@pages.get("/")
def list() -> str:
    before = asked_before()
    messages = given_up(before, ON_A_PAGE + 1)
    return page(
        messages=messages[:ON_A_PAGE],
        older=messages[ON_A_PAGE - 1].id if len(messages) > ON_A_PAGE else None,
        is_first=before is None,
        waiting=waiting_count(),
        oldest_due=find_oldest_due(),
    )


@pages.post("/<message_id>/again")
def again(message_id: str) -> Answer:
    with transaction():
        try_again(parse_id(message_id))
    return back_to("office.messages.list")
