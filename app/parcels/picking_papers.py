"""The picking list 拣货单 of a cooperative's shed: room by room, the oldest first."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby

from reportlab.lib.units import mm

from app import clock
from app.clock import SHANGHAI
from app.parcels.manifest_papers import kilograms
from app.parcels.paper_words import ROOMS
from app.parcels.shed import PickingRow
from app.parcels.table_papers import Column, Group, Table, table_pdf

COLUMNS = (
    Column(0 * mm, 58 * mm, "品名规格"),
    Column(60 * mm, 42 * mm, "批次"),
    Column(104 * mm, 16 * mm, "采收"),
    Column(119 * mm, 17 * mm, "今日须发", is_figure=True),
    Column(137 * mm, 14 * mm, "箱数", is_figure=True),
    Column(152 * mm, 20 * mm, "重量 kg", is_figure=True),
    Column(175 * mm, 5 * mm, "", is_tick=True),
)


def shed_picking_pdf(cooperative: str, rows: Sequence[PickingRow]) -> bytes:
    """`rows` in the order of the walk (`shed.picking_of`)."""
    printed = f"{clock.now().astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    return table_pdf(
        Table(
            title="拣货单",
            facts=(cooperative, f"打印 {printed}　同一品名先取早采的批次，取一行勾一行。"),
            columns=COLUMNS,
            groups=[
                Group(ROOMS[kind], tuple(_lines(some)), _sum(some))
                for kind, some in _by(rows, lambda row: row.temperature_class)
            ],
            closing=(f"全部{_sum(rows)}", "拣货人（签字）：__________________"),
            foot=f"拣货单 {printed}",
            is_demonstration=any(row.is_demonstration for row in rows),
        )
    )


def _by(
    rows: Iterable[PickingRow], key: Callable[[PickingRow], str]
) -> list[tuple[str, list[PickingRow]]]:
    return [(name, list(some)) for name, some in groupby(rows, key)]


def _lines(rows: Iterable[PickingRow]) -> Iterator[tuple[str, ...]]:
    """One a lot; beneath a pack that comes from several lots how many boxes that makes."""
    for _, lots in _by(rows, lambda row: f"{row.product_name} {row.variant_name}"):
        yield from map(_cells, lots)
        if len(lots) > 1:
            boxes, grams = sum(row.boxes for row in lots), sum(row.grams for row in lots)
            yield ("　小计", "", "", "", str(boxes), kilograms(grams), "")


def _cells(row: PickingRow) -> tuple[str, ...]:
    return (
        f"{row.product_name} {row.variant_name}",
        row.lot_number,
        f"{row.picked_on:%m-%d}",
        str(row.boxes_today),
        str(row.boxes),
        kilograms(row.grams),
        "",
    )


def _sum(rows: Sequence[PickingRow]) -> str:
    boxes, grams = sum(row.boxes for row in rows), sum(row.grams for row in rows)
    return f"合计 {boxes} 箱　{kilograms(grams)} kg"
