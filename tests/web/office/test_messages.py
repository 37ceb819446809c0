import pytest

from app import clock
from app.db import session, transaction
from app.outbox.actions import leave
from app.outbox.models import Message
from app.people.models import Person
from tests.browser_of_pages import Pages

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


def test_what_was_given_up_is_tried_again(pages: Pages, postal: Person) -> None:
    with transaction():
        message = leave("send_letter", {"person_id": 7})
        message.tries, message.given_up_at = 8, clock.now()
        message.last_fault = "ConnectionRefusedError"
    page = pages.get("/office/messages/")
    assert page.has_text("ConnectionRefusedError")
    page = pages.submit(page.form(f"/office/messages/{message.id}/again"))
    assert page.has_text("没有放弃的任务")
    again = session.get_one(Message, message.id)
    assert (again.tries, again.given_up_at) == (0, None)


def test_what_still_waits_is_not_begun_anew(pages: Pages, postal: Person) -> None:
    with transaction():
        message = leave("send_letter", {})
        message.tries = 3
    assert pages.client.post(f"/office/messages/{message.id}/again").status_code == 404
    assert session.get_one(Message, message.id).tries == 3
