"""One picture for each of the other goods: 800 by 800."""

from tools.pictures import fruit as f
from tools.pictures import grounds as g
from tools.pictures import pantry as p
from tools.pictures import vegetables as v
from tools.pictures.fruit_pictures import between
from tools.pictures.icons import icon
from tools.pictures.paint import box, faded, heap, line, oval, put, radial, scatter, shadow

W = 800


def autumn_pear_syrup() -> str:
    out = (
        g.sky(W, W, "#f3d9a0", "#fdf1d2")
        + g.hills(W, W, 330, ["#e3bd7a", "#c99a55"], 7, 70)
        + g.planks(W, W, 540, "#7a5230")
    )
    out += (
        shadow(280, 690, 150, 36)
        + put(p.jar("#7a3212", "#b8452c"), 280, 500, 400)
        + shadow(500, 660, 130, 30)
        + put(p.jar("#8a3c16", "#2f5f6f"), 500, 490, 350)
    )
    out += (
        shadow(645, 720, 110, 28)
        + put(p.bowl("#8a3c16"), 640, 650, 210)
        + line("M560,540 C600,560 640,590 650,640", "#a85a20", 9)
        + put(f.pear("#d6c45a", "#b07a3c"), 120, 660, 160, -14)
    )
    return out + put(f.pear_half(), 440, 728, 120, 70) + p.steam(640, 540, 110)


