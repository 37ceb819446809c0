"""Halls: the nation, the province, Changzhou in four seasons, its counties; 1600 by 640."""

from collections.abc import Callable

from tools.pictures import beneath as b
from tools.pictures import fruit as f
from tools.pictures import grounds as g
from tools.pictures import landmarks as m
from tools.pictures import pantry as p
from tools.pictures import vegetables as v
from tools.pictures.icons import icon
from tools.pictures.paint import (
    box,
    down,
    faded,
    heap,
    mix,
    oval,
    path,
    put,
)

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
        m.pagoda(1330, 410, 400, 11)
        + g.white_walls(HW, HH, 410, 43)
        + g.water(HW, HH, 405, mix(sky[1], "#8fc0c0", 0.5), mix(sky[0], "#4f8a90", 0.6), 3)
        + m.bridge(560, 470, 330)
        + put(icon("canoe"), 900, 480, 120)
    )
    out += m.tree(90, 520, 260, crown, fruit, 2) + m.tree(1560, 510, 230, crown, fruit, 5)
    return out + m.bank(HW, HH, 530, ground) + m.near(front) + over


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
            + m.basket_of(1310, 560, 210, [v.bamboo_shoot()], 110, 2, [3])
            + m.basket_of(820, 570, 190, [f.strawberry()], 52, 3, [3, 4])
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
            m.crate_of(1220, 560, 300, [f.peach()], 84, 4, [3, 4])
            + m.crate_of(900, 570, 280, [f.pear()], 80, 5, [3, 4])
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
            b.tray(980, 580, 190, 46)
            + "".join(
                put(v.crab("#7f8f62") + v.straw_tie(), x, 555, 130, t)
                for x, t in ((900, -8), (1055, 8))
            )
            + m.basket_of(1240, 560, 240, [f.persimmon(), f.persimmon("#f58f2e")], 76, 4, [3, 4])
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
            + m.basket_of(1200, 570, 210, [f.strawberry()], 58, 4, [3, 4])
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
            b.lamp(280, 300, 110) + b.lamp(1500, 330, 100) + g.snow(HW, HH, 5, 130),
        )

    def changzhou() -> str:
        front = m.crate_of(850, 565, 280, [f.pear()], 80, 5, [3, 4])
        front += b.tray(1140, 585, 150, 42, "#d9b26c")
        front += put(v.crab("#7f8f62") + v.straw_tie(), 1140, 555, 170, -4)
        front += put(v.sheaf("#fdfdf6", "#b4d68a", "#0f6b46"), 1300, 560, 140, 8)
        front += put(p.tin("#2f7f7a"), 1410, 550, 140)
        front += basket_in_autumn()
        over = m.tree(200, 540, 210, "#f3a9c0") + petals("#f6b4c8", 1)
        return _changzhou(
            ("#c4e3e6", "#fdf3d6"),
            "#fff4b8",
            ["#bcd6b4", "#98c284"],
            "#5fa34a",
            f.pear(),
            "#a9bf6a",
            front,
            over,
        )

    def basket_in_autumn() -> str:
        return m.basket_of(1520, 580, 150, [f.persimmon()], 52, 4, [3, 3])

    def china() -> str:
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
            + m.pagoda(1470, 400, 250, 7)
            + g.white_walls(HW, 430, 430, 19)
            + m.bank(HW, HH, 540, "#d9b45a")
        )
        return out + m.near(
            m.van(1110, 560, 230)
            + m.crate_of(1360, 570, 250, [f.pear(), f.peach(), f.persimmon()], 70, 4, [3, 4])
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
            + m.bridge(700, 460, 300)
            + oval(1430, 424, 190, 30, "#9fbf84")
            + m.pagoda(1430, 420, 260, 7)
            + g.reeds(HW, HH, "#7a9a54", 4, 30)
            + m.bank(HW, HH, 520, "#a9bf6a")
        )
        return out + m.near(
            put(p.bowl("#fffdf4", "#3a6ea5", p.rice_mound(5)), 900, 550, 170)
            + put(v.crab("#d9562c"), 1080, 560, 170)
            + m.basket_of(1270, 560, 220, [v.caltrop(), v.caltrop("#8a4a44")], 76, 3, [3, 4])
            + m.crate_of(1470, 570, 200, [f.bunch("#c3d45a", 3)], 96, 2, [3])
        )

    def tianning() -> str:
        out = (
            g.sky(HW, HH, "#d9e9dc", "#fdf6d8", (420, 130, 56, "#fff3b8"))
            + g.hills(HW, HH, 290, ["#bcd6b4", "#98c284"], 3, 56)
            + m.pagoda(1180, 420, 390, 11)
            + g.white_walls(HW, HH, 420, 8)
            + m.bank(HW, HH, 410, "#c4d49a")
            + m.orchard(HW, 450, "#6aa84c", f.pear(), 2, 150)
        )
        return (
            out
            + m.bank(HW, HH, 540, "#b4c47c")
            + m.near(
                m.crate_of(1000, 570, 280, [f.pear()], 80, 2, [3, 4])
                + put(p.jar("#7a3212", "#b8452c"), 1220, 550, 150)
                + m.basket_of(1400, 570, 200, [v.egg("#d9a06a"), v.egg("#efd9bd")], 58, 5, [3, 4])
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
            + m.bridge(640, 490, 320)
            + put(icon("canoe"), 880, 500, 110)
            + b.lamp(300, 330, 90)
            + b.lamp(1400, 330, 90)
        )
        return (
            out
            + m.bank(HW, HH, 540, "#a97c50")
            + m.near(
                b.tray(920, 590, 170, 40, "#c9985a")
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
            + faded(m.greenhouses(700, 470, 4), 0.95)
        )
        return (
            out
            + m.bank(HW, HH, 540, "#b9a45c")
            + m.near(
                put(p.sack("#d6bd86"), 960, 540, 190)
                + m.basket_of(1150, 570, 200, [f.strawberry()], 56, 3, [3, 4])
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
            + m.bank(HW, HH, 410, "#c9d094")
            + m.orchard(HW, 460, "#7fae58", f.peach(), 2, 170)
        )
        return (
            out
            + m.bank(HW, HH, 540, "#b4c47c")
            + m.near(
                m.crate_of(960, 570, 280, [f.peach(), f.peach("#fdebd6", "#f0788a")], 84, 3, [3, 4])
                + put(f.bunch("#c3d45a", 3), 1180, 550, 140)
                + put(f.bunch("#432a64", 2), 1270, 555, 140)
                + m.basket_of(1450, 570, 200, [f.loquat()], 54, 6, [4, 5])
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
            + m.bank(HW, HH, 530, "#b08f58")
            + m.near(
                b.tray(980, 580, 210, 48, "#d9b26c")
                + "".join(
                    put(v.crab("#7f8f62") + v.straw_tie(), x, 555, 140, t)
                    for x, t in ((900, -8), (1060, 8))
                )
                + put(p.tin("#3f7a4a"), 1220, 545, 150)
                + m.basket_of(1370, 570, 190, [v.taro(), v.taro("#8a6444")], 66, 7, [3, 3])
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
            + m.bank(HW, HH, 550, "#7a9f50")
            + m.near(
                put(p.glass("#dfe99a", "#a9cf6a"), 900, 530, 190)
                + put(p.tin("#2f7f7a"), 1020, 550, 150)
                + put(v.bamboo_shoot(), 1150, 550, 150, -8)
                + put(v.bamboo_shoot(), 1230, 565, 130, 8)
                + m.basket_of(1370, 575, 190, [v.chestnut()], 54, 3, [4, 4])
                + put(v.sheaf("#fdfdf6", "#b4d68a", "#0f6b46"), 1520, 560, 120, 20)
            )
        )

    return {
        "changzhou": changzhou,
        "changzhou-spring": spring,
        "changzhou-summer": summer,
        "changzhou-autumn": autumn,
        "changzhou-winter": winter,
        "china": china,
        "jiangsu": jiangsu,
        "tianning": tianning,
        "zhonglou": zhonglou,
        "xinbei": xinbei,
        "wujin": wujin,
        "jintan": jintan,
        "liyang": liyang,
    }
