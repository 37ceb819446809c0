"""Signing up, in and out: reliability E4, N1, N2, A9."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from app.db import session, transaction
from app.ground.refusals import (
    EmailTaken,
    PasswordTooShort,
    PhoneTaken,
    SignInWrong,
    TooManyTries,
)
from app.people.actions import (
    change_password,
    disable_person,
    end_all_sign_ins,
    end_sign_in,
    forget_old_sign_ins,
    sign_up,
    start_sign_in,
)
from app.people.models import Person, SignIn, SignInTries
from app.people.queries import Proof, find_signed_in, prove_password
from app.people.tries import MOST_PER_ACCOUNT, forget_old_tries, take_try
from tests.clocks import Clock
from tests.makers import PASSWORD, make_person
from tests.statements import count_statements

pytestmark = pytest.mark.usefixtures("database")
Database = scoped_session[Session]
HOME = "203.0.113.7"


def sign_in(login: str, password: str = PASSWORD, address: str = HOME) -> str:
    with transaction():
        take_try(login, address)
    proof = prove_password(login, password)
    with transaction():
        return start_sign_in(proof, address)


def count_persons() -> int | None:
    return session.scalar(select(func.count()).select_from(Person))


def test_who_signed_up_can_sign_in_with_phone_or_mail_however_typed() -> None:
    with transaction():
        person = sign_up(
            "王秀英",
            "138 1234 5678",
            "玉容寂寞泪阑干，梨花一枝春带雨",
            "2026-01",
            "Wang@Example.com",
        )
    assert (person.phone, person.email, person.terms_version) == (
        "13812345678",
        "wang@example.com",
        "2026-01",
    )
    for login in ("+86 138-1234-5678", "１３８１２３４５６７８", "WANG@example.com"):
        signed_in = find_signed_in(sign_in(login, "玉容寂寞泪阑干，梨花一枝春带雨"))
        assert signed_in is not None
        assert signed_in.person.id == person.id


def test_a_phone_has_one_account() -> None:
    make_person(phone="13812345678")
    with pytest.raises(PhoneTaken), transaction():
        sign_up("别人", "13812345678", PASSWORD, "2026-01")
    assert count_persons() == 1


def test_a_mail_address_has_one_account() -> None:
    make_person(email="wang@example.com")
    with pytest.raises(EmailTaken), transaction():
        sign_up("别人", "13812345678", PASSWORD, "2026-01", "WANG@example.com")
    assert count_persons() == 1


def test_a_short_password_makes_no_account() -> None:
    with pytest.raises(PasswordTooShort), transaction():
        sign_up("王秀英", "13812345678", "1234567", "2026-01")
    assert count_persons() == 0


@pytest.mark.parametrize(
    ("login", "password"),
    [
        ("13812345678", "wrong"),
        ("13812345678", None),
        ("13900000000", PASSWORD),
        ("nobody@example.com", PASSWORD),
        ("not a phone", PASSWORD),
        (None, None),
        ("\ud800", "\ud800"),
    ],
)
def test_whatever_is_wrong_the_answer_is_the_same(login: object, password: object) -> None:
    make_person(phone="13812345678")
    with pytest.raises(SignInWrong):
        prove_password(login, password)


def test_an_account_without_a_password_cannot_be_signed_in_to() -> None:
    make_person(phone="13812345678", password_hash=None)
    with pytest.raises(SignInWrong):
        prove_password("13812345678", "the password of nobody")


def test_what_is_stored_signs_nobody_in() -> None:
    make_person(phone="13812345678")
    secret = sign_in("13812345678")
    stored = session.scalars(select(SignIn.secret_hash)).one()
    assert stored != secret
    assert find_signed_in(stored) is None


def test_a_copied_cookie_is_worthless_after_signing_out() -> None:
    make_person(phone="13812345678")
    here, there = sign_in("13812345678"), sign_in("13812345678")
    with transaction():
        end_sign_in(here)
        end_sign_in(here)
    assert find_signed_in(here) is None
    assert find_signed_in(there) is not None


def test_a_new_password_signs_out_every_browser() -> None:
    person = make_person(phone="13812345678")
    secret = sign_in("13812345678")
    with transaction():
        change_password(person, "a-new-one-for-autumn")
    assert find_signed_in(secret) is None
    assert sign_in("13812345678", "a-new-one-for-autumn")
    with pytest.raises(SignInWrong):
        prove_password("13812345678", PASSWORD)


def test_a_disabled_account_is_out_at_once_and_stays_out() -> None:
    person = make_person(phone="13812345678")
    secret = sign_in("13812345678")
    with transaction():
        disable_person(person)
    assert find_signed_in(secret) is None
    with pytest.raises(SignInWrong):
        prove_password("13812345678", PASSWORD)


def test_a_password_changed_while_it_was_proved_opens_nothing() -> None:
    person = make_person(phone="13812345678")
    proof = prove_password("13812345678", PASSWORD)
    with transaction():
        change_password(person, "a-new-one-for-autumn")
    with pytest.raises(SignInWrong), transaction():
        start_sign_in(proof, HOME)
    assert session.scalars(select(SignIn)).all() == []


def test_a_sign_in_ends_by_itself_after_a_month(clock: Clock) -> None:
    clock.stop("2026-07-01 08:00")
    make_person(phone="13812345678")
    secret = sign_in("13812345678")
    clock.stop("2026-08-01 07:59")
    assert find_signed_in(secret) is not None
    clock.stop("2026-08-01 08:00")
    assert find_signed_in(secret) is None


def test_rows_that_sign_nobody_in_are_forgotten_a_month_later(clock: Clock) -> None:
    clock.stop("2026-07-01 08:00")
    person = make_person(phone="13812345678")
    sign_in("13812345678")
    clock.stop("2026-07-20 08:00")
    sign_in("13812345678")
    clock.stop("2026-09-10 08:00")
    with transaction():
        assert forget_old_sign_ins() == 1
        assert end_all_sign_ins(person) == 1


def test_a_request_learns_who_is_there_in_one_statement() -> None:
    make_person(phone="13812345678")
    secret = sign_in("13812345678")
    with count_statements() as sent:
        find_signed_in(secret)
    assert len(sent) == 1


# --------------------------------------------------------------------------------------- tries


def guess_wrong(times: int, login: str = "13812345678", address: str = HOME) -> None:
    for _ in range(times):
        with transaction():
            take_try(login, address)


def test_the_eleventh_guess_is_not_even_looked_at(clock: Clock) -> None:
    clock.stop("2026-07-01 08:00")
    guess_wrong(MOST_PER_ACCOUNT)
    clock.move(minutes=1, seconds=30)
    with pytest.raises(TooManyTries) as refused, transaction():
        take_try("+86 13812345678", "198.51.100.1")
    assert refused.value.facts == {"minutes": 4}


def test_a_victim_is_not_locked_out_for_longer_than_the_window(clock: Clock) -> None:
    clock.stop("2026-07-01 08:00")
    make_person(phone="13812345678")
    guess_wrong(MOST_PER_ACCOUNT)
    clock.move(minutes=5)
    assert find_signed_in(sign_in("13812345678")) is not None


def test_an_unknown_account_is_counted_like_any_other() -> None:
    guess_wrong(MOST_PER_ACCOUNT, login="nobody at all")
    with pytest.raises(TooManyTries), transaction():
        take_try("nobody at all", HOME)


def test_one_address_cannot_try_many_accounts() -> None:
    for number in range(100):
        guess_wrong(1, login=f"139{number:08d}")
    with pytest.raises(TooManyTries), transaction():
        take_try("13700000000", HOME)
    guess_wrong(1, login="13700000000", address="198.51.100.1")


def test_a_try_refused_by_the_address_does_not_count_for_the_account() -> None:
    for number in range(100):
        guess_wrong(1, login=f"139{number:08d}")
    for _ in range(MOST_PER_ACCOUNT + 1):
        with pytest.raises(TooManyTries), transaction():
            take_try("13700000000", HOME)
    guess_wrong(1, login="13700000000", address="198.51.100.1")


def test_the_right_password_clears_the_account_and_one_failure_of_the_address() -> None:
    make_person(phone="13812345678")
    guess_wrong(MOST_PER_ACCOUNT - 1)
    sign_in("13812345678")
    rows = session.execute(select(SignInTries.key, SignInTries.failures)).all()
    assert [(key.partition(":")[0], failures) for key, failures in rows] == [("address", 9)]


def test_tries_name_neither_phones_nor_addresses_and_are_forgotten(clock: Clock) -> None:
    clock.stop("2026-07-01 08:00")
    guess_wrong(3)
    assert not any(
        "138" in key[:12] or HOME in key for key in session.scalars(select(SignInTries.key))
    )
    clock.move(minutes=5)
    with transaction():
        assert forget_old_tries() == 2


def test_a_made_up_proof_opens_nothing() -> None:
    person = make_person()
    with pytest.raises(SignInWrong), transaction():
        start_sign_in(Proof(person.id, "", ""), HOME)