def erhualian_pork_belly_and_ribs() -> str:
    out = (
        g.sky(W, W, "#e9d9cf", "#faf1ea")
        + g.white_walls(W, 470, 400, 12)
        + g.cloth(W, W, 400, "#2f5277", "print")
    )
    out += (
        g.board(400, 470, 640, 210)
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
    out += put(icon("rooster"), 640, 320, 210) + g.planks(W, W, 470, "#b58d5c")
    straw = "".join(
        line(
            f"M{130 + n * 13},{520 + (n * 37) % 70} q{(n * 29) % 60 - 30},{-20 - n % 3 * 9} {(n * 53) % 110 - 55},{8 - n % 5 * 6}",
            ["#e3c270", "#c99f48", "#efd794"][n % 3],
            6,
        )
        for n in range(44)
    )
    out += between(
        g.basket(400, 560, 600, 160, "#a9803f"),
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


def hengshanqiao_water_dropwort() -> str:
    out = (
        g.sky(W, W, "#d3e2ea", "#f0f1ea", (620, 150, 60, "#fff8e0"))
        + g.hills(W, 420, 250, ["#a9bfc4", "#8faaa8"], 3, 44)
        + g.water(W, W, 320, "#b9d3d3", "#6f9c98", 7)
    )
    out += "".join(
        put(v.sprig("#dfe9c0", "#4f9440", n), 40 + n * 60, 350 + n % 3 * 12, 150) for n in range(13)
    )
    sheaf = v.sheaf("#eef3d6", "#4a9240", "#d9b45a")
    out += g.tray(400, 610, 370, 150, "#b9904e")
    return out + "".join(
        shadow(400, y + 60, 300, 46, 0.4) + put(sheaf, 400 + dx, y, 380, t)
        for y, dx, t in ((500, 30, 84), (570, -30, 96), (640, 20, 88))
    )


def hengshanqiao_baiye() -> str:
    out = (
        g.lattice(W, 470, "#6f5236", "#f3ead0")
        + g.planks(W, W, 460, "#a47a4c")
        + g.tray(300, 600, 270, 110)
        + put(p.tofu_sheet(), 300, 510, 330)
    )
    out += g.plate(590, 640, 190, 76) + heap(
        [p.tofu_knot()], 590, 560, [2, 3, 3], 130, 5, 0.8, 0.42, 30
    )
    return (
        out
        + faded(box(60, 700, 260, 60, "#ffffff", 8, 'transform="rotate(-4 60 700)"'), 0.85)
        + line("M70,716 L310,700 M72,736 L312,720", "#d9cfae", 2)
        + "".join(
            oval(400 + n * 26 % 110, 715 + n * 17 % 44, 14, 12, radial("#f6e3a8", "#d9b96a"))
            for n in range(7)
        )
        + p.steam(300, 330, 160)
    )


def xinzha_dried_radish() -> str:
    out = (
        g.sky(W, W, "#f7e3b4", "#fdf4dc", (630, 170, 84, "#ffdf8f"))
        + g.white_walls(W, 500, 400, 9)
        + g.mat(W, W, 470, "#cfa85e")
    )
    strips = [p.radish_strip(n) for n in range(5)]
    out += g.tray(330, 600, 290, 130) + heap(strips, 330, 510, [4, 5, 6, 6], 106, 4, 0.62, 0.34, 60)
    out += shadow(640, 690, 130, 34) + put(p.jar("#c08a3a", "#7a3a2c"), 640, 520, 340)
    return (
        out
        + put(v.radish(), 110, 400, 170, -20)
        + put(v.radish("#e2506a"), 210, 380, 150, 16)
        + scatter(strips, [(610, 745), (480, 740)], 90, 5)
    )


def changzhou_sesame_flatcake() -> str:
    out = g.sky(W, W, "#5a3a2a", "#8a5a38") + oval(
        400, 250, 420, 330, radial(("#ffb04a", 0.8), ("#ff8a2a", 0), cx=0.5, cy=0.5, r=0.5)
    )
    out += (
        '<path d="M170 440 V260 C170 90 630 90 630 260 V440Z" fill="#2c1810"/>'
        + oval(400, 410, 190, 60, radial("#ffe08a", "#ff8a2a", "#a8321a", cx=0.5, cy=0.6))
        + "".join(
            line(f"M{240 + n * 46},420 q-14,-50 8,-90 q10,40 22,20", "#ffc24a", 9, 'opacity=".7"')
            for n in range(7)
        )
    )
    out += g.planks(W, W, 430, "#7a4a28") + g.tray(400, 600, 340, 130, "#c9985a")
    out += heap(
        [p.flatcake(1), p.flatcake(2), p.flatcake(3)], 400, 430, [2, 3, 4], 218, 6, 0.72, 0.36, 14
    )
    return out + put(p.flatcake_half(), 620, 700, 200, -10)


def changzhou_sesame_candy() -> str:
    out = g.sky(W, W, "#f3cf8e", "#fbeccb") + "".join(
        faded(put(f.leaf("#d9862c", False), x, y, 70, x), 0.22)
        for x in range(40, 800, 110)
        for y in range(40, 420, 110)
    )
    out += (
        g.lamp(130, 170, 200)
        + g.lamp(670, 170, 200)
        + g.cloth(W, W, 470, "#8e1f24", "plain")
        + g.plate(400, 610, 320, 120, "#c98a2c")
    )
    out += heap([p.candy_stick(n) for n in range(4)], 400, 420, [1, 2, 3, 3], 230, 4, 0.82, 0.3, 16)
    return (
        out
        + put(p.tin("#c23a2c", "#e7c878", 120), 120, 560, 210)
        + put(p.tin("#d9862c", "#f0dca0", 120), 690, 560, 200)
        + scatter([p.candy_stick(7)], [(210, 735), (600, 742)], 130, 3)
    )


def xixiashu_weekly_vegetable_box() -> str:
    out = (
        g.sky(W, W, "#d6ecd2", "#f9f6dc", (150, 150, 70, "#fff3b8"))
        + g.hills(W, W, 280, ["#b4d694", "#8fc070"], 5, 50)
        + g.terraces(W, 560, 380, "#7fb85a", 4, 4)
        + g.planks(W, W, 560, "#b78c58")
    )
    held = (
        put(icon("leafy-green"), 190, 330, 240, -14)
        + put(v.bundle("#e0ecc4", "#4f9a42", "#d9b45a"), 350, 290, 260, -6)
        + put(icon("broccoli"), 500, 350, 200, 8)
        + put(icon("eggplant"), 630, 350, 220, -30)
    )
    held += (
        put(icon("carrot"), 250, 440, 180, -10)
        + put(icon("cucumber"), 400, 440, 190, 20)
        + put(icon("tomato"), 520, 460, 150)
        + put(icon("bell-pepper"), 620, 470, 150, 10)
        + put(icon("onion"), 160, 470, 130)
    )
    out += between(g.crate(400, 500, 640, 210), held)
    return (
        out
        + put(icon("tomato"), 120, 730, 100, -10)
        + put(icon("pea-pod"), 690, 735, 120, 20)
        + put(icon("potato"), 230, 745, 90)
    )


def menghe_new_rice() -> str:
    out = (
        g.sky(W, W, "#bfe0ee", "#fdf3cf", (620, 150, 70, "#fff2b0"))
        + g.hills(W, 420, 300, ["#b9cfa0"], 4, 34)
        + g.paddy(W, W, 330, "#dcb24a", 3)
    )
    out += (
        shadow(300, 700, 230, 46, 0.5)
        + put(p.sack("#d6bd86"), 300, 480, 460)
        + shadow(590, 720, 150, 34, 0.5)
        + put(p.bowl("#fffdf4", "#3a6ea5", p.rice_mound(2)), 600, 600, 290)
    )
    return (
        out
        + put(v.rice_ear("#e3b53f", 5), 110, 640, 240, 10)
        + put(v.rice_ear("#d9a834", 6), 470, 735, 200, 70)
    )


def jiaze_hydrangea() -> str:
    out = (
        g.sky(W, W, "#dbe9f0", "#f7f1ea")
        + g.white_walls(W, 520, 430, 15)
        + g.planks(W, W, 560, "#b9a58a")
    )
    out += (
        shadow(400, 730, 220, 44)
        + '<path d="M270 540 H530 L500 730 H300Z" fill="#b5653c"/><path d="M256 520 H544 V566 H256Z" fill="#cf7f52"/><path d="M300 566 L314 730 H340 L326 566Z" fill="#fff" opacity=".14"/>'
    )
    out += "".join(
        put(f.leaf("#4f8a44"), 400 + x, 440 + y, 190, t)
        for x, y, t in (
            (-170, 60, 160),
            (170, 60, 20),
            (-100, 100, 130),
            (100, 100, 50),
            (0, 110, 90),
            (-190, -20, 190),
            (190, -20, -10),
        )
    )
    out += "".join(
        put(v.hydrangea(c, n), x, y, s)
        for n, (x, y, s, c) in enumerate(
            (
                (270, 250, 250, "#8f9ae8"),
                (520, 240, 250, "#b58ae0"),
                (400, 170, 250, "#7fa8ec"),
                (230, 390, 220, "#c792dc"),
                (570, 390, 220, "#7f9aea"),
                (400, 370, 280, "#a9b6f2"),
            )
        )
    )
    return out


def zouqu_jade_bitter_gourd() -> str:
    out = (
        g.sky(W, W, "#dcefdb", "#f7f8e2")
        + "".join(line(f"M{x},0 V480", "#a9854f", 9) for x in range(60, 800, 170))
        + line("M0,90 H800 M0,260 H800", "#a9854f", 7)
    )
    out += "".join(
        put(f.leaf("#5a9f46"), x, y, 120, x * 3)
        for x, y in (
            (60, 80),
            (230, 60),
            (420, 90),
            (600, 60),
            (740, 110),
            (130, 240),
            (330, 260),
            (560, 250),
            (710, 270),
        )
    ) + "".join(
        put(v.bitter_gourd(), x, y, 220, 84 + n * 4)
        for n, (x, y) in enumerate(((170, 220), (480, 230), (680, 215)))
    )
    out += g.cloth(W, W, 470, "#e9dfc4", "plain") + g.tray(400, 610, 330, 130)
    return out + heap(
        [v.bitter_gourd(), v.bitter_gourd("#a3cf6a"), v.bitter_gourd("#7fb552")],
        400,
        500,
        [2, 2, 3],
        300,
        5,
        0.66,
        0.22,
        18,
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
    out += g.tray(400, 580, 380, 190, "#d9b26c") + "".join(
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
        + g.cloth(W, W, 470, "#e8eef0", "stripe")
    )
    red = v.shrimp("#e8825a")
    out += g.plate(400, 600, 330, 140) + heap(
        [red, v.shrimp("#f09a6c"), v.shrimp("#dd704c")], 400, 470, [3, 4, 4], 190, 7, 0.66, 0.34, 60
    )
    out += "".join(
        oval(250 + n * 21, 640 + (n * 31) % 44, 5, 5, "#c9451c") for n in range(15)
    ) + "".join(
        put(v.sprig("#dcebc0", "#5aa044", n), 640 + n * 20, 600, 100, 60 + n * 12) for n in range(2)
    )
    return out + put(icon("lemon"), 110, 720, 100)


def changdang_lake_water_caltrop() -> str:
    out = g.water(W, W, 0, "#a9d0c4", "#4f8f88", 6) + "".join(
        put(
            "".join(
                put(f.leaf("#5f9f4c"), 46 * q[0], 46 * q[1], 100, q[2])
                for q in (
                    (1, 0, 0),
                    (-1, 0, 180),
                    (0, 1, 90),
                    (0, -1, -90),
                    (0.7, 0.7, 45),
                    (-0.7, -0.7, 225),
                    (0.7, -0.7, -45),
                    (-0.7, 0.7, 135),
                )
            ),
            x,
            y,
            s,
        )
        for x, y, s in (
            (90, 110, 190),
            (300, 60, 150),
            (700, 130, 210),
            (540, 60, 130),
            (70, 420, 170),
            (740, 420, 170),
        )
    )
    out += between(
        g.basket(400, 470, 580, 220, "#a5763c"),
        heap(
            [v.caltrop(), v.caltrop("#6f8a44"), v.caltrop("#8a4a44")],
            400,
            330,
            [3, 4, 4, 4],
            160,
            8,
            0.8,
            0.36,
            30,
        ),
    )
    return out + scatter(
        [v.caltrop("#7a4038"), v.caltrop()], [(110, 660), (690, 680), (180, 745)], 130, 4
    )


def jianchang_red_taro() -> str:
    out = (
        g.sky(W, W, "#f0dcb0", "#fbf2da", (160, 170, 70, "#ffe8a8"))
        + g.hills(W, W, 300, ["#c9c08a", "#a5a86a"], 6, 50)
        + box(0, 420, W, 380, radial("#8a6038", "#5f3f22", cx=0.5, cy=0.2))
    )
    out += "".join(
        f'<g transform="translate({x} {y}) rotate({t}) scale({s})"><path d="M0,120 C-6,60 -4,20 0,0" stroke="#7a3f58" stroke-width="12" fill="none"/><path d="M0,-130 C90,-110 110,-20 60,40 C40,60 14,30 0,10 C-14,30 -40,60 -60,40 C-110,-20 -90,-110 0,-130Z" fill="#5f9a4c"/><path d="M0,10 L0,-118 M0,-20 L-60,-60 M0,-20 L60,-60 M0,0 L-54,16 M0,0 L54,16" stroke="#a5cf86" stroke-width="5" fill="none" opacity=".7"/></g>'
        for x, y, t, s in (
            (110, 330, -12, 1.1),
            (300, 270, 6, 1.2),
            (520, 290, -6, 1.1),
            (700, 320, 12, 1.15),
        )
    )
    out += between(
        g.basket(400, 520, 560, 190, "#b58a48"),
        heap(
            [v.taro(), v.taro("#8a6444"), v.taro("#6c4a30")],
            400,
            400,
            [3, 4, 4],
            150,
            7,
            0.84,
            0.5,
            50,
        ),
    )
    return (
        out
        + shadow(650, 740, 84, 22)
        + put(v.taro_half(), 655, 676, 150, 20)
        + put(v.taro(), 140, 690, 140, -70)
    )


def jintan_soft_rice() -> str:
    out = (
        g.sky(W, W, "#fbe6b4", "#fff6dc", (400, 210, 110, "#fff0b4"))
        + g.hills(W, 460, 330, ["#e0c07a", "#cfa858"], 3, 34)
        + g.cloth(W, W, 430, "#2f5f8f", "print", 2)
    )
    out += (
        shadow(400, 700, 230, 44, 0.45)
        + put(p.bowl("#fffdf4", "#b8452c", p.rice_mound(5)), 400, 530, 470)
        + p.steam(400, 250, 190)
    )
    return (
        out
        + put(v.rice_ear("#e8bd4a", 2), 110, 560, 300, -4)
        + put(v.rice_ear("#e0b040", 3), 690, 560, 300, 4, True)
        + put(icon("rice-ball"), 650, 690, 150, 8)
        + put(icon("rice-ball"), 150, 700, 140, -8)
    )


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


def jintan_queshe_tea() -> str:
    out = (
        g.sky(W, W, "#d9ecd2", "#fbf8e0")
        + g.hills(W, 460, 200, ["#b9d6b0", "#94c08a"], 4, 60)
        + g.terraces(W, 620, 300, "#7fb85a", 1, 5)
        + g.planks(W, W, 560, "#9a744a")
    )
    out += (
        shadow(250, 720, 120, 30)
        + put(p.tin("#3f7a4a"), 250, 550, 360)
        + shadow(520, 735, 90, 24)
        + put(p.glass("#dbe6a0", "#93c24e"), 510, 570, 330)
    )
    return (
        out
        + g.plate(650, 725, 130, 44)
        + put(p.dry_tea("#6f9440", 3), 650, 705, 210)
        + put(f.leaf("#6fae4a"), 90, 745, 100, -30)
    )


def maoshan_qingfeng_tea() -> str:
    out = (
        g.sky(W, W, "#cfe0e0", "#eff4e6")
        + g.hills(W, W, 190, ["#9fc0bb", "#7aa89a", "#5a9078"], 9, 100)
        + g.cloth(W, W, 540, "#3f6a5a", "plain")
    )
    out += g.tray(400, 620, 330, 130, "#c9a05c") + put(
        p.dry_tea("#5f8438", 5, True, 300), 400, 590, 500
    )
    return (
        out
        + put(p.tin("#2f6a6f", "#d6c79a"), 660, 420, 290)
        + put(v_shoot("#8fc04c"), 200, 380, 280, -18)
        + put(v_shoot("#a5cf5a"), 330, 360, 230, 12)
    )


def v_shoot(colour: str) -> str:
    return p.tea_shoot(colour)


def maoshan_wild_honey() -> str:
    out = g.sky(W, W, "#fbe3a0", "#fff6d8", (640, 160, 84, "#ffd86a")) + g.hills(
        W, W, 330, ["#d3cf86", "#a9b86a"], 7, 70
    )
    out += "".join(
        put(icon(n), x, y, 90)
        for n, x, y in (
            ("blossom", 70, 430),
            ("white-flower", 160, 470),
            ("cherry-blossom", 720, 440),
            ("blossom", 640, 480),
            ("hibiscus", 60, 520),
        )
    ) + g.planks(W, W, 540, "#a0703c")
    comb = "".join(
        f'<path transform="translate({90 + c * 58 + (r % 2) * 29} {610 + r * 50})" d="M0,-33 L28,-16 V16 L0,33 L-28,16 V-16Z" fill="#f0a92c" stroke="#fbd97a" stroke-width="7"/>'
        for r in range(3)
        for c in range(4 - r % 2)
    )
    out += (
        comb
        + shadow(450, 720, 170, 40)
        + put(p.jar("#d98a1c", "#e8c04a"), 450, 500, 450)
        + put(icon("honey-pot"), 680, 640, 190)
    )
    return out + "".join(
        put(icon("honeybee"), x, y, s, t)
        for x, y, s, t in (
            (190, 250, 100, -14),
            (560, 190, 80, 20),
            (300, 150, 64, 8),
            (690, 330, 70, -30),
        )
    )


def tianmu_lake_white_tea() -> str:
    out = (
        g.sky(W, W, "#b9dbe3", "#f6f5dd", (160, 130, 66, "#fffbe0"))
        + g.hills(W, 420, 200, ["#9fc6c4", "#78a99c"], 5, 60)
        + g.water(W, 520, 290, "#bfe3e3", "#7fbcc0", 3)
        + g.terraces(W, 640, 400, "#5f9f4c", 3, 5)
        + g.planks(W, W, 600, "#8a6640")
    )
    out += "".join(
        put(v_shoot(c), x, y, s, t)
        for x, y, s, t, c in ((110, 500, 330, -16, "#dfeabb"), (700, 480, 360, 14, "#e6f0c8"))
    )
    out += (
        shadow(310, 745, 130, 30, 0.5)
        + put(p.glass("#dfe99a", "#a9cf6a"), 300, 550, 410)
        + shadow(540, 745, 110, 28, 0.5)
        + put(p.tin("#2f7f7a", "#f3ead0"), 540, 580, 320)
    )
    return out


def liyang_golden_tea() -> str:
    out = (
        g.sky(W, W, "#fdf0b8", "#fff9e2", (400, 200, 120, "#fff0a0"))
        + g.terraces(W, W, 310, "#d9c04a", 5, 6)
        + g.planks(W, W, 600, "#8a6436")
    )
    out += "".join(
        put(v_shoot(c), x, y, s, t)
        for x, y, s, t, c in (
            (250, 340, 360, -20, "#ecd04e"),
            (540, 330, 380, 18, "#f3dc6a"),
            (400, 300, 420, 0, "#f0d65a"),
        )
    )
    return (
        out
        + g.plate(300, 690, 200, 66, "#b98a2c")
        + put(p.dry_tea("#c9ae3a", 4), 300, 660, 310)
        + shadow(600, 745, 90, 24)
        + put(p.tin("#c9982c", "#f6e6b0", 120), 600, 640, 230)
    )


def nanshan_shoumei_tea() -> str:
    out = (
        g.sky(W, W, "#d9e6c4", "#f7f3d6")
        + g.bamboo_grove(W, 560, 4, "#8fb56a")
        + g.mat(W, W, 520, "#c9a866")
    )
    pot = '<g><path d="M-84,-20 C-100,60 -50,90 0,90 C50,90 100,60 84,-20 C60,-50 -60,-50 -84,-20Z" fill="#8e4a30"/><path d="M-84,-20 C-60,-50 60,-50 84,-20 C60,-6 -60,-6 -84,-20Z" fill="#a85c3e"/><path d="M78,0 C110,-6 116,-40 140,-46" stroke="#8e4a30" stroke-width="20" fill="none" stroke-linecap="round"/><path d="M-82,0 C-140,-20 -140,60 -78,56" stroke="#8e4a30" stroke-width="16" fill="none"/><ellipse cx="0" cy="-48" rx="14" ry="11" fill="#8e4a30"/><ellipse cx="-34" cy="24" rx="14" ry="34" fill="#fff" opacity=".18"/></g>'
    out += (
        shadow(280, 670, 190, 40)
        + put(pot, 270, 540, 330)
        + shadow(590, 660, 90, 24)
        + put(p.bowl("#c99a4a", "#7fa35a"), 580, 610, 190)
        + p.steam(580, 510, 90)
    )
    return (
        out
        + g.plate(510, 730, 150, 46, "#8a6a3c", "#f3e6c8")
        + put(p.dry_tea("#7a7a48", 8, False, 130), 510, 710, 230)
    )


def liyang_white_celery() -> str:
    out = g.sky(W, W, "#dde8ea", "#f6f4ee", (150, 150, 60, "#fffaf0")) + g.hills(
        W, W, 280, ["#c2cdc0", "#a3b49a"], 11, 44
    )
    out += "".join(
        f'<path d="M-20 {y} Q400 {y - 60} 820 {y} V{y + 190} H-20Z" fill="{c}"/>'
        for y, c in ((400, "#7f6244"), (470, "#6c5138"))
    )
    out += "".join(
        put(v.sprig("#f4f6ea", "#a9cf7a", n), 50 + n * 64, 380, 130) for n in range(12)
    ) + g.cloth(W, W, 520, "#2f5f8f", "print", 5)
    white, red = v.sheaf("#fdfdf6", "#b4d68a", "#0f6b46"), v.sheaf("#fbfcf4", "#c3dd9c", "#d0564a")
    return out + "".join(
        shadow(x, 690, 80, 40, 0.4) + put(drawing, x, y, 370, t)
        for x, y, t, drawing in (
            (220, 560, -34, white),
            (580, 560, 34, white),
            (310, 560, -13, red),
            (490, 560, 13, white),
            (400, 560, 0, red),
        )
    )


def nanshan_spring_bamboo_shoot() -> str:
    out = (
        g.sky(W, W, "#e0efcf", "#f6f7dc")
        + g.bamboo_grove(W, 600, 9)
        + box(0, 560, W, 240, radial("#8a6a3e", "#5f4526", cx=0.5, cy=0))
        + "".join(
            put(v.bamboo_shoot(), x, y, s, t)
            for x, y, s, t in ((90, 500, 220, -6), (720, 490, 240, 6))
        )
    )
    held = "".join(
        shadow(x, y + 90, 80, 20) + put(v.bamboo_shoot(), x, y, s, t)
        for x, y, s, t in (
            (280, 430, 280, -34),
            (520, 430, 280, 32),
            (400, 400, 320, 2),
            (340, 470, 280, -14),
            (470, 480, 280, 16),
        )
    )
    out += between(g.basket(400, 540, 480, 180, "#c39a54"), held)
    return (
        out
        + shadow(640, 745, 80, 22)
        + put(v.bamboo_shoot_half(), 640, 680, 190, 24)
        + put(v.bamboo_shoot_half(), 150, 690, 190, -60)
    )


def nanshan_chestnut() -> str:
    out = (
        g.sky(W, W, "#e8b878", "#f9e3b8")
        + g.hills(W, W, 300, ["#c98f4a", "#a56f38", "#7f5a30"], 6, 80)
        + "".join(
            put(f.leaf(c), x, y, 120, t)
            for x, y, t, c in (
                (80, 80, 30, "#c9762c"),
                (220, 50, 80, "#d99a3c"),
                (700, 80, 150, "#b8602a"),
                (600, 40, 110, "#d9a03c"),
                (740, 200, 100, "#c98a34"),
            )
        )
    )
    out += g.planks(W, W, 570, "#5f4028") + between(
        g.basket(390, 520, 540, 180, "#a9783c"),
        heap([v.chestnut()], 390, 390, [4, 5, 6], 118, 9, 0.8, 0.46, 40),
    )
    return (
        out
        + shadow(670, 745, 90, 22)
        + put(v.burr(), 670, 660, 190)
        + put(v.burr(), 120, 690, 160, 30)
        + scatter([v.chestnut()], [(250, 745), (520, 748)], 84, 2)
    )


def wild_goose_mushroom_oil() -> str:
    out = g.sky(W, W, "#d9c9a0", "#f3e6c8", (560, 170, 80, "#fbe3a0")) + g.hills(
        W, W, 320, ["#a5945f", "#7f7a4a", "#5f6438"], 8, 80
    )
    out += "".join(
        line(f"M{x},{y} q14,-14 28,0 q14,-14 28,0", "#4a4030", 5)
        for x, y in ((180, 150), (250, 120), (320, 96), (250, 190), (330, 200))
    ) + "".join(
        put(icon("evergreen-tree"), x, y, s)
        for x, y, s in ((60, 380, 190), (180, 400, 150), (740, 380, 200), (620, 410, 140))
    )
    out += (
        g.planks(W, W, 540, "#6a4a2c")
        + shadow(400, 715, 150, 36)
        + put(p.jar("#5a2c12", "#8a3a2c"), 400, 500, 430)
        + put(v.mushroom(), 190, 630, 220, -12)
        + put(v.mushroom("#c98034"), 130, 700, 150, 10)
        + put(v.mushroom("#a5602a"), 630, 640, 230, 12)
    )
    return (
        out
        + put(v.mushroom("#8f5a2c"), 710, 710, 140, -8)
        + put(v.mushroom("#b9702c"), 290, 735, 110, 60)
    )


def liyang_zhagan() -> str:
    out = (
        g.sky(W, W, "#7a3a28", "#d9985a")
        + oval(400, 300, 380, 260, radial(("#ffd890", 0.6), ("#ffd890", 0), cx=0.5, cy=0.5, r=0.5))
        + g.lamp(150, 180, 220)
        + g.lamp(650, 180, 220)
        + g.cloth(W, W, 420, "#7a2c24", "plain")
        + g.plate(400, 590, 340, 150, "#8e2a24")
    )
    out += oval(400, 600, 270, 100, "#7a3a1a", 'opacity=".55"') + heap(
        [p.zhagan()], 400, 450, [2, 3, 3], 210, 4, 0.86, 0.44, 12
    )
    return (
        out
        + "".join(
            put(v.sprig("#dcebc0", "#4f9440", n), 300 + n * 90, 660, 70, 70 - n * 60)
            for n in range(3)
        )
        + put(icon("hot-pepper"), 680, 730, 100, 30)
        + p.steam(400, 320, 170)
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
        + g.board(400, 670, 560, 80, "#a9743f")
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
        + g.mat(W, W, 450, "#b98f54")
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


def qingfeng_liyang_rice() -> str:
    out = (
        g.sky(W, W, "#f6d59a", "#fdf0cf", (170, 200, 90, "#fff0b8"))
        + g.hills(W, 440, 320, ["#d0b878"], 5, 30)
        + g.water(W, 500, 370, "#f0dcae", "#c9c29a", 2)
        + g.paddy(W, W, 430, "#c9a23c", 8)
    )
    out += between(
        g.basket(400, 540, 560, 190, "#b07f3e"),
        put(p.rice_mound(9), 400, 560, 640) + put(p.rice_mound(4), 400, 510, 420),
    )
    scoop = '<path d="M-90,-20 L-20,-40 L-16,26 L-86,20Z" fill="#b98350"/><path d="M-20,-10 L96,-26 L98,-8 L-18,12Z" fill="#9a6a3c"/>'
    return out + put(scoop, 560, 400, 240, -30) + put(v.rice_ear("#d9a834", 1), 130, 660, 260, 16)


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
