"""Passwords as they are stored: Argon2id with the parameters that OWASP names (19 MiB, 2 passes).

How long and how common a password may be is app/ground/passwords.py.
"""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


def hash_password(password: str) -> str:
    return _HASHER.hash(password)


def is_password(stored: str | None, password: str) -> bool:
    """Takes as long for somebody unknown (None) as for anybody else."""
    try:
        matches = _HASHER.verify(stored or _nobodys(), password)
    except (VerificationError, InvalidHashError):
        return False
    return matches and stored is not None


def is_outdated(stored: str) -> bool:
    """Hashed with parameters of another time: hash it anew while the password is at hand."""
    return _HASHER.check_needs_rehash(stored)


@cache
def _nobodys() -> str:
    return _HASHER.hash("the password of nobody")
