"""What one pack costs to send to every province, for a page that may not ask for each."""

import pytest

from app.orders.quotes import quotes_by_zone
from tests.makers import make_product, make_variant
from tests.statements import count_statements

pytestmark = pytest.mark.usefixtures("database")


def test_the_box_types_are_asked_for_once_for_all_provinces() -> None:
    product = make_product()
    pack = make_variant(product, is_boxed=False)
    quotes_by_zone(product, product.cooperative, pack)
    with count_statements() as sent:
        zones = quotes_by_zone(product, product.cooperative, pack)
    assert len([code for zone in zones for code in zone.region_codes]) > 20
    assert len(sent) == 1
