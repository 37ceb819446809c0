"""Categories (320 by 320) and the drawings of empty pages (640 by 427)."""

from collections.abc import Callable

from tools.pictures import beneath as b
from tools.pictures import fruit as f
from tools.pictures import grounds as g
from tools.pictures import pantry as p
from tools.pictures import vegetables as v
from tools.pictures.icons import icon
from tools.pictures.paint import (
    box,
    clipped,
    dark,
    down,
    faded,
    light,
    line,
    oval,
    path,
    put,
    radial,
    shadow,
    stamp,
)

Placed = tuple[str, float, float, float, float]


def _badge(colour: str, things: list[Placed]) -> str:
    """A round ground of one colour, the things overlapping its rim a little."""
    out = box(0, 0, 320, 320, down(light(colour, 0.75), light(colour, 0.5)))
    out += oval(
        160, 166, 138, 138, radial(light(colour, 0.35), light(colour, 0.1), cx=0.4, cy=0.3)
    ) + shadow(160, 270, 120, 26, 0.3)
    return out + "".join(put(drawing, x, y, size, turn) for drawing, x, y, size, turn in things)


def _three(drawing: str, other: str = "", last: str = "") -> list[Placed]:
    return [
        (drawing, 108, 176, 140, -14),
        (other or drawing, 214, 176, 140, 14),
        (last or other or drawing, 160, 206, 150, 0),
    ]


