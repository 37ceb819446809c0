"""The demonstration's cooperatives, produce and first lots, from app/data/demonstration."""

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import select

from app import clock
from app.catalogue.actions import draft_product, publish_product, save_variant
from app.catalogue.collections import CollectionDraft, save_collection
from app.catalogue.drafts import AttributeDraft, BadgeDraft, ProductDraft, VariantDraft
from app.catalogue.kinds import BadgeKind, ShipZone, TemperatureClass
from app.catalogue.models import Product
from app.commands.demo_post import collecting_at
from app.commands.reference import rows
from app.cooperatives.actions import CooperativeDraft, open_cooperative, set_free_postage
from app.cooperatives.models import Cooperative
from app.db import session
from app.ground.free_carriage import FreeFrom
from app.ground.seasons import Season
from app.places.models import Outlet
from app.postage.models import BoxType
from app.stock.receiving import receive_lot

FREE_FROM_FEN = 5900
FREE_TO = ("310000", "320000", "330000", "340000", "370000")
LASTING_DAYS = 30
IN_RETURNABLE_BOXES = ("xixiashu-weekly-vegetable-box", "tianmu-lake-casserole-fish-head")
NEW_YEAR = (
    "liyang-wind-dried-goose",
    "liyang-zhagan",
    "changzhou-sesame-candy",
    "menghe-new-rice",
    "tianmu-lake-casserole-fish-head",
)
PROOFS = {
    BadgeKind.geographical_indication: "国家知识产权局地理标志查询（演示）",
    BadgeKind.pledge: "承诺达标合格证，随箱附一份",
    BadgeKind.workshop_licence: "食品小作坊登记证，店内可查（演示）",
    BadgeKind.production_licence: "食品生产许可证，见包装（演示）",
    BadgeKind.quarantine: "动物检疫合格证明，随货（演示）",
    BadgeKind.green_food: "绿色食品证书（演示）",
    BadgeKind.organic: "有机产品认证证书（演示）",
}


def open_cooperatives(outlets: list[Outlet]) -> dict[str, Cooperative]:
    """By the name of each item that it sells."""
    sellers: dict[str, Cooperative] = {}
    for row in rows("demonstration/cooperatives.csv"):
        cooperative = open_cooperative(
            CooperativeDraft(
                slug=row["slug"],
                name=row["name"],
                name_en=row["name_en"],
                origin_code=row["origin_code"],
                contact_name=row["clerk_name"],
                contact_phone=row["phone"],
                story=row["story"],
                story_en=row["story_en"],
                picture=f"cooperatives/{row['slug']}",
                households=int(row["households"] or 0),
                orchard_mu=int(row["orchard_mu"] or 0),
                outlet_id=collecting_at(row["origin_code"], outlets).id,
            )
        )
        set_free_postage(cooperative.id, dict.fromkeys(FREE_TO, FreeFrom(FREE_FROM_FEN)))
        sellers |= dict.fromkeys(row["item_numbers"].split(";"), cooperative)
    return sellers


def publish_products(sellers: dict[str, Cooperative]) -> Iterator[Product]:
    packs: dict[str, list[dict[str, str]]] = {}
    for row in rows("demonstration/catalogue.csv"):
        packs.setdefault(row["item"], []).append(row)
    returnable = session.scalars(select(BoxType).where(BoxType.is_returnable)).first()
    for row in rows("demonstration/products.csv"):
        product = draft_product(_product(row, packs[row["item"]][0], sellers[row["item"]]))
        for position, pack in enumerate(packs[row["item"]], start=1):
            save_variant(product, _variant(pack, position, _box_of(row, returnable)))
        publish_product(product)
        yield product


def _product(row: dict[str, str], pack: dict[str, str], seller: Cooperative) -> ProductDraft:
    season = (pack["season_from"], pack["season_to"])
    return ProductDraft(
        cooperative_id=seller.id,
        category_slug=row["category"],
        name=row["name"],
        name_en=row["name_en"],
        origin_code=pack["origin_code"],
        slug=row["slug"],
        summary=row["summary"],
        summary_en=row["summary_en"],
        story=row["story"],
        story_en=row["story_en"],
        storage_tip=row["storage_tip"],
        storage_tip_en=row["storage_tip_en"],
        picture=f"products/{row['slug']}",
        temperature_class=TemperatureClass(pack["temperature_class"]),
        shelf_life_days=int(pack["shelf_life_days"]),
        ship_within_hours=int(row["ship_within_hours"]),
        season=Season.parse(*season) if season[0] else None,
        presale_days=int(row["presale_days"]),
        ship_zone=ShipZone(row["ship_zone"]),
        is_perishable=int(pack["shelf_life_days"]) <= LASTING_DAYS,
        badges=[
            BadgeDraft(BadgeKind(one), None, PROOFS[BadgeKind(one)])
            for one in _split(row["badges"])
        ],
        attributes=_attributes(row),
    )


def _attributes(row: dict[str, str]) -> dict[str, AttributeDraft]:
    english = dict(pair.split("=", 1) for pair in _split(row["attributes_en"]))
    chinese = dict(pair.split("=", 1) for pair in _split(row["attributes"]))
    return {code: AttributeDraft(value, english.get(code, "")) for code, value in chinese.items()}


def _split(text: str) -> list[str]:
    return [part for part in text.split(";") if part]


def _box_of(row: dict[str, str], returnable: BoxType | None) -> BoxType | None:
    return returnable if row["slug"] in IN_RETURNABLE_BOXES else None


def _variant(pack: dict[str, str], position: int, box: BoxType | None) -> VariantDraft:
    packed_grams = int(pack["net_g"]) + box.tare_grams if box else 0
    return VariantDraft(
        name=pack["pack"],
        name_en=pack["pack_en"],
        net_grams=int(pack["net_g"]),
        gross_grams=max(int(pack["gross_g"]), packed_grams),
        price_fen=int(pack["price_fen"]),
        length_mm=int(pack["length_mm"]),
        width_mm=int(pack["width_mm"]),
        height_mm=int(pack["height_mm"]),
        pieces=int(pack["pieces"]) if pack["pieces"] else None,
        position=position,
        packing_fen=_packing_fen(pack),
        box_type_id=box.id if box else None,
    )


def _packing_fen(pack: dict[str, str]) -> int:
    """Box, net and filling by weight; ice and foam where it is cold."""
    kilos = -(-int(pack["net_g"]) // 1000)
    cold_fen = 0 if TemperatureClass(pack["temperature_class"]) is TemperatureClass.ambient else 450
    return 120 + 40 * kilos + cold_fen


def curate_shelves() -> None:
    """By rule and by hand, as the hall's manager would."""
    save_collection(CollectionDraft("ripe-now", "当季尝鲜", "Ripe now", 1, in_season=True))
    save_collection(CollectionDraft("tea-hills", "茶山问茶", "From the tea hills", 2, "tea"))
    gifts = select(Product.id).where(Product.slug.in_(NEW_YEAR)).order_by(Product.id)
    items = tuple(session.scalars(gifts))
    save_collection(
        CollectionDraft("new-year-table", "年货先备", "For the New Year table", 3, item_ids=items)
    )


def receive_lots(product: Product, boxes: int) -> None:
    """Fresh goods are picked to order from one lot; what keeps is counted by its own date."""
    picked = clock.today() - timedelta(days=1)
    for variant in product.variants:
        receive_lot(variant.id, boxes + 7 * (variant.id % 5), _not_after_today(picked), None)


def _not_after_today(day: date) -> date:
    return min(day, clock.today())
