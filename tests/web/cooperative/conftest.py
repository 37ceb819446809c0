import pytest

from tests.browser_of_pages import Pages
from tests.order_sheets import make_waybills
from tests.sheds import Shed, open_shed


@pytest.fixture
def shed(pages: Pages) -> Shed:
    make_waybills()
    return open_shed(pages)
