import pytest

from tests.sheds import Shed

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


def test_every_parcel_of_ours_is_in_the_list_and_has_its_page(shed: Shed) -> None:
    (parcel,) = shed.parcels(shed.buy())
    page = shed.pages.get("/cooperative/parcels/")
    assert parcel.waybill_number in page.text
    page = shed.pages.get(f"/cooperative/parcels/{parcel.waybill_number}")
    assert "李雷" in page.text
    assert "13912341234" not in page.html


def test_without_a_parcel_the_list_says_where_they_come_from(shed: Shed) -> None:
    page = shed.pages.get("/cooperative/parcels/")
    assert page.all("section", class_="empty") or page.all("div", class_="empty")
