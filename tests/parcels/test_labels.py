"""Labels are read back as a scanner reads them: from the printed picture."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

import pypdfium2
import pytest
import zxingcpp

from app import clock
from app.cooperatives.models import Cooperative
from app.ground.routing import Routing
from app.ground.waybills import DEMONSTRATION_INDICATOR, make_s10
from app.orders.models import Order, OrderLine, SubOrder
from app.parcels import labels
from app.parcels.kinds import LabelSize
from app.parcels.labels import draw
from app.parcels.lettering import LONGEST, fit, literal, width_of
from app.parcels.models import Parcel, ParcelBox, ParcelContent
from app.parcels.slips import REMARKS, Sorting, slips_of
from app.shops.models import Shop
from tests.makers import make_shop

DOTS = 203 / 72
POINTS = 72 / 25.4
DEMO = make_s10(DEMONSTRATION_INDICATOR, 47_312_482)
REAL = "9876543210987"
SITE = "https://market.example.cn"
HOSTILE = (
    "\x1b[2J\x1b@^XA^FO50,50",
    "<img src=file:///etc/passwd><para>&amp;</para>{{7*7}}",
    "\u202e邓\u2066小\u2069平\u200b",
    "果" * 3400,
    "W" * 10_000,
    "🍐👨‍👩‍👧 梨",
    "𠮷野家·䶮",
    "",
    "\x00\n\r\t ",
)


def a_parcel(number: str = DEMO, *, shop: Shop | None = None, **changes: Any) -> Parcel:
    """In memory only. `changes` are columns of the order, or `contents`, `temperature_class`."""
    lines = changes.pop("contents", [("查家湾翠冠梨", "5 斤装", 2)])
    kind = changes.pop("temperature_class", "ambient")
    seller = changes.pop("cooperative", "郑陆镇查家湾翠冠梨专业合作社")
    address: dict[str, Any] = {
        "recipient_name": "王秀英",
        "recipient_phone": "13812341234",
        "region_text": "江苏省 常州市 天宁区 郑陆镇",
        "detail": "查家村塘岸上 7 号",
        "neighbour": None,
    }
    order = Order(**{**address, **changes})
    sub_order = SubOrder(
        number="26112300001-1",
        order=order,
        cooperative=Cooperative(name=seller, contact_phone="13912345678"),
        packing_plan={"parcels": [{}, {}]},
    )
    return Parcel(
        position=1,
        waybill_number=number,
        sub_order=sub_order,
        temperature_class=kind,
        gross_grams=5700,
        pickup_shop=shop,
        pickup_code="135790",
        contents=[
            ParcelContent(
                line=OrderLine(product_name=product, variant_name=pack, boxes=boxes), boxes=boxes
            )
            for product, pack, boxes in lines
        ],
    )


def printed(
    *parcels: Parcel,
    size: LabelSize = LabelSize.medium,
    answers: Mapping[int, Routing] = MappingProxyType({}),
) -> pypdfium2.PdfDocument:
    return pypdfium2.PdfDocument(draw(slips_of(parcels, Sorting(answers), SITE), size))


def text_of(page: pypdfium2.PdfPage) -> str:
    return page.get_textpage().get_text_range()


def picture_of(page: pypdfium2.PdfPage) -> Any:
    return page.render(scale=DOTS, grayscale=True).to_pil()


def squares(page: pypdfium2.PdfPage) -> list[str]:
    found = zxingcpp.read_barcodes(picture_of(page), formats=zxingcpp.BarcodeFormat.QRCode)
    return [code.text for code in found]


def barcodes(page: pypdfium2.PdfPage) -> list[zxingcpp.Barcode]:
    return zxingcpp.read_barcodes(picture_of(page), formats=zxingcpp.BarcodeFormat.Code128)


@pytest.fixture(autouse=True)
def _a_day() -> Iterator[None]:
    with clock.stopped_at(datetime(2026, 11, 23, 6, 5, tzinfo=UTC)):
        yield


def test_every_parcel_has_one_page_of_100_by_150_millimetres() -> None:
    paper = printed(a_parcel(), a_parcel(REAL))
    assert len(paper) == 2
    for page in paper:
        assert page.get_size() == pytest.approx((100 * POINTS, 150 * POINTS), abs=0.01)


@pytest.mark.parametrize("number", [DEMO, REAL, make_s10("EE", 12_345_678)])
def test_a_scanner_reads_the_waybill_number_at_the_top_and_on_the_stub(number: str) -> None:
    page = printed(a_parcel(number))[0]
    assert [code.text for code in barcodes(page)] == [number, number]


def test_the_bars_are_as_high_and_as_wide_as_the_postal_union_asks() -> None:
    # Measured on paper: the bars' column of the picture, in millimetres.
    page = printed(a_parcel(REAL))[0]
    for code in barcodes(page):
        high = abs(code.position.bottom_left.y - code.position.top_left.y) / 203 * 25.4
        assert high >= 12.5
    assert labels.BAR / POINTS >= 0.33


def test_a_label_tells_what_the_post_must_know() -> None:
    text = text_of(printed(a_parcel())[0]).replace("7\r\n号", "7 号")
    for word in (
        "常州 天宁区",
        "王秀英",
        "138****1234",
        "江苏省 常州市 天宁区 郑陆镇 查家村塘岸上 7 号",
        "郑陆镇查家湾翠冠梨专业合作社",
        "139****5678",
        "查家湾翠冠梨 5 斤装 × 2",
        "毛重 5.70 kg",
        "26112300001-1",
        "第 1 件 / 共 2 件",
        "生鲜易腐",
        "ZZ 473 124 829 CN",
        "打印 2026-11-23 14:05",
    ):
        assert word in text
    assert text.count("ZZ 473 124 829 CN") == 2


@pytest.mark.parametrize(
    ("size", "wide", "high", "bars"),
    [
        (LabelSize.small, 76, 130, 1),
        (LabelSize.medium, 100, 150, 2),
        (LabelSize.large, 100, 180, 2),
    ],
)
def test_each_size_says_all_that_the_post_and_the_shop_must_know(
    size: LabelSize, wide: int, high: int, bars: int
) -> None:
    parcel = a_parcel()
    parcel.id = 7
    answers = {7: Routing("520-A12-07", "5200", "常州集包", "320402", "常州 天宁区")}
    parcel.product, parcel.declared_fen, parcel.label_prints = "express", 12_050, 3
    parcel.final_grams = 5810
    page = printed(parcel, size=size, answers=answers)[0]
    assert page.get_size() == pytest.approx((wide * POINTS, high * POINTS), abs=0.01)
    text = text_of(page)
    for word in (
        "520-A12-07",
        "常州集包",
        "快递包裹",
        "实重 5.81 kg",
        "保价 120.50 元",
        "邮资 寄付 协议结算",
        "补打 第 3 次打印",
    ):
        assert word in text
    assert [code.text for code in barcodes(page)] == [DEMO] * bars
    assert squares(page) == [f"{SITE}/track/{DEMO}"]


def test_the_pickup_line_is_in_24_points_and_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.parcels.slips.tree", lambda: Region)
    shop = Shop(name="焦溪村邮站", village_code="320402109201", detail="老街 12 号")
    for size in LabelSize:
        page = printed(a_parcel(shop=shop), size=size)[0]
        text = text_of(page)
        for words in ("焦溪村邮站", "4829"):
            low, top = height_of(page, words)
            assert top - low >= 24 * 0.7, "a figure is about seven tenths of its size high"
        assert "取件号" in text
        assert "135790" not in text
        assert "塘岸上" not in text


class Region:
    @staticmethod
    def text(code: str) -> str:
        return "江苏省 常州市 天宁区 郑陆镇 焦溪村"


def test_a_parcel_back_is_marked_and_goes_to_the_cooperative() -> None:
    parcel = a_parcel(REAL)
    parcel.kind = "return"
    text = text_of(printed(parcel)[0])
    assert "退件" in text
    assert "邮资 退件寄付" in text
    assert text.index("郑陆镇查家湾翠冠梨专业合作社") < text.index("王秀英")


def test_boxes_with_numbers_of_their_own_have_labels_of_their_own() -> None:
    parcel = a_parcel(REAL)
    numbers = [None, "9876543210994"]
    parcel.boxes = [
        ParcelBox(position=at, gross_grams=2000 * at, waybill_number=number)
        for at, number in enumerate(numbers, start=1)
    ]
    first, second = printed(parcel)
    assert [barcodes(page)[0].text for page in (first, second)] == [REAL, numbers[1]]
    assert "第 1 箱 / 共 2 箱" in text_of(first)
    assert "第 2 箱 / 共 2 箱" in text_of(second)
    assert "毛重 4.00 kg" in text_of(second)


MANY = 500


def test_five_hundred_labels_are_read_back_five_hundred_times() -> None:
    """Every size, with whatever people write; each page is rasterised as a thermal printer does."""
    sizes, read = list(LabelSize), 0
    for turn, size in enumerate(sizes):
        numbers = [
            make_s10("EA", 1000 * turn + one) if one % 2 else f"98{one:05d}{turn:06d}"
            for one in range(MANY // len(sizes) + (turn < MANY % len(sizes)))
        ]
        parcels = [
            a_parcel(
                number,
                recipient_name=HOSTILE[at % len(HOSTILE)] if at % 3 == 0 else "王秀英",
                detail=HOSTILE[(at + 4) % len(HOSTILE)] if at % 4 == 0 else "塘岸上 7 号",
                cooperative=HOSTILE[(at + 2) % len(HOSTILE)] if at % 5 == 0 else "查家湾合作社",
            )
            for at, number in enumerate(numbers)
        ]
        paper = printed(*parcels, size=size)
        assert len(paper) == len(numbers)
        for number, page in zip(numbers, paper, strict=True):
            codes = {code.text for code in barcodes(page)}
            read += codes == {number}
    assert read == MANY


def test_the_face_is_complete_for_names_but_for_signs_that_we_know() -> None:
    """Of the 6,763 characters of GB 2312 these 33 have no glyph and are printed as code points."""
    named = [
        bytes([row, cell]).decode("gb2312", "ignore")
        for row in range(0xB0, 0xF8)
        for cell in range(0xA1, 0xFF)
    ]
    characters = [one for one in named if one]
    assert len(characters) == 6763
    missing = "".join(one for one in characters if literal(one) != one)
    assert missing == "劐阢坶塥蒈蓰猸弪艴骣桊轷戤赇牿犋毪胲脶膪憝铴镩稆瘭耠耢耥蟓筢蹯鲰齄"


def test_a_label_hides_phones_and_the_pickup_code() -> None:
    text = text_of(printed(a_parcel())[0]).replace(" ", "")
    assert "13812341234" not in text
    assert "13912345678" not in text
    assert "135790" not in text


def test_demonstration_numbers_are_marked_across_the_label_and_real_ones_are_not() -> None:
    demonstration, real = printed(a_parcel(DEMO), a_parcel(REAL))
    assert text_of(demonstration).count("演示 DEMO") == 2
    assert "不可寄递" in text_of(demonstration)
    assert "DEMO" not in text_of(real)


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.usefixtures("database")
def test_a_parcel_for_a_shop_carries_the_shop_and_not_the_home() -> None:
    text = text_of(printed(a_parcel(shop=make_shop(name="焦溪村邮站")))[0])
    assert "焦溪村邮站" in text
    assert "凭取件码领取" in text
    assert "老街 12 号" in text
    assert "塘岸上" not in text


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.usefixtures("database")
def test_the_longest_name_of_a_shop_leaves_room_for_what_is_inside() -> None:
    shop = make_shop(name="雪" * 40, detail="老" * 200)
    page = printed(a_parcel(shop=shop, recipient_name="王" * 60))[0]
    assert height_of(page, "5 斤装 × 2")[0] > height_of(page, "毛重")[1]


def height_of(page: pypdfium2.PdfPage, words: str) -> tuple[float, float]:
    """How high above the foot the words begin and end, in points."""
    letters = page.get_textpage()
    first, count = letters.search(words).get_next()
    boxes = [letters.get_charbox(one) for one in range(first, first + count)]
    return min(box[1] for box in boxes), max(box[3] for box in boxes)


@pytest.mark.parametrize("kind", sorted(REMARKS))
def test_every_temperature_class_has_its_remark(kind: str) -> None:
    page = printed(a_parcel(temperature_class=kind))[0]
    assert REMARKS[kind] in text_of(page)


def test_who_has_no_phone_is_said_to_have_none_and_a_neighbour_is_named() -> None:
    text = text_of(printed(a_parcel(recipient_phone=None, neighbour="隔壁李婶"))[0])
    assert "（无电话）" in text
    assert "经收件人同意可交邻居：隔壁李婶" in text


def test_more_goods_than_have_room_are_counted() -> None:
    goods = [(f"常州特产第{number}号", "一盒", number) for number in range(1, 31)]
    page = printed(a_parcel(contents=goods))[0]
    text = text_of(page)
    shown = sum(f"第{number}号 一盒" in text for number in range(1, 31))
    assert 3 <= shown < 30
    assert f"另有 {30 - shown} 样未列出" in text
    assert REMARKS["ambient"] in text


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_stay_on_their_one_page_and_the_bars_can_still_be_read(text: str) -> None:
    parcel = a_parcel(
        recipient_name=text,
        region_text=text,
        detail=text,
        neighbour=text,
        cooperative=text,
        contents=[(text, text, 1)] * 3,
    )
    paper = printed(parcel)
    assert len(paper) == 1
    assert [code.text for code in barcodes(paper[0])] == [DEMO, DEMO]
    assert not [one for one in paper[0].get_objects() if one.type == 3], "no picture was fetched"
    left, right = ink_of(paper[0])
    assert left >= 3.5
    assert right <= 96.5


def ink_of(page: pypdfium2.PdfPage) -> tuple[float, float]:
    """Where the ink begins and ends from the left edge, in millimetres."""
    box = picture_of(page).point(lambda grey: 255 if grey < 200 else 0).getbbox()
    return box[0] / 203 * 25.4, box[2] / 203 * 25.4


def test_mini_markup_is_printed_letter_by_letter() -> None:
    text = text_of(printed(a_parcel(recipient_name="<b>王</b>", detail="<i>&amp;"))[0])
    assert "<b>王</b>" in text
    assert "<i>&amp;" in text


def test_a_letter_without_glyph_is_its_code_point_in_brackets() -> None:
    assert literal("𠮷·䶮") == "[U+20BB7]·[U+4DAE]"
    assert literal("\x1b[2J\u202e梨🍐") == "[U+001B][2J[U+202E]梨[U+1F350]"
    assert literal("一\r\n二\t三  四") == "一 二 三 四"
    assert "[U+20BB7]田" in text_of(printed(a_parcel(recipient_name="𠮷田"))[0])


def test_a_text_is_shrunk_first_and_then_clipped_where_everybody_sees_it() -> None:
    assert fit("王秀英", 100, (17, 14)).size == 17
    assert fit("王秀英王秀英", 90, (17, 14)).size == 14
    clipped = fit("长" * 50, 90, (17, 14), 2)
    assert clipped.is_clipped
    assert clipped.lines == ("长" * 6, "长" * 5 + "…")
    assert all(width_of(line, 14) <= 90 for line in clipped.lines)
    assert fit("一" * (LONGEST + 1), 1_000_000, (9,)).is_clipped


def test_no_parcel_is_no_label() -> None:
    with pytest.raises(ValueError, match="no parcel"):
        draw([], LabelSize.medium)
