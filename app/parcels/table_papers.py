"""Tables on A4 for people at work: a head on every page, groups with sums, and which page it is."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.graphics.barcode.code128 import Code128
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from app.parcels.lettering import FONT, Lettering, fit, make_ready

LEFT, RIGHT, TOP, BOTTOM = 15 * mm, A4[0] - 15 * mm, A4[1] - 13 * mm, 18 * mm
BAR = 0.375 * mm
SPACE_OF_BARS = 70 * mm
ROW, SUM = 7.6 * mm, 8.6 * mm
# A picker's slots, if all sixty of a trolley are for one lot.
MOST_LINES, LINE = 12, 1.2


@dataclass(frozen=True, slots=True)
class Column:
    """`left` and `width` in points from the left edge of the table. Figures stand at the right; of
    a column to tick off nothing is written but a frame."""

    left: float
    width: float
    head: str
    is_figure: bool = False
    is_tick: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under a heading of their own; `total` stands beneath them."""

    heading: str
    rows: tuple[tuple[str, ...], ...]
    total: str


@dataclass(frozen=True, slots=True)
class Table:
    """`bars`: a number to be scanned, or empty. `facts` stand beneath the title on the first page,
    `closing` beneath the last row."""

    title: str
    facts: Sequence[str]
    columns: Sequence[Column]
    groups: Sequence[Group]
    closing: Sequence[str]
    foot: str
    bars: str = ""
    is_demonstration: bool = False


def table_pdf(table: Table) -> bytes:
    make_ready()
    # Once to learn how many pages there are: each says which of them it is.
    pages = _Paper(table, 0).drawn()[1]
    return _Paper(table, pages).drawn()[0]


class _Paper:
    """`y` is how far down the page has been written. `pages` is how many there are in the end."""

    def __init__(self, table: Table, pages: int) -> None:
        self.table, self.pages = table, pages
        self.stack, self.y, self.page = io.BytesIO(), TOP, 1
        self.canvas = Canvas(self.stack, pagesize=A4, invariant=1)
        self.canvas.setTitle(table.title)
        self.canvas.setAuthor("PostHarvest 邮禾")

    def drawn(self) -> tuple[bytes, int]:
        """The paper, and how many pages it has."""
        self._head()
        for group in self.table.groups:
            self._group(group)
        for text in self.table.closing:
            self._room_for(9 * mm)
            self.y -= 3 * mm
            self._text(text, 11)
        self._end_page()
        self.canvas.save()
        return self.stack.getvalue(), self.page

    def _group(self, group: Group) -> None:
        self._room_for(ROW + 2 * SUM)
        self._heading(group.heading)
        for row in group.rows:
            if self.y - self._height(self._fitted(row)) < BOTTOM:
                self._next_page()
                self._heading(f"{group.heading}（续）")
            self._row(row)
        self._room_for(SUM)
        self._total(group.total)

    def _head(self) -> None:
        self.y = TOP
        if self.table.is_demonstration:
            self._mark()
        if self.table.bars:
            self._bars(self.table.bars)
        self._text(self.table.title + ("　演示" if self.table.is_demonstration else ""), 18)
        for text in self.table.facts if self.page == 1 else ():
            self._text(text, 10.5)
        self._line()
        self._row(tuple(column.head for column in self.table.columns), is_head=True)
        self._line()

    def _mark(self) -> None:
        self.canvas.saveState()
        self.canvas.translate(A4[0] / 2, A4[1] / 2)
        self.canvas.rotate(35)
        self.canvas.setFillGray(0.88)
        self.canvas.setFont(FONT, 80)
        self.canvas.drawCentredString(0, 0, "演示 DEMO")
        self.canvas.restoreState()

    def _bars(self, number: str) -> None:
        bars = Code128(number, barWidth=BAR, barHeight=13 * mm, humanReadable=0, quiet=0)
        left = RIGHT - bars.width
        bars.drawOn(self.canvas, left, TOP - 13 * mm)
        self.canvas.setFont(FONT, 11)
        self.canvas.drawCentredString(left + bars.width / 2, TOP - 13 * mm - 12, number)

    def _heading(self, text: str) -> None:
        self.y -= SUM
        self.canvas.setFillGray(0.92)
        self.canvas.rect(LEFT, self.y - 1 * mm, RIGHT - LEFT, SUM - 2 * mm, stroke=0, fill=1)
        self.canvas.setFillGray(0)
        one = fit(text, RIGHT - LEFT - 4 * mm, (12, 10, 8))
        self.canvas.setFont(FONT, one.size)
        self.canvas.drawString(LEFT + 2 * mm, self.y + 0.8 * mm, one.lines[0])

    def _total(self, text: str) -> None:
        self._line()
        self.y -= SUM - 3 * mm
        self.canvas.setFont(FONT, 11)
        self.canvas.drawRightString(RIGHT, self.y, text)
        self.y -= 1 * mm

    def _fitted(self, cells: Sequence[str]) -> list[Lettering]:
        """Longer cells are written smaller, then in as many lines as they need."""
        return [
            fit(cell, column.width, (10.5, 9))
            if not fit(cell, column.width, (10.5, 9)).is_clipped
            else fit(cell, column.width, (8.5,), MOST_LINES)
            for cell, column in zip(cells, self.table.columns, strict=True)
        ]

    def _height(self, texts: Sequence[Lettering]) -> float:
        most = max(len(one.lines) * one.size for one in texts)
        return max(float(ROW), most * LINE + float(3 * mm))

    def _row(self, cells: Sequence[str], *, is_head: bool = False) -> None:
        texts = self._fitted(cells)
        top = self.y
        self.y -= self._height(texts)
        for text, column in zip(texts, self.table.columns, strict=True):
            if column.is_tick and not is_head:
                side = 4 * mm
                self.canvas.rect(LEFT + column.left, top - ROW / 2 - side / 2, side, side)
            self.canvas.setFont(FONT, text.size)
            y = top - ROW / 2 - text.size * 0.35
            for line in text.lines:
                if column.is_figure:
                    self.canvas.drawRightString(LEFT + column.left + column.width, y, line)
                else:
                    self.canvas.drawString(LEFT + column.left, y, line)
                y -= text.size * LINE

    def _text(self, text: str, size: float) -> None:
        is_beside_bars = self.table.bars and self.y > TOP - 20 * mm
        room = RIGHT - LEFT - (SPACE_OF_BARS if is_beside_bars else 0)
        one = fit(text, room, (size, size - 2, size - 4), 2)
        self.canvas.setFont(FONT, one.size)
        for line in one.lines:
            self.y -= one.size * 1.35
            self.canvas.drawString(LEFT, self.y, line)

    def _line(self) -> None:
        self.y -= 1.8 * mm
        self.canvas.line(LEFT, self.y, RIGHT, self.y)

    def _room_for(self, height: float) -> None:
        if self.y - height < BOTTOM:
            self._next_page()

    def _next_page(self) -> None:
        self._end_page()
        self.page += 1
        self._head()

    def _end_page(self) -> None:
        self.canvas.setFont(FONT, 9)
        self.canvas.drawString(LEFT, 10 * mm, self.table.foot)
        self.canvas.drawRightString(RIGHT, 10 * mm, f"第 {self.page} 页 / 共 {self.pages} 页")
        self.canvas.showPage()
