"""`flask export`, as a shell calls it, and as a spreadsheet reads it."""

import csv
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from click.testing import Result
from sqlalchemy import update

from app import commands
from app.clock import today
from app.db import session, transaction
from app.ground.money import yuan_parts
from app.ground.postings import Posting
from app.ground.sheets import FORMULA_STARTS, defused
from app.ledger.actions import post
from app.ledger.chain import find_head
from app.ledger.queries import balances
from app.orders.models import OrderLine
from app.reports.books_archive import books_archive
from app.reports.exports import EXPORTS
from app.reports.sheets import cell, headers
from tests.makers import make_lot
from tests.markets import bare_app, close
from tests.reports.markets_at_rest import set_up_market

Export = Callable[..., Result]


@pytest.fixture
def export(fresh_database: str) -> Iterator[Export]:
    app = bare_app(fresh_database)
    commands.join(app)

    def call(*words: str) -> Result:
        session.rollback()
        return app.test_cli_runner().invoke(args=["export", *words])

    with app.app_context():
        yield call
    close(app)


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_orders_go_out_with_every_fen(export: Export, tmp_path: Path) -> None:
    market = set_up_market()
    number, total_fen = market.paid.number, market.paid.total_fen
    done = export("orders", "--out", str(tmp_path / "new" / "folder"))
    assert done.exit_code == 0, done.output
    assert "orders.csv: 5 rows" in done.output
    rows = read(tmp_path / "new" / "folder" / "orders.csv")
    paid = [row for row in rows if row["order_number"] == number]
    assert sum(int(row["total_fen"]) for row in paid) == total_fen
    assert [row["goods_yuan"] for row in paid] == ["104.00", "49.00"]
    assert {row["sub_order_state"] for row in paid} == {"confirmed"}
    lines = read(tmp_path / "new" / "folder" / "order_lines.csv")
    assert [row["boxes"] for row in lines] == ["1", "2", "1", "1", "1"]


def test_the_ledger_goes_out_as_it_was_booked(export: Export, tmp_path: Path) -> None:
    set_up_market()
    assert export("ledger", "parcels", "stock", "--out", str(tmp_path)).exit_code == 0
    rows = read(tmp_path / "ledger.csv")
    assert [int(row["posting"]) for row in rows] == list(range(1, len(rows) + 1))
    assert {row["debit"] for row in rows if row["fact"].endswith(":captured")} == {
        "card_clearing:demo_card"
    }
    assert len(read(tmp_path / "parcels.csv")) == 4
    assert [row["on_hand"] for row in read(tmp_path / "stock.csv")] == ["20", "20"]


def test_a_file_begins_with_the_mark_and_ends_its_lines_as_spreadsheets_do(
    export: Export, tmp_path: Path
) -> None:
    assert export("parcels", "--out", str(tmp_path)).exit_code == 0
    written = (tmp_path / "parcels.csv").read_bytes()
    assert written.startswith(b"\xef\xbb\xbfwaybill,")
    assert written.endswith(b"\r\n")
    assert written.count(b"\n") == written.count(b"\r\n") == 1


def test_nobody_is_named_in_a_file(export: Export, tmp_path: Path) -> None:
    set_up_market()
    assert export(*EXPORTS, "--out", str(tmp_path)).exit_code == 0
    written = "".join(path.read_text("utf-8") for path in tmp_path.glob("*.csv"))
    for private in ("李雷", "13912341234", "世纪大道100号"):
        assert private not in written
    assert list(tmp_path.glob("*.part")) == []


def test_a_formula_stays_a_text(export: Export, tmp_path: Path) -> None:
    set_up_market()
    with transaction():
        session.execute(update(OrderLine).values(product_name='=HYPERLINK("http://x","梨,甜")'))
    assert export("orders", "--out", str(tmp_path)).exit_code == 0
    names = {row["product"] for row in read(tmp_path / "order_lines.csv")}
    assert names == {'\'=HYPERLINK("http://x","梨,甜")'}


def test_long_tables_come_in_batches_without_a_gap(export: Export) -> None:
    for _ in range(7):
        make_lot()
    table = EXPORTS["stock"][0]
    batches = list(table.batches(size=3))
    assert [len(rows) for rows in batches] == [3, 3, 1]
    assert len({row[0] for rows in batches for row in rows}) == 7


