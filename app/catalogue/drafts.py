"""What a clerk says about a product or a pack, as plain values that were read strictly already."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.catalogue.kinds import BadgeKind, ShipZone, TemperatureClass
from app.ground.seasons import Season


@dataclass(frozen=True, slots=True)
class BadgeDraft:
    """A number that can be looked up, or a sentence that says how it is known; or both."""

    kind: BadgeKind
    number: str | None
    proof: str


@dataclass(frozen=True, slots=True)
class AttributeDraft:
    value: str
    value_en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductDraft:
    """`season` None: sold all year. `slug` None: made of the English name. `attributes` by code."""

    cooperative_id: int
    category_slug: str
    name: str
    name_en: str
    origin_code: str
    slug: str | None = None
    summary: str = ""
    summary_en: str = ""
    story: str = ""
    story_en: str = ""
    storage_tip: str = ""
    storage_tip_en: str = ""
    picture: str = ""
    temperature_class: TemperatureClass = TemperatureClass.ambient
    shelf_life_days: int = 7
    ship_within_hours: int = 24
    season: Season | None = None
    presale_days: int = 0
    ship_zone: ShipZone = ShipZone.national
    is_perishable: bool = True
    badges: Sequence[BadgeDraft] = ()
    attributes: Mapping[str, AttributeDraft] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantDraft:
    """`price_fen` for the box; weights and measures as in the model."""

    name: str
    name_en: str
    net_grams: int
    gross_grams: int
    price_fen: int
    length_mm: int = 0
    width_mm: int = 0
    height_mm: int = 0
    pieces: int | None = None
    position: int = 0
    is_on_sale: bool = True
    packing_fen: int = 0
    is_boxed: bool = True
    box_type_id: int | None = None
