"""The draft of a tariff: written, tried, published for a day to come."""

from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import func, select

from app.clock import today
from app.db import session
from app.ground.postal_products import PostalProduct
from app.people.models import Person
from app.postage.models import TariffDraft, TariffVersion
from app.postage.queries import find_in_force
from tests.browser_of_pages import Page, Pages

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


def copied(pages: Pages) -> Page:
    home = pages.get("/office/tariffs/")
    version_id = session.scalar(select(TariffVersion.id))
    return pages.submit(home.form(f"/office/tariffs/versions/{version_id}/draft"))


def draft_id() -> int:
    return session.scalars(select(TariffDraft.id)).one()


def test_a_line_is_changed_tried_on_the_month_and_published_for_tomorrow(
    pages: Pages, administrator: Person
) -> None:
    page = copied(pages)
    line = pages.get(f"/office/tariff-drafts/{draft_id()}/line?group=JS-G1")
    pages.submit(line.form(f"/office/tariff-drafts/{draft_id()}/line"), base_1="5.50")
    assert pages.get(f"/office/tariff-drafts/{draft_id()}/replay").has_text("没有一件")
    page = pages.get(f"/office/tariff-drafts/{draft_id()}")
    publish = page.form(f"/office/tariff-drafts/{draft_id()}/publish")
    again = pages.submit(publish, expect=422, effective_from=today().isoformat())
    assert again.error("effective_from")
    assert again.value("effective_from") == today().isoformat()
    tomorrow = today() + timedelta(days=1)
    publish = again.form(f"/office/tariff-drafts/{draft_id()}/publish")
    pages.submit(publish, effective_from=tomorrow.isoformat())
    found = find_in_force(PostalProduct.ordinary, "320000", tomorrow)
    assert found is not None
    rate = found.tariff.rate_to("320402")
    assert rate is not None
    assert rate.bands[0].base_fen == 550
    before = find_in_force(PostalProduct.ordinary, "320000", today())
    assert before is not None
    assert before.id != found.id
    assert session.scalar(select(func.count()).select_from(TariffDraft)) == 0


def test_only_an_administrator_publishes(pages: Pages, postal: Person) -> None:
    copied(pages)
    url = f"/office/tariff-drafts/{draft_id()}/publish"
    answer = pages.client.post(url, data={"effective_from": "2099-01-01"})
    assert answer.status_code == 403
    assert session.scalar(select(func.count()).select_from(TariffVersion)) == 1


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"up_to_2": "9000"}, "up_to_2"),
        ({"base_2": "1", "step_2": "0"}, "base_2"),
        ({"base_1": "free"}, "base_1"),
        ({"destinations": "亚特兰蒂斯"}, "destinations"),
        ({"destinations": "江苏 上海"}, "destinations"),
        ({"days_least": "3", "days_most": "2", "days_late": "4"}, "days_least"),
        ({"group": ""}, "group"),
    ],
)
def test_what_is_wrong_in_a_line_stands_beside_its_field_and_nothing_is_lost(
    pages: Pages, postal: Person, fields: dict[str, str], wrong: str
) -> None:
    copied(pages)
    before = session.scalars(select(TariffDraft.rules)).one()
    line = pages.get(f"/office/tariff-drafts/{draft_id()}/line?group=JS-G1")
    form = line.form(f"/office/tariff-drafts/{draft_id()}/line")
    page = pages.submit(form, expect=422, **{"step_3": "3.33", **fields})
    assert page.error(wrong)
    assert page.value("step_3") == "3.33"
    session.expire_all()
    assert session.scalars(select(TariffDraft.rules)).one() == before


def test_terms_and_areas_are_kept(pages: Pages, postal: Person) -> None:
    page = copied(pages)
    url = f"/office/tariff-drafts/{draft_id()}"
    page = pages.submit(page.form(url), months="6 7，8", volume_divisor="8000")
    page = pages.submit(page.form(f"{url}/areas"), area="653100", surcharge="15")
    page = pages.submit(page.form(f"{url}/areas"), area="460300", not_served="yes")
    session.expire_all()
    rules = session.scalars(select(TariffDraft.rules)).one()
    assert (rules["terms"]["months"], rules["terms"]["volume_divisor"]) == ([6, 7, 8], 8000)
    assert rules["areas"] == [["460300", None], ["653100", 1500]]
    bad = pages.submit(page.form(url), expect=422, months="13")
    assert bad.error("months")


@pytest.mark.parametrize(
    ("text", "is_taken"),
    [
        ("group,destinations,days,up_to_grams,base_fen,step_fen\nE1,310000,1 2 3,3000,420,60\n", 1),
        ("group,destinations,days,up_to_grams,base_fen,step_fen\nE1,310000,,heavy,420,60\n", 0),
        ("group,destinations,days,up_to_grams,base_fen,step_fen\nE1,999999,,3000,420,60\n", 0),
        ("nonsense", 0),
        ('group,destinations\n"' + "1" * 140_000, 0),
        ("", 0),
    ],
)
def test_a_file_is_taken_whole_or_not_at_all(
    pages: Pages, postal: Person, text: str, is_taken: int
) -> None:
    copied(pages)
    url = f"/office/tariff-drafts/{draft_id()}/file"
    sent = {"file": (BytesIO(text.encode()), "tariff.csv")}
    answer = pages.client.post(url, data=sent, content_type="multipart/form-data")
    assert answer.status_code == (303 if is_taken else 422)
    session.expire_all()
    zones = session.scalars(select(TariffDraft.rules)).one()["zones"]
    assert [zone["group"] for zone in zones][:1] == (["E1"] if is_taken else ["JS-G1"])
