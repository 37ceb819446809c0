"""A small market on a summer's day: pears in season, tea all the year, crabs soon."""

from dataclasses import dataclass

from app import clock
from app.catalogue.kinds import TemperatureClass
from app.catalogue.models import Product, Variant
from app.cooperatives.models import Cooperative
from app.ground.seasons import Season
from tests.catalogue.goods import ZHAJIA, publish
from tests.clocks import Clock
from tests.makers import make_cooperative, make_lot

LAKE, LIYANG = "320413112201", "320481107214"
# Pears are picked from 20 July to 10 August.
SUMMER_MORNING = "2026-07-25 09:00"


@dataclass(frozen=True, slots=True)
class Stalls:
    """Pears 36 yuan, tea 58 yuan, ten boxes each; crabs open later in the year."""

    orchard: Cooperative
    hills: Cooperative
    pears: Product
    tea: Product
    crabs: Product

    @property
    def pear_box(self) -> Variant:
        return self.pears.variants[0]

    @property
    def tea_box(self) -> Variant:
        return self.tea.variants[0]


def set_up_stalls(clock_of_test: Clock, boxes: int = 40) -> Stalls:
    clock_of_test.stop(SUMMER_MORNING)
    orchard = make_cooperative(ZHAJIA, name="查家林果合作社", slug="zhajia")
    hills = make_cooperative(LIYANG, name="天目湖茶叶合作社", slug="tianmu")
    stalls = Stalls(
        orchard=orchard,
        hills=hills,
        pears=publish(
            orchard,
            3600,
            slug="pears",
            name="查家湾翠冠梨",
            season=Season.parse("07-20", "08-10"),
            is_perishable=True,
            shelf_life_days=15,
        ),
        tea=publish(
            hills,
            5800,
            slug="tea",
            name="天目湖白茶",
            name_en="Tianmu Lake white tea",
            category_slug="pantry",
            origin_code=LIYANG,
            temperature_class=TemperatureClass.dry,
            shelf_life_days=540,
            season=None,
        ),
        crabs=publish(
            hills,
            19800,
            slug="crabs",
            name="长荡湖大闸蟹",
            name_en="Changdang Lake mitten crab",
            category_slug="crab",
            origin_code=LAKE,
            temperature_class=TemperatureClass.live,
            shelf_life_days=3,
            presale_days=10,
            season=Season.parse("09-20", "12-20"),
        ),
    )
    for product in (stalls.pears, stalls.tea, stalls.crabs):
        make_lot(product.variants[0], boxes, best_before_on=None)
    assert clock.today().isoformat() == "2026-07-25"
    return stalls
