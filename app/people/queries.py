"""Who a person is, what she may do, and where her parcels go."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import selectinload

from app import clock
from app.db import session
from app.ground.emails import parse_email
from app.ground.phones import parse_mobile
from app.ground.refusals import Invalid, Missing, SignInWrong
from app.people.kinds import Role
from app.people.models import Person, RoleGrant, SavedAddress, SignIn
from app.people.passwords import is_password


@dataclass(frozen=True, slots=True)
class Grant:
    role: str
    cooperative_id: int | None
    shop_id: int | None


@dataclass(frozen=True, slots=True)
class SignedIn:
    person: Person
    grants: tuple[Grant, ...]
    sign_in_id: int

    def has_role(self, *roles: Role) -> bool:
        return any(grant.role in roles for grant in self.grants)


@dataclass(frozen=True, slots=True)
class Proof:
    """Somebody knew the password whose hash this is; worthless once the password has changed."""

    person_id: int
    password_hash: str
    login: str


def hash_secret(secret: str) -> str:
    """What browsers hold is not stored: a copy of the database signs nobody in."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def find_signed_in(secret: str) -> SignedIn | None:
    """One statement for each request: roles taken away and accounts disabled count at once."""
    live_grant = and_(RoleGrant.person_id == Person.id, RoleGrant.revoked_at.is_(None))
    statement = (
        select(Person, SignIn.id, RoleGrant.role, RoleGrant.cooperative_id, RoleGrant.shop_id)
        .join(SignIn, SignIn.person_id == Person.id)
        .outerjoin(RoleGrant, live_grant)
        .where(
            SignIn.secret_hash == hash_secret(secret),
            SignIn.ended_at.is_(None),
            SignIn.good_until > clock.now(),
            Person.disabled_at.is_(None),
        )
        .order_by(RoleGrant.id)
    )
    rows = session.execute(statement).all()
    if not rows:
        return None
    person, sign_in_id = rows[0][0], rows[0][1]
    return SignedIn(person, tuple(Grant(*row[2:]) for row in rows if row[2]), sign_in_id)


def normal_login(login: object) -> str | None:
    """A phone or an e-mail address in the form it is stored in; None when it can be neither."""
    try:
        if isinstance(login, str) and ("@" in login or "＠" in login):
            return parse_email(login)
        return parse_mobile(login)
    except Invalid:
        return None


def find_person(login: object) -> Person | None:
    normal = normal_login(login)
    if normal is None:
        return None
    column = Person.email if "@" in normal else Person.phone
    return session.scalar(select(Person).where(column == normal))


def prove_password(login: object, password: object) -> Proof:
    """Refuses the same way, after the same time, whether the account, the password or the
    permission to sign in is missing. Slow by intent: call it outside of any transaction.
    """
    person = find_person(login)
    stored = person.password_hash if person else None
    typed = password if isinstance(password, str) else ""
    if not is_password(stored, typed) or person is None or person.disabled_at is not None:
        raise SignInWrong(field="password")
    return Proof(person.id, stored or "", normal_login(login) or "")


def get_person(person_id: int) -> Person:
    person = session.get(Person, person_id)
    if person is None:
        raise Missing()
    return person


def names_of(person_ids: Iterable[int]) -> dict[int, str]:
    """For timelines: who did it, in one statement."""
    wanted = sorted(set(person_ids))
    rows = session.execute(select(Person.id, Person.name).where(Person.id.in_(wanted)))
    return {row.id: row.name for row in rows}


def persons_with_role(
    *roles: Role, cooperative_id: int | None = None, shop_id: int | None = None
) -> list[Person]:
    """Those who hold one of the roles now; with a scope only those who hold it there."""
    held = select(RoleGrant.person_id).where(
        RoleGrant.role.in_([role.value for role in roles]), RoleGrant.revoked_at.is_(None)
    )
    if cooperative_id is not None:
        held = held.where(RoleGrant.cooperative_id == cooperative_id)
    if shop_id is not None:
        held = held.where(RoleGrant.shop_id == shop_id)
    wanted = select(Person).where(Person.id.in_(held), Person.disabled_at.is_(None))
    return list(session.scalars(wanted.order_by(Person.id)))


def persons_for_office(
    text: str = "", role: Role | None = None, before_id: int | None = None, limit: int = 50
) -> list[Person]:
    """Only for the office's face, with their live grants: `text` is a name's part, a phone's last
    digits or an e-mail address. The newest first."""
    statement = select(Person).options(selectinload(Person.grants))
    if text:
        statement = statement.where(
            or_(
                Person.name.contains(text, autoescape=True),
                Person.phone.endswith(text, autoescape=True),
                Person.email == text.lower(),
            )
        )
    if role is not None:
        held = select(RoleGrant.person_id).where(
            RoleGrant.role == role.value, RoleGrant.revoked_at.is_(None)
        )
        statement = statement.where(Person.id.in_(held))
    if before_id is not None:
        statement = statement.where(Person.id < before_id)
    return list(session.scalars(statement.order_by(Person.id.desc()).limit(limit)))


def grants_of(person_id: int) -> list[RoleGrant]:
    """All that were ever granted, live ones and those taken away, the newest first."""
    statement = select(RoleGrant).where(RoleGrant.person_id == person_id)
    return list(session.scalars(statement.order_by(RoleGrant.id.desc())))


def saved_addresses(person_id: int, limit: int = 50) -> list[SavedAddress]:
    """The newest first."""
    statement = _addresses_of(person_id).order_by(SavedAddress.id.desc()).limit(limit)
    return list(session.scalars(statement))


def get_saved_address(person_id: int, address_id: int) -> SavedAddress:
    address = session.scalar(_addresses_of(person_id).where(SavedAddress.id == address_id))
    if address is None:
        raise Missing()
    return address


def _addresses_of(person_id: int) -> Select[SavedAddress]:
    return select(SavedAddress).where(SavedAddress.person_id == person_id)
