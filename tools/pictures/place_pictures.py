"""Cooperatives (900 by 600) and halls (1600 by 640): landscapes with what grows there."""

from collections.abc import Callable

from tools.pictures import fruit as f
from tools.pictures import grounds as g
from tools.pictures import pantry as p
from tools.pictures import vegetables as v
from tools.pictures.icons import icon
from tools.pictures.paint import (
    box,
    dark,
    down,
    faded,
    heap,
    light,
    line,
    mix,
    oval,
    path,
    put,
    radial,
    scatter,
    shadow,
    stamp,
)


def pagoda(x: float, foot: float, tall: float, storeys: int = 9, wall: str = "#b5563c") -> str:
    out, step = "", tall * 0.84 / storeys
    for n in range(storeys):
        wide = tall * 0.19 * (1 - 0.55 * n / storeys)
        y = foot - n * step
        out += box(
            x - wide * 0.36,
            y - step,
            wide * 0.72,
            step,
            down(light(wall, 0.2), wall, dark(wall, 0.3), turn=0),
        )
        out += box(x - wide * 0.08, y - step * 0.7, wide * 0.16, step * 0.5, "#3a2418", 2)
        out += path(
            f"M{x - wide * 0.72:.1f},{y - step + 2:.1f} Q{x - wide * 0.4:.1f},{y - step * 1.1:.1f} {x - wide * 0.3:.1f},{y - step * 1.3:.1f} H{x + wide * 0.3:.1f} Q{x + wide * 0.4:.1f},{y - step * 1.1:.1f} {x + wide * 0.72:.1f},{y - step + 2:.1f}Z",
            down("#8a6a3c", "#4a3a2a"),
        )
    return (
        out
        + line(f"M{x},{foot - storeys * step - step * 0.2:.0f} V{foot - tall:.0f}", "#c99a3c", 5)
        + oval(x, foot - tall * 0.94, 6, 6, "#e3b84a")
    )


def bridge(x: float, y: float, wide: float) -> str:
    """A humpbacked stone bridge with one arch; y is the water."""
    d = f"M{x - wide / 2},{y} C{x - wide * 0.3:.0f},{y - wide * 0.1:.0f} {x - wide * 0.16:.0f},{y - wide * 0.34:.0f} {x},{y - wide * 0.34:.0f} C{x + wide * 0.16:.0f},{y - wide * 0.34:.0f} {x + wide * 0.3:.0f},{y - wide * 0.1:.0f} {x + wide / 2},{y} H{x + wide * 0.2:.0f} A{wide * 0.2:.0f},{wide * 0.2:.0f} 0 0 0 {x - wide * 0.2:.0f},{y}Z"
    rail = f"M{x - wide / 2},{y - 12} C{x - wide * 0.3:.0f},{y - wide * 0.1 - 14:.0f} {x - wide * 0.16:.0f},{y - wide * 0.34 - 16:.0f} {x},{y - wide * 0.34 - 16:.0f} C{x + wide * 0.16:.0f},{y - wide * 0.34 - 16:.0f} {x + wide * 0.3:.0f},{y - wide * 0.1 - 14:.0f} {x + wide / 2},{y - 12}"
    return (
        path(d, down("#e0d9c6", "#a9a290"))
        + line(rail, "#c9c1ab", 7)
        + oval(x, y + 4, wide * 0.2, wide * 0.06, "#33545a", 'opacity=".25"')
    )


def tree(x: float, foot: float, tall: float, crown: str, fruit: str = "", seed: int = 1) -> str:
    out = line(
        f"M{x},{foot} q-6,{-tall * 0.3:.0f} 2,{-tall * 0.5:.0f} M{x},{foot - tall * 0.35:.0f} l{tall * 0.16:.0f},{-tall * 0.18:.0f}",
        "#6b4a2c",
        tall * 0.07,
    )
    for dx, dy, r in (
        (-0.22, 0.6, 0.25),
        (0.22, 0.6, 0.25),
        (0, 0.78, 0.28),
        (-0.1, 0.58, 0.24),
        (0.12, 0.66, 0.26),
    ):
        out += oval(
            x + dx * tall,
            foot - dy * tall,
            r * tall,
            r * tall * 0.86,
            radial(light(crown, 0.35), crown, dark(crown, 0.2)),
        )
    if fruit:
        for n in range(9):
            out += put(
                fruit,
                x + ((n * 37 + seed * 13) % 70 - 35) / 100 * tall,
                foot - (0.44 + ((n * 29 + seed * 7) % 46) / 100) * tall,
                tall * 0.115,
            )
    return out


def orchard(w: int, y: float, crown: str, fruit: str, rows: int = 3, gap: float = 130) -> str:
    out = ""
    for row in range(rows):
        tall, foot = 90 + row * 36, y + row * 52
        for n in range(int(w / (gap + row * 34)) + 2):
            out += tree(
                n * (gap + row * 34) - row % 2 * 60,
                foot,
                tall,
                mix(crown, "#ffffff", 0.2 - row * 0.08),
                fruit if row else "",
                n + row,
            )
    return out


