import pytest
from sqlalchemy import select

from app.db import session
from app.payments.models import Refund, RefundProposal
from app.people.models import Person
from tests.browser_of_pages import Pages
from tests.makers import make_lot, make_postal, make_variant
from tests.order_sheets import make_order, make_waybills
from tests.payments.test_paying import begin, books_balance, paid, tell

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


@pytest.fixture
def part(postal: Person) -> str:
    """Paid: five boxes of 52.00."""
    make_waybills()
    variant = make_variant(price_fen=5200)
    make_lot(variant, 9)
    order = make_order((variant, 5))
    tell(paid(begin(order)))
    return order.sub_orders[0].number


def refunds() -> list[int]:
    return list(session.scalars(select(Refund.amount_fen).order_by(Refund.id)))


def test_a_part_is_paid_back_from_the_order_once(pages: Pages, part: str) -> None:
    number = part.split("-")[0]
    address = f"/office/refunds/new/{part}"
    pages.get(f"/office/orders/{number}")
    form = pages.get(address).form(address)
    sent = {**dict(form.values()), "line-1": "20.50", "reason": "bad_goods", "waste-1": "1"}
    counted = pages.client.post(address, data={**sent, "step": "continue"})
    assert (counted.status_code, refunds()) == (200, [])
    assert "20.50" in counted.text
    for _ in range(2):
        assert pages.client.post(address, data=sent).status_code == 303
    assert refunds() == [2050]
    wrongs = [
        {"line-1": "999"},
        {"line-1": ""},
        {"reason": "paid_twice"},
        {"postage": "-1"},
        {"borne_by": "carrier"},
        {"borne_by": "carrier", "line-1": "201"},
    ]
    for wrong in wrongs:
        again = {**sent, "request_key": "another", **wrong}
        again["seen_left"] = str(int(sent["seen_left"]) - 2050)
        assert pages.client.post(address, data=again).status_code == 422
    stale = pages.client.post(address, data={**sent, "request_key": "third"})
    assert (stale.status_code, refunds()) == (409, [2050])
    books_balance()


def test_a_large_one_waits_for_a_colleague(pages: Pages, part: str, postal: Person) -> None:
    address = f"/office/refunds/new/{part}"
    sent = {
        **dict(pages.get(address).form(address).values()),
        "line-1": "201",
        "reason": "goodwill",
    }
    pages.client.post(address, data=sent)
    proposal = session.scalars(select(RefundProposal)).one()
    agree = f"/office/refunds/waiting/{proposal.id}/agree"
    assert pages.client.post(agree).status_code == 403
    assert refunds() == []
    pages.sign_in(make_postal("小李"))
    waiting = "/office/refunds/waiting"
    assert waiting in pages.get("/office/").links.values()
    assert waiting in pages.get("/office/tasks/?kind=refund_proposal").links.values()
    pages.submit(pages.get("/office/refunds/waiting").form(agree))
    assert refunds() == [20100]
    assert pages.client.post(f"/office/refunds/waiting/{proposal.id}/reject").status_code == 409
    books_balance()


def test_a_failed_one_is_seen_to_and_paid_by_transfer(
    pages: Pages, part: str, postal: Person
) -> None:
    address = f"/office/refunds/new/{part}"
    sent = {**dict(pages.get(address).form(address).values()), "line-1": "1", "reason": "late"}
    pages.client.post(address, data=sent)
    refund = session.scalars(select(Refund)).one()
    refund.state, refund.fault = "failed", "card closed"
    session.commit()
    left = str(int(sent["seen_left"]) - 100)
    pages.client.post(address, data={**sent, "request_key": "another", "seen_left": left})
    other = session.scalars(select(Refund).where(Refund.id != refund.id)).one()
    other.transfer_reference, other.transferred_by_id = "BOC-6", postal.id
    session.commit()
    failed, own = "/office/payments/refunds?group=failed", f"/office/payments/refunds/{refund.id}"
    pages.submit(pages.get(failed).form(f"{own}/own"), note="打过电话")
    for field, way, typed, status in (
        ("reference", "transfer", " ", 422),
        ("reference", "transfer", "B" * 61, 422),
        ("reference", "transfer", "BOC-6", 409),
        ("note", "own", "长" * 201, 422),
    ):
        refused = pages.client.post(f"{own}/{way}", data={field: typed})
        assert refused.status_code == status
        assert f'id="{field}-error"' in refused.text
        assert f'<input id="{field}" name="{field}" value="{typed}"' in refused.text
        # The other field says what it said; the row stands open.
        assert ('value="打过电话"' in refused.text) == (field == "reference")
        assert "<details open>" in refused.text
    session.expire_all()
    assert (refund.transfer_reference, refund.owner_note) == (None, "打过电话")
    pages.submit(pages.get(failed).form(f"{own}/transfer"), reference="BOC-7")
    assert pages.get(failed).has_text("打过电话")
    alone = pages.client.post(f"{own}/confirm")
    assert (alone.status_code, "BOC-7" in alone.text) == (403, True)
    assert 'role="alert"' in alone.text
    pages.sign_in(make_postal("小李"))
    pages.submit(pages.get(failed).form(f"{own}/confirm"))
    session.expire_all()
    assert refund.state == "succeeded"
