import pytest

from app.stock.models import Warehouse
from tests.browser_of_pages import Pages

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


def test_what_is_scanned_and_not_here_is_said(pages: Pages, warehouse: Warehouse) -> None:
    assert pages.get("/office/warehouses/tianning/station/?q=ZZ1").has_text("不是这个仓的邮件")
