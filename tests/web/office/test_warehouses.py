import pytest
from sqlalchemy import select

from app.db import session, transaction
from app.orders.actions import Actor
from app.orders.kinds import ActorKind
from app.parcels.models import Manifest, Parcel
from app.people.models import Person
from app.stock.models import Warehouse
from app.warehousing.station import weigh_and_pack
from tests.browser_of_pages import Pages

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


def test_without_a_warehouse_the_list_says_so(pages: Pages, postal: Person) -> None:
    assert pages.get("/office/warehouses/").has_text("还没有仓库")


def test_nothing_ticked_and_nothing_to_pick(pages: Pages, warehouse: Warehouse) -> None:
    board = pages.get("/office/warehouses/tianning/")
    refused = pages.submit(board.form("/office/warehouses/tianning/waves"), expect=409)
    assert refused.has_text("没有符合条件的待拣邮件")
    answer = pages.client.post("/office/warehouses/tianning/dispatch", data={})
    assert answer.status_code == 422


def test_what_is_ticked_leaves_with_one_manifest_however_often_the_form_is_sent(
    pages: Pages, warehouse: Warehouse, parcel_there: Parcel
) -> None:
    with transaction():
        weigh_and_pack(parcel_there.id, parcel_there.gross_grams, "", Actor(ActorKind.postal))
    page = pages.get("/office/warehouses/tianning/dispatch")
    assert page.has_text(parcel_there.waybill_number)
    form = page.form("/office/warehouses/tianning/dispatch")
    sent = {"waybill": parcel_there.waybill_number}
    first = pages.submit(form, **sent)
    assert first.h1.startswith("交接单 JJ")
    assert first.has_text("天宁电商仓")
    assert pages.submit(form, **sent).h1 == first.h1
    session.expire_all()
    (manifest,) = session.scalars(select(Manifest)).all()
    assert (manifest.warehouse_id, manifest.outlet_id) == (warehouse.id, warehouse.outlet_id)
    assert (manifest.parcels, manifest.grams) == (1, parcel_there.gross_grams)
    assert session.get_one(Parcel, parcel_there.id).state == "accepted"
    paper = pages.client.get(f"/office/manifests/{manifest.number}/manifest.pdf")
    assert paper.data.startswith(b"%PDF")
