"""One picture for each kind of what swims, and of meat and eggs: 800 by 800."""

from tools.pictures import beneath as b
from tools.pictures import fruit as f
from tools.pictures import grounds as g
from tools.pictures import pantry as p
from tools.pictures import vegetables as v
from tools.pictures.fruit_pictures import between
from tools.pictures.icons import icon
from tools.pictures.paint import box, heap, line, oval, put, radial, shadow

W = 800


def erhualian_pork_belly_and_ribs() -> str:
    out = (
        g.sky(W, W, "#e9d9cf", "#faf1ea")
        + g.white_walls(W, 470, 400, 12)
        + b.cloth(W, W, 400, "#2f5277", "print")
    )
    out += (
        b.board(400, 470, 640, 210)
        + shadow(330, 600, 180, 40)
        + put(p.belly(), 320, 530, 320)
        + put(p.belly(4), 420, 600, 270, 3)
    )
    out += shadow(620, 600, 100, 26) + put(p.ribs(), 600, 575, 240, 8)
    return (
        out
        + "".join(
            put(v.sprig("#e6efd2", "#5a9a3c", n), 180 + n * 22, 660, 170, 74 + n * 6)
            for n in range(3)
        )
        + put(icon("garlic"), 690, 700, 110)
        + put(icon("ginger-root"), 560, 712, 120, -10)
    )


def shunshan_free_range_eggs() -> str:
    out = g.sky(W, W, "#f7efcf", "#fdf8e8", (150, 170, 80, "#ffe9a8")) + g.hills(
        W, W, 300, ["#b9d092", "#94b870"], 4, 70
    )
    out += put(icon("rooster"), 640, 320, 210) + b.planks(W, W, 470, "#b58d5c")
    straw = "".join(
        line(
            f"M{130 + n * 13},{520 + (n * 37) % 70} q{(n * 29) % 60 - 30},{-20 - n % 3 * 9} {(n * 53) % 110 - 55},{8 - n % 5 * 6}",
            ["#e3c270", "#c99f48", "#efd794"][n % 3],
            6,
        )
        for n in range(44)
    )
    out += between(
        b.basket(400, 560, 600, 160, "#a9803f"),
        straw
        + heap(
            [v.egg("#d9a06a"), v.egg("#e8c39a"), v.egg("#c98a58"), v.egg("#efd9bd")],
            400,
            410,
            [3, 5, 6, 6],
            122,
            6,
            0.78,
            0.47,
            30,
        ),
    )
    return (
        out
        + put(icon("feather"), 130, 710, 120, -30)
        + shadow(680, 745, 60, 18)
        + put(v.egg("#e3b58a"), 680, 700, 108, 60)
    )


def changdang_lake_mitten_crab() -> str:
    out = (
        g.sky(W, W, "#35597a", "#d9b48a")
        + oval(620, 150, 84, 84, radial("#fffbe0", "#ffeeb0", cx=0.5, cy=0.5))
        + oval(620, 150, 180, 180, radial(("#fff3c0", 0.5), ("#fff3c0", 0), cx=0.5, cy=0.5, r=0.5))
        + g.hills(W, 420, 270, ["#6f8fa0"], 5, 40)
        + g.water(W, W, 300, "#a9bcc0", "#4a7f90", 8)
        + g.reeds(W, 560, "#8a9a54", 5)
    )
    out += b.tray(400, 580, 380, 190, "#d9b26c") + "".join(
        put(f.leaf("#5f9a4c"), x, y, 170, t)
        for x, y, t in ((90, 590, 190), (710, 590, -10), (240, 730, 120), (570, 730, 60))
    )
    for x, y, size, turn, tone in (
        (225, 500, 320, -12, "#7f8f62"),
        (575, 500, 320, 12, "#76875c"),
        (400, 610, 380, 0, "#8a9a68"),
    ):
        out += shadow(x, y + 70, size * 0.5, 50, 0.5) + put(
            v.crab(tone) + v.straw_tie(), x, y, size, turn
        )
    return out


def changdang_lake_roe_shrimp() -> str:
    out = (
        g.sky(W, W, "#cfe6e6", "#f6f4e0")
        + g.water(W, 560, 220, "#bfe0dc", "#7fb8b2", 3)
        + g.reeds(W, 520, "#6f9a4a", 8)
        + put(icon("canoe"), 560, 250, 190)
        + b.cloth(W, W, 470, "#e8eef0", "stripe")
    )
    red = v.shrimp("#e8825a")
    out += b.plate(400, 600, 330, 140) + heap(
        [red, v.shrimp("#f09a6c"), v.shrimp("#dd704c")], 400, 470, [3, 4, 4], 190, 7, 0.66, 0.34, 60
    )
    out += "".join(
        oval(250 + n * 21, 640 + (n * 31) % 44, 5, 5, "#c9451c") for n in range(15)
    ) + "".join(
        put(v.sprig("#dcebc0", "#5aa044", n), 640 + n * 20, 600, 100, 60 + n * 12) for n in range(2)
    )
    return out + put(icon("lemon"), 110, 720, 100)


