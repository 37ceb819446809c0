"""Scans from a file: every row is good or named with its line, and kept once."""

import pytest
from sqlalchemy import func, select

from app.db import session, transaction
from app.ground.refusals import FileNotAllowed
from app.orders.actions import Actor
from app.orders.kinds import ActorKind
from app.parcels.models import Parcel, StrayEvent, TrackingEvent
from app.parcels.queries import parcels_of_order
from app.parcels.scan_files import BadRow, keep_rows, read_scan_file
from tests.clocks import Clock
from tests.makers import make_lot, make_variant
from tests.order_sheets import make_order, make_waybills
from tests.payments.test_paying import begin, paid, tell

pytestmark = [
    pytest.mark.usefixtures("database"),
    pytest.mark.parametrize("kind", ["sqlite"]),
]
OFFICE = Actor(ActorKind.postal)
HEADER = "邮件号,代码,时间,地点,备注"


@pytest.fixture
def parcel(clock: Clock) -> Parcel:
    clock.stop("2026-07-20 08:00")
    make_waybills()
    order = make_order((make_lot(make_variant(price_fen=5200), 5).variant, 1))
    tell(paid(begin(order)))
    clock.stop("2026-07-22 08:00")
    return parcels_of_order(order.id)[0]


def read(*rows: str, encoding: str = "utf-8", header: str = HEADER) -> tuple[int, list[BadRow]]:
    good, bad = read_scan_file("\r\n".join([header, *rows]).encode(encoding), OFFICE)
    with transaction():
        keep_rows(good)
    return len(good), bad


def events() -> int:
    return session.scalar(select(func.count()).select_from(TrackingEvent)) or 0


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_codes_and_words_of_the_post_move_a_parcel(parcel: Parcel, encoding: str) -> None:
    rows = [
        f"{parcel.waybill_number},203,2026-07-20 17:40,常州天宁,",
        f"'{parcel.waybill_number.lower()},到达,2026/07/21 03:10:00,上海,张师傅 13812345678",
        f'"{parcel.waybill_number}",妥投,2026-07-22 07:30,上海,"=HYPERLINK(""x"")"',
    ]
    assert read(*rows, encoding=encoding) == (3, [])
    assert session.get_one(Parcel, parcel.id).state == "delivered"
    notes = list(session.scalars(select(TrackingEvent.note).order_by(TrackingEvent.id)))
    assert notes == ["", "张师傅 138****5678", '=HYPERLINK("x")']
    before = events()
    assert read(*reversed(rows), encoding=encoding) == (3, [])
    assert events() == before


def test_bad_rows_are_named_and_the_others_kept(parcel: Parcel) -> None:
    number = parcel.waybill_number
    good, bad = read(
        f"{number},203,2026-07-20 17:40,常州,",
        "",
        f"{number},999,2026-07-20 17:40,常州,",
        f"{number},cancel,2026-07-20 17:40,常州,",
        "nonsense,203,2026-07-20 17:40,常州,",
        "ZZ999999995CN,203,2026-07-20 17:40,常州,",
        f"{number},203,yesterday,常州,",
        f"{number},203,1970-01-01 00:00,常州,",
        f"{number},203,2026-07-23 00:00,常州,",
        f"{number},203,2026-07-20 17:40,{'长' * 61},",
        number,
    )
    assert good == 1
    assert [(one.line, one.fault) for one in bad] == [
        (4, "unknown_code"),
        (5, "unknown_code"),
        (6, "not_a_number"),
        (7, "not_ours"),
        (8, "no_time"),
        (9, "no_time"),
        (10, "in_the_future"),
        (11, "too_long"),
        (12, "unknown_code"),
    ]
    assert session.get_one(Parcel, parcel.id).state == "accepted"
    assert session.scalar(select(func.count()).select_from(StrayEvent)) == 0


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00" * 50,
        "邮件号,地点\n1,2".encode(),
        b"\xff\xff\xff",
        b"waybill,code,time\n" + b"x,203,y\n" * 5001,
        b"a" * 2_000_001,
    ],
)
def test_what_is_no_such_table_is_refused(content: bytes) -> None:
    with pytest.raises(FileNotAllowed):
        read_scan_file(content, OFFICE)
