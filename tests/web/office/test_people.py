import pytest
from sqlalchemy import select

from app.db import session
from app.people.models import Person, RoleGrant
from tests.browser_of_pages import Pages
from tests.makers import make_administrator, make_cooperative, make_person, make_postal, make_shop

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


def live(person: Person) -> list[tuple[str, int | None, int | None]]:
    grants = select(RoleGrant).where(
        RoleGrant.person_id == person.id, RoleGrant.revoked_at.is_(None)
    )
    return [(one.role, one.cooperative_id, one.shop_id) for one in session.scalars(grants)]


def test_people_are_found_by_name_phone_and_role(pages: Pages, postal: Person) -> None:
    person = make_person("梅阿姨", phone="13800001234")
    for query in ("?q=梅阿", "?q=1234"):
        assert pages.get(f"/office/people/{query}").has_text("梅阿姨")
    page = pages.get("/office/people/?role=postal")
    assert page.has_text(postal.name)
    assert not page.has_text("梅阿姨")
    assert pages.get(f"/office/people/?before={person.id}").has_text(postal.name)


def test_an_administrator_gives_a_role_and_takes_it_away(
    pages: Pages, administrator: Person
) -> None:
    person, shop, cooperative = make_person(), make_shop(), make_cooperative()
    address = f"/office/people/{person.id}"
    page = pages.get(address)
    form = page.form(f"{address}/roles")
    page = pages.submit(form, role="shopkeeper", shop=str(shop.id))
    pages.submit(form, role="manager", cooperative=str(cooperative.id))
    assert live(person) == [("shopkeeper", None, shop.id), ("manager", cooperative.id, None)]
    grant = session.scalars(select(RoleGrant).where(RoleGrant.shop_id == shop.id)).one()
    assert grant.granted_by_id == administrator.id
    pages.submit(page.form(f"{address}/roles/{grant.id}/revoke"))
    assert live(person) == [("manager", cooperative.id, None)]


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"role": "king"}, "role"),
        ({"role": "shopkeeper"}, "shop"),
        ({"role": "shopkeeper", "shop": "999"}, "shop"),
        ({"role": "clerk", "cooperative": "x"}, "cooperative"),
    ],
)
def test_a_role_without_its_place_is_refused(
    pages: Pages, administrator: Person, sent: dict[str, str], field: str
) -> None:
    person = make_person()
    answer = pages.client.post(f"/office/people/{person.id}/roles", data=sent)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.get_data(as_text=True)
    assert live(person) == []


def test_postal_staff_give_no_roles(pages: Pages, postal: Person) -> None:
    other = make_postal("老周")
    grant = session.scalars(select(RoleGrant).where(RoleGrant.person_id == other.id)).one()
    assert pages.get(f"/office/people/{other.id}").has_text("只有管理员可以授予和收回角色")
    for path, sent in (
        (f"/office/people/{postal.id}/roles", {"role": "administrator"}),
        (f"/office/people/{other.id}/roles/{grant.id}/revoke", {}),
    ):
        assert pages.client.post(path, data=sent).status_code == 403
    assert [role for role, _, _ in live(postal)] == ["postal"]
    assert [role for role, _, _ in live(other)] == ["postal"]


def test_nobody_locks_the_office_from_outside(pages: Pages, administrator: Person) -> None:
    other = make_administrator("第二位")
    mine, hers = session.scalars(select(RoleGrant).order_by(RoleGrant.id)).all()
    own = f"/office/people/{administrator.id}/roles"
    assert pages.client.post(f"{own}/{mine.id}/revoke").status_code == 403
    # Another person's grant has no place under one's own address.
    assert pages.client.post(f"{own}/{hers.id}/revoke").status_code == 404
    assert [role for role, _, _ in live(administrator)] == ["administrator"]
    assert [role for role, _, _ in live(other)] == ["administrator"]
