"""Cartons in which produce is sold, so that a pack's gross weight and size are not guessed.

Outer sizes 30×25×20 to 45×33×24 cm are usual produce cartons (their volumetric weights are the
worked values of docs/postage.md); tare and capacity are our own careful estimates for
five-layer corrugated board with a paper tray or foam inlay.
"""

from dataclasses import dataclass

from app.ground.weights import volumetric_grams


@dataclass(frozen=True, slots=True)
class Box:
    """Outer millimetres; `holds_grams` is the net weight of fruit that lies in it safely."""

    name: str
    length_mm: int
    width_mm: int
    height_mm: int
    tare_grams: int
    holds_grams: int

    @property
    def volumetric_grams(self) -> int:
        return volumetric_grams(self.length_mm, self.width_mm, self.height_mm)


BOXES: tuple[Box, ...] = (
    Box("carton 20×15×10", 200, 150, 100, 120, 1_000),
    Box("carton 30×25×20", 300, 250, 200, 300, 3_000),
    Box("carton 35×25×15", 350, 250, 150, 320, 3_500),
    Box("carton 40×30×20", 400, 300, 200, 450, 5_500),
    Box("carton 40×30×25", 400, 300, 250, 520, 8_000),
    Box("carton 45×33×24", 450, 330, 240, 620, 10_500),
    # Rice is dense: the sack's real weight decides, never its size.
    Box("sack 25 kg", 700, 420, 130, 150, 25_000),
)


def box_for(net_grams: int) -> Box | None:
    """The smallest box that holds a pack, or None when it is beyond every box."""
    return next((box for box in BOXES if net_grams <= box.holds_grams), None)


def gross_grams(net_grams: int) -> int:
    """Net weight and tare of its box; beyond every box a twentieth is added for packing."""
    box = box_for(net_grams)
    return net_grams + (box.tare_grams if box else -(-net_grams // 20))
