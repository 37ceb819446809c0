"""One picture for each kind of vegetables and flowers: 800 by 800."""

from tools.pictures import beneath as b
from tools.pictures import fruit as f
from tools.pictures import grounds as g
from tools.pictures import vegetables as v
from tools.pictures.fruit_pictures import between
from tools.pictures.icons import icon
from tools.pictures.paint import box, heap, line, put, radial, scatter, shadow

W = 800


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
    out += b.tray(400, 610, 370, 150, "#b9904e")
    return out + "".join(
        shadow(400, y + 60, 300, 46, 0.4) + put(sheaf, 400 + dx, y, 380, t)
        for y, dx, t in ((500, 30, 84), (570, -30, 96), (640, 20, 88))
    )


def xixiashu_weekly_vegetable_box() -> str:
    out = (
        g.sky(W, W, "#d6ecd2", "#f9f6dc", (150, 150, 70, "#fff3b8"))
        + g.hills(W, W, 280, ["#b4d694", "#8fc070"], 5, 50)
        + g.terraces(W, 560, 380, "#7fb85a", 4, 4)
        + b.planks(W, W, 560, "#b78c58")
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
    out += between(b.crate(400, 500, 640, 210), held)
    return (
        out
        + put(icon("tomato"), 120, 730, 100, -10)
        + put(icon("pea-pod"), 690, 735, 120, 20)
        + put(icon("potato"), 230, 745, 90)
    )


def jiaze_hydrangea() -> str:
    out = (
        g.sky(W, W, "#dbe9f0", "#f7f1ea")
        + g.white_walls(W, 520, 430, 15)
        + b.planks(W, W, 560, "#b9a58a")
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
    out += b.cloth(W, W, 470, "#e9dfc4", "plain") + b.tray(400, 610, 330, 130)
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
        b.basket(400, 470, 580, 220, "#a5763c"),
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
        b.basket(400, 520, 560, 190, "#b58a48"),
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
    ) + b.cloth(W, W, 520, "#2f5f8f", "print", 5)
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
    out += between(b.basket(400, 540, 480, 180, "#c39a54"), held)
    return (
        out
        + shadow(640, 745, 80, 22)
        + put(v.bamboo_shoot_half(), 640, 680, 190, 24)
        + put(v.bamboo_shoot_half(), 150, 690, 190, -60)
    )
