"""The paper of a manifest: A4, its number in bars, what is handed over, and where both sign."""

import io

from reportlab.graphics.barcode.code128 import Code128
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from app.clock import SHANGHAI
from app.ground.waybills import grouped, is_demonstration
from app.parcels.lettering import FONT, fit, make_ready
from app.parcels.manifest_lists import totals_of
from app.parcels.models import Manifest
from app.parcels.paper_words import PRODUCTS
from app.parcels.queries import get_parcels
from app.parcels.slips import Sorting, slips_of

LEFT, RIGHT, TOP, BOTTOM = 15 * mm, A4[0] - 15 * mm, A4[1] - 13 * mm, 18 * mm
ROW, SIGNING = 6.2 * mm, 30 * mm
BAR = 0.375 * mm
# Where each column begins, how wide it is, and its head; the last two stand at their right end.
COLUMNS = (
    (0 * mm, 10 * mm, "序号"),
    (11 * mm, 44 * mm, "邮件号"),
    (56 * mm, 58 * mm, "寄达地"),
    (115 * mm, 27 * mm, "邮政产品"),
    (142 * mm, 14 * mm, "件数"),
    (156 * mm, 24 * mm, "重量 kg"),
)
FIGURES = 4


def sender_of(manifest: Manifest) -> str:
    sender = manifest.cooperative or manifest.warehouse
    assert sender is not None  # the table says so
    return sender.name


def manifest_pdf(manifest: Manifest) -> bytes:
    make_ready()
    rows = _rows(manifest)
    # Once to learn how many pages there are: each says which of them it is.
    pages = _Paper(manifest, rows, 0).drawn()[1]
    return _Paper(manifest, rows, pages).drawn()[0]


def _rows(manifest: Manifest) -> list[tuple[str, ...]]:
    parcels = {one.id: one for one in get_parcels([row.parcel_id for row in manifest.rows])}
    sorting = Sorting.of(list(parcels.values()))
    return [
        (
            str(row.position),
            grouped(parcels[row.parcel_id].waybill_number),
            slips_of([parcels[row.parcel_id]], sorting, "")[0].routing.mark_name,
            PRODUCTS[row.parcel.product],
            str(row.pieces),
            kilograms(row.grams),
        )
        for row in manifest.rows
    ]


def kilograms(grams: int) -> str:
    """To the gram, so that the rows add up to the total."""
    return f"{grams // 1000}.{grams % 1000:03d}"


class _Paper:
    """`y` is how far down the page has been written. `pages` is how many there are in the end."""

    def __init__(self, manifest: Manifest, rows: list[tuple[str, ...]], pages: int) -> None:
        self.manifest, self.rows, self.pages = manifest, rows, pages
        self.stack, self.y, self.page = io.BytesIO(), TOP, 1
        self.canvas = Canvas(self.stack, pagesize=A4, invariant=1)
        self.canvas.setTitle(f"交接单 {manifest.number}")
        self.canvas.setAuthor("PostHarvest 邮禾")
        self.is_demonstration = any(
            is_demonstration(row.parcel.waybill_number) for row in manifest.rows
        )

    def drawn(self) -> tuple[bytes, int]:
        """The paper, and how many pages it has."""
        self._head()
        for row in self.rows:
            self._room_for(ROW)
            self._row(row)
        self._room_for(SIGNING)
        self._signatures()
        self._end_page()
        self.canvas.save()
        return self.stack.getvalue(), self.page

    def _head(self) -> None:
        one, self.y = self.manifest, TOP
        self._bars()
        self._text("邮件交接单" + ("　演示" if self.is_demonstration else ""), 18)
        outlet = f"{one.outlet.name}（{one.outlet.code}）" if one.outlet else "未指定网点"
        self._text(f"交寄 {sender_of(one)}", 11)
        self._text(f"收寄 {outlet}", 11)
        handed = one.handed_at.astimezone(SHANGHAI)
        self._text(f"交接时间 {handed:%Y-%m-%d %H:%M}", 10)
        if self.page == 1:
            self._totals()
        self._line()
        self._row(tuple(head for _, _, head in COLUMNS))
        self._line()

    def _bars(self) -> None:
        number = self.manifest.number
        bars = Code128(number, barWidth=BAR, barHeight=13 * mm, humanReadable=0, quiet=0)
        left = RIGHT - bars.width
        bars.drawOn(self.canvas, left, TOP - 13 * mm)
        self.canvas.setFont(FONT, 11)
        self.canvas.drawCentredString(left + bars.width / 2, TOP - 13 * mm - 12, number)

    def _totals(self) -> None:
        for one in totals_of(self.manifest):
            self._text(
                f"{PRODUCTS[one.product]} {one.parcels} 票 {one.pieces} 件 "
                f"{kilograms(one.grams)} kg",
                10,
            )
        whole = self.manifest
        self._text(f"合计 {whole.parcels} 票 {whole.pieces} 件 {kilograms(whole.grams)} kg", 12)

    def _row(self, cells: tuple[str, ...]) -> None:
        self.y -= ROW
        for at, (cell, (left, width, _)) in enumerate(zip(cells, COLUMNS, strict=True)):
            text = fit(cell, width, (10, 8.5, 7))
            self.canvas.setFont(FONT, text.size)
            if at < FIGURES:
                self.canvas.drawString(LEFT + left, self.y + 1.6 * mm, text.lines[0])
            else:
                self.canvas.drawRightString(LEFT + left + width, self.y + 1.6 * mm, text.lines[0])

    def _signatures(self) -> None:
        self._line()
        self.y -= 4 * mm
        self._text("实收 ______ 票 ______ 件 差异：__________________________________", 11)
        self.y -= 4 * mm
        self._text("交寄人（签字）：__________________", 11)
        self.canvas.drawString(LEFT + 95 * mm, self.y, "收寄人（签字）：__________________")

    def _text(self, text: str, size: float) -> None:
        beside_bars = self.y > TOP - 20 * mm
        room = RIGHT - LEFT - (62 * mm if beside_bars else 0)
        lettering = fit(text, room, (size, size - 2))
        self.canvas.setFont(FONT, lettering.size)
        self.y -= size * 1.35
        self.canvas.drawString(LEFT, self.y, lettering.lines[0])

    def _line(self) -> None:
        self.y -= 1.8 * mm
        self.canvas.line(LEFT, self.y, RIGHT, self.y)

    def _room_for(self, height: float) -> None:
        if self.y - height < BOTTOM:
            self._end_page()
            self.page += 1
            self._head()

    def _end_page(self) -> None:
        self.canvas.setFont(FONT, 9)
        self.canvas.drawString(LEFT, 10 * mm, self.manifest.number)
        self.canvas.drawRightString(RIGHT, 10 * mm, f"第 {self.page} 页 / 共 {self.pages} 页")
        self.canvas.showPage()
