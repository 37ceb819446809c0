"""What a picture's first bytes say of it, before anybody decodes one pixel of it.

Only the three kinds that we take in are known. A header may lie: whoever decodes compares.
"""

from dataclasses import dataclass
from enum import StrEnum


class PhotoKind(StrEnum):
    jpeg = "JPEG"
    png = "PNG"
    webp = "WEBP"


@dataclass(frozen=True, slots=True)
class PhotoHeader:
    kind: PhotoKind
    width: int
    height: int

    @property
    def pixels(self) -> int:
        return self.width * self.height


_PNG = b"\x89PNG\r\n\x1a\n"
# ISO base media files that hold one picture, by the brand in their first box.
_APPLE = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1")
# Start of frame: baseline, extended, progressive, lossless and their arithmetic cousins. C4, C8 and
# CC among them are tables.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_WITHOUT_LENGTH = frozenset({0x01, *range(0xD0, 0xD9)})
_START_OF_SCAN = 0xDA


def is_apple_photo(data: bytes) -> bool:
    """HEIC, which iPhones keep their photos in and few others read."""
    return data[4:8] == b"ftyp" and data[8:12] in _APPLE


def read_header(data: bytes) -> PhotoHeader | None:
    """None for what is none of the three kinds, or breaks off before it tells its size."""
    if data.startswith(_PNG):
        return _png(data)
    if data.startswith(b"\xff\xd8\xff"):
        return _jpeg(data)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return _webp(data)
    return None


def _sized(kind: PhotoKind, width: int, height: int) -> PhotoHeader | None:
    return PhotoHeader(kind, width, height) if width > 0 and height > 0 else None


def _png(data: bytes) -> PhotoHeader | None:
    if data[12:16] != b"IHDR" or len(data) < 24:
        return None
    return _sized(PhotoKind.png, _big(data[16:20]), _big(data[20:24]))


def _jpeg(data: bytes) -> PhotoHeader | None:
    """From segment to segment up to the first frame; each step goes on, so that it ends."""
    place = 2
    while place + 4 <= len(data):
        if data[place] != 0xFF:
            return None
        marker = data[place + 1]
        if marker == 0xFF or marker in _WITHOUT_LENGTH:
            place += 1 if marker == 0xFF else 2
            continue
        if marker in _FRAMES and place + 9 <= len(data):
            height, width = _big(data[place + 5 : place + 7]), _big(data[place + 7 : place + 9])
            return _sized(PhotoKind.jpeg, width, height)
        length = _big(data[place + 2 : place + 4])
        if marker == _START_OF_SCAN or length < 2:
            return None
        place += 2 + length
    return None


def _webp(data: bytes) -> PhotoHeader | None:
    kind, body = data[12:16], data[20:30]
    if len(body) < 10:
        return None
    if kind == b"VP8X":
        return _sized(PhotoKind.webp, _little(body[4:7]) + 1, _little(body[7:10]) + 1)
    if kind == b"VP8L" and body[0] == 0x2F:
        bits = _little(body[1:5])
        return _sized(PhotoKind.webp, (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
    if kind == b"VP8 " and body[3:6] == b"\x9d\x01\x2a":
        return _sized(PhotoKind.webp, _little(body[6:8]) & 0x3FFF, _little(body[8:10]) & 0x3FFF)
    return None


def _big(part: bytes) -> int:
    return int.from_bytes(part, "big")


def _little(part: bytes) -> int:
    return int.from_bytes(part, "little")
