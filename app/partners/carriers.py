"""What we ask of a carrier, and what it tells us. Never called inside a transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from app.ground.routing import Routing as Routing
from app.partners.breaker import BreakerState


class Ability(StrEnum):
    """What not every carrier can do. Announcing, withdrawing and taking pushed scans all can."""

    early_orders = "early_orders"
    numbers = "numbers"
    labels = "labels"
    trace = "trace"
    postage = "postage"
    estimate = "estimate"
    reach = "reach"


class NotOffered(Exception):
    """The carrier has no such ability: a mistake of whoever asked without looking."""


class CarrierRefused(Exception):
    """The carrier understood us and said no; `reason` is its word for why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Party:
    """Who sends or receives, and where: names of regions and the rest of the address."""

    name: str
    phone: str
    province: str
    city: str
    county: str
    detail: str


@dataclass(frozen=True, slots=True)
class Cargo:
    name: str
    boxes: int
    grams: int
    value_fen: int


@dataclass(frozen=True, slots=True)
class Consignment:
    """A parcel that is to be carried. Places are region codes; `product` is a PostalProduct.

    `sender`, `recipient` and `cargo` go only to a carrier that takes orders; `declared_fen` is the
    insured value (0: none). `further`: numbers of its other boxes 一票多件."""

    waybill_number: str
    origin_code: str
    destination_code: str
    gross_grams: int
    temperature_class: str
    to_shop: bool
    product: str = "ordinary"
    declared_fen: int = 0
    sender: Party | None = None
    recipient: Party | None = None
    cargo: tuple[Cargo, ...] = ()
    further: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ActualPostage:
    """What the carrier charges for what its own scale showed."""

    postage_fen: int
    real_grams: int


@dataclass(frozen=True, slots=True)
class Scan:
    """One event as the carrier tells it. `external_id` is the carrier's own and unique."""

    external_id: str
    waybill_number: str
    code: str
    reason: str
    place: str
    note: str
    happened_at: datetime


class Carrier(Protocol):
    """Errors: PartnerSilent when the outcome is unknown, CarrierRefused for a clear no, NotOffered
    for what `abilities` does not name. Asking twice is harmless."""

    abilities: frozenset[Ability]

    @property
    def breaker_state(self) -> BreakerState | None:
        """None: nothing is asked over a wire that could be cut."""
        ...

    def takes(self, product: str) -> bool:
        """Whether parcels of this PostalProduct are announced to it at all."""
        ...

    def announce(self, consignments: Sequence[Consignment]) -> Mapping[str, Routing]:
        """Routing by waybill number, of those for which the carrier gives it."""
        ...

    def withdraw(self, waybill_number: str) -> None: ...

    def draw_numbers(self, product: str, count: int, request_key: str) -> list[str]:
        """Numbers for the pool: asked twice with one key, the same ones."""
        ...

    def label(self, waybill_number: str) -> bytes:
        """A PDF of the carrier's own drawing."""
        ...

    def trace(self, waybill_number: str) -> list[Scan]: ...

    def postage(self, waybill_number: str) -> ActualPostage | None:
        """None: it has not been weighed yet."""
        ...

    def estimate(self, consignment: Consignment) -> int:
        """Fen."""
        ...

    def reaches(self, consignment: Consignment) -> bool: ...

    def read_scans(self, body: bytes, headers: Mapping[str, str]) -> list[Scan]:
        """Scans pushed to us in our plain protocol; Forged unless signed with our secret."""
        ...


class OffersLittle:
    """What a carrier without abilities answers to the questions that need one."""

    abilities: frozenset[Ability] = frozenset()

    @property
    def breaker_state(self) -> BreakerState | None:
        return None

    def takes(self, product: str) -> bool:
        return True

    def draw_numbers(self, product: str, count: int, request_key: str) -> list[str]:
        raise NotOffered(Ability.numbers)

    def label(self, waybill_number: str) -> bytes:
        raise NotOffered(Ability.labels)

    def trace(self, waybill_number: str) -> list[Scan]:
        raise NotOffered(Ability.trace)

    def postage(self, waybill_number: str) -> ActualPostage | None:
        raise NotOffered(Ability.postage)

    def estimate(self, consignment: Consignment) -> int:
        raise NotOffered(Ability.estimate)

    def reaches(self, consignment: Consignment) -> bool:
        raise NotOffered(Ability.reach)
