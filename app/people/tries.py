"""Tries at signing in are counted per account and per address, in a transaction of their own.

A try is taken before the password is looked at, so that a hundred guesses at once do not all see
the same small number, and stays taken when the guess was wrong:

    with transaction():
        take_try(login, address)            # TooManyTries: nobody looks at the password
    proof = prove_password(login, password)  # SignInWrong: the try stays counted
    with transaction():
        secret = start_sign_in(proof, address)
"""

import hashlib
from datetime import timedelta

from sqlalchemy import case, delete, select, update

from app import clock
from app.db import changed, insert_into, session
from app.ground.refusals import TooManyTries
from app.people.models import SignInTries
from app.people.queries import normal_login

WINDOW = timedelta(minutes=5)
MOST_PER_ACCOUNT = 10
MOST_PER_ADDRESS = 100
# Wrong pickup codes: a keeper mistypes a few, whoever guesses needs hundreds of thousands.
MOST_PER_SHOP = 20
SHOP_WINDOW = timedelta(minutes=1)


def take_try(login: object, address: str) -> None:
    """An account that does not exist is counted like any other."""
    _take(_account_key(login), MOST_PER_ACCOUNT)
    _take(_address_key(address), MOST_PER_ADDRESS)


def give_back_try(login: object, address: str) -> None:
    """It was the right password: the account starts anew, the address has one failure less."""
    changed(delete(SignInTries).where(SignInTries.key == _account_key(login)))
    one_less = update(SignInTries).values(failures=SignInTries.failures - 1)
    changed(one_less.where(SignInTries.key == _address_key(address), SignInTries.failures > 0))


def take_pickup_try(shop_id: int) -> None:
    """TooManyTries: this shop has typed too many wrong codes within the minute."""
    _take(f"pickup:{shop_id}", MOST_PER_SHOP, SHOP_WINDOW)


def take_return_try(shop_id: int) -> None:
    """TooManyTries: this shop has typed too many numbers of no return within the minute."""
    _take(f"return:{shop_id}", MOST_PER_SHOP, SHOP_WINDOW)


def give_back_return_try(shop_id: int) -> None:
    one_less = update(SignInTries).values(failures=SignInTries.failures - 1)
    changed(one_less.where(SignInTries.key == f"return:{shop_id}", SignInTries.failures > 0))


def give_back_pickup_try(shop_id: int) -> None:
    one_less = update(SignInTries).values(failures=SignInTries.failures - 1)
    changed(one_less.where(SignInTries.key == f"pickup:{shop_id}", SignInTries.failures > 0))


def take_door_try(shop_id: int) -> None:
    """TooManyTries: this shop has asked for too many numbers that are none of hers."""
    _take(f"door:{shop_id}", MOST_PER_SHOP, SHOP_WINDOW)


def give_back_door_try(shop_id: int) -> None:
    one_less = update(SignInTries).values(failures=SignInTries.failures - 1)
    changed(one_less.where(SignInTries.key == f"door:{shop_id}", SignInTries.failures > 0))


def forget_old_tries() -> int:
    return changed(delete(SignInTries).where(SignInTries.window_ends_at <= clock.now()))


def _take(key: str, most: int, window: timedelta = WINDOW) -> None:
    now = clock.now()
    is_over = SignInTries.window_ends_at <= now
    statement = insert_into(SignInTries).values(key=key, failures=1, window_ends_at=now + window)
    statement = statement.on_conflict_do_update(
        index_elements=[SignInTries.key],
        set_={
            "failures": case((is_over, 1), else_=SignInTries.failures + 1),
            "window_ends_at": case((is_over, now + window), else_=SignInTries.window_ends_at),
        },
        where=is_over | (SignInTries.failures < most),
    )
    if not changed(statement):
        raise TooManyTries(minutes=_minutes_left(key))


def _minutes_left(key: str) -> int:
    ends_at = session.scalar(select(SignInTries.window_ends_at).where(SignInTries.key == key))
    left = ends_at - clock.now() if ends_at else WINDOW
    return max(1, -(-int(left.total_seconds()) // 60))


def _account_key(login: object) -> str:
    return _key("account", normal_login(login) or str(login)[:200])


def _address_key(address: str) -> str:
    return _key("address", address)


def _key(kind: str, what: str) -> str:
    """Neither phone numbers nor addresses are kept for this."""
    return f"{kind}:{hashlib.sha256(what.encode('utf-8', 'replace')).hexdigest()}"
