"""Waybill labels 面单 in three sizes, one page per slip (domain §2.4, docs/labels.md)."""

import io
from collections.abc import Callable, Sequence

import segno
from reportlab.graphics.barcode.code128 import Code128
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from app import clock
from app.clock import SHANGHAI
from app.ground.waybills import grouped
from app.parcels.kinds import LabelSize
from app.parcels.label_papers import BAR as BAR
from app.parcels.label_papers import (
    DEMONSTRATION,
    EDGE,
    LEADING,
    LOWEST_BARS,
    MARK,
    PAPERS,
    Paper,
    keep_mark,
)
from app.parcels.lettering import FONT, Lettering, fit, make_ready, width_of
from app.parcels.models import Parcel
from app.parcels.packing_lists import PackingPage, packing_pages
from app.parcels.packing_papers import PackingSheet
from app.parcels.slips import REMARKS as REMARKS
from app.parcels.slips import Slip, Sorting, slips_of

FETCH = "凭取件码领取"
OWN_NUMBER = 24


def labels_pdf(
    parcels: Sequence[Parcel], base_url: str, size: LabelSize = LabelSize.medium
) -> bytes:
    """At least one page per parcel, in their order. A PDF without a page cannot be: ValueError."""
    return draw(slips_of(parcels, Sorting.of(parcels), base_url), size)


def packing_pdf(parcel: Parcel, size: LabelSize = LabelSize.medium) -> bytes:
    """What lies in one parcel, to be put in with it."""
    return draw(packing_pages([parcel], size)[parcel.id], size)


def draw(
    slips: Sequence[Slip | PackingPage],
    size: LabelSize,
    on_page: Callable[[int], None] = lambda _: None,
) -> bytes:
    """Labels and packing lists, in their order; `on_page` is told how many pages are done."""
    if not slips:
        raise ValueError("no parcel, no label")
    make_ready()
    paper, stack = PAPERS[size], io.BytesIO()
    # Without the maker's clock in it, so that the same labels are the same bytes.
    canvas = Canvas(stack, pagesize=(paper.width, paper.height), invariant=1)
    has_labels = any(isinstance(slip, Slip) for slip in slips)
    canvas.setTitle("邮件面单" if has_labels else "装箱单")
    canvas.setAuthor("PostHarvest 邮禾")
    if any(slip.is_demonstration for slip in slips):
        keep_mark(canvas, paper)
    printed = f"{clock.now().astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    for done, slip in enumerate(slips, start=1):
        if isinstance(slip, Slip):
            _Label(canvas, paper, slip, printed).draw()
        else:
            PackingSheet(canvas, paper, slip, printed).draw()
        canvas.showPage()
        on_page(done)
    canvas.save()
    return stack.getvalue()