def greenhouses(w: int, y: float, count: int, colour: str = "#f6fbfb") -> str:
    out, wide = "", w / count
    for n in range(count):
        x = n * wide
        out += f'<path d="M{x + 8:.0f} {y} V{y - wide * 0.3:.0f} C{x + 8:.0f} {y - wide * 0.62:.0f} {x + wide - 8:.0f} {y - wide * 0.62:.0f} {x + wide - 8:.0f} {y - wide * 0.3:.0f} V{y}Z" fill="{colour}" fill-opacity=".75" stroke="#b9cccf" stroke-width="4"/>'
        out += box(
            x + wide * 0.4,
            y - wide * 0.28,
            wide * 0.2,
            wide * 0.28,
            "#dfeeee",
            4,
            'stroke="#b9cccf" stroke-width="3"',
        )
    return out


def shed(x: float, y: float, wide: float) -> str:
    out = (
        shadow(x, y + 4, wide * 0.6, 18)
        + box(x - wide / 2, y - wide * 0.42, wide, wide * 0.42, down("#fffaf0", "#e6dcc6"))
        + path(
            f"M{x - wide * 0.6:.0f},{y - wide * 0.4:.0f} L{x - wide * 0.44:.0f},{y - wide * 0.66:.0f} H{x + wide * 0.44:.0f} L{x + wide * 0.6:.0f},{y - wide * 0.4:.0f}Z",
            down("#5f6668", "#383d40"),
        )
    )
    out += box(x - wide * 0.36, y - wide * 0.3, wide * 0.26, wide * 0.3, "#6f4a2c", 3) + box(
        x + wide * 0.06,
        y - wide * 0.28,
        wide * 0.3,
        wide * 0.16,
        "#cfe3e6",
        3,
        'stroke="#8a6a4a" stroke-width="5"',
    )
    return (
        out
        + oval(x, y - wide * 0.5, wide * 0.06, wide * 0.06, "#0f6b46")
        + put(f.leaf("#e3ecb0"), x, y - wide * 0.5, wide * 0.09, -38)
    )


def van(x: float, y: float, size: float) -> str:
    body = oval(0, 62, 110, 12, "#000", 'opacity=".18"') + path(
        "M-100,-46 H36 C64,-46 78,-10 96,-2 C104,2 104,20 104,50 H-100Z", down("#2a8f62", "#0f6b46")
    )
    body += (
        path("M42,-34 C58,-32 66,-12 74,-4 H42Z", "#d9eef0")
        + box(-100, 14, 204, 9, "#e3d26a")
        + put(f.leaf("#e3ecb0"), -40, -14, 56, -38)
    )
    for x0 in (-58, 58):
        body += oval(x0, 52, 22, 22, "#2a2c2c") + oval(x0, 52, 10, 10, "#b9bfbf")
    return put(stamp(body), x, y, size)


def crate_of(
    x: float, y: float, w: float, drawings: list[str], size: float, seed: int, counts: list[int]
) -> str:
    back, front = g.crate(x, y, w, w * 0.3)
    return (
        back
        + heap(
            drawings,
            x,
            y - size * (0.55 + 0.46 * (len(counts) - 1)),
            counts,
            size,
            seed,
            0.78,
            0.46,
        )
        + front
    )


def basket_of(
    x: float, y: float, w: float, drawings: list[str], size: float, seed: int, counts: list[int]
) -> str:
    back, front = g.basket(x, y, w, w * 0.36)
    return (
        back
        + heap(
            drawings,
            x,
            y - size * (0.22 + 0.46 * (len(counts) - 1)),
            counts,
            size,
            seed,
            0.78,
            0.46,
        )
        + front
    )


def near(drawing: str) -> str:
    """What stands before us at the right of a hall: a quarter larger, the foot kept."""
    return f'<g transform="translate(1600 640) scale(1.25) translate(-1590 -636)">{drawing}</g>'


def bank(w: int, h: int, y: float, colour: str) -> str:
    """The near ground, on which things stand."""
    return path(
        f"M0,{y} C{w * 0.3:.0f},{y - 30} {w * 0.7:.0f},{y + 24} {w},{y - 14} V{h} H0Z",
        down(light(colour, 0.2), colour, dark(colour, 0.25)),
    )


C, R = 900, 600


def _scene(
    sky: tuple[str, str],
    far: list[str],
    seed: int,
    middle: Callable[[], str],
    near: str,
    front: Callable[[], str],
) -> str:
    out = g.sky(C, R, sky[0], sky[1], (C - 170 - seed * 9 % 300, 110, 46, "#fff4c4")) + g.hills(
        C, R, 220, far, seed, 50
    )
    return out + middle() + bank(C, R, 430, near) + front()