def categories() -> dict[str, Callable[[], str]]:
    def shown(colour: str, things: Callable[[], list[Placed]]) -> Callable[[], str]:
        return lambda: _badge(colour, things())

    return {
        "fruit": shown(
            "#d9b84a",
            lambda: [
                (f.pear(), 100, 160, 140, -10),
                (f.peach(), 222, 168, 140, 8),
                (f.bunch("#432a64", 2), 160, 214, 140, 4),
            ],
        ),
        "vegetables": shown(
            "#7fb85a",
            lambda: [
                (icon("leafy-green"), 110, 150, 150, -16),
                (v.bundle("#e6efd0", "#4f9a42", "#d0564a"), 214, 160, 160, 12),
                (icon("carrot"), 160, 226, 120, 10),
            ],
        ),
        "lake-catch": shown(
            "#5fa3b0",
            lambda: [
                (v.shrimp("#e8825a"), 106, 140, 140, -10),
                (icon("fish"), 218, 140, 130, 8),
                (v.crab("#7f8f62"), 160, 206, 190, 0),
            ],
        ),
        "meat-and-eggs": shown(
            "#d98a7a",
            lambda: [
                (p.belly(), 116, 160, 160, -6),
                (v.egg("#d9a06a"), 226, 170, 110, 14),
                (v.egg("#efd9bd"), 180, 220, 100, -10),
            ],
        ),
        "grain": shown(
            "#e0b84a",
            lambda: [
                (p.sack("#d6bd86"), 120, 156, 180, 0),
                (p.bowl("#fffdf4", "#3a6ea5", p.rice_mound(2)), 216, 206, 130, 0),
                (v.rice_ear("#d9a834"), 68, 216, 110, 0),
            ],
        ),
        "tea": shown(
            "#8fbf6a",
            lambda: [
                (p.tin("#3f7a4a"), 108, 160, 160, 0),
                (p.glass("#dfe99a", "#93c24e"), 214, 164, 170, 0),
                (p.tea_shoot(), 160, 220, 110, 6),
            ],
        ),
        "pantry": shown(
            "#d9904a",
            lambda: [
                (p.jar("#8a3c14", "#b8452c"), 106, 156, 160, 0),
                (p.flatcake(1), 220, 190, 140, -8),
                (p.candy_stick(2), 150, 246, 120, -6),
            ],
        ),
        "plants": shown(
            "#a99ad9",
            lambda: [
                (v.hydrangea("#8f9ae8", 1), 108, 136, 140, 0),
                (v.hydrangea("#e08ab0", 2), 214, 146, 140, 0),
                (f.leaf("#4f8a44"), 160, 230, 130, -10),
            ],
        ),
        "pears": shown("#c9cf5a", lambda: _three(f.pear(), f.pear("#d9d56a"), f.pear_half())),
        "peaches": shown(
            "#f0a0a0", lambda: _three(f.peach(), f.peach("#fbdcae", "#d93a54"), f.peach_half())
        ),
        "grapes": shown(
            "#a58fc4",
            lambda: [
                (f.bunch("#432a64", 2), 106, 158, 180, 8),
                (f.bunch("#c3d45a", 3), 216, 164, 180, -8),
            ],
        ),
        "berries": shown(
            "#e08a94",
            lambda: [
                (f.strawberry(), 104, 150, 130, -14),
                (f.bayberry(), 220, 160, 120, 0),
                (f.blueberry(), 140, 232, 84, 0),
                (f.blueberry(), 208, 236, 78, 30),
            ],
        ),
        "hill-fruit": shown(
            "#f0b45a",
            lambda: [
                (f.loquat(), 100, 150, 120, -14),
                (f.persimmon(), 214, 170, 140, 6),
                (f.kiwi_half(), 138, 224, 110, 0),
            ],
        ),
        "melons": shown(
            "#9fcf8a",
            lambda: [
                (f.watermelon(), 150, 148, 190, -10),
                (f.watermelon_slice(), 190, 232, 150, 12),
            ],
        ),
        "water-vegetables": shown(
            "#93c4b0",
            lambda: [
                (v.bundle("#eef3d6", "#4a9240", "#d0564a"), 160, 146, 200, 0),
                (v.caltrop(), 100, 236, 110, -10),
                (v.caltrop("#8a4a44"), 216, 240, 110, 8),
            ],
        ),
        "shoots-and-gourds": shown(
            "#b4cf7a",
            lambda: [
                (v.bamboo_shoot(), 104, 150, 170, -10),
                (v.bamboo_shoot_half(), 184, 156, 160, 10),
                (v.bitter_gourd(), 176, 240, 180, -8),
            ],
        ),
        "taro": shown("#c4a08a", lambda: _three(v.taro(), v.taro("#8a6444"), v.taro_half())),
        "vegetable-boxes": shown(
            "#8fc070",
            lambda: [
                (icon("broccoli"), 104, 130, 100, -10),
                (icon("tomato"), 168, 120, 90, 0),
                (icon("eggplant"), 222, 134, 100, 10),
                (stamp(b.crate(0, 0, 210, 96)[1]), 160, 176, 200, 0),
            ],
        ),
        "tofu": shown(
            "#d9cf9a",
            lambda: [(p.tofu_sheet(), 150, 150, 190, 0), (p.tofu_knot(), 190, 232, 120, 8)],
        ),
        "crab": shown("#e0a05a", lambda: [(v.crab("#7f8f62") + v.straw_tie(), 160, 172, 270, -6)]),
        "shrimp": shown(
            "#7fb8b8",
            lambda: [
                (v.shrimp("#8fb0a8"), 130, 136, 180, -8),
                (v.shrimp("#e8825a"), 190, 214, 180, 8),
            ],
        ),
        "fish": shown(
            "#6fa9c4",
            lambda: [
                (icon("fish"), 160, 128, 190, -8),
                (p.casserole("#fdf8ea", ""), 160, 228, 150, 0),
            ],
        ),
        "pork": shown(
            "#e0a5a0", lambda: [(p.belly(), 140, 150, 190, -6), (p.ribs(), 200, 230, 160, 8)]
        ),
        "eggs": shown(
            "#e3bd8a", lambda: _three(v.egg("#d9a06a"), v.egg("#c98a58"), v.egg("#efd9bd"))
        ),
        "cured-poultry": shown(
            "#8fb0c0", lambda: [(p.goose(), 112, 160, 200, -4), (p.goose(), 218, 172, 170, 6)]
        ),
        "new-rice": shown(
            "#e3c46a",
            lambda: [
                (p.sack("#d6bd86"), 160, 164, 210, 0),
                (v.rice_ear("#d9a834"), 84, 200, 150, 0),
                (v.rice_ear("#e3b53f", 3), 240, 216, 120, 14),
            ],
        ),
        "soft-rice": shown(
            "#7a9fc4",
            lambda: [
                (p.bowl("#fffdf4", "#b8452c", p.rice_mound(5)), 160, 160, 220, 0),
                (icon("rice-ball"), 228, 240, 90, 6),
            ],
        ),
        "green-tea": shown(
            "#7fb06a",
            lambda: [
                (p.tea_shoot(), 110, 140, 180, -10),
                (p.tea_shoot("#7fae3f"), 210, 150, 170, 12),
                (p.dry_tea("#5f8a38", 3), 160, 232, 170, 0),
            ],
        ),
        "white-tea": shown(
            "#a9cfb4",
            lambda: [
                (p.glass("#e6efb4", "#a9cf6a"), 118, 160, 200, 0),
                (p.tea_shoot("#dfeabb"), 216, 160, 200, 10),
            ],
        ),
        "golden-tea": shown(
            "#e0c04a",
            lambda: [
                (p.tea_shoot("#ecd04e"), 120, 140, 190, -12),
                (p.tea_shoot("#f3dc6a"), 206, 146, 180, 12),
                (p.dry_tea("#c9ae3a", 4), 160, 234, 170, 0),
            ],
        ),
        "sweets": shown(
            "#e0a55a",
            lambda: [
                (p.flatcake(1), 124, 140, 160, -8),
                (p.flatcake(2), 206, 176, 150, 8),
                (p.candy_stick(2), 150, 240, 150, -8),
            ],
        ),
        "preserves": shown(
            "#b9704a",
            lambda: [
                (p.jar("#c08a3a", "#7a3a2c"), 110, 158, 180, 0),
                (p.jar("#7a3212", "#2f5f6f"), 212, 176, 160, 0),
                (p.radish_strip(2), 150, 256, 110, 6),
            ],
        ),
        "honey": shown(
            "#f0b93a",
            lambda: [
                (icon("honey-pot"), 212, 176, 140, 0),
                (p.jar("#d98a1c", "#e8c04a"), 112, 166, 190, 0),
                (icon("honeybee"), 226, 84, 70, 10),
            ],
        ),
        "hill-goods": shown(
            "#a5804a",
            lambda: [
                (v.burr(), 100, 140, 130, 0),
                (v.mushroom(), 218, 156, 140, 8),
                (v.chestnut(), 140, 226, 110, -8),
                (v.chestnut(), 210, 240, 84, 14),
            ],
        ),
        "potted-flowers": shown(
            "#b49ae0",
            lambda: [
                (
                    stamp(
                        path("M-70,-20 H70 L52,96 H-52Z", "#b5653c")
                        + box(-78, -34, 156, 30, "#cf7f52", 4)
                    ),
                    160,
                    230,
                    130,
                    0,
                ),
                (v.hydrangea("#7fa8ec", 3), 106, 130, 120, 0),
                (v.hydrangea("#e08ab0", 4), 212, 130, 120, 0),
                (v.hydrangea("#b58ae0", 5), 160, 110, 130, 0),
            ],
        ),
    }


