"""The picking list 拣货单 of a wave: room by room, and into which slots."""

from collections.abc import Sequence
from itertools import groupby

from reportlab.lib.units import mm

from app.clock import SHANGHAI
from app.ground.waybills import is_demonstration
from app.parcels.paper_words import ROOMS
from app.parcels.table_papers import Column, Group, Table, table_pdf
from app.warehousing.models import Wave
from app.warehousing.waves import PickRow

COLUMNS = (
    Column(0 * mm, 54 * mm, "品名规格"),
    Column(56 * mm, 40 * mm, "批次"),
    Column(98 * mm, 14 * mm, "采收"),
    Column(112 * mm, 12 * mm, "箱数", is_figure=True),
    Column(128 * mm, 46 * mm, "格口（×箱数）"),
    Column(175 * mm, 5 * mm, "", is_tick=True),
)


def wave_picking_pdf(wave: Wave, rows: Sequence[PickRow]) -> bytes:
    """`rows` as `waves.picking_list` gives them."""
    started = f"{wave.started_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    boxes = sum(row.boxes for row in rows)
    return table_pdf(
        Table(
            title="拣货单",
            facts=(
                f"{wave.warehouse.name}　波次 {wave.number}",
                f"开始 {started}　{len(wave.slots)} 件邮件　{boxes} 箱",
                "按行走顺序：先常温，后冷藏、冷冻。取一行勾一行，缺货当场写实数。",
            ),
            columns=COLUMNS,
            groups=[
                Group(ROOMS[kind], tuple(_cells(row) for row in some), _sum(some))
                for kind, some in (
                    (kind, list(group))
                    for kind, group in groupby(rows, lambda row: row.temperature_class)
                )
            ],
            closing=(f"全部合计 {boxes} 箱", "拣货人（签字）：__________________"),
            foot=f"拣货单 {wave.number}",
            bars=wave.number,
            is_demonstration=any(
                is_demonstration(slot.parcel.waybill_number) for slot in wave.slots
            ),
        )
    )


def _cells(row: PickRow) -> tuple[str, ...]:
    slots = "  ".join(f"{slot}×{boxes}" for slot, boxes in row.slots)
    return (
        f"{row.product_name} {row.variant_name}",
        row.lot_number,
        f"{row.picked_on:%m-%d}",
        str(row.boxes),
        slots,
        "",
    )


def _sum(rows: Sequence[PickRow]) -> str:
    return f"合计 {sum(row.boxes for row in rows)} 箱"
