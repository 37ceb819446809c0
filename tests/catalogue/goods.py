"""A small market for the catalogue's tests: real names of Changzhou, drafted and published as
clerks do it."""

from app.catalogue.actions import draft_product, publish_product, save_variant
from app.catalogue.drafts import ProductDraft, VariantDraft
from app.catalogue.indexing import index_product
from app.catalogue.kinds import TemperatureClass
from app.catalogue.models import Product
from app.cooperatives.models import Cooperative
from app.db import transaction
from app.ground.seasons import Season
from tests.makers import make_cooperative

ZHAJIA = "320402109223"
# slug;name;English name;category;village;kept how;season;fen
GOODS = """
zhajia-pear;查家湾翠冠梨;Zhajiawan Cuiguan pear;pears;320402109223;ambient;07-20 08-10;3600
jiaoxi-pear;焦溪翠冠梨;Jiaoxi Cuiguan pear;pears;320402109225;ambient;07-23 08-10;4500
syrup;秋梨膏;Autumn pear syrup;pantry;320402109223;dry;;5800
crab;长荡湖大闸蟹;Changdang Lake mitten crab;crab;320413112201;live;09-20 12-20;19800
celery;溧阳白芹;Liyang white water celery;vegetables;320481107214;cool;11-01 03-31;4200
strawberry;罗溪草莓;Luoxi strawberry;berries;320411104203;cool;12-01 04-30;7900
"""


def product_draft(cooperative: Cooperative, **changes: object) -> ProductDraft:
    words: dict[str, object] = {
        "cooperative_id": cooperative.id,
        "category_slug": "pears",
        "name": "查家湾翠冠梨",
        "name_en": "Zhajiawan Cuiguan pear",
        "origin_code": ZHAJIA,
    }
    return ProductDraft(**{**words, **changes})  # type: ignore[arg-type]


def variant_draft(price_fen: int = 3600, **changes: object) -> VariantDraft:
    words: dict[str, object] = {
        "name": "5斤装",
        "name_en": "2.5 kg",
        "net_grams": 2500,
        "gross_grams": 2850,
        "price_fen": price_fen,
    }
    return VariantDraft(**{**words, **changes})  # type: ignore[arg-type]


def publish(cooperative: Cooperative, price_fen: int = 3600, **changes: object) -> Product:
    """Drafted, packed, published and indexed."""
    with transaction():
        product = draft_product(product_draft(cooperative, **changes))
        save_variant(product, variant_draft(price_fen))
        publish_product(product)
        index_product(product.id)
    return product


def make_goods() -> dict[str, Product]:
    cooperative = make_cooperative(ZHAJIA, name="查家林果合作社", name_en="Zhajia Orchards")
    products = [_publish_row(cooperative, *line.split(";")) for line in GOODS.split("\n") if line]
    return {product.slug: product for product in products}


def _publish_row(
    cooperative: Cooperative, slug: str, name: str, name_en: str, category: str, *facts: str
) -> Product:
    origin, temperature, season, price_fen = facts
    return publish(
        cooperative,
        int(price_fen),
        slug=slug,
        name=name,
        name_en=name_en,
        category_slug=category,
        origin_code=origin,
        temperature_class=TemperatureClass(temperature),
        season=Season.parse(*season.split()) if season else None,
    )