def test_an_unknown_table_is_refused_and_nothing_is_written(export: Export, tmp_path: Path) -> None:
    done = export("people", "--out", str(tmp_path))
    assert done.exit_code == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "text", [*(f"{start}1+1" for start in FORMULA_STARTS), " =1", "\u3000＝1", "'", "'=1"]
)
def test_what_begins_like_a_formula_gets_an_apostrophe(text: str) -> None:
    assert defused(text) == f"'{text}"


@pytest.mark.parametrize("text", ["翠冠梨", "5 斤装", "a=b", "", "12-3"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert defused(text) == text


def test_the_starts_of_formulas_are_those_of_all_spreadsheets() -> None:
    assert FORMULA_STARTS == ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")


def test_cells_are_plain() -> None:
    assert cell(None) == ""
    assert cell(-5200) == "-5200"
    assert cell(date(2026, 7, 20)) == "2026-07-20"
    assert cell(datetime(2026, 7, 20, 1, 2, 3, 456, tzinfo=UTC)) == "2026-07-20T01:02:03Z"


def test_headers_are_what_they_were() -> None:
    assert headers(EXPORTS["ledger"][0].headers) == [
        "posting",
        "entry",
        "fact",
        "memo",
        "order_number",
        "happened_at",
        "booked_at",
        "debit",
        "credit",
        "amount_fen",
        "amount_yuan",
    ]


def in_yuan(fen: int) -> str:
    return ".".join(yuan_parts(fen))


def work_out(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """As an outsider does: another Python, without our packages and our program."""
    return subprocess.run(
        [sys.executable, "-I", "-S", str(folder / "recompute.py"), *words],
        capture_output=True,
        text=True,
        timeout=60,
        encoding="utf-8",
        env={"PYTHONUTF8": "1"},
    )


def test_an_outsider_works_the_books_out_anew(export: Export, tmp_path: Path) -> None:
    market = set_up_market()
    with transaction():
        entry_id = post("=1+1", '\'梨,\n"甜"', [Posting("bank", "suspense", 1234)]).id
    held = f"cooperative_held:{market.paid.sub_orders[0].cooperative_id}"
    sums, head = balances(), find_head()
    month = f"{today():%Y-%m}"
    assert export("ledger", "--out", str(tmp_path)).exit_code == 0

    told = work_out(tmp_path)
    assert told.returncode == 0, told.stdout + told.stderr
    lines = [line.split() for line in told.stdout.splitlines()]
    assert {name: round(float(yuan) * 100) for yuan, name in lines[:-1]} == sums
    assert lines[-1][-1] == str(head)
    assert work_out(tmp_path, "--since", str(head)).returncode == 0
    assert work_out(tmp_path, "--since", f"1:{'0' * 64}").returncode == 1
    statement = work_out(tmp_path, "--account", held).stdout
    assert in_yuan(sums[held]) in statement.splitlines()[-2]
    within = work_out(tmp_path, "--month", month).stdout
    assert in_yuan(sums[held]) in next(one for one in within.splitlines() if held in one)

    changed = (tmp_path / "postings.csv").read_text("utf-8").replace(",1234,", ",1235,")
    (tmp_path / "postings.csv").write_text(changed, "utf-8")
    told = work_out(tmp_path)
    assert told.returncode == 1
    assert f"entry {entry_id} (=1+1) was changed" in told.stdout


def test_the_archive_holds_the_same_files(export: Export, tmp_path: Path) -> None:
    set_up_market()
    assert export("ledger", "--out", str(tmp_path / "one")).exit_code == 0
    with ZipFile(BytesIO(b"".join(books_archive()))) as archive:
        archive.extractall(tmp_path / "two")
    names = {path.name for path in (tmp_path / "two").iterdir()}
    assert names == {path.name for path in (tmp_path / "one").iterdir()} - {"ledger.csv"}
    for name in names:
        one, two = ((tmp_path / folder / name).read_bytes() for folder in ("one", "two"))
        assert one == two, name
