import pytest

from app.people.models import Person
from app.stock.models import Warehouse
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
