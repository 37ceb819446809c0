"""A file of scans (CSV): read row by row, kept once however often it is sent.

Columns, in any order, by their Chinese or English names (_COLUMNS): the waybill, the post's code or
a step's Chinese name, the time in Shanghai, and where there are any the place and a note. UTF-8 or
GB18030. Cells are texts and nothing else: one that begins like a formula is kept as it is
and defused wherever it goes into a table again.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from app import clock
from app.clock import SHANGHAI
from app.db import session
from app.ground.digits import plain
from app.ground.operation_codes import OPERATIONS
from app.ground.parcel_steps import TrackingStep
from app.ground.refusals import FileNotAllowed, Refusal
from app.ground.sheets import decoded, named_cells
from app.ground.waybills import parse_waybill
from app.orders.actions import Actor
from app.parcels.kinds import EventSource
from app.parcels.numbers import named_by
from app.parcels.tracking import TrackingFact, record_scans

MOST_ROWS = 5_000
MOST_BYTES = 2_000_000
# In one transaction; other writers come in between.
AT_ONCE = 250
LONGEST_PLACE, LONGEST_NOTE, LONGEST_CELL = 60, 200, 500
_COLUMNS = {
    "waybill": ("waybill", "邮件号", "运单号", "单号"),
    "code": ("code", "代码", "步骤", "代码或步骤", "环节"),
    "time": ("time", "时间", "操作时间"),
    "place": ("place", "地点", "操作地点", "机构"),
    "note": ("note", "备注", "说明"),
}
_NEEDED = frozenset({"waybill", "code", "time"})
# What people call a step. Labels, packing and cancelling are said where they are done.
STEP_NAMES: Mapping[str, TrackingStep] = {
    "收寄": TrackingStep.accept,
    "离开": TrackingStep.depart,
    "封发": TrackingStep.depart,
    "到达": TrackingStep.arrive,
    "分拣": TrackingStep.sort,
    "到达投递机构": TrackingStep.arrive_office,
    "投递": TrackingStep.go_out,
    "派送": TrackingStep.go_out,
    "妥投": TrackingStep.deliver,
    "签收": TrackingStep.deliver,
    "未妥投": TrackingStep.attempt,
    "拒收": TrackingStep.refuse,
    "破损": TrackingStep.damage,
    "丢失": TrackingStep.lose,
    "退回": TrackingStep.turn_back,
    "退回妥投": TrackingStep.return_,
}
_TIMES = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M")


@dataclass(frozen=True, slots=True)
class GoodRow:
    line: int
    waybill: str
    fact: TrackingFact


@dataclass(frozen=True, slots=True)
class BadRow:
    """`fault`: not_a_number, not_ours, unknown_code, no_time, in_the_future or too_long."""

    line: int
    text: str
    fault: str


@dataclass(frozen=True, slots=True)
class Report:
    """`new` of the good rows were not known before; `is_kept` False: nothing was written."""

    good: int
    new: int
    bad: Sequence[BadRow]
    is_kept: bool


def read_scan_file(content: bytes, actor: Actor) -> tuple[list[GoodRow], list[BadRow]]:
    """FileNotAllowed for what is no such table at all; else every row, good or bad."""
    rows = list(_rows(content))
    if len(rows) > MOST_ROWS:
        raise FileNotAllowed(field="file")
    good: list[GoodRow] = []
    bad: list[BadRow] = []
    for line, cells in rows:
        try:
            good.append(GoodRow(line, *_scan(cells, actor)))
        except _Bad as fault:
            bad.append(BadRow(line, cells["waybill"][:40], str(fault)))
    ours = _ours({one.waybill for one in good})
    bad += [BadRow(one.line, one.waybill, "not_ours") for one in good if one.waybill not in ours]
    return [one for one in good if one.waybill in ours], sorted(bad, key=lambda row: row.line)


def keep_rows(rows: Sequence[GoodRow]) -> int:
    """One portion, in the caller's transaction: how many were new."""
    return record_scans([(one.waybill, one.fact) for one in rows])


class _Bad(Exception):
    """Why a row cannot be taken."""


def _rows(content: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    text = decoded(content, MOST_BYTES, "file")
    return named_cells(text, _COLUMNS, _NEEDED.issubset)


def _scan(cells: Mapping[str, str], actor: Actor) -> tuple[str, TrackingFact]:
    if any(len(cell) > LONGEST_CELL for cell in cells.values()):
        raise _Bad("too_long")
    if len(cells["place"]) > LONGEST_PLACE or len(cells["note"]) > LONGEST_NOTE:
        raise _Bad("too_long")
    try:
        # A spreadsheet keeps a long number whole behind an apostrophe.
        waybill = parse_waybill(cells["waybill"].removeprefix("'"))
    except Refusal as fault:
        raise _Bad("not_a_number") from fault
    code = _code(plain(cells["code"]))
    moment = _moment(cells["time"])
    said = "|".join([waybill, code, moment.isoformat(), cells["place"], cells["note"]])
    return waybill, TrackingFact(
        external_id=f"file:{hashlib.sha256(said.encode()).hexdigest()[:32]}",
        code=code,
        place=cells["place"],
        note=cells["note"],
        source=EventSource.office,
        actor_id=actor.person_id,
        happened_at=moment,
    )


def _code(text: str) -> str:
    if text in STEP_NAMES:
        return STEP_NAMES[text].value
    # Own steps are said by their Chinese names: "cancel" in a file is no cancellation.
    if text.upper() in OPERATIONS:
        return text.upper()
    raise _Bad("unknown_code")


def _moment(text: str) -> datetime:
    for shape in _TIMES:
        try:
            moment = datetime.strptime(text, shape).replace(tzinfo=SHANGHAI)
        except ValueError:
            continue
        if moment.year < 2000:
            raise _Bad("no_time")
        if moment > clock.now() + timedelta(minutes=1):
            raise _Bad("in_the_future")
        return moment
    raise _Bad("no_time")


def _ours(numbers: set[str]) -> set[str]:
    wanted = sorted(numbers)
    found: set[str] = set()
    for start in range(0, len(wanted), AT_ONCE):
        part = wanted[start : start + AT_ONCE]
        found.update(session.scalars(select(named_by(part).c.number)))
    return found
