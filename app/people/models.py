"""Persons, the roles granted to them, their sign-ins and their address book."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, never_negative, one_of
from app.people.kinds import Role


class Person(Base):
    __tablename__ = "persons"
    __table_args__ = (
        CheckConstraint("phone IS NOT NULL OR email IS NOT NULL", name="can_be_reached"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    phone: Mapped[str | None] = mapped_column(unique=True)
    email: Mapped[str | None] = mapped_column(unique=True)
    password_hash: Mapped[str | None]
    terms_version: Mapped[str | None]
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]
    grants: Mapped[list["RoleGrant"]] = relationship(
        primaryjoin="and_(Person.id == RoleGrant.person_id, RoleGrant.revoked_at.is_(None))",
        viewonly=True,
        order_by="RoleGrant.id",
    )


class RoleGrant(Base):
    """A role within a scope. The scope's ids belong to higher storeys: they are plain numbers."""

    __tablename__ = "role_grants"
    __table_args__ = (
        one_of("role", Role),
        CheckConstraint(
            "(role = 'shopkeeper') = (shop_id IS NOT NULL) AND "
            "(role IN ('clerk', 'manager')) = (cooperative_id IS NOT NULL)",
            name="scope_fits_role",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    role: Mapped[str]
    cooperative_id: Mapped[int | None] = mapped_column(index=True)
    shop_id: Mapped[int | None] = mapped_column(index=True)
    granted_at: Mapped[datetime]
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    revoked_at: Mapped[datetime | None]


class SignIn(Base):
    """One row per signed-in browser; ending it makes every copy of its cookie worthless."""

    __tablename__ = "sign_ins"

    id: Mapped[int] = mapped_column(primary_key=True)
    secret_hash: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    started_at: Mapped[datetime]
    good_until: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class SignInTries(Base):
    """Failed tries per account and per address within a window; guards against guessing."""

    __tablename__ = "sign_in_tries"
    __table_args__ = (never_negative("failures"),)

    key: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int]
    window_ends_at: Mapped[datetime]


class SavedAddress(Base):
    __tablename__ = "saved_addresses"
    __table_args__ = (Index("ix_saved_addresses_person_id_id", "person_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    recipient_name: Mapped[str]
    recipient_phone: Mapped[str]
    region_code: Mapped[str] = mapped_column(ForeignKey("regions.code"))
    detail: Mapped[str]
    created_at: Mapped[datetime]
