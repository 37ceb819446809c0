"""The paper of a move 移库单: what goes from which room, and where both sides sign."""

from collections.abc import Sequence
from itertools import groupby

from reportlab.lib.units import mm

from app.clock import SHANGHAI
from app.parcels.paper_words import ROOMS
from app.parcels.table_papers import Column, Group, Table, table_pdf
from app.stock.kinds import InboundState
from app.stock.models import InboundLine, InboundShipment
from app.stock.warehouses import WALKING_ORDER

COLUMNS = (
    Column(0 * mm, 58 * mm, "品名规格"),
    Column(60 * mm, 50 * mm, "批次"),
    Column(112 * mm, 18 * mm, "保质到"),
    Column(132 * mm, 14 * mm, "箱数", is_figure=True),
    Column(152 * mm, 12 * mm, "装车"),
    Column(168 * mm, 12 * mm, "实收"),
)


def move_pdf(move: InboundShipment) -> bytes:
    """The two last columns are filled in by hand: at the ramp, and where it is counted in."""
    lines = sorted(move.lines, key=lambda line: (_walk(line), line.id))
    return table_pdf(
        Table(
            title="移库单",
            facts=(
                f"移出 {move.origin.name}　移入 {move.warehouse.name}",
                f"计划 {move.expected_on:%Y-%m-%d} 到　{len(lines)} 批　{move.boxes} 箱",
                _standing(move),
            ),
            columns=COLUMNS,
            groups=[
                Group(ROOMS[kind], tuple(_cells(line) for line in some), _sum(some))
                for kind, some in ((kind, list(group)) for kind, group in groupby(lines, key=_kind))
            ],
            closing=(
                f"全部合计 {move.boxes} 箱",
                "短少、破损：______________________________________________",
                "移出方（签字）：______________　移入方（签字）：______________",
            ),
            foot=f"移库单 {move.number}",
            bars=move.number,
        )
    )


def _standing(move: InboundShipment) -> str:
    if move.sent_at is not None:
        return f"发车 {move.sent_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}　{move.note}".strip()
    words = "未发车" if move.state == InboundState.planned else "已取消"
    return f"{words}　{move.note}".strip()


def _kind(line: InboundLine) -> str:
    return line.from_lot.variant.product.temperature_class


def _walk(line: InboundLine) -> int:
    return WALKING_ORDER.index(_kind(line))


def _cells(line: InboundLine) -> tuple[str, ...]:
    lot = line.from_lot
    return (
        f"{lot.variant.product.name} {lot.variant.name}",
        lot.number,
        f"{lot.best_before_on:%m-%d}" if lot.best_before_on else "",
        str(line.boxes),
        "____",
        "____",
    )


def _sum(lines: Sequence[InboundLine]) -> str:
    return f"合计 {sum(line.boxes for line in lines)} 箱"
