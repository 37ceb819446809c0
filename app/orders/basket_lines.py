"""What stands in a basket: its lines, by cooperative, with what they cost and weigh."""

from dataclasses import dataclass, field
from datetime import date

from app.catalogue.models import Product, Variant
from app.cooperatives.models import Cooperative
from app.ground.claim_matrix import UNINSURED_TIMES_POSTAGE
from app.ground.freshness import Arrival
from app.ground.packing import Plan
from app.ground.refusals import (
    Refusal,
)
from app.ground.sending import Parts
from app.orders.lent_boxes import LentBoxes
from app.stock.actions import Source


@dataclass(frozen=True, slots=True)
class BasketLine:
    """`parts` are its boxes by the place that sends them (None: the shed); boxes that were picked
    before must be good on `good_on`."""

    variant: Variant
    product: Product
    boxes: int
    unit_price_fen: int
    total_fen: int
    left: int
    ships_on: date
    refusal: Refusal | None
    good_on: date | None = None
    parts: Parts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BasketGroup:
    """One cooperative's part. Without a destination there is no plan, and postage is 0.

    `postage_fen` holds the insurance that was asked for; `insurance_fen` is what it costs, asked
    for or not, `insurable_fen` the worth of the goods that it would cover. `days_left`: for
    eating, of what keeps shortest; None when all of it keeps.
    """

    cooperative: Cooperative
    lines: tuple[BasketLine, ...]
    goods_fen: int
    postage_fen: int
    postage_cost_fen: int
    plan: Plan | None
    ships_from: date | None
    arrival: Arrival | None
    refusal: Refusal | None
    insurance_fen: int = 0
    insurable_fen: int = 0
    days_left: int | None = None
    lent: tuple[LentBoxes, ...] = ()

    @property
    def deposit_fen(self) -> int:
        """Put down for returnable boxes; neither goods nor postage."""
        return sum(one.total_fen for one in self.lent)

    @property
    def total_fen(self) -> int:
        return self.goods_fen + self.postage_fen + self.deposit_fen

    @property
    def is_postage_free(self) -> bool:
        return self.plan is not None and self.postage_fen == self.plan.insurance_fen

    @property
    def liability_fen(self) -> int:
        """What the post pays at most for lost goods that are not insured."""
        parcels = self.plan.parcels if self.plan else ()
        times = UNINSURED_TIMES_POSTAGE
        return sum(min(one.goods_fen, times * one.quote.postage_fen) for one in parcels)


@dataclass(frozen=True, slots=True)
class Basket:
    groups: tuple[BasketGroup, ...]
    region_code: str | None
    refusals: tuple[Refusal, ...] = field(default=())
    is_insured: bool = False

    @property
    def goods_fen(self) -> int:
        return sum(group.goods_fen for group in self.groups)

    @property
    def postage_fen(self) -> int:
        return sum(group.postage_fen for group in self.groups)

    @property
    def deposit_fen(self) -> int:
        return sum(group.deposit_fen for group in self.groups)

    @property
    def total_fen(self) -> int:
        return sum(group.total_fen for group in self.groups)

    @property
    def bare_total_fen(self) -> int:
        """Without insurance, whether it was asked for or not."""
        return self.total_fen - self.insured_fen

    @property
    def insured_fen(self) -> int:
        """What is paid for the insurance that was asked for."""
        return sum(one.plan.insurance_fen for one in self.groups if one.plan)

    @property
    def insurable_fen(self) -> int:
        """The worth of goods that travel by products that insure them."""
        return sum(group.insurable_fen for group in self.groups)

    @property
    def insured_total_fen(self) -> int:
        """With insurance, whether it was asked for or not."""
        return self.bare_total_fen + self.insurance_fen

    @property
    def insurance_fen(self) -> int:
        """What it would cost to insure all of it, or costs."""
        return sum(group.insurance_fen for group in self.groups)

    @property
    def liability_fen(self) -> int:
        return sum(group.liability_fen for group in self.groups)

    @property
    def boxes(self) -> int:
        return sum(line.boxes for group in self.groups for line in group.lines)

    @property
    def parts_of(self) -> dict[int, Parts]:
        """Boxes by place, by variant."""
        return {line.variant.id: line.parts for group in self.groups for line in group.lines}

    @property
    def sources(self) -> dict[int, Source]:
        """Where the boxes of each variant shall be held."""
        return {
            line.variant.id: Source(line.parts, line.good_on)
            for group in self.groups
            for line in group.lines
        }

    @property
    def has_perishable(self) -> bool:
        return any(line.product.is_perishable for group in self.groups for line in group.lines)
