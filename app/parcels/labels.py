"""Waybill labels 面单, 100 × 150 mm, one page per parcel (domain §2.4).

Only what delivery needs is printed: phones are masked, a parcel for a village shop carries the
shop's address and not the villager's, and the pickup code is on no paper.
"""

import io
from collections.abc import Sequence

from reportlab.graphics.barcode.code128 import Code128
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from app import clock
from app.clock import SHANGHAI
from app.ground.phones import mask
from app.ground.waybills import grouped, is_demonstration
from app.orders.models import Order
from app.parcels.lettering import FONT, Lettering, fit, make_ready, width_of
from app.parcels.models import Parcel
from app.places.tree import tree
from app.shops.models import Shop

WIDTH, HEIGHT = 100 * mm, 150 * mm
EDGE = 4 * mm
INNER = WIDTH - 2 * EDGE
# Three dots of a printer with 203 dots to the inch; the postal union asks for 0.33 mm or more.
BAR = 3 * 25.4 / 203 * mm
STUB = 31 * mm
LEADING = 1.25
# What stands between province and county without being a place of its own.
NO_CITY = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})
REMARKS = {
    "ambient": "生鲜易腐 · 请勿重压 · 优先投递",
    "cool": "冷藏生鲜 0–8 ℃ · 勿压 · 请优先投递",
    "frozen": "冷冻品 −18 ℃ · 请勿化冻 · 请优先投递",
    "live": "鲜活 · 勿压 · 保持通风 · 请立即投递",
    "dry": "干货 · 防潮 · 轻放",
}
FETCH = "“凭取件码领取”"
DEMONSTRATION = "演示 DEMO"


def labels_pdf(parcels: Sequence[Parcel]) -> bytes:
    """One page per parcel, in their order. A PDF without a page cannot be: ValueError."""
    if not parcels:
        raise ValueError("no parcel, no label")
    make_ready()
    paper = io.BytesIO()
    # Without the maker's clock in it, so that the same labels are the same bytes.
    canvas = Canvas(paper, pagesize=(WIDTH, HEIGHT), invariant=1)
    canvas.setTitle("邮件面单")
    canvas.setAuthor("PostHarvest 邮禾")
    for parcel in parcels:
        _Label(canvas, parcel).draw()
        canvas.showPage()
    canvas.save()
    return paper.getvalue()


def routing_mark(region_text: str) -> str:
    """大头笔 of "江苏省 常州市 天宁区 郑陆镇": 常州 天宁区; of a Shanghai address 上海 浦东新区."""
    names = [name for name in region_text.split(" ")[:3] if name not in NO_CITY]
    wide, near = names[-2:] if len(names) > 1 else ("", names[0])
    return f"{_bare(wide)} {near}".strip()


def _bare(name: str) -> str:
    shorter = name.removesuffix("市").removesuffix("省")
    return shorter if len(shorter) > 1 else name


