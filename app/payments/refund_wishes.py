"""What somebody wants to give back of one sub-order, and why."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.db import Facts
from app.ground.postings import Bearer
from app.ground.refusals import MoneyNotAllowed, QuantityNotAllowed
from app.payments.kinds import RefundReason


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundWish:
    """`goods` is fen by order line, `restock` and `write_off` are boxes by order line.
    `seen_left_fen` is what could still be refunded when the page was shown."""

    reason: RefundReason
    goods: Mapping[int, int] = field(default_factory=dict)
    postage_fen: int = 0
    restock: Mapping[int, int] = field(default_factory=dict)
    write_off: Mapping[int, int] = field(default_factory=dict)
    borne_by: Bearer = Bearer.sale
    note: str = ""
    seen_left_fen: int | None = None

    @property
    def amount_fen(self) -> int:
        return sum(self.goods.values()) + self.postage_fen

    def check(self) -> None:
        """MoneyNotAllowed when it gives back nothing, or less."""
        if self.amount_fen <= 0 or min(self.postage_fen, *self.goods.values(), 0) < 0:
            raise MoneyNotAllowed(field="amount")
        if any(boxes < 0 for fate in (self.restock, self.write_off) for boxes in fate.values()):
            raise QuantityNotAllowed(least=0, most=99, field="boxes")

    def as_facts(self) -> Facts:
        """For keeping: what was asked for, with numbers as JSON can name them. What the page had
        shown is not part of it."""
        return {
            "goods": _named(self.goods),
            "postage_fen": self.postage_fen,
            "restock": _named(self.restock),
            "write_off": _named(self.write_off),
        }


def _named(by_line: Mapping[int, int]) -> dict[str, int]:
    return {str(line): count for line, count in sorted(by_line.items()) if count}
