"""A product: its packs, its season, whose it is, and what it costs to my door."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, request
from flask_babel import gettext as _

from app import clock
from app.catalogue.product_page import Pack, ProductPage, get_product_page
from app.ground.weights import jin
from app.orders.breakdowns import breakdown_of_box
from app.orders.quotes import PackQuote, quote_pack, quotes_by_zone
from app.places.tree import Place
from app.stock.queries import Stage, left_of, stage
from app.web.formats import kilograms
from app.web.free_postage import free_in_words
from app.web.guard import public_page
from app.web.languages import ENGLISH, current_language
from app.web.page_cache import shows_read
from app.web.pages import page
from app.web.parcel_words import postage_in_words
from app.web.splits import Split, split_of
from app.web.storefront.destinations import (
    default_destination,
    destinations,
    find_destination,
    in_words,
)
from app.web.storefront.grower_views import grower_of, origin_in_names
from app.web.storefront.structured import offers_of

pages = Blueprint("products", __name__, url_prefix="/products")


@dataclass(frozen=True, slots=True)
class PackChoice:
    """`stage`: plenty, few or none; the exact number is not for everybody."""

    id: int
    name: str
    name_en: str
    price_fen: int
    per_jin_fen: int | None
    net_words: str
    stage: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Delivered:
    names: str
    postage_fen: int
    explanation: str
    arrives_from: Any
    arrives_until: Any
    days_left: int | None
    free_from: str


@pages.get("/<slug>")
@public_page(topics=(), parameters=("province", "pack"))
def show(slug: str) -> str:
    found = get_product_page(slug, clock.today())
    shows_read(found.editions)
    left = left_of([pack.id for pack in found.packs])
    stages = {number: stage(boxes) for number, boxes in left.items()}
    pack = _chosen(found.packs, stages)
    whereto = find_destination(request.args.get("province")) or default_destination(
        [found.product.ship_zone]
    )
    return page(
        product=found.product,
        pictures=[found.product.picture],
        origin=origin_in_names(found.origin),
        category=found.category,
        selling=found.selling,
        can_order=found.selling.can_order,
        days=found.days,
        thirds=found.thirds,
        today_third=found.today_third,
        packs=[_choice(one, stages[one.id], one is pack) for one in found.packs],
        badges=found.badges,
        attributes=found.attributes,
        province=whereto,
        provinces=destinations(),
        cooperative=grower_of(found.cooperative),
        more_from=found.more_from,
        structured=offers_of(found, stages),
        **_delivery(found, pack, whereto),
    )


def _chosen(packs: Sequence[Pack], stages: dict[int, Stage]) -> Pack | None:
    """The one asked for, or the first that is to be had."""
    asked = request.args.get("pack")
    there = [pack for pack in packs if stages[pack.id] is not Stage.none]
    by_id = {str(pack.id): pack for pack in packs}
    return by_id.get(asked or "") or next(iter(there or packs), None)


def _choice(pack: Pack, now: Stage, is_chosen: bool) -> PackChoice:
    return PackChoice(
        id=pack.id,
        name=pack.name,
        name_en=pack.name_en,
        price_fen=pack.price_fen,
        per_jin_fen=pack.per_jin_fen,
        net_words=_net(pack),
        stage=now.value,
        chosen=is_chosen,
    )


def _net(pack: Pack) -> str:
    if current_language() is ENGLISH:
        weight = _("net %(kg)s kg", kg=kilograms(pack.net_grams))
    else:
        weight = _("net %(jin)s jin", jin=jin(pack.net_grams))
    if pack.pieces:
        return _("%(weight)s, about %(count)s pieces", weight=weight, count=pack.pieces)
    return weight


def _delivery(found: ProductPage, pack: Pack | None, whereto: Place) -> dict[str, Any]:
    if pack is None:
        return {"delivery": None, "zones": [], "split": None}
    quoted = quote_pack(found.product, found.cooperative, pack, whereto.code)
    zones = quotes_by_zone(found.product, found.cooperative, pack)
    return {
        "delivery": _delivered(quoted) if quoted else None,
        "zones": [_delivered(one) for one in zones],
        "split": _split(found, pack, quoted) if quoted else None,
    }


def _split(found: ProductPage, pack: Pack, quoted: PackQuote) -> Split:
    return split_of(
        breakdown_of_box(found.product, found.category, quoted, pack.price_fen, pack.packing_fen)
    )


def _delivered(quoted: PackQuote) -> Delivered:
    return Delivered(
        names=in_words(quoted.region_codes),
        postage_fen=quoted.postage_fen,
        explanation=postage_in_words(quoted.quote),
        arrives_from=quoted.arrival.earliest,
        arrives_until=quoted.arrival.latest,
        days_left=quoted.days_left,
        free_from=free_in_words(quoted.free_from),
    )
