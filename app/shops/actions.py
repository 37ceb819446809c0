"""Opening shops, writing down villagers, and recording what they allow their shop to do."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta

from app import clock
from app.db import insert_into, session
from app.ground.phones import parse_mobile
from app.ground.refusals import (
    FieldMissing,
    NameTaken,
    OrdersNotHere,
    RegionUnknown,
    RequestKeyMissing,
    RequestKeyUsed,
)
from app.ground.texts import clean_line
from app.people.models import Person
from app.places.tree import tree
from app.shops.kinds import ConsentMethod, ConsentPurpose, ShopKind, ShopState
from app.shops.models import Consent, Shop, Villager
from app.shops.pinyin import initials
from app.shops.queries import find_villager_of_request

LONGEST_NAME = 50
LONGEST_DETAIL = 100
# A year, as the slip says that the villager signs.
CONSENT_LASTS = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class ShopDraft:
    slug: str
    name: str
    name_en: str
    village_code: str
    detail: str
    keeper_name: str
    phone: str
    opening_hours: str
    fridge_litres: int = 0
    kind: ShopKind = ShopKind.village


@dataclass(frozen=True, slots=True)
class VillagerDraft:
    """`request_key` is the form's: sent twice, it writes down one villager."""

    request_key: str
    name: str
    phone: str | None
    village_code: str
    detail: str


# --------------------------------------------------------------------------------------- shops


def open_shop(draft: ShopDraft) -> Shop:
    values = {**asdict(draft), "name": clean_line(draft.name, LONGEST_NAME, field="name")}
    _check_village(draft.village_code)
    opened = insert_into(Shop).values(**values, state=ShopState.open.value, created_at=clock.now())
    shop_id = session.scalar(opened.on_conflict_do_nothing().returning(Shop.id))
    if shop_id is None:
        raise NameTaken(field="name")
    shop = session.get(Shop, shop_id)
    assert shop is not None
    return shop


def close_shop(shop: Shop) -> None:
    """Takes no more orders; what is on its way there still comes."""
    shop.state = ShopState.closed.value


def reopen_shop(shop: Shop) -> None:
    shop.state = ShopState.open.value


# ----------------------------------------------------------------------------------- villagers


def add_villager(shop: Shop, draft: VillagerDraft, by: Person) -> Villager:
    """RequestKeyUsed when the same form came before with somebody else in it; OrdersNotHere at a
    service centre, which has no villagers of its own."""
    if shop.kind == ShopKind.campus:
        raise OrdersNotHere(field="name")
    wanted = _villager_values(draft)
    added = insert_into(Villager).values(
        **wanted, shop_id=shop.id, created_by_id=by.id, created_at=clock.now()
    )
    villager_id = session.scalar(added.on_conflict_do_nothing().returning(Villager.id))
    if villager_id is not None:
        villager = session.get(Villager, villager_id)
        assert villager is not None
        return villager
    known = find_villager_of_request(shop.id, draft.request_key)
    if known is None or any(getattr(known, name) != value for name, value in wanted.items()):
        raise RequestKeyUsed()
    return known


def change_villager(villager: Villager, draft: VillagerDraft) -> None:
    """Orders that were placed keep the name and the place they were placed with."""
    for name, value in _villager_values(draft).items():
        if name != "request_key":
            setattr(villager, name, value)
    session.flush()


def _villager_values(draft: VillagerDraft) -> Mapping[str, str | None]:
    if not draft.request_key:
        raise RequestKeyMissing()
    _check_village(draft.village_code)
    name = clean_line(draft.name, LONGEST_NAME, field="name")
    return {
        "request_key": draft.request_key,
        "name": name,
        "pinyin_initials": initials(name),
        "phone": parse_mobile(draft.phone) if draft.phone else None,
        "village_code": draft.village_code,
        "detail": clean_line(draft.detail, LONGEST_DETAIL, field="detail", optional=True),
    }


def _check_village(code: str) -> None:
    """A village, or a town where its villages are not known to us."""
    place = tree().get(code, field="village_code")
    if place.level not in ("town", "village"):
        raise RegionUnknown(field="village_code")


# ------------------------------------------------------------------------------------ consents


def record_consent(
    villager: Villager,
    purpose: ConsentPurpose,
    method: ConsentMethod,
    witness_name: str | None,
    by: Person,
    text_version: str,
) -> Consent:
    """Spoken consent needs a witness. It holds for a year unless it is revoked."""
    witness = clean_line(witness_name, LONGEST_NAME, field="witness_name", optional=True)
    if method is ConsentMethod.spoken_before_witness and not witness:
        raise FieldMissing(field="witness_name")
    moment = clock.now()
    consent = Consent(
        villager_id=villager.id,
        purpose=purpose.value,
        text_version=text_version,
        method=method.value,
        witness_name=witness or None,
        recorded_by_id=by.id,
        given_at=moment,
        expires_at=moment + CONSENT_LASTS,
    )
    session.add(consent)
    session.flush()
    return consent


def revoke_consent(consent: Consent) -> None:
    """From now on. Orders that were placed while it lived stay as they are."""
    consent.revoked_at = consent.revoked_at or clock.now()
    session.flush()
