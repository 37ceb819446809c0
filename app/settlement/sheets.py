"""A statement as a spreadsheet that recomputes itself: parts as numbers, sums as formulas, and
every text as a text, whatever it begins with. The same bytes whenever it is asked for."""

import io
from collections.abc import Sequence
from datetime import UTC

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from app.settlement.kinds import LineKind
from app.settlement.models import Statement
from app.settlement.papers import FORMULAS, HEADS, KINDS, TITLES, day
from app.settlement.queries import RunningLine

FIRST_ROW = 9  # of the lines, counted from 0
OPENING = "J5"


def statement_xlsx(statement: Statement, holder: str, lines: Sequence[RunningLine]) -> bytes:
    paper = io.BytesIO()
    book = xlsxwriter.Workbook(paper, {"in_memory": True})
    made = statement.covers_until.astimezone(UTC).replace(tzinfo=None)
    book.set_properties({"title": statement.number, "author": "PostHarvest 邮禾", "created": made})
    sheet = book.add_worksheet(statement.number)
    money, strong = book.add_format({"num_format": "#,##0.00"}), book.add_format({"bold": True})
    _head(sheet, statement, holder, money, strong)
    for row, one in enumerate(lines, start=FIRST_ROW):
        _line(sheet, row, one, money)
    last = FIRST_ROW + len(lines)
    sheet.write_string(last, 0, "期末余额", strong)
    closing = f"={OPENING}+SUM(I{FIRST_ROW + 1}:I{last})"
    sheet.write_formula(last, 9, closing, money, statement.closing_fen / 100)
    sheet.freeze_panes(FIRST_ROW, 0)
    sheet.repeat_rows(FIRST_ROW - 1)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    book.close()
    return paper.getvalue()


def _head(
    sheet: Worksheet, statement: Statement, holder: str, money: Format, strong: Format
) -> None:
    kind = statement.party.kind
    sheet.set_column(0, 0, 6)
    sheet.set_column(1, 3, 18)
    sheet.set_column(4, 9, 13)
    sheet.write_string(0, 0, f"{TITLES[kind]} {statement.number}", strong)
    sheet.write_string(1, 0, holder)
    began = day(statement.covers_from) if statement.covers_from else "开业"
    sheet.write_string(2, 0, f"结算区间：{began} 至 {day(statement.covers_until)}（上海时间）")
    sheet.write_string(3, 0, FORMULAS[kind])
    for row, (words, fen) in enumerate(
        (
            ("期初余额（元）", statement.opening_fen),
            ("本期新结算（元）", statement.earned_fen),
            ("本期扣回与打款（元）", statement.moved_fen),
        ),
        start=4,
    ):
        sheet.write_string(row, 8, words)
        sheet.write_number(row, 9, fen / 100, money)
    heads = ("序号", "日期", "事项", "单号", *HEADS[kind], "本行金额", "余额")
    for column, words in enumerate(heads):
        sheet.write_string(FIRST_ROW - 1, column, words, strong)


def _line(sheet: Worksheet, row: int, one: RunningLine, money: Format) -> None:
    line = one.line
    sheet.write_number(row, 0, line.position)
    sheet.write_string(row, 1, day(line.happened_at))
    sheet.write_string(row, 2, KINDS[LineKind(line.kind)])
    sheet.write_string(row, 3, line.reference)
    at = row + 1
    net = {
        LineKind.sale: f"=E{at}-F{at}-G{at}-H{at}",
        LineKind.commission: f"=F{at}-H{at}",
    }.get(LineKind(line.kind))
    if net is None:
        sheet.write_number(row, 8, line.net_fen / 100, money)
    else:
        parts = (line.goods_fen, line.commission_fen, line.postage_fen, line.refunded_fen)
        for column, fen in enumerate(parts, start=4):
            sheet.write_number(row, column, fen / 100, money)
        sheet.write_formula(row, 8, net, money, line.net_fen / 100)
    before = OPENING if row == FIRST_ROW else f"J{at - 1}"
    sheet.write_formula(row, 9, f"={before}+I{at}", money, one.balance_fen / 100)
