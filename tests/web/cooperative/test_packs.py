import pytest

from app.catalogue.models import Variant
from app.db import session
from tests.sheds import Shed

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])
TOLD = {
    "name": "10斤装",
    "price": "68.50",
    "net_grams": "5000",
    "gross_grams": "5600",
    "length_mm": "400",
    "width_mm": "300",
    "height_mm": "200",
}


def test_a_second_pack_is_kept_with_its_weights_and_its_price(shed: Shed) -> None:
    address = f"packs/new/{shed.product.id}"
    page = shed.press(shed.pages.get(f"/cooperative/{address}"), address, **TOLD)
    assert page.path == f"/cooperative/products/{shed.product.id}"
    pack = session.query(Variant).filter_by(name="10斤装").one()
    assert (pack.price_fen, pack.net_grams, pack.gross_grams) == (6850, 5000, 5600)
    assert (pack.position, pack.is_on_sale) == (2, True)


def test_a_new_price_does_not_change_what_was_ordered(shed: Shed) -> None:
    line = shed.buy().lines[0]
    before = line.unit_price_fen
    address = f"packs/{shed.variant.id}"
    shed.press(shed.pages.get(f"/cooperative/{address}"), address, price="99")
    session.expire_all()
    assert session.get_one(Variant, shed.variant.id).price_fen == 9900
    assert line.unit_price_fen == before


@pytest.mark.parametrize(
    ("field", "typed"),
    [("price", "0"), ("price", "-5"), ("price", "1e3"), ("net_grams", "0"), ("name", " ")],
)
def test_what_cannot_be_is_said_beside_its_field_and_changes_nothing(
    shed: Shed, field: str, typed: str
) -> None:
    address = f"packs/{shed.variant.id}"
    page = shed.pages.get(f"/cooperative/{address}")
    page = shed.press(page, address, expect=422, **{field: typed})
    assert page.error(field) != ""
    assert page.value("name") == (typed if field == "name" else "5 斤装")
    session.expire_all()
    kept = session.get_one(Variant, shed.variant.id)
    assert (kept.name, kept.price_fen, kept.net_grams) == ("5 斤装", 5200, 2500)
