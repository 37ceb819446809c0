"""Roles within a scope, and the address book."""

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app import clock
from app.db import session, transaction
from app.ground.refusals import Missing
from app.people.actions import (
    AddressDraft,
    forget_address,
    grant_role,
    revoke_role,
    save_address,
    start_sign_in,
)
from app.people.kinds import Role
from app.people.models import Person, RoleGrant, SavedAddress
from app.people.queries import (
    Grant,
    find_signed_in,
    get_saved_address,
    names_of,
    persons_with_role,
    prove_password,
    saved_addresses,
)
from tests.makers import JIAOXI, PASSWORD, make_administrator, make_person

pytestmark = pytest.mark.usefixtures("database")
WANG = AddressDraft("王阿婆", "13812345678", JIAOXI, "塘岸上 7 号")


def grants_of(person: Person) -> tuple[Grant, ...]:
    proof = prove_password(person.phone, PASSWORD)
    with transaction():
        secret = start_sign_in(proof, "203.0.113.7")
    signed_in = find_signed_in(secret)
    assert signed_in is not None
    return signed_in.grants


def test_a_person_may_keep_two_shops_and_work_for_a_cooperative() -> None:
    person, office = make_person(), make_administrator()
    with transaction():
        grant_role(person, Role.shopkeeper, shop_id=7, by=office)
        grant_role(person, Role.shopkeeper, shop_id=8, by=office)
        grant_role(person, Role.manager, cooperative_id=3, by=office)
    assert grants_of(person) == (
        Grant("shopkeeper", None, 7),
        Grant("shopkeeper", None, 8),
        Grant("manager", 3, None),
    )


def test_a_role_that_is_held_is_not_granted_twice() -> None:
    person = make_person()
    with transaction():
        first = grant_role(person, Role.postal)
        again = grant_role(person, Role.postal)
    assert first.id == again.id


@pytest.mark.parametrize(
    ("role", "scope"),
    [
        (Role.shopkeeper, {}),
        (Role.shopkeeper, {"cooperative_id": 3}),
        (Role.manager, {"shop_id": 7}),
        (Role.clerk, {}),
        (Role.administrator, {"shop_id": 7}),
        (Role.postal, {"cooperative_id": 3}),
    ],
)
def test_the_table_refuses_a_scope_that_does_not_fit(role: Role, scope: dict[str, int]) -> None:
    person = make_person()
    with pytest.raises(IntegrityError), transaction():
        grant_role(person, role, **scope)
    assert grants_of(person) == ()


def test_a_revoked_role_is_gone_at_the_next_request_but_its_row_stays() -> None:
    person = make_person()
    with transaction():
        grant = grant_role(person, Role.shopkeeper, shop_id=7)
    with transaction():
        revoke_role(grant.id)
    assert grants_of(person) == ()
    assert session.scalars(select(RoleGrant.revoked_at)).one() is not None
    with pytest.raises(Missing), transaction():
        revoke_role(grant.id)


def test_persons_are_found_by_the_role_they_hold_now() -> None:
    keeper, other, gone = make_person(), make_person(), make_person(disabled_at=clock.now())
    with transaction():
        grant_role(keeper, Role.shopkeeper, shop_id=7)
        grant_role(other, Role.shopkeeper, shop_id=8)
        grant_role(gone, Role.shopkeeper, shop_id=7)
    assert [one.id for one in persons_with_role(Role.shopkeeper, shop_id=7)] == [keeper.id]
    assert len(persons_with_role(Role.shopkeeper, Role.clerk)) == 2


def test_names_for_a_timeline() -> None:
    wang, xie = make_person("王秀英"), make_person("谢邮掌柜")
    assert names_of([wang.id, xie.id, wang.id]) == {wang.id: "王秀英", xie.id: "谢邮掌柜"}


def test_the_same_address_is_kept_once_and_the_newest_comes_first() -> None:
    person = make_person()
    with transaction():
        first = save_address(person, WANG)
        second = save_address(person, AddressDraft("王秀英", "13900000001", JIAOXI, "老街 3 号"))
        assert save_address(person, WANG).id == first.id
    assert [one.id for one in saved_addresses(person.id)] == [second.id, first.id]


def test_another_persons_address_is_missing() -> None:
    owner, stranger = make_person(), make_person()
    with transaction():
        address = save_address(owner, WANG)
    with pytest.raises(Missing):
        get_saved_address(stranger.id, address.id)
    with pytest.raises(Missing), transaction():
        forget_address(stranger, address.id)
    assert session.scalars(select(SavedAddress.id)).all() == [address.id]
    with transaction():
        forget_address(owner, address.id)
    assert saved_addresses(owner.id) == []
