import pytest

from app.db import session
from app.stock.models import Lot, Movement
from tests.clocks import Clock
from tests.makers import make_cooperative, make_lot, make_product, make_variant
from tests.sheds import Shed

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])
NOT_BOXES = ("-1", "0", "1e3", "NaN", "1_000", "٣", "1.5", "", "十", "1000001", "9" * 400)


def lots() -> list[Lot]:
    session.rollback()
    return session.query(Lot).order_by(Lot.id).all()


def test_a_lot_is_booked_in_and_says_by_whom(shed: Shed, clock: Clock) -> None:
    clock.stop("2026-07-21 09:00")
    page = shed.pages.get(f"/cooperative/lots/receive?pack={shed.variant.id}")
    assert page.value("variant_id") == str(shed.variant.id)
    assert page.value("harvested_on") == "2026-07-21"
    page = shed.press(page, "lots/receive", boxes="１２０", harvested_on="2026-07-20")
    lot = lots()[-1]
    assert f"批次 {lot.number} 已入库。" in page.text
    assert (lot.on_hand, lot.reserved, lot.allocated) == (120, 0, 0)
    assert str(lot.harvested_on) == "2026-07-20"
    page = shed.pages.get(f"/cooperative/lots/{lot.id}")
    assert shed.clerk.name in page.text


def test_a_number_that_cannot_be_is_refused_and_nothing_booked(shed: Shed) -> None:
    page = shed.pages.get(f"/cooperative/lots/receive?pack={shed.variant.id}")
    for boxes in NOT_BOXES:
        page = shed.press(page, "lots/receive", expect=422, boxes=boxes)
        assert page.error("boxes")
        assert page.value("boxes") == boxes
    assert len(lots()) == 1


def test_a_day_that_is_not_yet_or_never_was_is_refused(shed: Shed, clock: Clock) -> None:
    clock.stop("2026-07-21 09:00")
    page = shed.pages.get(f"/cooperative/lots/receive?pack={shed.variant.id}")
    for day in ("", "2026-02-30", "tomorrow", "2026-07-22", "1999-12-31", "0"):
        page = shed.press(page, "lots/receive", expect=422, boxes="5", harvested_on=day)
        assert page.error("harvested_on")
    assert len(lots()) == 1


def test_a_pack_that_is_none_is_refused(shed: Shed) -> None:
    for pack in ("", "x", "0", "-1", "１", "9" * 30):
        sent = {"variant_id": pack, "boxes": "5", "harvested_on": "2026-01-01"}
        assert shed.pages.client.post("/cooperative/lots/receive", data=sent).status_code == 422
    assert len(lots()) == 1


def test_only_packs_of_ours_are_offered(shed: Shed) -> None:
    make_lot(make_variant(make_product(make_cooperative(), name="别家的梨")))
    page = shed.pages.get("/cooperative/lots/receive")
    assert "别家的梨" not in page.html
    assert "别家的梨" not in shed.pages.get("/cooperative/lots/").html


def test_a_list_tells_what_can_still_be_sold(shed: Shed) -> None:
    shed.buy(3)
    row = shed.pages.get("/cooperative/lots/").one("tbody").find("tr")
    assert row is not None
    cells = ["".join(cell.itertext()) for cell in row.findall("td")]
    assert cells[1:] == ["37", "3", "40", shed.lot.number]


def test_rotten_boxes_are_taken_off_the_books_with_a_reason(shed: Shed) -> None:
    address = f"lots/{shed.lot.id}/write-off"
    page = shed.pages.get(f"/cooperative/lots/{shed.lot.id}")
    page = shed.press(page, address, boxes="4", reason="压坏了")
    assert lots()[0].on_hand == 36
    assert "压坏了" in page.text
    movement = session.query(Movement).order_by(Movement.id.desc()).first()
    assert (movement.kind, movement.boxes, movement.actor_id) == ("write_off", 4, shed.clerk.id)


def test_nothing_is_taken_off_by_a_number_that_cannot_be(shed: Shed) -> None:
    address = f"lots/{shed.lot.id}/write-off"
    page = shed.pages.get(f"/cooperative/lots/{shed.lot.id}")
    for boxes in NOT_BOXES:
        page = shed.press(page, address, expect=422, boxes=boxes, reason="烂了")
        assert page.error("boxes")
        assert page.value("reason") == "烂了"
    assert lots()[0].on_hand == 40


def test_a_reason_is_needed(shed: Shed) -> None:
    address = f"lots/{shed.lot.id}/write-off"
    page = shed.pages.get(f"/cooperative/lots/{shed.lot.id}")
    for reason in ("", " ", "\u200b", "长" * 101):
        page = shed.press(page, address, expect=422, boxes="1", reason=reason)
        assert page.error("reason")
    assert lots()[0].on_hand == 40


def test_boxes_that_somebody_ordered_are_not_thrown_away(shed: Shed) -> None:
    shed.buy(30)
    page = shed.pages.get(f"/cooperative/lots/{shed.lot.id}")
    page = shed.press(page, f"lots/{shed.lot.id}/write-off", expect=409, boxes="11", reason="烂了")
    assert "10" in page.error("boxes")
    assert (lots()[0].on_hand, lots()[0].allocated) == (40, 30)


def test_a_form_sent_twice_books_one_lot(shed: Shed) -> None:
    page = shed.pages.get(f"/cooperative/lots/receive?pack={shed.variant.id}")
    for _ in range(2):
        shed.press(page, "lots/receive", boxes="5")
    assert [lot.on_hand for lot in lots()][1:] == [5]
