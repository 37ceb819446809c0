"""An address pasted as one piece of text, taken apart for a form to be checked by its owner."""

import re
import unicodedata
from dataclasses import dataclass

from app.ground.phones import parse_mobile
from app.ground.place_index import Place, PlaceIndex

__all__ = ["PastedAddress", "Place", "PlaceIndex", "parse_pasted"]

LONGEST = 500
_MOBILE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d(?:[- ]?\d{4}){2}(?!\d)")
_LANDLINE = re.compile(r"(?<!\d)0\d{2,3}[- ]?\d{7,8}(?!\d)")
_POSTCODE = re.compile(r"(?<![\d#])(?:邮编)?[:：]?\d{6}(?![\d号室])")
_LABEL = re.compile(
    r"(?:收[货件]人?|联系人|姓名|名字|手机号?码?|联系电话|联系方式|电话|所在地区|地区|详细地址|"
    r"收[货件]地址|地址|邮编)\s*[:：]"
)
_SEPARATORS = re.compile(r"[\s,，;；、|/。.]+")
_TITLE = re.compile(r"[(（]?(?:收|先生|女士|小姐|阿姨|老师)[)）]?$")
_NAME = re.compile(r"[㐀-鿿]{2,4}|[㐀-鿿]{1,8}·[㐀-鿿·]{1,8}")
_ADDRESS_END = re.compile(r"[省市区县镇乡村路街巷弄号室楼栋幢座组队园苑庭湾]$")
_TAIL_NAME = re.compile(r"(?<=[\d号室楼栋幢座组])([㐀-鿿]{2,3})$")
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕"
    "丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武"
    "戴莫孔向汤包虞恽薄芮眭巢"
)


@dataclass(frozen=True, slots=True)
class PastedAddress:
    """What was found; "" or None where nothing was. Codes are given only as far as all agree.

    `detail` is what follows the town (the village's name stays in it). Below a confidence of
    0.6 the form should ask instead of filling in.
    """

    name: str
    phone: str
    province_code: str | None
    city_code: str | None
    county_code: str | None
    town_code: str | None
    detail: str
    confidence: float
    village_code: str | None = None


def parse_pasted(text: str, index: PlaceIndex) -> PastedAddress:
    """Never refuses: a text in which nothing is found comes back as the detail."""
    plain = unicodedata.normalize("NFKC", text[:LONGEST])
    phone, without_phone = _take_phone(plain)
    labelled, segments = _segments(without_phone)
    name = _take_name(segments, labelled, index)
    address = _joined(segments).removeprefix("中国")
    start, codes, named = _place(address, index)
    if not name and 2 <= start <= 4 and _looks_like_name(address[:start], index):
        name, address, start = address[:start], address[start:], 0
    detail = address[:start] + _after_place(address[start:], index) if named else address
    if not name:
        detail, name = _tail_name(detail)
    town = codes.get("town")
    village = index.village(town, detail) if town else None
    return PastedAddress(
        name=name,
        phone=phone,
        province_code=codes.get("province"),
        city_code=codes.get("city"),
        county_code=codes.get("county"),
        town_code=town,
        detail=detail,
        confidence=_confidence(codes, named, detail, bool(name and phone)),
        village_code=village.code if village else None,
    )


def _take_phone(text: str) -> tuple[str, str]:
    found = _MOBILE.search(text)
    if found is not None:
        return parse_mobile(found[0]), _cut(text, found)
    found = _LANDLINE.search(text)
    if found is not None:
        return found[0].replace(" ", ""), _cut(text, found)
    return "", text


def _cut(text: str, found: re.Match[str]) -> str:
    return f"{text[: found.start()]} {text[found.end() :]}"


def _segments(text: str) -> tuple[str, list[str]]:
    """The name that stands behind a label of its own, and all pieces between separators."""
    named = re.search(r"(?:收[货件]人|联系人|姓名|名字)\s*[:：]\s*([㐀-鿿·]{2,12})", text)
    pieces = _SEPARATORS.split(_LABEL.sub(" ", _POSTCODE.sub(" ", text)))
    return (named[1] if named else ""), [piece for piece in pieces if piece]


def _take_name(segments: list[str], labelled: str, index: PlaceIndex) -> str:
    """The recipient's name, taken out of the pieces; pieces that begin with a surname first."""
    found = [
        (piece != labelled, piece[0] not in _SURNAMES, position)
        for position, piece in enumerate(segments)
        if piece == labelled or _looks_like_name(_TITLE.sub("", piece), index)
    ]
    if not found:
        return ""
    return _TITLE.sub("", segments.pop(min(found)[2]))


def _looks_like_name(piece: str, index: PlaceIndex) -> bool:
    return bool(
        _NAME.fullmatch(piece) and not _ADDRESS_END.search(piece) and not index.is_name(piece)
    )


def _joined(segments: list[str]) -> str:
    return re.sub(r"(?<![0-9A-Za-z]) | (?![0-9A-Za-z])", "", " ".join(segments))


def _place(address: str, index: PlaceIndex) -> tuple[int, dict[str, str], int]:
    """Where the place's name starts, codes by level on which all readings agree, levels named."""
    for start in range(min(len(address), 12)):
        readings = index.readings(address[start:])
        if not readings or (start and readings[0].named < 2):
            continue
        chains = [index.chain(one.place) for one in readings]
        agreed = {
            level: place.code
            for level, place in chains[0].items()
            if all(chain.get(level) == place for chain in chains)
        }
        return start, agreed, readings[0].named if len(readings) == 1 else 0
    return 0, {}, 0


def _after_place(address: str, index: PlaceIndex) -> str:
    readings = index.readings(address)
    return address[readings[0].length :] if readings else address


def _tail_name(detail: str) -> tuple[str, str]:
    found = _TAIL_NAME.search(detail)
    if found is None or found[1][0] not in _SURNAMES or _ADDRESS_END.search(found[1]):
        return detail, ""
    return detail[: found.start()], found[1]


def _confidence(codes: dict[str, str], named: int, detail: str, has_person: bool) -> float:
    if named == 0:
        return 0.3 if codes else 0.0
    if "county" not in codes:
        return 0.4 if "city" in codes else 0.2
    points = 6 + (named > 1) + (1 if "town" in codes else 0) + has_person
    return (points + (1 if detail else -2)) / 10
