"""Words that products are described with."""

from enum import StrEnum


class ProductState(StrEnum):
    draft = "draft"
    published = "published"
    withdrawn = "withdrawn"


class TemperatureClass(StrEnum):
    ambient = "ambient"
    cool = "cool"
    frozen = "frozen"
    live = "live"
    dry = "dry"


class ShipZone(StrEnum):
    """Where the post may take it: everywhere, the four provinces round the lake, or the city."""

    national = "national"
    jiangzhehuwan = "jiangzhehuwan"
    changzhou = "changzhou"


class BadgeKind(StrEnum):
    geographical_indication = "geographical_indication"
    green_food = "green_food"
    organic = "organic"
    pledge = "pledge"
    workshop_licence = "workshop_licence"
    production_licence = "production_licence"
    quarantine = "quarantine"
