"""The inbox: what spoils first, by one index; and a page with everything, one tap away."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import event, select, update

from app import clock as time
from app.claims.models import Remedy
from app.db import db, session, transaction
from app.ground.parcel_exceptions import Owner
from app.orders.actions import SYSTEM
from app.parcels.exceptions import open_exceptions_of, snooze
from app.parcels.inbox import Asked, counts_of_open
from app.parcels.models import ExceptionNote, Parcel, ParcelException
from app.parcels.watching import watch
from app.payments.models import Refund
from app.people.models import Person
from app.reports.stuck import matters
from app.web.exception_views import listed
from tests.browser_of_pages import Form, Page, Pages
from tests.claims.complaints import Sale, sell
from tests.makers import make_postal
from tests.payments.test_paying import books_balance

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])
INBOX = "/office/exceptions/"


def in_trouble(code: str = "987", good_until: date | None = None, **sold: int) -> Sale:
    sale = sell(**sold)
    with transaction():
        session.get_one(Parcel, sale.parcel.id).good_until = good_until
    sale.scan(code)
    return sale


def row_of(sale: Sale) -> ParcelException:
    session.expire_all()
    return open_exceptions_of(sale.parcel.id)[0]


def page_of(sale: Sale) -> str:
    return f"{INBOX}{row_of(sale).id}"


def refund_form(page: Page) -> Form:
    (form,) = [
        one
        for one in page.forms
        if [two.get("value") for two in one.controls.get("remedy", [])] == ["refund"]
    ]
    return form


def test_what_spoils_first_stands_first_and_then_whose_time_is_up(
    app: Flask, pages: Pages, postal: Person
) -> None:
    today = time.today()
    later, soon, sooner = (
        in_trouble("987", today + timedelta(days=5)),
        in_trouble("987", today + timedelta(days=1)),
        in_trouble("651", today + timedelta(days=1)),
    )
    page = pages.get(INBOX)
    found = [page.text.index(one.parcel.waybill_number) for one in (sooner, soon, later)]
    assert found == sorted(found)
    assert page.has_text("还剩 1 天")
    # By whom and by what.
    assert pages.get(f"{INBOX}?owner=carrier").has_text(sooner.parcel.waybill_number)
    assert not pages.get(f"{INBOX}?owner=carrier").has_text(later.parcel.waybill_number)
    assert not pages.get(f"{INBOX}?kind=lost").has_text(sooner.parcel.waybill_number)
    assert pages.client.get(f"{INBOX}?kind=nonsense").status_code == 404
    assert pages.client.get(f"{INBOX}?after=nonsense").status_code == 422


def test_pages_go_on_where_the_last_one_ended_with_the_same_statements(app: Flask) -> None:
    for _ in range(3):
        in_trouble("987", time.today() + timedelta(days=2))
    rows = session.scalars(select(ParcelException.id).order_by(ParcelException.id)).all()
    statements: list[str] = []

    def count(*told: object) -> None:
        statements.append(str(told[2]))

    seen, after, counts = [], "", []
    while True:
        session.expire_all()
        statements.clear()
        event.listen(db.engine, "before_cursor_execute", count)
        found, after = listed(Asked(), after, 1)
        event.remove(db.engine, "before_cursor_execute", count)
        seen += [one.row.id for one in found]
        counts.append(len([one for one in statements if one.startswith("SELECT")]))
        if not after:
            break
    assert seen == rows
    assert set(counts) == {4}


def test_a_parcel_in_two_kinds_of_trouble_is_one_row_with_both_and_counted_once(
    app: Flask, pages: Pages, postal: Person
) -> None:
    one, other = in_trouble("702"), in_trouble("987")
    ago = time.now() - timedelta(hours=1)
    with transaction():
        parcel = session.get_one(Parcel, one.parcel.id)
        parcel.promised_on = time.today() - timedelta(days=1)
        parcel.good_until = time.today() - timedelta(days=2)
        parcel.watch_at = ago
    with transaction():
        watch([one.parcel.id])
    session.expire_all()
    kinds = {row.kind: row for row in open_exceptions_of(one.parcel.id)}
    assert sorted(kinds) == ["late", "will_spoil"]
    rows, _after = listed(Asked(), None, 10)
    assert [(row.row.parcel_id, row.row.kind, row.also) for row in rows] == [
        (one.parcel.id, "will_spoil", ["late"]),
        (other.parcel.id, "lost", ()),
    ]
    assert rows[0].row.due_at == min(row.due_at for row in kinds.values())
    counts = counts_of_open()
    assert (counts.total, counts.owners["carrier"], counts.owners["office"]) == (2, 1, 2)
    assert dict(counts.kinds) == {"late": 1, "lost": 1, "will_spoil": 1}
    assert [len(listed(Asked(owner=owner), None, 10)[0]) for owner in Owner] == [
        counts.owners[owner] for owner in Owner
    ]
    stuck = {matter.kind: matter.count for matter in matters()}
    assert (stuck["parcels_in_trouble"], stuck["spoiling_parcels"]) == (2, 1)
    page = pages.get(INBOX)
    assert page.html.count(one.parcel.waybill_number) == 1
    assert page.has_text("途中将坏、超过承诺日")
    # Put aside, the one reason leaves the row and the other stays.
    with transaction():
        snooze(kinds["will_spoil"].id, time.now() + timedelta(hours=2), SYSTEM, "已联系投递部")
    session.expire_all()
    rows, _after = listed(Asked(), None, 10)
    assert [(row.row.kind, row.also) for row in rows] == [("late", ()), ("lost", ())]


def test_one_tap_refunds_and_the_page_says_so(app: Flask, pages: Pages, postal: Person) -> None:
    sale = in_trouble()
    address = page_of(sale)
    page = pages.get(address)
    assert page.has_text(sale.order.sub_orders[0].number)
    form = refund_form(page)
    after = pages.submit(form)
    assert session.scalars(select(Refund)).one().amount_fen == sale.order.total_fen
    assert after.has_text(postal.name)
    # A second tap of the same page is the same remedy.
    pages.submit(form)
    assert len(session.scalars(select(Remedy)).all()) == 1
    books_balance()


def test_a_large_one_waits_for_a_colleague(app: Flask, pages: Pages, postal: Person) -> None:
    sale = in_trouble(price_fen=300_00)
    address = page_of(sale)
    form = refund_form(pages.get(address))
    page = pages.submit(form)
    remedy = session.scalars(select(Remedy)).one()
    assert remedy.state == "waiting"
    agree = f"{address}/remedies/{remedy.id}/agree"
    assert agree not in [one.action for one in page.forms]
    assert pages.client.post(agree).status_code == 403
    pages.sign_in(make_postal("小周"))
    assert pages.get(INBOX).has_text(sale.parcel.waybill_number)
    pages.submit(pages.get(address).form(agree))
    session.expire_all()
    assert session.scalars(select(Remedy.state)).one() == "agreed"
    books_balance()


def test_it_is_taken_over_noted_put_aside_and_closed(
    app: Flask, pages: Pages, postal: Person
) -> None:
    sale = in_trouble("651")
    address = page_of(sale)
    pages.submit(pages.get(address).form(f"{address}/take"))
    row = row_of(sale)
    assert (row.owner_kind, row.owner_id) == (Owner.office, postal.id)
    assert pages.get(f"{INBOX}?mine=1").has_text(sale.parcel.waybill_number)
    pages.submit(pages.get(address).form(f"{address}/notes"), note="已转到新地址")
    pages.submit(pages.get(address).form(f"{address}/hand"), owner="carrier", words="请核实")
    pages.submit(pages.get(address).form(f"{address}/snooze"), why="明早再问")
    assert not pages.get(INBOX).has_text(sale.parcel.waybill_number)
    assert pages.get(f"{INBOX}?snoozed=1").has_text(sale.parcel.waybill_number)
    pages.submit(pages.get(address).form(f"{address}/close"), outcome="found", end="找到了")
    session.expire_all()
    notes = session.scalars(select(ExceptionNote.kind).order_by(ExceptionNote.id)).all()
    assert notes == ["opened", "taken", "asked", "handed", "snoozed", "closed"]
    assert pages.client.post(f"{address}/take").status_code == 409


@pytest.mark.parametrize(
    ("turn", "sent"),
    [
        ("hand", {"owner": "nobody", "words": "x"}),
        ("hand", {"owner": "carrier", "words": ""}),
        ("notes", {"note_kind": "closed", "note": "x"}),
        ("snooze", {"until": "2001-01-01T10:00", "why": "x"}),
        ("close", {"outcome": "refunded", "end": "x"}),
        ("remedy", {"remedy": "refund", "bearer": "buyer", "request_key": "k"}),
        ("remedy", {"remedy": "gift", "bearer": "carrier", "request_key": "k"}),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_changes_nothing(
    app: Flask, pages: Pages, postal: Person, turn: str, sent: dict[str, str]
) -> None:
    sale = in_trouble()
    address = page_of(sale)
    answer = pages.client.post(f"{address}/{turn}", data=sent)
    assert answer.status_code == 422
    assert session.scalars(select(ExceptionNote.kind)).all() == ["opened"]
    assert session.scalars(select(Remedy)).all() == []


def test_a_line_with_a_lot_that_is_not_offered_is_refused(
    app: Flask, pages: Pages, postal: Person
) -> None:
    sale = in_trouble()
    sent = {"remedy": "resend", "bearer": "carrier", "request_key": "k", f"lot-{sale.line_id}": "9"}
    assert pages.client.post(f"{page_of(sale)}/remedy", data=sent).status_code == 422
    session.execute(update(Parcel).values(sent_at=None))
    session.rollback()
    assert session.query(Parcel).count() == 1
