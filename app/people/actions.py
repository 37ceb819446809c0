"""Signing up and in, roles, and the address book. The caller has opened the transaction."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, delete, select, update

from app import clock
from app.db import changed, insert_into, session
from app.ground.emails import parse_email
from app.ground.passwords import check_password
from app.ground.phones import parse_mobile
from app.ground.refusals import EmailTaken, Missing, PhoneTaken, RoleNeeded, SignInWrong
from app.ground.texts import clean_line
from app.people.kinds import Role
from app.people.models import Person, RoleGrant, SavedAddress, SignIn
from app.people.passwords import hash_password
from app.people.queries import Proof, get_person, get_saved_address, hash_secret
from app.people.tries import give_back_try

LONGEST_NAME = 50
SIGN_IN_LASTS = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class AddressDraft:
    """Read and checked already: the region is one of `places`, the phone has eleven digits."""

    recipient_name: str
    recipient_phone: str
    region_code: str
    detail: str


# ------------------------------------------------------------------------------------- persons


def sign_up(
    name: str, phone: str, password: str, terms_version: str, email: str | None = None
) -> Person:
    """PhoneTaken or EmailTaken, found by the table itself and after the password was hashed: two
    browsers at once get one account, and a stranger learns nothing from the time it took.
    """
    return _add_person(name, phone, email, password, terms_version)


def invite_person(name: str, phone: str | None, email: str | None, password: str) -> Person:
    """An account made by the office; its owner has not agreed to any terms yet."""
    return _add_person(name, phone, email, password, None)


def _add_person(
    name: str, phone: str | None, email: str | None, password: str, terms_version: str | None
) -> Person:
    values = {
        "name": clean_line(name, LONGEST_NAME, field="name"),
        "phone": parse_mobile(phone) if phone else None,
        "email": parse_email(email) if email else None,
        "password_hash": hash_password(check_password(password)),
        "terms_version": terms_version,
        "created_at": clock.now(),
    }
    statement = insert_into(Person).values(values).on_conflict_do_nothing().returning(Person.id)
    person_id = session.scalar(statement)
    if person_id is not None:
        return get_person(person_id)
    phone_is_known = select(Person.id).where(Person.phone == values["phone"])
    if session.scalar(phone_is_known) is not None:
        raise PhoneTaken(field="phone")
    raise EmailTaken(field="email")


def rename_person(person: Person, name: str) -> None:
    person.name = clean_line(name, LONGEST_NAME, field="name")


def change_password(person: Person, password: str) -> None:
    """Every browser must sign in anew, the one at hand too: who knew the old one is out."""
    person.password_hash = hash_password(check_password(password))
    end_all_sign_ins(person)


def disable_person(person: Person) -> None:
    person.disabled_at = person.disabled_at or clock.now()
    end_all_sign_ins(person)


# ------------------------------------------------------------------------------------- sign-ins


def start_sign_in(proof: Proof, address: str) -> str:
    """The secret that the browser is to show from now on. app/people/tries.py has the three steps.

    SignInWrong when the account was disabled or its password changed since it was proved.
    """
    moment = clock.now()
    unchanged = (
        Person.id == proof.person_id,
        Person.password_hash == proof.password_hash,
        Person.disabled_at.is_(None),
    )
    if session.scalar(select(Person.id).where(*unchanged).with_for_update()) is None:
        raise SignInWrong(field="password")
    give_back_try(proof.login, address)
    secret = secrets.token_urlsafe(32)
    session.add(
        SignIn(
            secret_hash=hash_secret(secret),
            person_id=proof.person_id,
            started_at=moment,
            good_until=moment + SIGN_IN_LASTS,
        )
    )
    session.flush()
    return secret


def start_first_sign_in(person: Person, address: str) -> str:
    """For whoever has just signed up: she chose the password a moment ago, so nobody has to prove
    it, which would take its time within the transaction."""
    proof = Proof(person.id, person.password_hash or "", person.phone or person.email or "")
    return start_sign_in(proof, address)


def end_sign_in(secret: str) -> None:
    """Every copy of this browser's cookie is worthless from now on; harmless when repeated."""
    _end(SignIn.secret_hash == hash_secret(secret))


def end_all_sign_ins(person: Person) -> int:
    """Says how many browsers were signed in."""
    return _end(SignIn.person_id == person.id)


def forget_old_sign_ins() -> int:
    """Rows that can sign nobody in any more, a month after they could."""
    over = clock.now() - SIGN_IN_LASTS
    return changed(delete(SignIn).where((SignIn.good_until < over) | (SignIn.ended_at < over)))


def _end(which: ColumnElement[bool]) -> int:
    ending = update(SignIn).where(which, SignIn.ended_at.is_(None))
    return changed(ending.values(ended_at=clock.now()))


# ---------------------------------------------------------------------------------------- roles


def grant_role(
    person: Person,
    role: Role,
    *,
    cooperative_id: int | None = None,
    shop_id: int | None = None,
    by: Person | None = None,
) -> RoleGrant:
    """Works from the next request on. A role that is held already is not granted twice. The table
    refuses a scope that does not fit the role.
    """
    held = session.scalar(
        select(RoleGrant)
        .where(
            RoleGrant.person_id == person.id,
            RoleGrant.role == role.value,
            RoleGrant.cooperative_id.is_not_distinct_from(cooperative_id),
            RoleGrant.shop_id.is_not_distinct_from(shop_id),
            RoleGrant.revoked_at.is_(None),
        )
        .limit(1)
    )
    if held is not None:
        return held
    grant = RoleGrant(
        person_id=person.id,
        role=role.value,
        cooperative_id=cooperative_id,
        shop_id=shop_id,
        granted_at=clock.now(),
        granted_by_id=by.id if by else None,
    )
    session.add(grant)
    session.flush()
    return grant


def revoke_role(grant_id: int) -> None:
    """Works from the next request on; the row stays, so that it can be told who could do what."""
    live = update(RoleGrant).where(RoleGrant.id == grant_id, RoleGrant.revoked_at.is_(None))
    if not changed(live.values(revoked_at=clock.now())):
        raise Missing()


def revoke_role_of(person_id: int, grant_id: int, by_id: int) -> None:
    """Nobody takes away the own administrator's role, so that there is always one left."""
    grant = session.get(RoleGrant, grant_id)
    if grant is None or grant.person_id != person_id:
        raise Missing()
    if grant.role == Role.administrator and person_id == by_id:
        raise RoleNeeded()
    revoke_role(grant_id)


# --------------------------------------------------------------------------------- address book


def save_address(person: Person, draft: AddressDraft) -> SavedAddress:
    """The same address again is the one that is there already."""
    same = {
        "person_id": person.id,
        "recipient_name": draft.recipient_name,
        "recipient_phone": draft.recipient_phone,
        "region_code": draft.region_code,
        "detail": draft.detail,
    }
    known = session.scalar(select(SavedAddress).filter_by(**same).limit(1))
    if known is not None:
        return known
    address = SavedAddress(**same, created_at=clock.now())
    session.add(address)
    session.flush()
    return address


def forget_address(person: Person, address_id: int) -> None:
    session.delete(get_saved_address(person.id, address_id))
    session.flush()