class _Label:
    """`y` is how far down the page has been written, measured from its foot."""

    def __init__(self, canvas: Canvas, paper: Paper, slip: Slip, printed: str) -> None:
        self.canvas = canvas
        self.paper = paper
        self.slip = slip
        self.printed = printed
        self.y = paper.height - EDGE

    @property
    def has_stub(self) -> bool:
        return self.paper.stub > LOWEST_BARS

    def draw(self) -> None:
        if self.slip.is_demonstration:
            # Beneath everything, and far from the bars.
            self.canvas.doForm(MARK)
        self._head()
        self._barcode(self.paper.bars, 12 * self.paper.body)
        self._routing()
        self._recipient()
        if self.slip.shop is not None:
            self._pickup(self.slip.shop)
        self._sender()
        self._contents()
        if self.has_stub:
            self._stub()
        else:
            self._signature()

    def _head(self) -> None:
        self._pair("邮禾 PostHarvest", f"{self.slip.which} · {self.slip.product}", 9)
        if self.slip.is_return:
            self._write(fit("退件", self.paper.inner, (24,)), centred=True)
        self._line()

    def _barcode(self, height: float, size: float, room: float | None = None) -> None:
        """In the middle of the page, or of as much of it as there is room for."""
        room = room or self.paper.inner
        number = self.slip.number
        bars = Code128(number, barWidth=BAR, barHeight=height, humanReadable=0, quiet=0)
        self.y -= height + 1 * mm
        bars.drawOn(self.canvas, EDGE + max((room - bars.width) / 2, 0), self.y)
        text = fit(grouped(number), room, (size,))
        self.canvas.setFont(FONT, text.size)
        self.y -= text.size
        self.canvas.drawCentredString(EDGE + room / 2, self.y, text.lines[0])
        self.y -= text.size * (LEADING - 1)

    def _routing(self) -> None:
        self._line()
        sizes = self.paper.mark if self.slip.shop is None else self.paper.mark[1:]
        self._write(fit(self.slip.routing.mark_name, self.paper.inner, sizes), centred=True)
        code, bag = self.slip.routing.route_code, self.slip.routing.package_name
        self._pair(
            fit(code, self.paper.inner * 0.5, (13, 11, 9)).lines[0],
            fit(bag, self.paper.inner * 0.45, (11, 9)).lines[0],
            11 * self.paper.body,
        )
        self._line()

    def _recipient(self) -> None:
        k, to, inset = self.paper.body, self.slip.to, EDGE + 6 * mm
        room = self.paper.inner - width_of(to.phone, 12 * k) - 9 * mm
        self._party("收", fit(to.name, room, (16 * k, 13 * k, 11 * k)), to.phone, 12 * k)
        at_home = self.slip.shop is None
        sizes, lines = ((12.0 * k, 10.5 * k, 9.0 * k), 3) if at_home else ((9.0 * k, 8.0 * k), 2)
        where = f"{to.region} {to.detail}"
        self._write(fit(where, self.paper.inner - 6 * mm, sizes, lines), left=inset)
        if self.slip.neighbour:
            told = f"经收件人同意可交邻居：{self.slip.neighbour}"
            self._write(fit(told, self.paper.inner - 6 * mm, (10 * k, 9 * k)), left=inset)
        self._line()

    def _pickup(self, shop: str) -> None:
        """Where it is fetched, and by what it is found on the shelf; both in 24 points. It is given
        out for the code that only the recipient knows."""
        top = self.y
        caption = f"取件号 · {FETCH}"
        beside = max(width_of(self.slip.short, OWN_NUMBER), width_of(caption, 7)) + 3 * mm
        name = fit(shop, self.paper.inner - beside, (24,), self.paper.pickup)
        self._write(name)
        left_end = self.y
        right = self.paper.width - EDGE
        self.canvas.setFont(FONT, 7)
        self.canvas.drawRightString(right, top - 7, caption)
        self.canvas.setFont(FONT, OWN_NUMBER)
        self.canvas.drawRightString(right, top - 8 - OWN_NUMBER, self.slip.short)
        self.y = min(left_end, top - 8 - OWN_NUMBER * LEADING)
        self._line()

    def _sender(self) -> None:
        k, one = self.paper.body, self.slip.sender
        room = self.paper.inner - width_of(one.phone, 9 * k) - 9 * mm
        name = fit(f"{one.name} {one.region}".strip(), room, (10 * k, 9 * k, 8 * k))
        if name.is_clipped:
            name = fit(f"{one.name} {one.region}", room, (8 * k,), 2)
        self._party("寄", name, one.phone, 9 * k)
        self._line()

    def _party(self, sign: str, name: Lettering, phone: str, size: float) -> None:
        top = self.y
        self.canvas.setFont(FONT, 12)
        self.canvas.drawString(EDGE, top - max(name.size, 10), sign)
        self._write(name, left=EDGE + 6 * mm)
        self.canvas.setFont(FONT, size)
        self.canvas.drawRightString(self.paper.width - EDGE, top - name.size, phone)

    def _contents(self) -> None:
        """What is inside as far as there is room, and how much is not named; then what must stand
        there in any case."""
        k = self.paper.body
        small = 8.5 * k
        facts = 2 * small * LEADING + 9 * mm
        foot = EDGE + self.paper.stub + (facts if self.has_stub else max(facts, self.paper.qr))
        rows = self.slip.goods
        size = 11 * k if len(rows) * 11 * k * LEADING <= self.y - foot else 8.5 * k
        room = max(int((self.y - foot) // (size * LEADING)), 1)
        shown = rows if len(rows) <= room else rows[: room - 1]
        for row in shown:
            self._write(fit(row, self.paper.inner, (size, 8 * k)))
        if len(shown) < len(rows):
            told = f"另有 {len(rows) - len(shown)} 样未列出" if shown else f"共 {len(rows)} 样"
            self._write(fit(told, self.paper.inner, (8.5 * k,)))
        self.y = foot
        self._facts(small)

    def _facts(self, size: float) -> None:
        """Beside them, on a paper without a stub, the square for a telephone's camera."""
        wide = self.paper.inner
        if not self.has_stub:
            self._trace(self.paper.width - EDGE - self.paper.qr, self.y - self.paper.qr)
            wide -= self.paper.qr + 2 * mm
        slip = self.slip
        for left, right in ((slip.weight, slip.sub_order), (slip.postage, slip.insured)):
            self._pair(left, right, size, wide)
        remark = fit(slip.remark, wide - 2 * mm, (12, 10, 8.5, 7))
        self.y -= 1 * mm
        height = remark.size * 1.5
        self.canvas.rect(EDGE, self.y - height, wide, height, stroke=0, fill=1)
        self.canvas.setFillGray(1)
        self.canvas.setFont(FONT, remark.size)
        self.canvas.drawCentredString(EDGE + wide / 2, self.y - remark.size, remark.lines[0])
        self.canvas.setFillGray(0)
        self.y -= height

    def _stub(self) -> None:
        self.y = EDGE + self.paper.stub
        self.canvas.setDash(2, 2)
        self._line()
        self.canvas.setDash()
        top, wide = self.y, self.paper.inner - self.paper.qr - 3 * mm
        self._trace(self.paper.width - EDGE - self.paper.qr, top - self.paper.qr)
        self._barcode(LOWEST_BARS, 10, wide)
        self._pair(self.slip.which, f"签收：{'＿' * 6}", 8)
        self._write(fit(self._print_line(), self.paper.inner, (8, 7)))

    def _signature(self) -> None:
        self.y = EDGE + self.paper.stub - 1 * mm
        self._line()
        self._pair("签收：＿＿＿＿＿＿", f"取件号 {self.slip.short}", 8)
        self._write(fit(self._print_line(), self.paper.inner, (7, 6)))

    def _print_line(self) -> str:
        times = f" · 补打 第 {self.slip.times} 次打印" if self.slip.times > 1 else ""
        marked = f" · {DEMONSTRATION} 不可寄递" if self.slip.is_demonstration else ""
        return f"打印 {self.printed}{times}{marked}"

    def _trace(self, left: float, foot: float) -> None:
        """A QR code with the address where the parcel's way is shown, its quiet zone included."""
        # A given pattern instead of the prettiest of eight: five times as quick, as easy to read.
        rows = segno.make(self.slip.url, error="m", micro=False, boost_error=False, mask=2).matrix
        side = self.paper.qr / (len(rows) + 4)
        path = self.canvas.beginPath()
        for down, row in enumerate(rows):
            y, run = foot + self.paper.qr - (down + 3) * side, 0
            for across, dark in enumerate([*row, 0]):
                if dark:
                    run += 1
                elif run:
                    path.rect(left + (across - run + 2) * side, y, run * side, side)
                    run = 0
        self.canvas.drawPath(path, stroke=0, fill=1)

    def _pair(self, left: str, right: str, size: float, wide: float | None = None) -> None:
        """Two short texts of our own at both ends of one line."""
        self.y -= size
        self.canvas.setFont(FONT, size)
        self.canvas.drawString(EDGE, self.y, left)
        self.canvas.drawRightString(EDGE + (wide or self.paper.inner), self.y, right)
        self.y -= size * (LEADING - 1)

    def _write(self, text: Lettering, *, left: float = EDGE, centred: bool = False) -> None:
        self.canvas.setFont(FONT, text.size)
        for line in text.lines:
            self.y -= text.size
            if centred:
                self.canvas.drawCentredString(self.paper.width / 2, self.y, line)
            else:
                self.canvas.drawString(left, self.y, line)
            self.y -= text.size * (LEADING - 1)

    def _line(self) -> None:
        self.y -= 0.8 * mm
        self.canvas.line(EDGE, self.y, self.paper.width - EDGE, self.y)
        self.y -= 0.8 * mm