class _Label:
    """`y` is how far down the page has been written, measured from its foot."""

    def __init__(self, canvas: Canvas, parcel: Parcel) -> None:
        self.canvas = canvas
        self.parcel = parcel
        self.order: Order = parcel.sub_order.order
        self.shop: Shop | None = parcel.pickup_shop
        self.y = HEIGHT - EDGE

    def draw(self) -> None:
        if is_demonstration(self.parcel.waybill_number):
            self._mark_as_demonstration()
        self._head()
        self._barcode(15 * mm if self.shop is None else 13 * mm, 12)
        self._routing()
        self._recipient()
        if self.shop is not None:
            self._pickup(self.shop)
        self._sender()
        self._contents()
        self._stub()

    def _mark_as_demonstration(self) -> None:
        """Across the middle, beneath everything, far from the bars."""
        self.canvas.saveState()
        self.canvas.translate(WIDTH / 2, HEIGHT * 0.5)
        self.canvas.rotate(28)
        self.canvas.setFillGray(0.82)
        self.canvas.setFont(FONT, 44)
        self.canvas.drawCentredString(0, 0, DEMONSTRATION)
        self.canvas.restoreState()

    def _head(self) -> None:
        self._pair("邮禾 PostHarvest", f"{self._which()} · 普通包裹", 9)
        self._line()

    def _which(self) -> str:
        planned = len(self.parcel.sub_order.packing_plan["parcels"])
        return f"第 {self.parcel.position} 件 / 共 {max(planned, self.parcel.position)} 件"

    def _barcode(self, height: float, size: float) -> None:
        number = self.parcel.waybill_number
        bars = Code128(number, barWidth=BAR, barHeight=height, humanReadable=0, quiet=0)
        self.y -= height + 1 * mm
        bars.drawOn(self.canvas, (WIDTH - bars.width) / 2, self.y)
        self._write(fit(grouped(number), INNER, (size,)), centred=True)

    def _routing(self) -> None:
        self._line()
        sizes = (34.0, 28.0, 22.0, 16.0) if self.shop is None else (24.0, 20.0, 16.0)
        self._write(fit(routing_mark(self._address()[0]), INNER, sizes), centred=True)
        self._line()

    def _address(self) -> tuple[str, str]:
        """Region and the rest: the shop's when it is to be fetched there."""
        if self.shop is not None:
            return tree().text(self.shop.village_code), self.shop.detail
        names = (name for name in self.order.region_text.split(" ") if name not in NO_CITY)
        return " ".join(names), self.order.detail

    def _recipient(self) -> None:
        phone = mask(self.order.recipient_phone) if self.order.recipient_phone else "（无电话）"
        room = INNER - width_of(phone, 13) - 9 * mm
        name = fit(self.order.recipient_name, room, (17, 14, 11))
        self._sign("收", name.size)
        top = self.y
        self._write(name, left=EDGE + 6 * mm)
        self.canvas.setFont(FONT, 13)
        self.canvas.drawRightString(WIDTH - EDGE, top - name.size, phone)
        region, detail = self._address()
        sizes, lines = ((12.0, 10.5, 9.0), 3) if self.shop is None else ((9.0, 8.0), 2)
        where = fit(f"{region} {detail}", INNER - 6 * mm, sizes, lines)
        self._write(where, left=EDGE + 6 * mm)
        if self.order.neighbour:
            told = fit(f"经收件人同意可交邻居：{self.order.neighbour}", INNER - 6 * mm, (10, 9))
            self._write(told, left=EDGE + 6 * mm)
        self._line()

    def _pickup(self, shop: Shop) -> None:
        self._write(fit(shop.name, INNER, (24,), 2), centred=True)
        self._write(fit(FETCH, INNER, (24,)), centred=True)
        self._line()

    def _sender(self) -> None:
        cooperative = self.parcel.sub_order.cooperative
        phone = mask(cooperative.contact_phone)
        room = INNER - width_of(phone, 9) - 9 * mm
        name = fit(cooperative.name, room, (10, 9, 8))
        self._sign("寄", name.size)
        top = self.y
        self._write(name, left=EDGE + 6 * mm)
        self.canvas.setFont(FONT, 9)
        self.canvas.drawRightString(WIDTH - EDGE, top - name.size, phone)
        self._line()

    def _contents(self) -> None:
        """What is inside as far as there is room, and how much is not named; then what must stand
        there in any case."""
        foot = STUB + 12.5 * mm
        rows = [
            f"{content.line.product_name} {content.line.variant_name} × {content.boxes}"
            for content in self.parcel.contents
        ]
        size = 11 if len(rows) * 11 * LEADING <= self.y - foot else 9
        room = max(int((self.y - foot) // (size * LEADING)), 1)
        shown = rows if len(rows) <= room else rows[: room - 1]
        for row in shown:
            self._write(fit(row, INNER, (size, 8)))
        if len(shown) < len(rows):
            self._write(fit(f"另有 {len(rows) - len(shown)} 样未列出", INNER, (9,)))
        self.y = foot
        kilograms = f"{self.parcel.gross_grams / 1000:.2f} kg"
        self._pair(f"毛重 {kilograms}", f"子订单 {self.parcel.sub_order.number}", 10)
        self._remark()

    def _remark(self) -> None:
        remark = fit(REMARKS[self.parcel.temperature_class], INNER - 2 * mm, (12, 10))
        self.y -= 1 * mm
        height = remark.size * 1.5
        self.canvas.rect(EDGE, self.y - height, INNER, height, stroke=0, fill=1)
        self.canvas.setFillGray(1)
        self._write(remark, centred=True)
        self.canvas.setFillGray(0)

    def _stub(self) -> None:
        self.y = STUB
        self.canvas.setDash(2, 2)
        self._line()
        self.canvas.setDash()
        self._barcode(13 * mm, 10)
        number = self.parcel.sub_order.number
        self._pair(f"{self._which()} · {number}", f"签收：{'＿' * 6}", 8)
        printed = clock.now().astimezone(SHANGHAI)
        marked = (
            f" · {DEMONSTRATION} 不可寄递" if is_demonstration(self.parcel.waybill_number) else ""
        )
        self._write(fit(f"打印 {printed:%Y-%m-%d %H:%M}{marked}", INNER, (8,)))

    def _sign(self, word: str, size: float) -> None:
        self.canvas.setFont(FONT, 13)
        self.canvas.drawString(EDGE, self.y - size, word)

    def _pair(self, left: str, right: str, size: float) -> None:
        """Two short texts of our own at both ends of one line."""
        self.y -= size
        self.canvas.setFont(FONT, size)
        self.canvas.drawString(EDGE, self.y, left)
        self.canvas.drawRightString(WIDTH - EDGE, self.y, right)
        self.y -= size * (LEADING - 1)

    def _write(self, text: Lettering, *, left: float = EDGE, centred: bool = False) -> None:
        self.canvas.setFont(FONT, text.size)
        for line in text.lines:
            self.y -= text.size
            if centred:
                self.canvas.drawCentredString(WIDTH / 2, self.y, line)
            else:
                self.canvas.drawString(left, self.y, line)
            self.y -= text.size * (LEADING - 1)

    def _line(self) -> None:
        self.y -= 0.8 * mm
        self.canvas.line(EDGE, self.y, WIDTH - EDGE, self.y)
        self.y -= 0.8 * mm
