"""What somebody wants to give back of one sub-order, and why."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.db import Facts
from app.ground.box_deposits import DepositBack
from app.ground.postings import Bearer
from app.ground.refusals import MoneyNotAllowed, QuantityNotAllowed
from app.payments.kinds import RefundReason


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundWish:
    """`goods` is fen by order line, `restock` and `write_off` are boxes by order line. `deposits`
    are of returnable boxes: the buyer's own money, which nobody bears.
    `seen_left_fen` is what could still be refunded when the page was shown."""

    reason: RefundReason
    goods: Mapping[int, int] = field(default_factory=dict)
    postage_fen: int = 0
    restock: Mapping[int, int] = field(default_factory=dict)
    write_off: Mapping[int, int] = field(default_factory=dict)
    borne_by: Bearer = Bearer.sale
    note: str = ""
    deposits: tuple[DepositBack, ...] = ()
    seen_left_fen: int | None = None

    @property
    def borne_fen(self) -> int:
        return sum(self.goods.values()) + self.postage_fen

    @property
    def amount_fen(self) -> int:
        return self.borne_fen + sum(one.amount_fen for one in self.deposits)

    def check(self) -> None:
        """MoneyNotAllowed when it gives back nothing, or less."""
        if self.amount_fen <= 0 or min(self.postage_fen, *self.goods.values(), 0) < 0:
            raise MoneyNotAllowed(field="amount")
        if any(boxes < 0 for fate in (self.restock, self.write_off) for boxes in fate.values()):
            raise QuantityNotAllowed(least=0, most=99, field="boxes")

    @property
    def boxes(self) -> dict[int, int]:
        """All that leave the order, whatever becomes of them, by line."""
        lines = self.restock.keys() | self.write_off.keys()
        each = {one: self.restock.get(one, 0) + self.write_off.get(one, 0) for one in lines}
        return {line: count for line, count in sorted(each.items()) if count}

    @classmethod
    def from_facts(
        cls, facts: Facts, reason: RefundReason, borne_by: Bearer, note: str
    ) -> "RefundWish":
        return cls(
            reason=reason,
            borne_by=borne_by,
            note=note,
            goods=_numbered(facts["goods"]),
            postage_fen=facts["postage_fen"],
            restock=_numbered(facts["restock"]),
            write_off=_numbered(facts["write_off"]),
        )

    def as_facts(self) -> Facts:
        """For keeping: what was asked for, with numbers as JSON can name them. What the page had
        shown is not part of it."""
        boxes = {one.box_type_id: one.boxes for one in self.deposits}
        return {
            "goods": _named(self.goods),
            "postage_fen": self.postage_fen,
            "restock": _named(self.restock),
            "write_off": _named(self.write_off),
            **({"deposits": _named(boxes)} if boxes else {}),
        }


def _named(by_line: Mapping[int, int]) -> dict[str, int]:
    return {str(line): count for line, count in sorted(by_line.items()) if count}


def _numbered(by_line: Mapping[str, int]) -> dict[int, int]:
    return {int(line): count for line, count in by_line.items()}
