"""The 邮掌柜 orders for a neighbour without phone or account, from her name to her hands."""

from flask import Flask
from sqlalchemy import func, select

from app.db import session, transaction
from app.ground.order_states import OrderState
from app.ground.postings import cash_box, shop_held
from app.ledger.queries import balance
from app.orders.actions import Actor
from app.orders.kinds import ActorKind
from app.orders.models import Order
from app.parcels.actions import hand_over, locked, pack, print_labels
from app.parcels.models import Parcel
from app.reports.checks import check_books
from app.shops.models import Villager
from tests.browser_of_pages import Pages
from tests.counters import open_counter
from tests.makers import make_cooperative, make_lot, make_product, make_variant
from tests.order_sheets import make_waybills

CLERK = Actor(ActorKind.cooperative)


def books_balance() -> None:
    assert {check.name: check.faults for check in check_books() if check.faults} == {}


def send(parcels: list[Parcel]) -> None:
    """What the cooperative does meanwhile."""
    with transaction():
        rows = locked(parcel.id for parcel in parcels)
        print_labels(rows, CLERK)
        pack(rows, CLERK)
        hand_over(rows, CLERK)


def sole(model: type[Order] | type[Parcel] | type[Villager]) -> int:
    return session.execute(select(model.id)).scalar_one()


def test_a_villager_without_a_phone_gets_her_pears(app: Flask, pages: Pages) -> None:
    make_waybills()
    pears = make_product(make_cooperative(), name="焦溪翠冠梨", is_perishable=True)
    pack_of_five = make_variant(pears, price_fen=5200)
    make_lot(pack_of_five, 5)
    counter = open_counter(app, pages)

    # She is new: written down once, however often the button is tapped.
    page = pages.get("/village/villagers/new")
    form = page.form("/village/villagers/")
    told = {"name": "王阿婆", "phone": "", "detail": "老樟树后第三家"}
    pages.submit(form, **told)
    page = pages.submit(form, **told)
    villager_id = sole(Villager)

    # Consent is read to her and recorded.
    assert page.path == f"/village/consents/new/{villager_id}"
    page = pages.submit(
        page.form(f"/village/consents/new/{villager_id}"),
        purpose=["order_for_me", "receive_for_me"],
        method="spoken_before_witness",
        witness_name="李大爷",
    )
    assert "李大爷" in page.text

    # Who is it for: her initials. What: two boxes. Where: the shop.
    page = pages.get("/village/villagers/?q=wap")
    page = pages.get(page.all("a", class_="key")[0].attrib["href"])
    page = pages.submit(page.form("choose"), **{f"boxes-{pack_of_five.id}": "２"})
    page = pages.submit(page.form("/village/orders/"), expect=422)
    assert page.error("perishable_confirmed") != ""
    assert session.execute(select(func.count()).select_from(Order)).scalar_one() == 0
    page = pages.submit(page.form("/village/orders/"), perishable_confirmed="yes")

    # Cash: the change is shown, the box holds what she paid, the shop's commission is written down.
    order = session.get_one(Order, sole(Order))
    assert (order.state, order.total_fen > 10_400) == (OrderState.placed, True)
    assert page.path == f"/village/orders/{order.number}"
    page = pages.submit(page.form("cash-taken"), received="200")
    session.refresh(order)
    assert order.state == OrderState.paid
    change = 20_000 - order.total_fen
    assert f"{change // 100}.{change % 100:02d} 元" in page.text
    assert balance(cash_box(counter.shop.id)) == order.total_fen
    assert -balance(shop_held(counter.shop.id)) == 312

    # The parcel comes, is scanned in as scanners do, and lies on the shelf.
    parcel = session.get_one(Parcel, sole(Parcel))
    send([parcel])
    page = pages.get("/village/shelf/expected")
    assert parcel.waybill_number in page.text
    page = pages.get("/village/shelf/scan")
    scanned = f" {parcel.waybill_number[:5].lower()} {parcel.waybill_number[5:]} "
    page = pages.submit(page.form("/village/shelf/scan"), waybill=scanned, place="A2")
    assert "A2" in page.text
    assert "王阿婆" in pages.get("/village/shelf/").text

    # She has no phone, so she is known in person; her grandson carries it home.
    page = pages.get(f"/village/find?q={parcel.waybill_number}")
    give = page.form(f"/village/shelf/collect/{parcel.waybill_number}")
    page = pages.submit(give, known="yes", collected_by="孙子小强")
    assert "孙子小强" in page.text
    session.refresh(parcel)
    assert (parcel.state, parcel.collected_by) == ("collected", "孙子小强")
    books_balance()
