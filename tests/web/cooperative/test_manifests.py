"""The van's manifest, from the tick to the paper."""

import pytest

from tests.browser_of_pages import Browser
from tests.web.cooperative.conftest import Shed

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


def test_the_van_leaves_a_manifest_behind_once(shed: Shed, client: Browser) -> None:
    sub_order = shed.buy()
    for step in ("print", "pack"):
        client.post(f"/cooperative/packing/{sub_order.number}/{step}")
    ready = shed.pages.get("/cooperative/packing/ready")
    page = shed.press(ready, "packing/hand-over")
    assert page.h1.startswith("交接单 JJ")
    assert page.has_text(shed.parcels(sub_order)[0].waybill_number)
    assert shed.press(ready, "packing/hand-over").h1 == page.h1
    assert shed.pages.get("/cooperative/manifests/").text.count(page.h1.split()[1]) == 1
    paper = client.get(f"/cooperative/manifests/{page.h1.split()[1]}/manifest.pdf")
    assert (paper.content_type, paper.headers["Cache-Control"]) == (
        "application/pdf",
        "private, no-store",
    )


def test_before_the_first_van_the_list_says_so(shed: Shed, client: Browser) -> None:
    assert shed.pages.get("/cooperative/manifests/").has_text("还没有交接单")
    assert client.get("/cooperative/manifests/JJ2601010001").status_code == 404
