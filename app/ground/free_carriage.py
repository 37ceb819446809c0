"""From when on a cooperative pays the carriage 包邮."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class FreeFrom:
    """From goods worth `fen` on, or from so many `boxes`, whichever comes first; 0: not by that."""

    fen: int = 0
    boxes: int = 0

    @property
    def is_never(self) -> bool:
        return not self.fen and not self.boxes

    def is_reached(self, goods_fen: int, boxes: int) -> bool:
        return 0 < self.fen <= goods_fen or 0 < self.boxes <= boxes

    def least_boxes(self, price_fen: int) -> int:
        """Of one pack at this price, from which it is free; 0: never."""
        each = [self.boxes] if self.boxes else []
        if self.fen:
            each.append(-(-self.fen // price_fen))
        return min(each, default=0)


NEVER = FreeFrom()