def cooperatives() -> dict[str, Callable[[], str]]:
    green, blue = ("#cfe8e0", "#fbf5d6"), ["#b4d3c4", "#94c0a0"]
    return {
        "zhajia-orchards": lambda: _scene(
            green,
            blue,
            3,
            lambda: orchard(C, 330, "#6aa84c", f.pear()) + shed(720, 400, 190),
            "#a9c27a",
            lambda: (
                crate_of(230, 470, 300, [f.pear()], 92, 2, [3, 4])
                + crate_of(560, 490, 260, [f.pear("#d9d56a")], 84, 4, [3, 4])
                + van(790, 500, 170)
            ),
        ),
        "shunbei-fruit": lambda: _scene(
            ("#f6e9bf", "#fdf8e3"),
            ["#c4cf9a", "#9fb874", "#7f9f5a"],
            8,
            lambda: orchard(C, 350, "#7fa84a", f.pear("#c9cf62"), 2, 150),
            "#c9b47a",
            lambda: (
                basket_of(450, 480, 330, [f.pear("#c9cf62"), f.pear("#d6cf6c")], 92, 6, [3, 4, 4])
                + scatter(
                    [f.pear(), f.leaf()], [(160, 520), (250, 560), (700, 540), (780, 510)], 76, 4
                )
            ),
        ),
        "shunshan-livestock": lambda: _scene(
            ("#fbe9c4", "#fff8e4"),
            ["#b9d092", "#94b870"],
            5,
            lambda: (
                "".join(tree(x, 390, 150, "#6f9f4a", "", x) for x in (60, 190, 700, 840))
                + shed(450, 400, 230)
            ),
            "#b9a468",
            lambda: (
                put(icon("pig"), 220, 470, 190, 0, True)
                + put(icon("pig"), 350, 510, 140)
                + put(icon("rooster"), 560, 470, 130)
                + basket_of(740, 500, 210, [v.egg("#d9a06a"), v.egg("#efd9bd")], 66, 5, [3, 4])
            ),
        ),
        "taihu-bay-peaches": lambda: _scene(
            ("#fbd9cf", "#fff4e2"),
            ["#c9c4c0"],
            7,
            lambda: (
                g.water(C, 430, 250, "#cfe0e2", "#a3c6cf", 4)
                + put(icon("sailboat"), 180, 270, 80)
                + orchard(C, 390, "#7fae58", f.peach(), 2, 160)
            ),
            "#b4c47c",
            lambda: (
                crate_of(300, 490, 330, [f.peach(), f.peach("#fdebd6", "#f0788a")], 100, 3, [3, 4])
                + basket_of(660, 500, 220, [f.loquat()], 62, 8, [3, 4])
                + put(f.peach_half(), 520, 540, 90, 10)
            ),
        ),
        "lijia-grapes": lambda: _scene(
            ("#dfe3f0", "#f6f2de"),
            ["#b9c4a4", "#98b07f"],
            12,
            lambda: (
                "".join(line(f"M{x},430 V150", "#8a6a44", 9) for x in range(60, 900, 195))
                + line("M0,150 H900 M0,200 H900", "#8a6a44", 6)
                + "".join(
                    put(f.leaf("#5f9a46"), x, 150 + x % 60, 90, x * 2) for x in range(10, 900, 48)
                )
                + "".join(
                    put(
                        f.bunch(["#3d2560", "#c3d45a"][n % 2], n % 4),
                        80 + n * 92,
                        250 + n % 3 * 16,
                        130,
                    )
                    for n in range(9)
                )
            ),
            "#a9a86a",
            lambda: crate_of(
                450, 490, 420, [f.bunch("#432a64", 2), f.bunch("#c3d45a", 3)], 150, 2, [4]
            ),
        ),
        "furong-dropwort": lambda: _scene(
            ("#cfdfe8", "#f2f2ea"),
            ["#b0c2c4", "#96b0aa"],
            4,
            lambda: (
                g.water(C, R, 280, "#bcd6d6", "#7fa9a5", 3)
                + "".join(
                    put(
                        v.sprig("#dfe9c0", "#4f9440", n),
                        20 + n * 58,
                        310 + n % 3 * 40,
                        120 + n % 3 * 26,
                    )
                    for n in range(16)
                )
            ),
            "#8aa86a",
            lambda: (
                "".join(
                    put(v.sheaf("#eef3d6", "#4a9240", "#d9b45a"), x, 500, 190, t)
                    for x, t in ((180, 80), (330, 98), (480, 84))
                )
                + put(p.tofu_sheet(), 720, 480, 200)
            ),
        ),
        "longcheng-specialities": lambda: _scene(
            ("#f9dfae", "#fef3d8"),
            ["#d9bd84"],
            2,
            lambda: g.white_walls(C, R, 420, 31) + g.lamp(120, 280, 110) + g.lamp(780, 280, 110),
            "#a97c50",
            lambda: (
                g.tray(240, 510, 190, 60)
                + heap(
                    [p.radish_strip(n) for n in range(4)], 240, 480, [4, 5, 5], 76, 2, 0.6, 0.3, 60
                )
                + put(p.jar("#c08a3a", "#7a3a2c"), 450, 470, 180)
                + g.tray(690, 510, 180, 56, "#c9985a")
                + heap([p.flatcake(1), p.flatcake(2)], 690, 440, [2, 3], 118, 3, 0.76, 0.36, 10)
            ),
        ),
        "xixiashu-vegetables": lambda: _scene(
            green,
            ["#b4d694", "#8fc070"],
            9,
            lambda: g.terraces(C, R, 320, "#6fae4c", 2, 5),
            "#8a6a44",
            lambda: (
                crate_of(
                    320,
                    490,
                    400,
                    [
                        icon("leafy-green"),
                        icon("tomato"),
                        icon("carrot"),
                        icon("eggplant"),
                        icon("broccoli"),
                    ],
                    118,
                    9,
                    [4, 5],
                )
                + basket_of(
                    700, 500, 240, [v.bitter_gourd(), v.bitter_gourd("#a3cf6a")], 120, 3, [2, 2]
                )
            ),
        ),
        "luoxi-strawberries": lambda: _scene(
            ("#dfe9ef", "#fbf6ee"),
            ["#c4d0cc", "#a9c0ae"],
            10,
            lambda: greenhouses(C, 420, 4),
            "#7fae5c",
            lambda: (
                g.snow(C, 300, 4, 40)
                + "".join(
                    crate_of(x, 500, 230, [f.strawberry()], 70, x, [3, 4]) for x in (170, 450, 730)
                )
            ),
        ),
        "menghe-grain": lambda: _scene(
            ("#bfe0ee", "#fdf3cf"),
            ["#b9cfa0", "#a5c08a"],
            5,
            lambda: g.paddy(C, R, 300, "#dcb24a", 6) + put(icon("tractor"), 650, 330, 120, 0, True),
            "#c99f48",
            lambda: (
                put(p.sack("#d6bd86"), 230, 470, 230)
                + put(p.sack("#cdb27c"), 380, 500, 190)
                + put(f.watermelon(), 620, 490, 170)
                + put(f.watermelon(), 760, 510, 140, 14)
                + put(v.rice_ear("#e3b53f"), 500, 500, 170)
            ),
        ),
        "jiaze-nursery": lambda: _scene(
            ("#e3e9f3", "#fbf3ee"),
            ["#c9cfd6", "#a9c0a8"],
            15,
            lambda: (
                greenhouses(C, 380, 3, "#fbfdff")
                + "".join(tree(x, 420, 120, "#5f9a58", "", x) for x in (40, 860))
            ),
            "#9ab07c",
            lambda: "".join(
                oval(x, 452 + n % 2 * 60, 40, 10, "#000", 'opacity=".15"')
                + path(f"M{x - 36},{430 + n % 2 * 60} h72 l-10,70 h-52Z", "#b5653c")
                + put(f.leaf("#4f8a44"), x - 36, 425 + n % 2 * 60, 80, 190)
                + put(f.leaf("#4f8a44"), x + 36, 425 + n % 2 * 60, 80, -10)
                + put(v.hydrangea(c, n), x, 380 + n % 2 * 60, 130)
                for n, (x, c) in enumerate(
                    (
                        (90, "#8f9ae8"),
                        (230, "#e08ab0"),
                        (370, "#7fa8ec"),
                        (510, "#b58ae0"),
                        (650, "#f0a9c4"),
                        (790, "#8fb4f0"),
                    )
                )
            ),
        ),
        "qingshuidu-crab": lambda: _scene(
            ("#f3cf9e", "#fdeed0"),
            ["#b0b4a4"],
            6,
            lambda: (
                g.water(C, R, 260, "#e9d3ac", "#6f9fa5", 8)
                + "".join(
                    line(f"M{x},{300 + x % 70} v-60", "#7a5a38", 6) for x in range(30, 900, 70)
                )
                + put(icon("canoe"), 640, 330, 150)
            ),
            "#b08f58",
            lambda: (
                g.reeds(C, R, "#8a9a54", 3, 14)
                + g.tray(420, 500, 290, 84, "#d9b26c")
                + "".join(
                    put(v.crab("#7f8f62") + v.straw_tie(), x, y, s, t)
                    for x, y, s, t in (
                        (260, 470, 180, -10),
                        (580, 470, 180, 10),
                        (420, 500, 220, 0),
                    )
                )
            ),
        ),
        "youshan-fishery": lambda: _scene(
            ("#b9dbe3", "#eef4e4"),
            ["#9fc0c4", "#7faaa4"],
            11,
            lambda: (
                g.water(C, R, 270, "#b3d9da", "#4f8f96", 5)
                + put(icon("sailboat"), 210, 280, 120)
                + put(icon("canoe"), 690, 330, 170)
                + put(icon("sailboat"), 480, 270, 70)
            ),
            "#a98f5c",
            lambda: (
                basket_of(270, 490, 300, [v.shrimp("#8fb0a8"), v.shrimp("#a3bcb4")], 120, 4, [3, 3])
                + basket_of(650, 490, 290, [v.caltrop(), v.caltrop("#8a4a44")], 96, 6, [3, 4])
            ),
        ),
        "jianchang-taro": lambda: _scene(
            ("#f0dcb0", "#fbf2da"),
            ["#c9c08a", "#a5a86a"],
            13,
            lambda: (
                g.water(C, 420, 300, "#d6e0c4", "#a9c4b0", 4)
                + "".join(
                    f'<g transform="translate({x} {390 + x % 40}) rotate({x % 30 - 15}) scale(.62)"><path d="M0,120 V0" stroke="#7a3f58" stroke-width="12"/><path d="M0,-130 C90,-110 110,-20 60,40 C40,60 14,30 0,10 C-14,30 -40,60 -60,40 C-110,-20 -90,-110 0,-130Z" fill="{["#5f9a4c", "#4f8a44"][x % 2]}"/><path d="M0,10 V-118 M0,-20 L-60,-60 M0,-20 L60,-60" stroke="#a5cf86" stroke-width="5" fill="none"/></g>'
                    for x in range(40, 900, 91)
                )
            ),
            "#7a5230",
            lambda: (
                basket_of(450, 480, 380, [v.taro(), v.taro("#8a6444")], 104, 7, [3, 4])
                + put(v.taro_half(), 720, 530, 96, 20)
                + put(v.taro(), 190, 530, 90, -70)
            ),
        ),
        "huangjin-soft-rice": lambda: _scene(
            ("#fbe6b4", "#fff6dc"),
            ["#e0c07a", "#cfa858"],
            3,
            lambda: g.paddy(C, R, 290, "#d9a834", 2) + g.white_walls(C, 300, 300, 6),
            "#b98f3c",
            lambda: (
                put(p.bowl("#fffdf4", "#b8452c", p.rice_mound(5)), 330, 460, 250)
                + put(p.sack("#e0c890"), 620, 470, 240)
                + put(icon("rice-ball"), 480, 540, 90)
            ),
        ),
        "fanglu-tea": lambda: _scene(
            ("#d3e9dc", "#fbf8e0"),
            ["#a9cdbb", "#86b59c"],
            14,
            lambda: g.terraces(C, R, 270, "#6fae4c", 4, 6) + shed(160, 330, 120),
            "#8a7a4c",
            lambda: (
                g.tray(330, 500, 230, 70)
                + put(p.dry_tea("#6f9440", 3), 330, 480, 320)
                + put(p.tin("#3f7a4a"), 610, 460, 200)
                + put(p.tin("#2f6a6f"), 740, 480, 170)
                + put(p.jar("#d98a1c", "#e8c04a"), 110, 490, 140)
            ),
        ),
        "shangruan-hill-fruit": lambda: _scene(
            ("#f5d4a0", "#fdf0d0"),
            ["#d9b478", "#b98f58", "#8f8a50"],
            16,
            lambda: orchard(C, 350, "#b9863c", f.persimmon(), 2, 170),
            "#a5824c",
            lambda: (
                basket_of(290, 480, 300, [f.persimmon(), f.persimmon("#f58f2e")], 98, 4, [3, 4])
                + crate_of(640, 490, 300, [f.kiwi()], 82, 5, [3, 4])
                + put(f.kiwi_half(), 470, 540, 80)
            ),
        ),
        "tianmu-lake-tea": lambda: _scene(
            ("#b9dbe3", "#f6f5dd"),
            ["#9fc6c4", "#78a99c"],
            1,
            lambda: (
                g.water(C, 480, 240, "#bfe3e3", "#8fc6c9", 3)
                + put(icon("sailboat"), 650, 260, 70)
                + g.terraces(C, R, 340, "#7fb85a", 5, 4)
            ),
            "#7fae58",
            lambda: (
                put(p.glass("#dfe99a", "#a9cf6a"), 260, 450, 240)
                + put(p.tin("#2f7f7a"), 430, 480, 190)
                + put(p.tin("#c9982c", "#f6e6b0", 120), 560, 490, 160)
                + put(p.tea_shoot("#dfeabb"), 730, 440, 260, 8)
            ),
        ),
        "nanshan-hill-goods": lambda: (
            g.sky(C, R, "#dfeccb", "#f8f6da")
            + g.hills(C, R, 180, ["#b9d0a0", "#94b87c"], 6, 60)
            + g.bamboo_grove(C, 440, 12)
            + bank(C, R, 420, "#8f6f44")
            + basket_of(230, 490, 270, [v.chestnut()], 70, 3, [4, 5])
            + "".join(
                put(v.bamboo_shoot(), x, y, s, t)
                for x, y, s, t in ((420, 440, 200, -8), (520, 460, 180, 10))
            )
            + put(v.mushroom(), 650, 490, 130, -6)
            + put(v.mushroom("#c98034"), 740, 520, 100, 8)
            + put(p.jar("#5a2c12", "#8a3a2c"), 830, 470, 150)
        ),
        "tangma-white-celery": lambda: _scene(
            ("#dbe6ec", "#f6f4ec"),
            ["#c2cdc8", "#a9bba8"],
            18,
            lambda: "".join(
                path(f"M-20,{y} Q450,{y - 40} 920,{y} V{y + 90} H-20Z", c)
                + "".join(
                    put(v.sprig("#f4f6ea", "#9fc870", n), 30 + n * 66 + y % 50, y - 40, 96)
                    for n in range(14)
                )
                for y, c in ((330, "#8a6c4c"), (400, "#775a3c"))
            ),
            "#6a4f34",
            lambda: (
                "".join(
                    put(v.sheaf("#fdfdf6", "#b4d68a", tie), x, 480, 190, t)
                    for x, t, tie in (
                        (170, -16, "#0f6b46"),
                        (290, 0, "#d0564a"),
                        (410, 14, "#0f6b46"),
                    )
                )
                + put(p.sack("#d6bd86"), 660, 470, 230)
                + put(p.bowl("#fffdf4", "#3a6ea5", p.rice_mound(3)), 810, 510, 150)
            ),
        ),
    }


