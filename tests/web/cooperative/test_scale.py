import pytest
from sqlalchemy import select

from app.db import session
from app.parcels.models import Parcel
from app.warehousing.models import Weighing
from tests.browser_of_pages import Pages
from tests.sheds import Shed

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])
SCALE = "/cooperative/scale/"


def test_scanned_weighed_and_packed_with_the_keyboard_only(pages: Pages, shed: Shed) -> None:
    (parcel,) = shed.parcels(shed.buy(1))
    grams = parcel.gross_grams
    address = f"{SCALE}{parcel.waybill_number}"
    table = pages.submit(pages.get(SCALE).form(SCALE), q=parcel.waybill_number.lower())
    unlikely = pages.submit(table.form(address), grams=str(grams * 2), expect=409)
    assert unlikely.has_text("计算重量是")
    session.expire_all()
    assert session.get_one(Parcel, parcel.id).final_grams is None
    done = pages.submit(unlikely.form(address), grams=str(grams * 2), reason="多放了冰袋")
    assert done.has_text(parcel.waybill_number)
    session.expire_all()
    kept = session.get_one(Parcel, parcel.id)
    assert (kept.state, kept.final_grams, kept.label_prints) == ("packed", grams * 2, 1)
    weighing = session.scalars(select(Weighing)).one()
    assert (weighing.reason, weighing.computed_grams) == ("多放了冰袋", grams)
    assert weighing.asked_fen > weighing.quoted_fen


def test_what_is_another_sheds_or_no_number_is_not_found(pages: Pages, shed: Shed) -> None:
    assert pages.get(f"{SCALE}?q=nonsense").has_text("不是本合作社要寄的邮件")
    pages.get(f"{SCALE}0000101999999", expect=404)
