import pytest

from tests.makers import make_clerk, make_cooperative, make_manager
from tests.sheds import Shed

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


def test_managers_and_clerks_of_ours_are_named_and_nobody_elses(shed: Shed) -> None:
    make_manager(shed.cooperative, "沈经理")
    make_clerk(make_cooperative(), "别家小周")
    page = shed.pages.get("/cooperative/team/")
    assert all(name in page.text for name in (shed.clerk.name, "沈经理"))
    assert "别家小周" not in page.html
