"""The route sheet 派送路单: the stops in order, and what to load last for the first."""

import io

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from app.ground.phones import mask
from app.ground.routes import by_road_m
from app.ground.shelf_rules import COLD
from app.ground.timetables import clock_text
from app.ground.waybills import is_demonstration
from app.parcels.lettering import FONT, fit, make_ready
from app.places.tree import tree
from app.rounds.models import Round, RoundStop

LEFT, RIGHT, TOP, BOTTOM = 15 * mm, A4[0] - 15 * mm, A4[1] - 15 * mm, 18 * mm
STOP_HEIGHT, ROW_HEIGHT = 20 * mm, 6 * mm
# A shop's stop may hold more parcels than a line can name.
MOST_NAMED = 4


def stop_name(stop: RoundStop) -> str:
    """Whom it is for: the shop, or the recipient with the phone masked."""
    if stop.shop is not None:
        return f"{stop.shop.name} {stop.shop.keeper_name} {mask(stop.shop.phone)}"
    order = stop.parcels[0].parcel.sub_order.order
    return f"{order.recipient_name} {mask(order.recipient_phone or '')}".strip()


def stop_address(stop: RoundStop) -> str:
    place = tree().short_text(stop.region_code)
    if stop.shop is not None:
        return f"{place} {stop.shop.detail}"
    return f"{place} {stop.parcels[0].parcel.sub_order.order.detail}"


def has_cold(stop: RoundStop) -> bool:
    return any(one.parcel.temperature_class in COLD for one in stop.parcels)


def load_order(found: Round) -> list[RoundStop]:
    """What is handed over first is loaded last."""
    return list(reversed(found.stops))


def sheet_pdf(found: Round) -> bytes:
    make_ready()
    paper = io.BytesIO()
    canvas = Canvas(paper, pagesize=A4, invariant=1)
    canvas.setTitle("派送路单")
    canvas.setAuthor("PostHarvest 邮禾")
    sheet = _Sheet(canvas, found)
    sheet.stops()
    sheet.load_list()
    canvas.save()
    return paper.getvalue()


def _planned(stop: RoundStop) -> str:
    words = f"预计 {clock_text(stop.arrives_at or 0)}"
    if stop.window is not None:
        window = f"{clock_text(stop.window.opens_at)}–{clock_text(stop.window.closes_at)}"
        words += f"　{'营业' if stop.shop else '约定'} {window}"
    return words + ("　【赶不上，先打电话】" if stop.is_too_late else "")


class _Sheet:
    def __init__(self, canvas: Canvas, found: Round) -> None:
        self.canvas, self.round, self.y = canvas, found, TOP
        parcels = [one.parcel for stop in found.stops for one in stop.parcels]
        self.count = len(parcels)
        self.is_demonstration = any(is_demonstration(one.waybill_number) for one in parcels)

    def stops(self) -> None:
        self._head("派送路单")
        for stop in self.round.stops:
            self._room_for(STOP_HEIGHT, "派送路单（续）")
            self._stop(stop)
        self._room_for(STOP_HEIGHT, "派送路单（续）")
        self._text("投递员签名：______________    主管签名：______________    交回件数：______", 11)

    def load_list(self) -> None:
        self.canvas.showPage()
        self._head("装车顺序（先送的后装）")
        for turn, stop in enumerate(load_order(self.round), start=1):
            self._room_for(ROW_HEIGHT, "装车顺序（续）")
            cold = "【冷】" if has_cold(stop) else ""
            self._text(
                f"{turn}. 第 {stop.position} 站 {cold}{stop_name(stop)} · {len(stop.parcels)} 件",
                11,
            )
        self.canvas.showPage()

    def _head(self, title: str) -> None:
        found = self.round
        self.y = TOP
        self._text(title + ("　演示" if self.is_demonstration else ""), 18)
        self._text(
            f"{found.outlet.name} · {found.on_date:%Y-%m-%d} 第 {found.number} 趟 · "
            f"投递员 {found.courier.name}",
            11,
        )
        self._text(
            f"{clock_text(found.starts_at)} 出发 · {len(found.stops)} 站 · {self.count} 件 · "
            f"约 {by_road_m(found.length_m) / 1000:.1f} 公里 · 代收货款：无",
            11,
        )
        self._line()

    def _stop(self, stop: RoundStop) -> None:
        numbers = [one.parcel.waybill_number for one in stop.parcels]
        named = "、".join(numbers[:MOST_NAMED])
        if len(numbers) > MOST_NAMED:
            named += f" 等 {len(numbers)} 件"
        cold = "【冷】" if has_cold(stop) else ""
        point = "【代收点】" if stop.shop is not None else ""
        self._text(f"{stop.position}. {cold}{point}{stop_name(stop)}", 12)
        self._text(stop_address(stop), 10)
        if stop.arrives_at is not None:
            self._text(_planned(stop), 10)
        self._text(f"{len(numbers)} 件：{named}　签收：________", 9)
        self._line()

    def _text(self, text: str, size: float) -> None:
        lettering = fit(text, RIGHT - LEFT, (size, size - 2))
        self.canvas.setFont(FONT, lettering.size)
        for line in lettering.lines:
            self.y -= size * 1.25
            self.canvas.drawString(LEFT, self.y, line)

    def _line(self) -> None:
        self.y -= 1.5 * mm
        self.canvas.line(LEFT, self.y, RIGHT, self.y)

    def _room_for(self, height: float, title: str) -> None:
        if self.y - height < BOTTOM:
            self.canvas.showPage()
            self._head(title)
