"""Passwords as they are stored: Argon2id with the parameters that OWASP names (19 MiB, 2 passes).

How long and how common a password may be is app/ground/passwords.py.
"""

import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.ground.passwords import LONGEST

_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


def hash_password(password: str) -> str:
    return _HASHER.hash(password)


def is_password(stored: str | None, password: str) -> bool:
    """Takes as long for somebody unknown (None) as for anybody else."""
    # In the form in which check_password hands it over; what cannot be a password may arrive too.
    typed = unicodedata.normalize("NFKC", password[: LONGEST + 1])
    try:
        _HASHER.verify(stored or _nobodys(), typed.encode("utf-8", "replace"))
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


@cache
def _nobodys() -> str:
    return _HASHER.hash("the password of nobody")
