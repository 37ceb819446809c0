"""The demonstration's people: who can sign in, the village shops, and those they order for."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from sqlalchemy import select

from app.commands.reference import rows
from app.cooperatives.models import Cooperative
from app.db import session
from app.people.actions import AddressDraft, grant_role, save_address, sign_up
from app.people.kinds import Role
from app.people.models import Person, RoleGrant
from app.places.tree import tree
from app.shelves.places import lay_out
from app.shops.actions import (
    ShopDraft,
    VillagerDraft,
    add_villager,
    open_shop,
    record_consent,
)
from app.shops.kinds import ConsentMethod, ConsentPurpose, ShopKind
from app.shops.models import Shop

PASSWORD = "chun-feng-2026"  # noqa: S105  only ever in a demonstration, which production refuses
TERMS = "2026-11"
WITH_ACCOUNT = 12
# Opens the page of one household, as the link that a manager gives it does.
GROWER_KEY = "demonstration-household-at-zhajia"


@dataclass(frozen=True, slots=True)
class Shopper:
    person_id: int | None
    name: str
    phone: str
    region_code: str
    detail: str


@dataclass(frozen=True, slots=True)
class SignInCard:
    role: str
    name: str
    login: str
    password: str
    path: str

    def as_facts(self) -> dict[str, str]:
        return asdict(self)


SIGN_INS = (
    SignInCard("shopper", "陆晓雯", "13805196000", PASSWORD, "/"),
    SignInCard("shopkeeper", "查玉珍", "13805192000", PASSWORD, "/village/"),
    SignInCard("clerk", "查建平", "13805190101", PASSWORD, "/cooperative/"),
    SignInCard("manager", "查秀兰", "13805190501", PASSWORD, "/cooperative/"),
    SignInCard("postal", "邮政营业员", "13805190001", PASSWORD, "/office/"),
    SignInCard("administrator", "市局管理员", "13805190002", PASSWORD, "/office/"),
    # What needs two persons needs these.
    SignInCard("manager 2", "查学良", "13805190502", PASSWORD, "/cooperative/"),
    SignInCard("postal 2", "邮政复核员", "13805190003", PASSWORD, "/office/"),
    SignInCard("postal 3", "陈国华", "13805190005", PASSWORD, "/office/courier"),
    SignInCard("shopkeeper 2", "钱文亮", "13805193000", PASSWORD, "/village/"),
    SignInCard("administrator 2", "市局复核员", "13805190004", PASSWORD, "/office/"),
)
LOGINS = {card.role: card.login for card in SIGN_INS}


def open_offices() -> None:
    for card in SIGN_INS:
        if card.path.startswith("/office/"):
            grant_role(_person(card.name, card.login), Role(card.role.split()[0]))


def hire_clerks(cooperatives: list[Cooperative]) -> None:
    for cooperative in cooperatives:
        clerk = _person(cooperative.contact_name, cooperative.contact_phone)
        grant_role(clerk, Role.clerk, cooperative_id=cooperative.id)
    for card in SIGN_INS:
        if card.role.startswith("manager"):
            manager = _person(card.name, card.login)
            grant_role(manager, Role.manager, cooperative_id=cooperatives[0].id)


def open_shops() -> dict[int, int]:
    """Each shop's keeper, and its villagers with their consents."""
    keepers: dict[int, int] = {}
    by_slug: dict[str, tuple[int, Person]] = {}
    shops = {}
    for position, row in enumerate(rows("demonstration/village_shops.csv")):
        phone = str(13805192000 + position)
        shop, keeper = _open(row, phone)
        keepers[shop.id] = keeper.id
        by_slug[shop.slug] = (shop.id, keeper)
        shops[shop.id] = shop
    for position, row in enumerate(rows("demonstration/villagers.csv")):
        shop_id, keeper = by_slug[row["shop_slug"]]
        villager = add_villager(
            shops[shop_id],
            VillagerDraft(
                request_key=f"demonstration-villager-{position}",
                name=row["name"],
                phone=row["phone"] or None,
                village_code=row["village_code"],
                detail=row["landmark"],
            ),
            keeper,
        )
        for purpose in ConsentPurpose:
            method = ConsentMethod.signed_on_screen if row["phone"] else ConsentMethod.paper_slip
            record_consent(villager, purpose, method, None, keeper, TERMS)
    return keepers


def open_centres() -> dict[int, int]:
    """Service centres 快递服务中心 of the universities, each with its keeper: they hand out, and
    nobody orders there."""
    keepers = {}
    for position, row in enumerate(rows("demonstration/service_centres.csv")):
        centre, keeper = _open(row, str(13805193000 + position), ShopKind.campus)
        keepers[centre.id] = keeper.id
    return keepers


def _open(
    row: Mapping[str, str], phone: str, kind: ShopKind = ShopKind.village
) -> tuple[Shop, Person]:
    """With its shelf laid out, and its keeper."""
    shop = open_shop(
        ShopDraft(
            slug=row["slug"],
            name=row["name"],
            name_en=row["name_en"],
            village_code=row["village_code"],
            detail=row["address"],
            keeper_name=row["keeper_name"],
            phone=phone,
            opening_hours=row["opening_hours"],
            fridge_litres=int(row["fridge_litres"]),
            kind=kind,
        )
    )
    lay_out(shop)
    keeper = _person(row["keeper_name"], phone)
    grant_role(keeper, Role.shopkeeper, shop_id=shop.id)
    return shop, keeper


def welcome_shoppers() -> list[Shopper]:
    """The first ones have an account and an address book; the others order as guests."""
    shoppers = []
    for position, row in enumerate(rows("demonstration/shoppers.csv")):
        region_code, detail = _deep_enough(row["region_code"], row["address"])
        draft = AddressDraft(row["name"], row["phone"], region_code, detail)
        person_id = None
        if position < WITH_ACCOUNT:
            person = _person(row["name"], row["phone"])
            save_address(person, draft)
            person_id = person.id
        shoppers.append(Shopper(person_id, row["name"], row["phone"], region_code, detail))
    return shoppers


def person_id_of(login: str) -> int:
    return session.scalars(select(Person.id).where(Person.phone == login)).one()


def clerk_of(cooperative_id: int) -> int:
    """Whoever was hired there first."""
    hired = select(RoleGrant.person_id).where(RoleGrant.cooperative_id == cooperative_id)
    return session.scalars(hired.order_by(RoleGrant.id).limit(1)).one()


def _person(name: str, phone: str) -> Person:
    return sign_up(name, phone, PASSWORD, TERMS)


def _deep_enough(code: str, detail: str) -> tuple[str, str]:
    """Down to the town that the address begins with, where towns are known: an envelope needs one.
    The town is then no part of the detail any more."""
    known = tree()
    code = code.ljust(6, "0")
    if known.is_deliverable(code):
        return code, detail
    town = next(one for one in known.children(code) if detail.startswith(one.name))
    return town.code, detail.removeprefix(town.name)
