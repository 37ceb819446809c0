"""A statement on paper: A4, in Chinese, the same bytes whenever it is asked for."""

import io
from collections.abc import Sequence
from datetime import datetime

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from app.clock import SHANGHAI
from app.ground.money import yuan_parts
from app.parcels.lettering import FONT, fit, make_ready
from app.settlement.kinds import LineKind, PartyKind
from app.settlement.models import Statement
from app.settlement.queries import RunningLine

WIDTH, HEIGHT = A4
EDGE = 15 * mm
ROW = 6 * mm
KINDS = {
    LineKind.sale: "销售",
    LineKind.commission: "代购佣金",
    LineKind.refund: "退款扣回",
    LineKind.claim: "理赔扣回",
    LineKind.payout: "打款",
    LineKind.correction: "更正",
}
TITLES = {PartyKind.cooperative: "货款结算单", PartyKind.shop: "代购佣金结算单"}
HEADS = {
    PartyKind.cooperative: ("货款", "佣金", "代付邮费", "已退"),
    PartyKind.shop: ("商品金额", "佣金", "", "已退"),
}
FORMULAS = {
    PartyKind.cooperative: (
        "本行金额 = 货款 − 佣金 − 代付邮费 − 已退；余额 = 上一行余额 + 本行金额。"
    ),
    PartyKind.shop: "本行金额 = 佣金 − 已退；余额 = 上一行余额 + 本行金额。",
}
# Right edges of the numbers, from the right.
_COLUMNS = (0, 22, 44, 59, 77, 95)


def yuan(fen: int) -> str:
    return ".".join(yuan_parts(fen))


def day(moment: datetime) -> str:
    return f"{moment.astimezone(SHANGHAI):%Y-%m-%d}"


def statement_pdf(statement: Statement, holder: str, lines: Sequence[RunningLine]) -> bytes:
    make_ready()
    paper = io.BytesIO()
    canvas = Canvas(paper, pagesize=A4, invariant=1)
    canvas.setTitle(f"{TITLES[statement.party.kind]} {statement.number}")
    canvas.setAuthor("PostHarvest 邮禾")
    _Paper(canvas, statement, holder, lines).draw()
    canvas.save()
    return paper.getvalue()


class _Paper:
    """`y` is how far down the page has been written, measured from its foot."""

    def __init__(
        self, canvas: Canvas, statement: Statement, holder: str, lines: Sequence[RunningLine]
    ) -> None:
        self.canvas = canvas
        self.statement = statement
        self.holder = holder
        self.lines = lines
        self.y = 0.0
        room = HEIGHT - 2 * EDGE
        self.on_first = int((room - 62 * mm) // ROW)
        self.on_others = int((room - 28 * mm) // ROW)

    @property
    def pages(self) -> int:
        """The sums at the end want three rows."""
        rest = max(0, len(self.lines) + 3 - self.on_first)
        return 1 + -(-rest // self.on_others)

    def draw(self) -> None:
        left = list(self.lines)
        for number in range(1, self.pages + 1):
            self._head(number)
            room = self.on_first if number == 1 else self.on_others
            for one in left[:room]:
                self._row(one)
            left = left[room:]
            if number == self.pages:
                self._sums()
            self.canvas.showPage()

    def _head(self, number: int) -> None:
        self.y = HEIGHT - EDGE
        shown = self.statement
        self._pair(f"邮禾 PostHarvest · {TITLES[shown.party.kind]}", shown.number, 13)
        self._pair(
            fit(self.holder, WIDTH - 2 * EDGE - 40 * mm, (10, 9)).lines[0],
            f"第 {number} 页 / 共 {self.pages} 页",
            10,
        )
        if number == 1:
            began = day(shown.covers_from) if shown.covers_from else "开业"
            self._pair(f"结算区间：{began} 至 {day(shown.covers_until)}（上海时间）", "", 9)
            self._pair("期初余额", f"{yuan(shown.opening_fen)} 元", 10)
            self._pair("本期新结算", f"{yuan(shown.earned_fen)} 元", 10)
            self._pair("本期扣回与打款", f"{yuan(shown.moved_fen)} 元", 10)
            self._pair("期末余额（应付）", f"{yuan(shown.closing_fen)} 元", 12)
            self._pair(FORMULAS[shown.party.kind], "", 8)
        self._columns()

    def _columns(self) -> None:
        self.y -= 2 * mm
        self.canvas.line(EDGE, self.y, WIDTH - EDGE, self.y)
        heads = ("余额", "本行金额", *reversed(HEADS[self.statement.party.kind]))
        self._cells("日期　　　　单号／事项", heads)
        self.canvas.line(EDGE, self.y - 1 * mm, WIDTH - EDGE, self.y - 1 * mm)
        self.y -= 1 * mm

    def _row(self, one: RunningLine) -> None:
        line = one.line
        earned = line.kind in (LineKind.sale, LineKind.commission)
        parts = (line.refunded_fen, line.postage_fen, line.commission_fen, line.goods_fen)
        numbers = [yuan(fen) if earned else "" for fen in parts]
        if line.kind == LineKind.commission:
            numbers[1] = ""
        words = fit(f"{KINDS[LineKind(line.kind)]} {line.reference}", 62 * mm, (8, 7)).lines[0]
        text = f"{day(line.happened_at)}  {words}"
        self._cells(text, (yuan(one.balance_fen), yuan(line.net_fen), *numbers))

    def _sums(self) -> None:
        self.canvas.line(EDGE, self.y - 1 * mm, WIDTH - EDGE, self.y - 1 * mm)
        self.y -= 1 * mm
        self._cells("期末余额", (yuan(self.statement.closing_fen),))
        entry = self.statement.entry_id
        booked = f"账本分录 {entry}" if entry else "本期无新结算，账本无分录"
        self._cells(f"{booked} · 共 {self.statement.line_count} 行", ())

    def _cells(self, words: str, numbers: Sequence[str]) -> None:
        self.y -= ROW
        self.canvas.setFont(FONT, 8)
        self.canvas.drawString(EDGE, self.y + 1.5 * mm, words)
        for offset, number in zip(_COLUMNS, numbers, strict=False):
            self.canvas.drawRightString(WIDTH - EDGE - offset * mm, self.y + 1.5 * mm, number)

    def _pair(self, left: str, right: str, size: float) -> None:
        self.y -= size * 1.5
        self.canvas.setFont(FONT, size)
        self.canvas.drawString(EDGE, self.y, left)
        self.canvas.drawRightString(WIDTH - EDGE, self.y, right)
