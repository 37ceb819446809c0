"""What the market says of itself: terms, privacy, fees, and whose work it uses."""

from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from flask import Blueprint
from flask_babel import gettext as _

from app import clock
from app.ground import claim_matrix as matrix
from app.ground.postage import HEAVIEST_GRAMS
from app.ground.postal_products import PostalProduct
from app.ground.tariffs import Zone, groups_in_order
from app.orders.ways import ORIGIN_PROVINCE
from app.postage.queries import find_in_force
from app.web.guard import public_page
from app.web.pages import page
from app.web.storefront.destinations import in_words

pages = Blueprint("notices", __name__, url_prefix="/notices")


class Source(NamedTuple):
    words: str
    by: str
    licence: str
    address: str


# The very figures that claims are judged by (docs/claims.md).
_CLAIM_RULES = {
    "version": matrix.RULES_VERSION,
    "late_bp": matrix.LATE_BP,
    "at_once_fen": matrix.AT_ONCE_FEN,
    "at_once_a_month_fen": matrix.AT_ONCE_A_MONTH_FEN,
    "answer_hours": matrix.ANSWER_WITHIN // timedelta(hours=1),
    "decide_hours": matrix.DECIDE_WITHIN // timedelta(hours=1),
    "appeal_days": matrix.APPEAL_WITHIN.days,
    "silent_days": matrix.SILENT_AFTER.days,
    "times_postage": matrix.UNINSURED_TIMES_POSTAGE,
}


@dataclass(frozen=True, slots=True)
class ZoneRow:
    names: str
    zone: Zone


@pages.get("/terms")
@public_page(topics=())
def terms() -> str:
    return page()


@pages.get("/privacy")
@public_page(topics=())
def privacy() -> str:
    return page()


@pages.get("/rules")
@public_page(topics=("postage",))
def rules() -> str:
    """What is asked for what, from the very table that orders are counted with."""
    return page(zones=_zones(), heaviest_grams=HEAVIEST_GRAMS, claims=_CLAIM_RULES)


@pages.get("/licences")
@public_page(topics=())
def licences() -> str:
    return page(
        sources=[
            Source(
                _("Names and codes of regions"),
                "modood/Administrative-divisions-of-China",
                "WTFPL",
                "https://github.com/modood/Administrative-divisions-of-China",
            ),
            Source(
                _("Drawings of produce (Noto Emoji)"),
                "Google",
                "Apache-2.0",
                "https://github.com/googlefonts/noto-emoji",
            ),
            Source(
                _("Drawings of produce (Fluent Emoji)"),
                "Microsoft",
                "MIT",
                "https://github.com/microsoft/fluentui-emoji",
            ),
            Source("htmx", "Big Sky Software", "0BSD", "https://htmx.org/"),
        ]
    )


def _zones() -> list[ZoneRow]:
    """Of ordinary parcels, whose bands are those of the public tariff."""
    version = find_in_force(PostalProduct.ordinary, ORIGIN_PROVINCE, clock.today())
    zones = groups_in_order(version.tariff.zones) if version else []
    return [ZoneRow(in_words(zone.destinations), zone) for zone in zones]