# -- halls

HW, HH = 1600, 640


def _changzhou(
    sky: tuple[str, str],
    sun: str,
    far: list[str],
    crown: str,
    fruit: str,
    ground: str,
    front: str,
    over: str = "",
) -> str:
    out = g.sky(HW, HH, sky[0], sky[1], (1180, 130, 58, sun)) + g.hills(HW, HH, 240, far, 6, 60)
    out += (
        pagoda(1330, 410, 400, 11)
        + g.white_walls(HW, HH, 410, 43)
        + g.water(HW, HH, 405, mix(sky[1], "#8fc0c0", 0.5), mix(sky[0], "#4f8a90", 0.6), 3)
        + bridge(560, 470, 330)
        + put(icon("canoe"), 900, 480, 120)
    )
    out += tree(90, 520, 260, crown, fruit, 2) + tree(1560, 510, 230, crown, fruit, 5)
    return out + bank(HW, HH, 530, ground) + near(front) + over


def halls() -> dict[str, Callable[[], str]]:
    def petals(colour: str, seed: int) -> str:
        return faded(
            "".join(
                put(
                    f.leaf(colour, False),
                    (n * 173 + seed * 31) % 1600,
                    (n * 97 + seed * 53) % 470,
                    18 + n % 4 * 5,
                    n * 47,
                )
                for n in range(46)
            ),
            0.85,
        )

    def spring() -> str:
        front = (
            put(p.glass("#dfe99a", "#a9cf6a"), 1010, 520, 180)
            + put(p.tin("#3f7a4a"), 1130, 545, 140)
            + basket_of(1310, 560, 210, [v.bamboo_shoot()], 110, 2, [3])
            + basket_of(820, 570, 190, [f.strawberry()], 52, 3, [3, 4])
        )
        return _changzhou(
            ("#cfe6ee", "#fdeef0"),
            "#fff8dc",
            ["#c9dccb", "#a9cca4"],
            "#f3a9c0",
            "",
            "#9cc870",
            front,
            petals("#f6b4c8", 1),
        )

    def summer() -> str:
        front = (
            crate_of(1220, 560, 300, [f.peach()], 84, 4, [3, 4])
            + crate_of(900, 570, 280, [f.pear()], 80, 5, [3, 4])
            + put(f.watermelon(), 1440, 560, 150)
            + put(f.watermelon_slice(), 1060, 610, 110, -8)
        )
        return _changzhou(
            ("#a9dbe6", "#f8f5d2"),
            "#fff3a8",
            ["#b0d3a4", "#86bd74"],
            "#4f9a42",
            f.pear(),
            "#7fb85a",
            front,
        )

    def autumn() -> str:
        front = (
            g.tray(980, 580, 190, 46)
            + "".join(
                put(v.crab("#7f8f62") + v.straw_tie(), x, 555, 130, t)
                for x, t in ((900, -8), (1055, 8))
            )
            + basket_of(1240, 560, 240, [f.persimmon(), f.persimmon("#f58f2e")], 76, 4, [3, 4])
            + put(p.sack("#d6bd86"), 1440, 540, 180)
            + put(f.bunch("#432a64", 2), 800, 580, 110, 60)
        )
        return _changzhou(
            ("#f6cf94", "#fdf0cf"),
            "#fff0b8",
            ["#dcbd84", "#c4a060"],
            "#d9862c",
            f.persimmon(),
            "#c9a24c",
            front,
            petals("#d9762c", 3),
        )

    def winter() -> str:
        front = (
            put(v.sheaf("#eef3d6", "#4a9240", "#d0564a"), 860, 560, 150, 72)
            + put(v.sheaf("#fdfdf6", "#b4d68a", "#0f6b46"), 1010, 575, 150, 84)
            + basket_of(1200, 570, 210, [f.strawberry()], 58, 4, [3, 4])
            + put(p.jar("#c08a3a", "#b8322c"), 1350, 545, 150)
            + put(p.tin("#c23a2c", "#e7c878", 120), 1450, 560, 130)
        )
        return _changzhou(
            ("#b9cfdd", "#f3f1ee"),
            "#fff8e4",
            ["#d0dbe0", "#b9c9cf"],
            "#dfe6ea",
            "",
            "#e9edee",
            front,
            g.lamp(280, 300, 110) + g.lamp(1500, 330, 100) + g.snow(HW, HH, 5, 130),
        )

    def nation() -> str:
        out = (
            g.sky(HW, HH, "#bfe0e8", "#fdf3d6", (1240, 120, 60, "#fff4b8"))
            + path(
                "M0,420 L150,170 L230,280 L380,90 L540,290 L640,210 L860,420Z",
                down("#ffffff", "#c4d4de", "#8fa9b8"),
            )
            + g.hills(HW, HH, 320, ["#b4d0b8", "#94c08a"], 4, 60)
        )
        out += (
            g.terraces(HW, 520, 400, "#7fb85a", 3, 3)
            + path(
                "M0,560 C300,470 620,560 900,480 C1150,410 1380,470 1600,410 V470 C1380,530 1150,480 920,550 C640,630 320,540 0,630Z",
                down("#a9d6dc", "#5fa3b0"),
            )
            + pagoda(1470, 400, 250, 7)
            + g.white_walls(HW, 430, 430, 19)
            + bank(HW, HH, 540, "#d9b45a")
        )
        return out + near(
            van(1110, 560, 230)
            + crate_of(1360, 570, 250, [f.pear(), f.peach(), f.persimmon()], 70, 4, [3, 4])
            + "".join(
                put(icon("package"), x, y, 100) for x, y in ((880, 585), (960, 595), (920, 525))
            )
        )

    def jiangsu() -> str:
        out = (
            g.sky(HW, HH, "#c4e0e6", "#fbf3da", (1150, 120, 54, "#fff6c8"))
            + g.hills(HW, HH, 280, ["#c4d9cf", "#a9cbb4"], 9, 36)
            + g.water(HW, HH, 330, "#cfe6e6", "#6fa9b0", 8)
            + "".join(
                put(icon("sailboat"), x, y, s)
                for x, y, s in ((700, 330, 80), (860, 350, 60), (1020, 330, 90))
            )
        )
        out += (
            g.white_walls(560, HH, 420, 22)
            + bridge(700, 460, 300)
            + oval(1430, 424, 190, 30, "#9fbf84")
            + pagoda(1430, 420, 260, 7)
            + g.reeds(HW, HH, "#7a9a54", 4, 30)
            + bank(HW, HH, 520, "#a9bf6a")
        )
        return out + near(
            put(p.bowl("#fffdf4", "#3a6ea5", p.rice_mound(5)), 900, 550, 170)
            + put(v.crab("#d9562c"), 1080, 560, 170)
            + basket_of(1270, 560, 220, [v.caltrop(), v.caltrop("#8a4a44")], 76, 3, [3, 4])
            + crate_of(1470, 570, 200, [f.bunch("#c3d45a", 3)], 96, 2, [3])
        )

    def tianning() -> str:
        out = (
            g.sky(HW, HH, "#d9e9dc", "#fdf6d8", (420, 130, 56, "#fff3b8"))
            + g.hills(HW, HH, 290, ["#bcd6b4", "#98c284"], 3, 56)
            + pagoda(1180, 420, 390, 11)
            + g.white_walls(HW, HH, 420, 8)
            + bank(HW, HH, 410, "#c4d49a")
            + orchard(HW, 450, "#6aa84c", f.pear(), 2, 150)
        )
        return (
            out
            + bank(HW, HH, 540, "#b4c47c")
            + near(
                crate_of(1000, 570, 280, [f.pear()], 80, 2, [3, 4])
                + put(p.jar("#7a3212", "#b8452c"), 1220, 550, 150)
                + basket_of(1400, 570, 200, [v.egg("#d9a06a"), v.egg("#efd9bd")], 58, 5, [3, 4])
            )
        )

    def zhonglou() -> str:
        tower = (
            box(1010, 300, 220, 130, down("#b9ada0", "#8f8376"))
            + path("M1070,430 V370 A50,50 0 0 1 1170,370 V430Z", "#4a3c34")
            + box(1040, 220, 160, 80, "#a8402f")
            + path(
                "M990,228 Q1040,210 1060,170 H1180 Q1200,210 1250,228Z", down("#6f7a6a", "#3f4a44")
            )
            + path(
                "M1040,172 Q1076,160 1090,130 H1150 Q1164,160 1200,172Z", down("#6f7a6a", "#3f4a44")
            )
            + put(icon("bell"), 1120, 264, 66)
        )
        out = (
            g.sky(HW, HH, "#f3d3a0", "#fdf1d6", (480, 140, 60, "#fff0b8"))
            + g.hills(HW, HH, 300, ["#d9c49a"], 5, 40)
            + g.white_walls(HW, HH, 430, 14)
            + tower
            + g.water(HW, HH, 430, "#e6d6b4", "#9fb0a0", 4)
            + bridge(640, 490, 320)
            + put(icon("canoe"), 880, 500, 110)
            + g.lamp(300, 330, 90)
            + g.lamp(1400, 330, 90)
        )
        return (
            out
            + bank(HW, HH, 540, "#a97c50")
            + near(
                g.tray(920, 590, 170, 40, "#c9985a")
                + heap([p.flatcake(1), p.flatcake(2)], 920, 545, [2, 3], 100, 3, 0.76, 0.36, 10)
                + put(p.jar("#c08a3a", "#7a3a2c"), 1130, 550, 160)
                + "".join(
                    put(v.radish(c), x, 560, 110, t)
                    for x, t, c in ((1260, -10, "#d23a52"), (1350, 12, "#e2506a"))
                )
                + put(p.candy_stick(2), 1480, 590, 130, -10)
            )
        )

    def xinbei() -> str:
        out = (
            g.sky(HW, HH, "#bfe0ea", "#fbf6da", (1280, 120, 56, "#fff4b4"))
            + g.hills(HW, 360, 270, ["#b4cfc4"], 7, 30)
            + g.water(HW, HH, 290, "#c4e0e6", "#7fb4c4", 9)
            + "".join(put(icon("sailboat"), x, 300, s) for x, s in ((620, 80), (980, 100)))
            + g.paddy(HW, 560, 400, "#dcb24a", 4)
            + faded(greenhouses(700, 470, 4), 0.95)
        )
        return (
            out
            + bank(HW, HH, 540, "#b9a45c")
            + near(
                put(p.sack("#d6bd86"), 960, 540, 190)
                + basket_of(1150, 570, 200, [f.strawberry()], 56, 3, [3, 4])
                + put(f.watermelon(), 1320, 560, 140)
                + put(icon("leafy-green"), 1440, 560, 130)
                + put(icon("carrot"), 1530, 580, 100)
            )
        )

    def wujin() -> str:
        out = (
            g.sky(HW, HH, "#fbd6c4", "#fff3de", (1120, 150, 66, "#ffefc0"))
            + g.hills(HW, 400, 270, ["#d0c4bc"], 4, 40)
            + g.water(HW, HH, 300, "#f3dccb", "#9fc0c4", 6)
            + "".join(
                put(icon("sailboat"), x, 310, s) for x, s in ((540, 90), (760, 60), (1320, 80))
            )
            + bank(HW, HH, 410, "#c9d094")
            + orchard(HW, 460, "#7fae58", f.peach(), 2, 170)
        )
        return (
            out
            + bank(HW, HH, 540, "#b4c47c")
            + near(
                crate_of(960, 570, 280, [f.peach(), f.peach("#fdebd6", "#f0788a")], 84, 3, [3, 4])
                + put(f.bunch("#c3d45a", 3), 1180, 550, 140)
                + put(f.bunch("#432a64", 2), 1270, 555, 140)
                + basket_of(1450, 570, 200, [f.loquat()], 54, 6, [4, 5])
            )
        )

    def jintan() -> str:
        out = (
            g.sky(HW, HH, "#cfe3df", "#fdf2d2", (460, 130, 54, "#fff4c0"))
            + g.hills(HW, HH, 220, ["#a9c6bc", "#84ae98", "#6a9c80"], 8, 90)
            + g.terraces(HW, 470, 350, "#6fae4c", 2, 3)
            + g.water(HW, HH, 400, "#cfe0d6", "#6f9fa0", 4)
        )
        return (
            out
            + g.reeds(HW, HH, "#8a9a54", 6, 26)
            + put(icon("canoe"), 700, 440, 150)
            + bank(HW, HH, 530, "#b08f58")
            + near(
                g.tray(980, 580, 210, 48, "#d9b26c")
                + "".join(
                    put(v.crab("#7f8f62") + v.straw_tie(), x, 555, 140, t)
                    for x, t in ((900, -8), (1060, 8))
                )
                + put(p.tin("#3f7a4a"), 1220, 545, 150)
                + basket_of(1370, 570, 190, [v.taro(), v.taro("#8a6444")], 66, 7, [3, 3])
                + put(p.bowl("#fffdf4", "#b8452c", p.rice_mound(5)), 1520, 570, 140)
            )
        )

    def liyang() -> str:
        out = (
            g.sky(HW, HH, "#bfe0e3", "#f8f6dc", (1100, 120, 56, "#fff8cc"))
            + g.hills(HW, HH, 210, ["#a9d0c4", "#84b8a0", "#66a284"], 11, 80)
            + g.water(HW, 560, 350, "#bfe3e3", "#7fbcc0", 7)
            + put(icon("sailboat"), 880, 370, 90)
            + g.terraces(HW, HH, 430, "#7fb85a", 6, 4)
        )
        return (
            out
            + bank(HW, HH, 550, "#7a9f50")
            + near(
                put(p.glass("#dfe99a", "#a9cf6a"), 900, 530, 190)
                + put(p.tin("#2f7f7a"), 1020, 550, 150)
                + put(v.bamboo_shoot(), 1150, 550, 150, -8)
                + put(v.bamboo_shoot(), 1230, 565, 130, 8)
                + basket_of(1370, 575, 190, [v.chestnut()], 54, 3, [4, 4])
                + put(v.sheaf("#fdfdf6", "#b4d68a", "#0f6b46"), 1520, 560, 120, 20)
            )
        )

    return {
        "changzhou-spring": spring,
        "changzhou-summer": summer,
        "changzhou-autumn": autumn,
        "changzhou-winter": winter,
        "nation": nation,
        "jiangsu": jiangsu,
        "tianning": tianning,
        "zhonglou": zhonglou,
        "xinbei": xinbei,
        "wujin": wujin,
        "jintan": jintan,
        "liyang": liyang,
    }
