"""The papers that a label printer holds: sizes, bars, and the mark across them."""

from dataclasses import dataclass

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from app.parcels.kinds import LabelSize
from app.parcels.lettering import FONT

# Three dots of a printer with 203 dots to the inch; the postal union asks for 0.33 mm or more.
BAR = 3 * 25.4 / 203 * mm
# 12.5 mm are asked for; a scanner sees a little less than what is printed.
LOWEST_BARS: float = 13 * mm
EDGE: float = 4 * mm
LEADING = 1.25
DEMONSTRATION = "演示 DEMO"
MARK = "demonstration"
# Of a packing list, in points on a paper whose letters are of middle size.
ROW_OF_LIST = 32.0
FOOT_OF_LIST = 72.0


@dataclass(frozen=True, slots=True)
class Paper:
    """Measures in points. `stub` is the height of the part that is torn off; the small paper has
    none, only a line to sign on. `pickup` is how many lines a shop's name may have."""

    width: float
    height: float
    bars: float
    mark: tuple[float, ...]
    body: float
    stub: float
    qr: float
    pickup: int

    @property
    def inner(self) -> float:
        return self.width - 2 * EDGE


PAPERS = {
    LabelSize.small: Paper(76 * mm, 130 * mm, LOWEST_BARS, (22, 18, 14), 0.85, 9 * mm, 16 * mm, 2),
    LabelSize.medium: Paper(
        100 * mm, 150 * mm, 13 * mm, (30, 24, 20, 16), 1.0, 30 * mm, 18 * mm, 2
    ),
    LabelSize.large: Paper(100 * mm, 180 * mm, 17 * mm, (38, 32, 26, 20), 1.1, 32 * mm, 20 * mm, 3),
}


def keep_mark(canvas: Canvas, paper: Paper) -> None:
    """Across the middle of a page; drawn once and referred to by every page."""
    canvas.beginForm(MARK)
    canvas.translate(paper.width / 2, paper.height * 0.5)
    canvas.rotate(28)
    canvas.setFillGray(0.82)
    canvas.setFont(FONT, 44 * paper.width / (100 * mm))
    canvas.drawCentredString(0, 0, DEMONSTRATION)
    canvas.endForm()


def rows_on(paper: Paper) -> int:
    """How many rows a packing list has room for on one page."""
    head = (15 + 4 * 9) * LEADING * paper.body + 14 * mm
    room = paper.height - 2 * EDGE - head - FOOT_OF_LIST * paper.body
    return int(room // (ROW_OF_LIST * paper.body))
