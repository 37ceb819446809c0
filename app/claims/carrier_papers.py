"""The carrier's claim file: one CSV for a batch, a PDF for each parcel with its proof."""

import csv
import io
from collections.abc import Sequence

from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from sqlalchemy import select

from app.claims.models import CarrierClaim, Claim, ClaimEvent, ClaimPhoto
from app.clock import SHANGHAI
from app.db import session
from app.ground.money import yuan_parts
from app.ground.sheets import defused
from app.parcels.lettering import FONT, fit, make_ready
from app.parcels.models import Parcel
from app.parcels.queries import timeline
from app.photos.kinds import PhotoSize
from app.photos.models import PhotoBytes

COLUMNS = (
    "索赔单号",
    "邮件号",
    "子订单",
    "寄件人",
    "寄达地",
    "重量(克)",
    "邮费(元)",
    "保价(元)",
    "原因",
    "实际损失(元)",
    "索赔金额(元)",
    "交寄时间",
)
CAUSES = {
    "bad": "内件损坏",
    "late": "逾限到达",
    "lost": "邮件丢失",
    "short_weight": "内件短少",
    "wrong": "内件不符",
}
STEPS = {
    "drop_off": "交到村邮站",
    "accept": "收寄",
    "depart": "离开",
    "arrive": "到达",
    "arrive_office": "到达投递机构",
    "go_out": "派送",
    "attempt": "未妥投",
    "refuse": "拒收",
    "damage": "破损",
    "deliver": "妥投",
    "hold_at_shop": "到站待取",
    "collect": "已领取",
    "turn_back": "退回中",
    "return": "已退回",
    "lose": "丢失",
    "label": "打印面单",
    "pack": "装箱",
    "cancel": "撤回",
}
LAW = (
    "依据《中华人民共和国邮政法》第四十七条："
    "未保价的给据邮件，按实际损失赔偿，最高不超过所收邮费的三倍。"
)
EDGE = 18 * mm
MOST_PHOTOS = 4


def carrier_csv(found: Sequence[CarrierClaim]) -> str:
    """With a byte order mark, so that Chinese spreadsheets read it as UTF-8."""
    paper = io.StringIO()
    writer = csv.writer(paper)
    writer.writerow(COLUMNS)
    for one in found:
        writer.writerow([defused(text) for text in _row(one)])
    return "\ufeff" + paper.getvalue()


def _row(one: CarrierClaim) -> list[str]:
    parcel, order = one.parcel, one.claim.sub_order.order
    sent = parcel.sent_at.astimezone(SHANGHAI) if parcel.sent_at else None
    return [
        one.number,
        parcel.waybill_number,
        one.claim.sub_order.number,
        one.claim.sub_order.cooperative.name,
        order.region_text,
        str(parcel.gross_grams),
        _yuan(parcel.postage_fen),
        _yuan(parcel.declared_fen) if parcel.declared_fen else "未保价",
        CAUSES[one.claim.cause],
        _yuan(one.loss_fen),
        _yuan(one.amount_fen),
        f"{sent:%Y-%m-%d %H:%M}" if sent else "",
    ]


def carrier_pdf(one: CarrierClaim) -> bytes:
    """A4: parcel and amounts, every scan, the photos."""
    make_ready()
    paper = io.BytesIO()
    canvas = Canvas(paper, pagesize=A4, invariant=1)
    canvas.setTitle(f"邮件索赔单 {one.number}")
    canvas.setAuthor("PostHarvest 邮禾")
    _Sheet(canvas, one).draw()
    canvas.save()
    return paper.getvalue()


class _Sheet:
    """`y` is how far down the page has been written, measured from its foot."""

    def __init__(self, canvas: Canvas, one: CarrierClaim) -> None:
        self.canvas, self.one = canvas, one
        self.width, self.height = A4
        self.y = self.height - EDGE

    def draw(self) -> None:
        self._write("邮件索赔单", 20)
        for name, text in zip(COLUMNS, _row(self.one), strict=True):
            self._write(f"{name}：{text}", 11)
        self._write(f"收件人申报：{_told(self.one.claim)}", 11)
        self._write(LAW, 9)
        self._write("轨迹", 14)
        self._scans(self.one.parcel)
        self._photos()
        self.canvas.showPage()

    def _scans(self, parcel: Parcel) -> None:
        for stop in reversed(timeline(parcel)):
            at = stop.happened_at.astimezone(SHANGHAI)
            taken = " （已撤销）" if stop.is_struck else ""
            step = STEPS.get(stop.step or "", stop.code)
            box = f"第 {stop.box} 箱  " if stop.box else ""
            self._write(f"{at:%Y-%m-%d %H:%M}  {box}{step}  {stop.place} {stop.note}{taken}", 10)

    def _photos(self) -> None:
        photos = photos_of_claim(self.one.claim)
        if not photos:
            return
        self._write("照片", 14)
        side = (self.width - 2 * EDGE - 6 * mm) / 2
        for place, data in enumerate(photos):
            if place % 2 == 0:
                self._room(side + 4 * mm)
                self.y -= side
            with Image.open(io.BytesIO(data), formats=["WEBP"]) as photo:
                shown = photo.convert("RGB")
            left = EDGE + (place % 2) * (side + 6 * mm)
            reader = ImageReader(shown)
            self.canvas.drawImage(reader, left, self.y, side, side, preserveAspectRatio=True)

    def _write(self, text: str, size: float) -> None:
        for line in fit(text, self.width - 2 * EDGE, (size,), 3).lines:
            self._room(size * 1.5)
            self.y -= size * 1.4
            self.canvas.setFont(FONT, size)
            self.canvas.drawString(EDGE, self.y, line)

    def _room(self, needed: float) -> None:
        if self.y - needed < EDGE:
            self.canvas.showPage()
            self.y = self.height - EDGE


def photos_of_claim(claim: Claim) -> list[bytes]:
    statement = (
        select(PhotoBytes.data)
        .join(ClaimPhoto, ClaimPhoto.photo_id == PhotoBytes.photo_id)
        .join(ClaimEvent, ClaimEvent.id == ClaimPhoto.event_id)
        .where(ClaimEvent.claim_id == claim.id, PhotoBytes.size == PhotoSize.large)
        .order_by(PhotoBytes.photo_id)
        .limit(MOST_PHOTOS)
    )
    return list(session.scalars(statement))


def _told(claim: Claim) -> str:
    count = f"{claim.bad_count}/{claim.of_count} 件" if claim.bad_count else ""
    return " ".join(part for part in (CAUSES[claim.cause], count, claim.note) if part)


def _yuan(fen: int) -> str:
    return ".".join(yuan_parts(fen))
