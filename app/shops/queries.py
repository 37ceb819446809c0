"""Shops and where they are; the villagers of a shop, for that shop alone."""

from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, case, or_, select

from app.db import session
from app.ground.digits import plain
from app.ground.refusals import Missing
from app.shops.kinds import ConsentPurpose, ShopState
from app.shops.models import Consent, Shop, Villager

Row = TypeVar("Row")
TOWN_DIGITS, COUNTY_DIGITS = 9, 6
MOST_FOUND = 50


def get_shop(shop_id: int) -> Shop:
    return _one(session.get(Shop, shop_id))


def get_shop_by_slug(slug: str) -> Shop:
    return _one(session.scalar(select(Shop).where(Shop.slug == slug)))


def find_shop_named(name: str) -> Shop | None:
    return session.scalar(select(Shop).where(Shop.name == name))


def shops_of(shop_ids: Iterable[int]) -> list[Shop]:
    return list(session.scalars(select(Shop).where(Shop.id.in_(list(shop_ids))).order_by(Shop.id)))


def all_shops(after_id: int = 0, limit: int = 200) -> list[Shop]:
    """Closed ones too, for the office."""
    statement = select(Shop).where(Shop.id > after_id).order_by(Shop.id).limit(limit)
    return list(session.scalars(statement))


def shops_near(region_code: str, limit: int = 20) -> list[Shop]:
    """Open shops of the same county: those of the same village first, then of the same town."""
    village, town = Shop.village_code == region_code, region_code[:TOWN_DIGITS]
    distance = case(
        (village, 0),
        (Shop.village_code.startswith(town, autoescape=True), 1),
        else_=2,
    )
    county = Shop.village_code.startswith(region_code[:COUNTY_DIGITS], autoescape=True)
    statement = select(Shop).where(Shop.state == ShopState.open.value, county)
    return list(session.scalars(statement.order_by(distance, Shop.id).limit(limit)))


# ----------------------------------------------------------------------------------- villagers


def villagers_of(shop_id: int, text: str = "") -> list[Villager]:
    """By the last digits of the phone, a part of the name, or the beginning of its pinyin
    initials; without a text those written down last."""
    statement = _of(shop_id)
    if text.strip():
        statement = statement.where(_meant_by(plain(text)))
    return list(session.scalars(statement.order_by(Villager.id.desc()).limit(MOST_FOUND)))


def get_villager_of(shop_id: int, villager_id: int) -> Villager:
    return _one(session.scalar(_of(shop_id).where(Villager.id == villager_id)))


def find_villager_of_request(shop_id: int, request_key: str) -> Villager | None:
    return session.scalar(_of(shop_id).where(Villager.request_key == request_key))


def _of(shop_id: int) -> Select[Villager]:
    return select(Villager).where(Villager.shop_id == shop_id)


def _meant_by(text: str) -> ColumnElement[bool]:
    if text.isascii() and text.isdigit():
        return Villager.phone.endswith(text, autoescape=True)
    named = Villager.name.contains(text, autoescape=True)
    if text.isascii():
        letters = "".join(text.lower().split())
        return or_(named, Villager.pinyin_initials.startswith(letters, autoescape=True))
    return named


# ------------------------------------------------------------------------------------ consents


def live_consent(villager_id: int, purpose: ConsentPurpose, at: datetime) -> Consent | None:
    """Given, not yet expired, not revoked; of several the one that lasts longest."""
    statement = (
        select(Consent)
        .where(
            Consent.villager_id == villager_id,
            Consent.purpose == purpose.value,
            Consent.given_at <= at,
            Consent.expires_at > at,
            or_(Consent.revoked_at.is_(None), Consent.revoked_at > at),
        )
        .order_by(Consent.expires_at.desc(), Consent.id.desc())
        .limit(1)
    )
    return session.scalar(statement)


def consents_of(villager_id: int) -> list[Consent]:
    """All that were ever recorded, the newest first."""
    statement = select(Consent).where(Consent.villager_id == villager_id)
    return list(session.scalars(statement.order_by(Consent.id.desc())))


def get_consent_of(shop_id: int, consent_id: int) -> Consent:
    statement = select(Consent).join(Villager, Villager.id == Consent.villager_id)
    mine = statement.where(Consent.id == consent_id, Villager.shop_id == shop_id)
    return _one(session.scalar(mine))


def _one(row: Row | None) -> Row:
    if row is None:
        raise Missing()
    return row