EW, EH = 640, 427


def empty() -> dict[str, Callable[[], str]]:
    paper, soft = "#faf5e8", "#e3ecd6"

    def ground(colour: str) -> str:
        out = box(0, 0, EW, EH, paper) + oval(320, 214, 290, 190, colour)
        far = g.hills(EW, EH, 270, [light("#a9c894", 0.4), "#b4cf9f"], 4, 26)
        return out + clipped(far, oval(320, 214, 290, 190, "#000"))

    def cart() -> str:
        back, front = b.basket(320, 240, 270, 110, "#c79a58", True)
        out = ground(soft) + oval(320, 350, 220, 30, "#d9e3c4") + back + front
        return (
            out
            + put(f.leaf("#5f9a3c"), 470, 346, 60, -20)
            + put(f.leaf("#c9a03c"), 190, 356, 44, 200)
            + put(icon("bird"), 428, 160, 66)
            + line("M140,120 q30,-24 60,0 t60,0", "#b9c9a4", 4, 'stroke-dasharray="2 12"')
        )

    def orders() -> str:
        back, front = b.carton(320, 220, 240, 130)
        out = (
            ground("#f0e6cc")
            + line(
                "M70,330 C150,250 180,380 260,340 M390,340 C470,380 470,240 580,270",
                "#c9a868",
                5,
                'stroke-dasharray="3 14"',
            )
            + back
            + front
        )
        pin = path(
            "M0,40 C-30,6 -34,-8 -34,-20 A34,34 0 0 1 34,-20 C34,-8 30,6 0,40Z", "#d9622c"
        ) + oval(0, -20, 13, 13, paper)
        return out + put(pin, 582, 240, 150) + put(f.leaf("#6fae4a"), 320, 168, 70, -80)

    def search() -> str:
        out = ground("#dde8ea") + "".join(
            faded(put(drawing, x, y, 74, t), 0.4)
            for drawing, x, y, t in (
                (f.pear(), 150, 190, -10),
                (f.peach(), 480, 130, 10),
                (v.mushroom(), 500, 290, 6),
                (f.bunch("#8a7aa4", 2), 180, 310, -6),
            )
        )
        ring = (
            oval(0, 0, 92, 92, radial(("#ffffff", 0.75), ("#e3f0f0", 0.55), cx=0.4, cy=0.3))
            + oval(0, 0, 92, 92, "none", 'stroke="#0f6b46" stroke-width="15"')
            + line("M68,68 L140,140", "#8a6238", 26)
            + line("M-54,-30 C-44,-54 -24,-64 -4,-66", "#ffffff", 9)
        )
        return out + put(ring, 300, 190, 200) + put(f.leaf("#9fbf84", False), 300, 190, 80, -38)

    def shelf() -> str:
        out = (
            ground("#f0e2c8")
            + box(130, 90, 18, 270, "#a97c4c", 4)
            + box(492, 90, 18, 270, "#a97c4c", 4)
        )
        for y in (140, 240, 340):
            out += box(112, y, 416, 18, down("#d9b07a", "#b0824c"), 4) + box(
                130, y + 18, 380, 12, dark("#f0e2c8", 0.15), 0, 'opacity=".5"'
            )
        tag = box(-46, -24, 92, 48, "#fffaf0", 6, 'stroke="#d9c49a" stroke-width="3"') + line(
            "M-28,-6 H28 M-28,8 H10", "#c9b48a", 5
        )
        return (
            out
            + put(tag, 250, 190, 120)
            + put(tag, 400, 290, 120)
            + put(icon("potted-plant"), 440, 106, 76)
            + put(icon("cat"), 240, 296, 100)
        )

    return {"cart": cart, "orders": orders, "search": search, "shelf": shelf}
