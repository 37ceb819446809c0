"""One picture for each kind of syrups, cakes, pickles and hill goods: 800 by 800."""

from tools.pictures import beneath as b
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
        + b.planks(W, W, 540, "#7a5230")
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


def hengshanqiao_baiye() -> str:
    out = (
        g.lattice(W, 470, "#6f5236", "#f3ead0")
        + b.planks(W, W, 460, "#a47a4c")
        + b.tray(300, 600, 270, 110)
        + put(p.tofu_sheet(), 300, 510, 330)
    )
    out += b.plate(590, 640, 190, 76) + heap(
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
        + b.mat(W, W, 470, "#cfa85e")
    )
    strips = [p.radish_strip(n) for n in range(5)]
    out += b.tray(330, 600, 290, 130) + heap(strips, 330, 510, [4, 5, 6, 6], 106, 4, 0.62, 0.34, 60)
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
    out += b.planks(W, W, 430, "#7a4a28") + b.tray(400, 600, 340, 130, "#c9985a")
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
        b.lamp(130, 170, 200)
        + b.lamp(670, 170, 200)
        + b.cloth(W, W, 470, "#8e1f24", "plain")
        + b.plate(400, 610, 320, 120, "#c98a2c")
    )
    out += heap([p.candy_stick(n) for n in range(4)], 400, 420, [1, 2, 3, 3], 230, 4, 0.82, 0.3, 16)
    return (
        out
        + put(p.tin("#c23a2c", "#e7c878", 120), 120, 560, 210)
        + put(p.tin("#d9862c", "#f0dca0", 120), 690, 560, 200)
        + scatter([p.candy_stick(7)], [(210, 735), (600, 742)], 130, 3)
    )


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
    ) + b.planks(W, W, 540, "#a0703c")
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
    out += b.planks(W, W, 570, "#5f4028") + between(
        b.basket(390, 520, 540, 180, "#a9783c"),
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
        b.planks(W, W, 540, "#6a4a2c")
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
        + b.lamp(150, 180, 220)
        + b.lamp(650, 180, 220)
        + b.cloth(W, W, 420, "#7a2c24", "plain")
        + b.plate(400, 590, 340, 150, "#8e2a24")
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
