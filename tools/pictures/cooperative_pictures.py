"""Cooperatives: their land behind, what they sell before it; 900 by 600."""

from collections.abc import Callable

from tools.pictures import beneath as b
from tools.pictures import fruit as f
from tools.pictures import grounds as g
from tools.pictures import landmarks as m
from tools.pictures import pantry as p
from tools.pictures import vegetables as v
from tools.pictures.icons import icon
from tools.pictures.paint import (
    heap,
    line,
    oval,
    path,
    put,
    scatter,
)

C, R = 900, 600


def _scene(
    sky: tuple[str, str],
    far: list[str],
    seed: int,
    middle: Callable[[], str],
    ground: str,
    front: Callable[[], str],
) -> str:
    out = g.sky(C, R, sky[0], sky[1], (C - 170 - seed * 9 % 300, 110, 46, "#fff4c4")) + g.hills(
        C, R, 220, far, seed, 50
    )
    return out + middle() + m.bank(C, R, 430, ground) + front()


def cooperatives() -> dict[str, Callable[[], str]]:
    green, blue = ("#cfe8e0", "#fbf5d6"), ["#b4d3c4", "#94c0a0"]
    return {
        "zhajia-orchards": lambda: _scene(
            green,
            blue,
            3,
            lambda: m.orchard(C, 330, "#6aa84c", f.pear()) + m.shed(720, 400, 190),
            "#a9c27a",
            lambda: (
                m.crate_of(230, 470, 300, [f.pear()], 92, 2, [3, 4])
                + m.crate_of(560, 490, 260, [f.pear("#d9d56a")], 84, 4, [3, 4])
                + m.van(790, 500, 170)
            ),
        ),
        "shunbei-fruit": lambda: _scene(
            ("#f6e9bf", "#fdf8e3"),
            ["#c4cf9a", "#9fb874", "#7f9f5a"],
            8,
            lambda: m.orchard(C, 350, "#7fa84a", f.pear("#c9cf62"), 2, 150),
            "#c9b47a",
            lambda: (
                m.basket_of(450, 480, 330, [f.pear("#c9cf62"), f.pear("#d6cf6c")], 92, 6, [3, 4, 4])
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
                "".join(m.tree(x, 390, 150, "#6f9f4a", "", x) for x in (60, 190, 700, 840))
                + m.shed(450, 400, 230)
            ),
            "#b9a468",
            lambda: (
                put(icon("pig"), 220, 470, 190, 0, True)
                + put(icon("pig"), 350, 510, 140)
                + put(icon("rooster"), 560, 470, 130)
                + m.basket_of(740, 500, 210, [v.egg("#d9a06a"), v.egg("#efd9bd")], 66, 5, [3, 4])
            ),
        ),
        "taihu-bay-peaches": lambda: _scene(
            ("#fbd9cf", "#fff4e2"),
            ["#c9c4c0"],
            7,
            lambda: (
                g.water(C, 430, 250, "#cfe0e2", "#a3c6cf", 4)
                + put(icon("sailboat"), 180, 270, 80)
                + m.orchard(C, 390, "#7fae58", f.peach(), 2, 160)
            ),
            "#b4c47c",
            lambda: (
                m.crate_of(
                    300, 490, 330, [f.peach(), f.peach("#fdebd6", "#f0788a")], 100, 3, [3, 4]
                )
                + m.basket_of(660, 500, 220, [f.loquat()], 62, 8, [3, 4])
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
            lambda: m.crate_of(
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
            lambda: g.white_walls(C, R, 420, 31) + b.lamp(120, 280, 110) + b.lamp(780, 280, 110),
            "#a97c50",
            lambda: (
                b.tray(240, 510, 190, 60)
                + heap(
                    [p.radish_strip(n) for n in range(4)], 240, 480, [4, 5, 5], 76, 2, 0.6, 0.3, 60
                )
                + put(p.jar("#c08a3a", "#7a3a2c"), 450, 470, 180)
                + b.tray(690, 510, 180, 56, "#c9985a")
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
                m.crate_of(
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
                + m.basket_of(
                    700, 500, 240, [v.bitter_gourd(), v.bitter_gourd("#a3cf6a")], 120, 3, [2, 2]
                )
            ),
        ),
        "luoxi-strawberries": lambda: _scene(
            ("#dfe9ef", "#fbf6ee"),
            ["#c4d0cc", "#a9c0ae"],
            10,
            lambda: m.greenhouses(C, 420, 4),
            "#7fae5c",
            lambda: (
                g.snow(C, 300, 4, 40)
                + "".join(
                    m.crate_of(x, 500, 230, [f.strawberry()], 70, x, [3, 4])
                    for x in (170, 450, 730)
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
                m.greenhouses(C, 380, 3, "#fbfdff")
                + "".join(m.tree(x, 420, 120, "#5f9a58", "", x) for x in (40, 860))
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
                + b.tray(420, 500, 290, 84, "#d9b26c")
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
                m.basket_of(
                    270, 490, 300, [v.shrimp("#8fb0a8"), v.shrimp("#a3bcb4")], 120, 4, [3, 3]
                )
                + m.basket_of(650, 490, 290, [v.caltrop(), v.caltrop("#8a4a44")], 96, 6, [3, 4])
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
                m.basket_of(450, 480, 380, [v.taro(), v.taro("#8a6444")], 104, 7, [3, 4])
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
            lambda: g.terraces(C, R, 270, "#6fae4c", 4, 6) + m.shed(160, 330, 120),
            "#8a7a4c",
            lambda: (
                b.tray(330, 500, 230, 70)
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
            lambda: m.orchard(C, 350, "#b9863c", f.persimmon(), 2, 170),
            "#a5824c",
            lambda: (
                m.basket_of(290, 480, 300, [f.persimmon(), f.persimmon("#f58f2e")], 98, 4, [3, 4])
                + m.crate_of(640, 490, 300, [f.kiwi()], 82, 5, [3, 4])
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
            + m.bank(C, R, 420, "#8f6f44")
            + m.basket_of(230, 490, 270, [v.chestnut()], 70, 3, [4, 5])
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