def hongqiwei_shrimp() -> str:
    out = (
        g.sky(W, W, "#cfe6ea", "#f6f4dc", (180, 110, 56, "#fff6c8"))
        + g.hills(W, 260, 170, ["#a5c79a", "#7fb07a"], 4, 34)
        + g.water(W, W, 230, "#c3e2da", "#5f9f98", 9)
        + g.reeds(W, 600, "#5f8f44", 4, 26)
    )
    out += (
        shadow(400, 690, 300, 70, 0.5)
        + oval(400, 560, 320, 170, "#7a5530")
        + oval(400, 545, 320, 165, "#a97a48")
        + oval(400, 545, 290, 143, "#3f7a80")
        + oval(400, 550, 284, 136, radial("#a5d6d3", "#5fa3a5", cx=0.5, cy=0.4))
    )
    out += heap(
        [v.shrimp("#7fa8a0"), v.shrimp("#93b8a6"), v.shrimp("#6f988c")],
        400,
        470,
        [3, 3, 3],
        210,
        3,
        0.72,
        0.34,
        70,
    )
    return (
        out
        + put(v.shrimp("#8fb5a6"), 590, 330, 190, -40)
        + "".join(
            oval(x, y, r, r, "#ffffff", 'opacity=".7"')
            for x, y, r in (
                (500, 380, 9),
                (530, 410, 6),
                (650, 410, 8),
                (470, 420, 5),
                (690, 360, 6),
            )
        )
    )


def liyang_wind_dried_goose() -> str:
    out = g.sky(W, W, "#cfdbe3", "#f0efe8") + g.white_walls(W, W, 800, 21) + g.snow(W, W, 6, 70)
    out += (
        box(-10, 84, 820, 26, "#6f4a2c", 6)
        + "".join(box(x, 20, 34, 70, "#5a3c24", 4) for x in range(30, 800, 120))
        + '<path d="M-10 0 H810 V44 H-10Z" fill="#3f4649"/>'
        + "".join(oval(x, 44, 26, 17, "#33393c") for x in range(0, 820, 52))
    )
    out += "".join(
        put(p.goose(), x, y, s, t)
        for x, y, s, t in ((140, 300, 330, -3), (400, 345, 430, 2), (660, 300, 330, 4))
    )
    return (
        out
        + b.board(400, 670, 560, 80, "#a9743f")
        + "".join(
            shadow(230 + n * 48, 726, 40, 12)
            + oval(226 + n * 48, 704, 38, 25, "#d9a878", 'stroke="#b5702c" stroke-width="7"')
            + oval(222 + n * 48, 702, 20, 12, "#e9c4a0")
            for n in range(8)
        )
    )


def tianmu_lake_casserole_fish_head() -> str:
    out = (
        g.sky(W, W, "#d3e3e6", "#f3f1e6")
        + g.hills(W, 420, 180, ["#a9c6c6", "#88b0a4"], 6, 70)
        + g.water(W, 480, 280, "#bfdcdc", "#93c0bf", 2)
        + b.mat(W, W, 450, "#b98f54")
    )
    float_ = (
        put(p.fish_head(), -4, -50, 128)
        + "".join(
            box(x, y, 22, 16, "#fffdf2", 4, 'stroke="#e0d3ae" stroke-width="1.5"')
            for x, y in ((-70, -24), (48, -26), (60, -8), (-58, -4), (20, -2))
        )
        + "".join(
            oval(x, y, 5, 4, "none", 'stroke="#5aa044" stroke-width="3"')
            for x, y in ((-36, -4), (0, 0), (36, -14), (-50, -30), (70, -20))
        )
    )
    out += shadow(400, 715, 330, 56, 0.5) + put(p.casserole("#fdf8ea", float_), 400, 520, 580)
    return (
        out
        + p.steam(270, 250, 150)
        + p.steam(520, 240, 170)
        + "".join(
            put(v.sprig("#dcebc0", "#4f9a42", n), 650 + n * 20, 690, 130, 80 + n * 10)
            for n in range(3)
        )
        + put(icon("ginger-root"), 120, 720, 120)
    )


def shezhu_river_shrimp() -> str:
    out = (
        g.sky(W, W, "#b9d6de", "#eaf1e6")
        + g.hills(W, 400, 220, ["#9fc0b8", "#7faa94"], 13, 46)
        + g.water(W, W, 320, "#a5cfcf", "#4f8a90", 11)
        + put(icon("sailboat"), 630, 290, 130)
        + put(icon("canoe"), 170, 360, 160)
    )
    net = "".join(
        line(
            f"M{150 + n * 56},560 C{180 + n * 50},640 {230 + n * 36},700 {280 + n * 26},740",
            "#5a7a5a",
            3,
            'opacity=".8"',
        )
        for n in range(10)
    ) + "".join(
        line(
            f"M{150 + n * 22},{570 + n * 32} Q400,{640 + n * 32} {654 - n * 22},{570 + n * 32}",
            "#5a7a5a",
            3,
            'opacity=".8"',
        )
        for n in range(6)
    )
    out += (
        shadow(400, 735, 250, 40, 0.5)
        + oval(400, 560, 270, 90, "#2f5a58")
        + heap(
            [v.shrimp("#9fb8b6"), v.shrimp("#86a8b4"), v.shrimp("#b3c4ba")],
            400,
            430,
            [3, 4, 4],
            190,
            12,
            0.64,
            0.36,
            60,
        )
        + net
    )
    return (
        out
        + '<path d="M128 562 C200 640 600 640 672 562" fill="none" stroke="#9a6a3c" stroke-width="18"/>'
        + line("M660,560 L780,420", "#9a6a3c", 18)
    )
