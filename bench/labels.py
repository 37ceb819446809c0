"""Labels a second, for each size: drawn as a PDF, and read back from the picture of every page."""

import time

import pypdfium2
import zxingcpp

from app.ground.routing import Routing
from app.ground.waybills import make_s10, short_number
from app.parcels.kinds import LabelSize
from app.parcels.labels import draw
from app.parcels.slips import REMARKS, Address, Slip

MANY = 500
DOTS_A_POINT = 203 / 72
NAMES = ("王秀英", "𠮷野", "阿不都热依木·买买提", "<b>李雷</b>", "梨" * 300)


def slips() -> list[Slip]:
    return [_slip(at) for at in range(MANY)]


def _slip(at: int) -> Slip:
    number = make_s10("EA", at) if at % 2 else f"98{at:011d}"
    return Slip(
        number=number,
        which="第 1 件 / 共 2 件",
        product="快递包裹",
        routing=Routing("3204-0103-109", "3204", "常州集包", "320402", "常州 天宁区"),
        to=Address(
            NAMES[at % 5], "138****1234", "320402109", "江苏省 常州市 天宁区 郑陆镇", "7 号"
        ),
        sender=Address("查家湾翠冠梨专业合作社", "139****5678", "320402109", "江苏省 常州市", ""),
        shop="焦溪村邮站" if at % 3 else None,
        short=short_number(number),
        neighbour=None,
        goods=("查家湾翠冠梨 5 斤装 × 2", "阳湖水蜜桃 4 斤装 × 1"),
        weight="毛重 5.70 kg",
        sub_order=f"2611230{at:04d}-1",
        postage="邮资 寄付 协议结算",
        insured="未保价",
        remark=REMARKS["ambient"],
        url=f"https://market.example.cn/track/{number}",
        times=1,
        is_return=False,
    )


def main() -> None:
    wanted = slips()
    for size in LabelSize:
        began = time.perf_counter()
        pdf = draw(wanted, size)
        drawn = time.perf_counter() - began
        paper, read = pypdfium2.PdfDocument(pdf), 0
        for slip, page in zip(wanted, paper, strict=True):
            picture = page.render(scale=DOTS_A_POINT, grayscale=True).to_pil()
            codes = {code.text for code in zxingcpp.read_barcodes(picture)}
            read += codes == {slip.number, slip.url}
        print(
            f"{size.value}: {MANY / drawn:.0f} labels/s, {len(pdf) // 1024} KB, "
            f"bars and square read back from {read} of {MANY}"
        )


if __name__ == "__main__":
    main()
