"""`flask people invite`, as a shell calls it."""

from collections.abc import Callable, Iterator

import pytest
from click.testing import Result
from sqlalchemy import func, select

from app import commands
from app.db import session
from app.people.models import Person
from app.people.queries import find_person, get_person, prove_password
from tests.makers import PASSWORD, make_cooperative, make_person
from tests.markets import bare_app, close

Invite = Callable[..., Result]


@pytest.fixture
def invite(fresh_database: str) -> Iterator[Invite]:
    app = bare_app(fresh_database)
    commands.join(app)

    def call(*words: str, typed: str | None = None) -> Result:
        session.rollback()
        done = app.test_cli_runner().invoke(args=["people", "invite", *words], input=typed)
        session.expire_all()
        return done

    with app.app_context():
        yield call
    close(app)


def roles_of(login: str) -> list[str]:
    person = find_person(login)
    return [grant.role for grant in person.grants] if person else []


def count_persons() -> int | None:
    return session.scalar(select(func.count()).select_from(Person))


def test_the_first_administrator_signs_in_with_the_password_shown(invite: Invite) -> None:
    done = invite("138 1234 5678", "--name", "管理员")
    assert done.exit_code == 0, done.output
    assert roles_of("13812345678") == ["administrator"]
    password = done.output.strip().rpartition(" ")[2]
    person = get_person(prove_password("13812345678", password).person_id)
    assert (person.name, person.terms_version) == ("管理员", None)


def test_a_password_may_be_typed_and_is_not_shown(invite: Invite) -> None:
    typed = f"{PASSWORD}\n{PASSWORD}\n"
    done = invite("boss@example.cn", "--name", "管理员", "--ask-password", typed=typed)
    assert done.exit_code == 0, done.output
    assert PASSWORD not in done.output
    assert prove_password("boss@example.cn", PASSWORD)


def test_somebody_who_is_known_keeps_name_and_password(invite: Invite) -> None:
    make_person("沈经理", phone="13812345678")
    cooperative = make_cooperative()
    done = invite("13812345678", "--role", "manager", "--cooperative", str(cooperative.id))
    assert (done.exit_code, done.output) == (0, "13812345678 is manager now.\n")
    assert roles_of("13812345678") == ["manager"]
    assert prove_password("13812345678", PASSWORD)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["13812345678"], "give --name"),
        (["12345", "--name", "管理员"], "phone_not_allowed (phone)"),
        (["13812345678", "--name", " "], "field_missing (name)"),
        (["13812345678", "--name", "谢", "--role", "shopkeeper"], "--shop is for"),
        (["13812345678", "--name", "谢", "--role", "postal", "--shop", "1"], "--shop is for"),
        (["13812345678", "--name", "沈", "--role", "clerk"], "--cooperative is for"),
        (["13812345678", "--name", "沈", "--role", "king"], "'king' is not one of"),
    ],
)
def test_what_cannot_be_makes_no_account(invite: Invite, words: list[str], said: str) -> None:
    done = invite(*words)
    assert done.exit_code != 0
    assert said in done.output
    assert count_persons() == 0


def test_a_short_password_makes_no_account(invite: Invite) -> None:
    done = invite("13812345678", "--name", "管理员", "--ask-password", typed="kurz\nkurz\n")
    assert "password_too_short (password)" in done.output
    assert count_persons() == 0
