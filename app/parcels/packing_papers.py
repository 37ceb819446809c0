"""Drawing a packing list 装箱单 on the paper of its label, so that one printer gives out both."""

from reportlab.graphics.barcode.code128 import Code128
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from app.ground.waybills import grouped
from app.parcels.label_papers import (
    BAR,
    EDGE,
    FOOT_OF_LIST,
    LEADING,
    MARK,
    ROW_OF_LIST,
    Paper,
)
from app.parcels.lettering import FONT, fit
from app.parcels.packing_lists import PackedRow, PackingPage

BARS = 9 * mm


class PackingSheet:
    """`y` is how far down the page has been written, measured from its foot."""

    def __init__(self, canvas: Canvas, paper: Paper, page: PackingPage, printed: str) -> None:
        self.canvas = canvas
        self.paper = paper
        self.page = page
        self.printed = printed
        self.y = paper.height - EDGE

    def draw(self) -> None:
        if self.page.is_demonstration:
            self.canvas.doForm(MARK)
        self._head()
        for row in self.page.rows:
            self._row(row)
        self._foot()

    def _head(self) -> None:
        one, k = self.page, self.paper.body
        self._pair("装箱单", f"第 {one.page} 页 / 共 {one.pages} 页", 15 * k, 8 * k)
        bars = Code128(one.number, barWidth=BAR, barHeight=BARS, humanReadable=0, quiet=0)
        self.y -= BARS + 1 * mm
        bars.drawOn(self.canvas, EDGE + max((self.paper.inner - bars.width) / 2, 0), self.y)
        self._text(f"邮件号 {grouped(one.number)}", 9 * k)
        self._text(f"子订单 {one.sub_order}", 9 * k)
        self._text(f"收件人 {one.to}", 9 * k)
        self._text(f"寄件人 {one.sender}", 9 * k)
        self._line()

    def _row(self, row: PackedRow) -> None:
        """The name and how many; beneath it where it is from and until when it is good."""
        k, top = self.paper.body, self.y
        count = f"× {row.boxes}"
        right = self.paper.width - EDGE
        name = fit(f"{row.name} {row.variant}", self.paper.inner - 16 * mm, (10 * k, 8.5 * k))
        self._at(EDGE, top - 10 * k, name.lines[0], name.size)
        self.canvas.setFont(FONT, 12 * k)
        self.canvas.drawRightString(right, top - 10 * k, count)
        facts = (
            f"批次 {row.lot}，{row.picked_on:%m-%d} 采，{row.good_until:%Y-%m-%d} 前食用最佳，"
            f"净重 {_kilograms(row.net_grams)} kg"
        )
        small = fit(facts, self.paper.inner, (7.5 * k, 6.5 * k, 5.5 * k), 2)
        y = top - 10 * k
        for line in small.lines:
            y -= small.size * LEADING
            self._at(EDGE, y, line, small.size)
        self.y = top - ROW_OF_LIST * k

    def _foot(self) -> None:
        one, k = self.page, self.paper.body
        self.y = EDGE + FOOT_OF_LIST * k
        self._line()
        weight = ("实重" if one.is_weighed else "毛重") + f" {_kilograms(one.grams)} kg"
        pieces = f"，分 {one.pieces} 件" if one.pieces > 1 else ""
        self._pair(f"合计 {one.boxes} 箱{pieces}", weight, 11 * k, 11 * k)
        self._text(one.care, 9.5 * k)
        self._text("请当场清点。短少或有坏果，请拍照并在订单页申请理赔。", 8 * k)
        marked = " · 演示" if one.is_demonstration else ""
        self._text(f"邮禾 PostHarvest · 打印 {self.printed}{marked}", 7 * k)

    def _pair(self, left: str, right: str, size: float, beside: float) -> None:
        self.y -= size
        self._at(EDGE, self.y, left, size)
        self.canvas.setFont(FONT, beside)
        self.canvas.drawRightString(self.paper.width - EDGE, self.y, right)
        self.y -= size * (LEADING - 1)

    def _text(self, text: str, size: float) -> None:
        one = fit(text, self.paper.inner, (size, size * 0.85, size * 0.7))
        self.y -= one.size
        self._at(EDGE, self.y, one.lines[0], one.size)
        self.y -= one.size * (LEADING - 1)

    def _at(self, left: float, y: float, text: str, size: float) -> None:
        self.canvas.setFont(FONT, size)
        self.canvas.drawString(left, y, text)

    def _line(self) -> None:
        self.y -= 0.8 * mm
        self.canvas.line(EDGE, self.y, self.paper.width - EDGE, self.y)
        self.y -= 0.8 * mm


def _kilograms(grams: int) -> str:
    return f"{grams / 1000:.2f}"
