"""Box types: added, taken out of use, used again."""

import pytest

from app.people.models import Person
from tests.browser_of_pages import Pages

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


def test_a_box_type_is_added_and_taken_out_of_use(pages: Pages, postal: Person) -> None:
    form = pages.get("/office/box-types/").form("/office/box-types/")
    sides = {f"inner_{side}_mm": "180" for side in ("length", "width", "height")}
    sides |= {f"outer_{side}_mm": "200" for side in ("length", "width", "height")}
    fields = {"code": "T1", "name": "试箱", "tare_grams": "100", "holds_grams": "2000", **sides}
    wrong = pages.submit(form, expect=422, **{**fields, "inner_width_mm": "300"}, class_dry="yes")
    assert wrong.error("inner_width_mm")
    page = pages.submit(wrong.form("/office/box-types/"), inner_width_mm="180")
    assert page.has_text("试箱")
    again = pages.submit(page.form("/office/box-types/"), expect=409, **fields, class_dry="yes")
    assert again.error("code")
