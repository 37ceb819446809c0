"""The same statement on paper and as a spreadsheet: stable bytes, texts as texts, sums that anyone
can do again from the cells."""

import io

import openpyxl
import pypdfium2
import pytest

from app.settlement.kinds import Party, PartyKind
from app.settlement.papers import statement_pdf
from app.settlement.queries import get_statement_of, lines_of
from app.settlement.sheets import FIRST_ROW, statement_xlsx
from tests.clocks import Clock
from tests.deliveries import close, deliver, sell, settle_all
from tests.makers import make_cooperative
from tests.order_sheets import make_waybills

HOSTILE = '=HYPERLINK("http://x")合作社'


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_statement_of_several_pages_can_be_done_again_from_paper_and_cells(
    database: object, clock: Clock
) -> None:
    clock.stop("2026-08-01 09:00")
    make_waybills(60)
    cooperative = make_cooperative(name=HOSTILE)
    for _ in range(48):
        deliver(sell(cooperative))
    close(clock)
    settle_all()
    party = Party(PartyKind.cooperative, cooperative.id)
    statement = get_statement_of(party, f"C{cooperative.id}-0001")
    lines = lines_of(statement)
    assert lines[-1].balance_fen == statement.closing_fen == 48 * 4940
    assert lines_of(statement, after_position=47)[0].balance_fen == statement.closing_fen
    paper, sheet = (make(statement, HOSTILE, lines) for make in (statement_pdf, statement_xlsx))
    assert paper == statement_pdf(statement, HOSTILE, lines_of(statement))
    assert sheet == statement_xlsx(statement, HOSTILE, lines_of(statement))
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(paper)]
    assert len(pages) == 2
    for number, text in enumerate(pages, start=1):
        assert f"第 {number} 页 / 共 2 页" in text
        assert statement.number in text
    assert "2371.20" in pages[-1]
    cells = openpyxl.load_workbook(io.BytesIO(sheet)).active
    values = openpyxl.load_workbook(io.BytesIO(sheet), data_only=True).active
    assert (cells["A2"].value, cells["A2"].data_type) == (HOSTILE, "s")
    first = FIRST_ROW + 1
    assert [cells.cell(first, column).value for column in range(5, 11)] == [
        52,
        2.6,
        0,
        0,
        f"=E{first}-F{first}-G{first}-H{first}",
        f"=J5+I{first}",
    ]
    balance = 0.0
    for row in range(first, first + 48):
        goods, commission, postage, refunded, net, running = (
            values.cell(row, column).value for column in range(5, 11)
        )
        balance += goods - commission - postage - refunded
        assert net == pytest.approx(goods - commission - postage - refunded)
        assert running == pytest.approx(balance)
    assert values.cell(first + 48, 10).value == pytest.approx(2371.20)
