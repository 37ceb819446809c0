"""Makers: rows that a test needs but is not about. Each takes only what tests ask for, keeps what
it made in a transaction of its own (so not inside yours), and gives the row back. `**changes` are
columns of the row itself.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from itertools import count
from typing import Any, TypeVar

from sqlalchemy import func, select

from app import clock
from app.catalogue.models import Category, Product, Variant
from app.commissions.models import CommissionVersion, PublishedRule
from app.commissions.queries import forget_rules
from app.cooperatives.models import Cooperative
from app.db import Base, session, transaction
from app.ground.commission_rules import Conditions
from app.people.kinds import Role
from app.people.models import Person, RoleGrant
from app.people.passwords import hash_password
from app.places.models import Outlet
from app.shops.kinds import ConsentMethod, ConsentPurpose
from app.shops.models import Consent, Shop, Villager
from app.stock.models import Lot, Movement, Warehouse, WarehouseRoom
from app.stock.warehouses import WALKING_ORDER

ZHENGLU = "320402109001"  # Tianning; the pear orchards
JIAOXI = "320402109003"  # Tianning, the same town
XUEYAN = "320412110001"  # Wujin, on the lake
TIANNING = "320402"
PASSWORD = "li-zi-shu-xia-san-tou-niu"

Row = TypeVar("Row", bound=Base)
_numbers = count(1)


def _keep(row: Row) -> Row:
    with transaction():
        session.add(row)
    return row


def _make(model: type[Row], defaults: dict[str, Any], changes: dict[str, Any]) -> Row:
    return _keep(model(**{**defaults, **changes}))


@cache
def _hashed_password() -> str:
    return hash_password(PASSWORD)


# ------------------------------------------------------------------------------------- persons


def make_person(name: str = "王秀英", **changes: Any) -> Person:
    """Her password is PASSWORD."""
    defaults = {
        "name": name,
        "phone": f"139{next(_numbers):08d}",
        "password_hash": _hashed_password(),
        "terms_version": "2026-01",
        "created_at": clock.now(),
    }
    return _make(Person, defaults, changes)


def give_role(
    person: Person, role: Role, *, shop: Shop | None = None, cooperative: Cooperative | None = None
) -> RoleGrant:
    return _keep(
        RoleGrant(
            person_id=person.id,
            role=role.value,
            shop_id=shop.id if shop else None,
            cooperative_id=cooperative.id if cooperative else None,
            granted_at=clock.now(),
        )
    )


def make_shopkeeper(shop: Shop, name: str = "谢邮掌柜") -> Person:
    person = make_person(name)
    give_role(person, Role.shopkeeper, shop=shop)
    return person


def make_manager(cooperative: Cooperative, name: str = "沈经理") -> Person:
    person = make_person(name)
    give_role(person, Role.manager, cooperative=cooperative)
    return person


def make_clerk(cooperative: Cooperative, name: str = "小吴") -> Person:
    person = make_person(name)
    give_role(person, Role.clerk, cooperative=cooperative)
    return person


def make_postal(name: str = "邮政老陈") -> Person:
    person = make_person(name)
    give_role(person, Role.postal)
    return person


def make_administrator(name: str = "管理员") -> Person:
    person = make_person(name)
    give_role(person, Role.administrator)
    return person


# --------------------------------------------------------------------------- shops and villagers


def make_shop(village_code: str = JIAOXI, **changes: Any) -> Shop:
    number = next(_numbers)
    defaults = {
        "slug": f"shop-{number}",
        "name": f"焦溪村邮站{number}",
        "name_en": f"Jiaoxi village shop {number}",
        "village_code": village_code,
        "detail": "老街 12 号",
        "keeper_name": "谢邮掌柜",
        "phone": "13812345678",
        "opening_hours": "07:00–18:30",
        "fridge_litres": 400,
        "state": "open",
        "created_at": clock.now(),
    }
    return _make(Shop, defaults, changes)


def make_villager(shop: Shop, name: str = "王阿婆", **changes: Any) -> Villager:
    defaults = {
        "shop_id": shop.id,
        "request_key": f"villager-{next(_numbers)}",
        "name": name,
        "pinyin_initials": "wap",
        "phone": None,
        "village_code": shop.village_code,
        "detail": "塘岸上 7 号",
        "created_at": clock.now(),
    }
    if "created_by_id" not in changes:
        defaults["created_by_id"] = make_person("谢邮掌柜").id
    return _make(Villager, defaults, changes)


def make_consent(
    villager: Villager, purpose: ConsentPurpose = ConsentPurpose.order_for_me, **changes: Any
) -> Consent:
    defaults = {
        "villager_id": villager.id,
        "purpose": purpose.value,
        "text_version": "2026-01",
        "method": ConsentMethod.paper_slip.value,
        "recorded_by_id": villager.created_by_id,
        "given_at": clock.now(),
        "expires_at": clock.now() + timedelta(days=365),
    }
    return _make(Consent, defaults, changes)


# --------------------------------------------------------------------------------------- goods


def make_cooperative(origin_code: str = ZHENGLU, **changes: Any) -> Cooperative:
    number = next(_numbers)
    defaults = {
        "slug": f"cooperative-{number}",
        "name": f"焦溪翠冠梨合作社{number}",
        "name_en": f"Jiaoxi pear cooperative {number}",
        "origin_code": origin_code,
        "story": "三十户人家，两百亩梨园。",
        "story_en": "Thirty households and two hundred mu of pears.",
        "picture": "cooperatives/jiaoxi",
        "contact_name": "沈经理",
        "contact_phone": "13912345678",
        "households": 30,
        "orchard_mu": 200,
        "state": "approved",
        "created_at": clock.now(),
    }
    return _make(Cooperative, defaults, changes)


def make_rule(commission_bp: int, shop_bp: int = 0, **conditions: Any) -> PublishedRule:
    """One more in the version that the market opened with (5 %, 3 % of it the shop's)."""
    version_id = session.scalar(select(CommissionVersion.id).where(CommissionVersion.number == 1))
    shares = {"commission_bp": commission_bp, "shop_bp": shop_bp}
    key = Conditions(**conditions).key
    rule = _keep(PublishedRule(version_id=version_id, key=key, **conditions, **shares))
    forget_rules()
    return rule


def make_category(**changes: Any) -> Category:
    number = next(_numbers)
    defaults = {
        "slug": f"category-{number}",
        "name": "水果",
        "name_en": "Fruit",
        "parent_id": None,
        "position": number,
    }
    return _make(Category, defaults, changes)


def make_product(
    cooperative: Cooperative | None = None, category: Category | None = None, **changes: Any
) -> Product:
    """Published, sold all the year round, and not perishable unless told otherwise."""
    cooperative = cooperative or make_cooperative()
    number = next(_numbers)
    defaults = {
        "slug": f"product-{number}",
        "cooperative_id": cooperative.id,
        "category_id": (category or make_category()).id,
        "name": "焦溪翠冠梨",
        "name_en": "Jiaoxi Cuiguan pears",
        "summary": "皮薄汁多。",
        "summary_en": "Thin-skinned and full of juice.",
        "story": "清早采，当天发。",
        "story_en": "Picked early, posted the same day.",
        "storage_tip": "冷藏可放一周。",
        "storage_tip_en": "Keeps a week in the fridge.",
        "picture": "products/pears",
        "origin_code": cooperative.origin_code,
        "county_code": cooperative.origin_code[:6],
        "temperature_class": "ambient",
        "shelf_life_days": 10,
        "ship_within_hours": 48,
        "season_first": None,
        "season_last": None,
        "presale_days": 0,
        "ship_zone": "national",
        "is_perishable": False,
        "state": "published",
        "published_at": clock.now(),
        "created_at": clock.now(),
        "updated_at": clock.now(),
    }
    return _make(Product, defaults, changes)


def make_variant(product: Product | None = None, **changes: Any) -> Variant:
    defaults = {
        "product_id": (product or make_product()).id,
        "name": "5 斤装",
        "name_en": "2.5 kg box",
        "net_grams": 2500,
        "gross_grams": 2900,
        "length_mm": 300,
        "width_mm": 200,
        "height_mm": 150,
        "pieces": 8,
        "price_fen": 5200,
        "position": 1,
        "is_on_sale": True,
    }
    variant = _make(Variant, defaults, changes)
    cheapest = select(func.min(Variant.price_fen)).where(
        Variant.product_id == variant.product_id, Variant.is_on_sale
    )
    with transaction():
        variant.product.from_price_fen = session.scalar(cheapest)
    return variant


def make_lot(variant: Variant | None = None, boxes: int = 10, **changes: Any) -> Lot:
    """Fresh from the tree; nothing of it is held yet."""
    variant = variant or make_variant()
    picked: date = changes.pop("harvested_on", clock.today())
    defaults = {
        "number": f"L{next(_numbers):06d}",
        "variant_id": variant.id,
        "origin_code": ZHENGLU,
        "harvested_on": picked,
        "best_before_on": picked + timedelta(days=10),
        "on_hand": boxes,
        "reserved": 0,
        "allocated": 0,
        "created_at": clock.now(),
    }
    lot = _make(Lot, defaults, changes)
    if lot.on_hand:
        received = {"kind": "receive", "reason": lot.number, "moved_at": clock.now()}
        _keep(Movement(lot_id=lot.id, boxes=lot.on_hand, **received))
    return lot


# --------------------------------------------------------------------------------------- places


def make_outlet(region_code: str = TIANNING, **changes: Any) -> Outlet:
    number = next(_numbers)
    defaults = {
        "code": f"2130{number:04d}",
        "name": f"天宁揽投部{number}",
        "name_en": f"Tianning depot {number}",
        "kind": "both",
        "region_code": region_code,
        "detail": "青洋路 8 号",
    }
    return _make(Outlet, defaults, changes)


def make_warehouse(
    region_code: str = TIANNING, rooms: Mapping[str, int] | None = None, **changes: Any
) -> Warehouse:
    """Room for a hundred boxes at room temperature and a hundred dry, unless told otherwise."""
    number = next(_numbers)
    defaults = {
        "slug": f"warehouse-{number}",
        "name": f"天宁仓{number}",
        "name_en": f"Tianning warehouse {number}",
        "region_code": region_code,
        "detail": "青洋路 10 号",
        "outlet_id": make_outlet(region_code).id,
        "area_m2": 1200,
        "is_open": True,
    }
    warehouse = _make(Warehouse, defaults, changes)
    sizes = {"ambient": 100, "dry": 100} if rooms is None else rooms
    for kind, boxes in sizes.items():
        position = WALKING_ORDER.index(kind) + 1
        _keep(
            WarehouseRoom(
                warehouse_id=warehouse.id,
                temperature_class=kind,
                position=position,
                capacity_boxes=boxes,
            )
        )
    return warehouse
