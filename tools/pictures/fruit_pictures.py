"""One picture for each fruit on sale: 800 by 800, a place behind, a vessel, a heap."""

from tools.pictures import beneath as b
from tools.pictures import fruit as f
from tools.pictures import grounds as g
from tools.pictures.paint import faded, heap, put, scatter, shadow

W = 800


def between(vessel: tuple[str, str], held: str) -> str:
    return vessel[0] + held + vessel[1]


def zhajiawan_cuiguan_pear() -> str:
    out = g.sky(W, W, "#cfe9dc", "#fdf4cf", (600, 190, 74, "#fff3b8")) + g.hills(
        W, W, 380, ["#a9cf94", "#7fb566"], 3, 70
    )
    out += "".join(
        g.branch(x, y, s, f.pear(), 5, n, turn=t)
        for n, (x, y, s, t) in enumerate(
            ((150, 70, 380, 14), (470, 40, 360, -4), (740, 90, 340, -16))
        )
    )
    out += b.planks(W, W, 590, "#c39a63") + between(
        b.crate(390, 510, 560, 190),
        heap([f.pear(), f.pear("#d9d56a")], 390, 350, [3, 4, 4], 168, 5, 0.74, 0.42),
    )
    return (
        out
        + shadow(640, 735, 84, 26)
        + put(f.pear_half(), 648, 668, 170, 18)
        + shadow(160, 742, 66, 22)
        + put(f.pear("#c7cf5a"), 150, 690, 140, -24)
    )


def jiaoxi_cuiguan_pear() -> str:
    out = (
        g.sky(W, W, "#f7edc4", "#fdf8e6")
        + g.white_walls(W, 520, 420, 4)
        + g.water(W, 640, 420, "#bcdccf", "#8fbfae", 5)
    )
    out += b.cloth(W, W, 560, "#e9e2cc", "check") + between(
        b.basket(400, 470, 540, 230, "#b98c4c"),
        heap(
            [f.pear("#c9cf62"), f.pear("#d6cf6c", "#b58a4a")],
            400,
            300,
            [2, 3, 4],
            165,
            8,
            0.74,
            0.45,
        ),
    )
    return (
        out
        + scatter([f.leaf("#5f9a3c")], [(120, 690), (690, 715), (640, 640)], 96, 3)
        + shadow(150, 640, 64, 20)
        + put(f.pear("#c7cf5a"), 160, 590, 130, 30)
    )


def yanghu_baifeng_peach() -> str:
    out = g.sky(W, W, "#fbdcd6", "#fff3e2", (210, 200, 90, "#ffe9c9")) + g.hills(
        W, W, 380, ["#d9e3c0", "#b4d2a0", "#93bf84"], 8, 54
    )
    out += "".join(
        g.branch(x, y, s, f.peach(), n, 20 + n, "#6aa04e", t)
        for x, y, s, n, t in ((640, 70, 420, 4, -10), (90, 60, 300, 3, 20))
    )
    out += b.planks(W, W, 600, "#d9b489") + between(
        b.carton(400, 500, 570, 200, "#e3c197"),
        heap([f.peach(), f.peach("#fdebd6", "#f0788a")], 400, 350, [3, 3], 186, 4, 0.86, 0.6),
    )
    return (
        out
        + shadow(664, 742, 84, 24)
        + put(f.peach_half(), 664, 676, 166, 12)
        + put(f.leaf("#6fae4e"), 130, 722, 120, -24)
    )


def yanghu_hujing_peach() -> str:
    out = (
        g.sky(W, W, "#ffc9a0", "#fff0d2", (400, 300, 120, "#ffe2a8"))
        + g.water(W, W, 360, "#f9d3ac", "#d9a08c", 4)
        + g.hills(W, 420, 340, ["#c79a8c"], 4, 40)
    )
    out += (
        b.cloth(W, W, 560, "#c9566a", "stripe")
        + b.tray(400, 590, 330, 130)
        + heap(
            [f.peach("#fbdcae", "#d93a54"), f.peach("#f9d7a4", "#e8506a")],
            400,
            350,
            [2, 3, 4],
            196,
            9,
            0.76,
            0.44,
        )
    )
    return out + scatter(
        [f.leaf("#5f9a3c"), f.leaf("#7fb050")],
        [(110, 610), (700, 590), (650, 728), (170, 736)],
        110,
        5,
    )


def taihu_bay_loquat() -> str:
    out = g.sky(W, W, "#d9ecd9", "#fff6d5") + g.terraces(W, W, 300, "#6fae5a", 2)
    out += "".join(
        g.branch(x, y, s, f.loquat(), 6, 30 + x, "#4f8a3c", t)
        for x, y, s, t in ((140, 70, 420, 10), (620, 60, 460, -8))
    )
    out += b.planks(W, W, 600, "#a9794a") + between(
        b.basket(400, 510, 520, 190, "#d0a05c", True),
        heap(
            [f.loquat(), f.loquat("#f7b544"), f.loquat("#ee962a")],
            400,
            390,
            [4, 5, 5],
            118,
            6,
            0.82,
            0.5,
            50,
        ),
    )
    return (
        out
        + scatter([f.loquat(), f.loquat("#f7b544")], [(110, 690), (190, 735), (690, 712)], 108, 2)
        + put(f.leaf("#3f7a34"), 640, 745, 130, -160)
    )


def taihu_bay_bayberry() -> str:
    out = g.sky(W, W, "#d4e6dd", "#f3ead9") + g.hills(
        W, W, 260, ["#8fb0a0", "#5f8f74", "#3f7358"], 5, 90
    )
    out += b.mat(W, W, 540) + b.tray(400, 590, 340, 150, "#b98a4a")
    out += "".join(
        put(f.leaf("#2f6a3a"), x, y, 150, t)
        for x, y, t in ((110, 560, 200), (690, 560, -20), (150, 690, 150), (660, 690, 30))
    )
    out += heap(
        [f.bayberry(), f.bayberry("#a51c40"), f.bayberry("#74102c")],
        400,
        355,
        [3, 4, 5, 5],
        132,
        3,
        0.84,
        0.5,
    )
    ice = "".join(
        faded(
            f'<rect x="{x}" y="{y}" width="58" height="50" rx="12" fill="#eef8fb" stroke="#ffffff" stroke-width="5" transform="rotate({t} {x} {y})"/>',
            0.82,
        )
        for x, y, t in (
            (80, 660, 12),
            (660, 640, -14),
            (600, 715, 8),
            (170, 725, -10),
            (400, 738, 4),
        )
    )
    return out + ice


def lijia_summer_black_grape() -> str:
    out = g.sky(W, W, "#cfe0ee", "#f2efd8", (660, 180, 70, "#fff6cf")) + g.hills(
        W, W, 470, ["#9fc08a", "#7aa868"], 9, 44
    )
    out += g.branch(400, 60, 900, "", 0, 7, "#4f8f3c") + "".join(
        put(f.bunch(c, n), x, y, s, t)
        for n, (x, y, s, t, c) in enumerate(
            (
                (120, 240, 250, 6, "#3a2458"),
                (330, 270, 300, -4, "#472a68"),
                (560, 250, 270, 5, "#38204f"),
                (720, 210, 210, -8, "#4f3070"),
            )
        )
    )
    out += b.planks(W, W, 620, "#8f6b45") + b.plate(400, 665, 300, 84)
    out += (
        put(f.bunch("#3d2560", 6), 300, 600, 270, 70)
        + put(f.bunch("#4a2d6e", 8), 500, 610, 280, -68)
        + scatter([f.grape("#432a64")], [(120, 735), (180, 700), (690, 730)], 52, 4)
    )
    return out


def lijia_shine_muscat() -> str:
    out = g.lattice(W, 560, "#9a7a52", "#f7efc8") + b.cloth(W, W, 540, "#2f6a5a", "plain")
    out += between(
        b.basket(400, 520, 560, 190, "#d9b070"),
        put(f.bunch("#c3d45a", 3), 250, 420, 350, 24)
        + put(f.bunch("#d1dc6e", 5), 550, 420, 350, -24)
        + put(f.bunch("#b9cf54", 7), 400, 410, 400, 0),
    )
    out += "".join(
        put(f.leaf("#5a9a44"), x, y, 170, t)
        for x, y, t in ((190, 250, 200), (610, 250, -20), (400, 215, -90))
    )
    return out + scatter(
        [f.grape("#c3d45a"), f.grape("#d6e07a")],
        [(110, 690), (165, 735), (670, 730), (725, 680), (625, 752)],
        66,
        8,
    )


def luoxi_strawberry() -> str:
    out = g.sky(W, W, "#e3edf2", "#fbf3ec")
    out += "".join(
        f'<path d="M{x - 260} 520 V330 C{x - 260} 170 {x + 260} 170 {x + 260} 330 V520" fill="#ffffff" fill-opacity=".35" stroke="#c9d8dc" stroke-width="7"/>'
        for x in (120, 400, 680)
    )
    out += (
        g.hills(W, 620, 470, ["#7fb86a", "#5f9f52"], 6, 30)
        + g.snow(W, 420, 3, 46)
        + b.cloth(W, W, 540, "#f4f1ea", "check")
    )
    out += between(
        b.crate(400, 540, 600, 140, "#e0bd86"),
        heap([f.strawberry()], 400, 350, [4, 5, 5], 146, 4, 0.78, 0.56, 20),
    )
    return out + scatter([f.strawberry()], [(120, 730), (690, 738)], 108, 5)


def menghe_watermelon() -> str:
    out = g.sky(W, W, "#9fd6e2", "#f3f7d6", (640, 170, 82, "#fff3a8")) + g.hills(
        W, W, 400, ["#a7cf7e", "#e0cf96", "#d3bb7a"], 2, 50
    )
    out += "".join(
        put(f.leaf("#4f9440"), x, y, 130, t)
        for x, y, t in (
            (60, 560, 10),
            (170, 520, 60),
            (740, 545, 170),
            (650, 520, 120),
            (400, 500, 80),
        )
    )
    out += (
        shadow(270, 640, 260, 60, 0.5)
        + put(f.watermelon(), 265, 470, 410, -12)
        + shadow(560, 650, 230, 56, 0.5)
        + put(f.watermelon(), 575, 520, 330, 16)
    )
    return (
        out
        + shadow(230, 745, 150, 30)
        + put(f.watermelon_slice(), 250, 700, 270, -14)
        + shadow(560, 752, 150, 28)
        + put(f.watermelon_slice(), 560, 714, 280, 12)
    )


def shangruan_kiwi() -> str:
    out = g.sky(W, W, "#e9e6c4", "#fbf6e2") + g.hills(
        W, W, 300, ["#b9c48a", "#8fa868", "#6f8f50"], 12, 80
    )
    out += b.planks(W, W, 560, "#8a6844") + between(
        b.crate(400, 520, 620, 170, "#b98d58"),
        heap([f.kiwi()], 400, 330, [4, 5, 5], 136, 7, 0.86, 0.56, 80)
        + put(f.kiwi_half(), 290, 440, 156, -8)
        + put(f.kiwi_half(), 490, 450, 156, 10),
    )
    out += put(f.leaf("#6f9a3c"), 160, 330, 150, 200) + put(f.leaf("#7fa848"), 640, 340, 150, -10)
    return out + scatter([f.kiwi()], [(110, 735), (690, 742)], 112, 7)


def shangruan_persimmon() -> str:
    out = g.sky(W, W, "#f7cf94", "#fdeecb", (190, 210, 96, "#fff0c0")) + g.hills(
        W, W, 340, ["#d9a867", "#b98a50", "#8f7a48"], 10, 80
    )
    out += g.branch(560, 90, 620, f.persimmon(), 6, 11, "#b8862c", -6)
    out += b.planks(W, W, 570, "#6f4a30") + b.tray(400, 610, 330, 130, "#a97c44")
    out += heap(
        [f.persimmon(), f.persimmon("#f58f2e"), f.persimmon("#e8661a")],
        400,
        400,
        [2, 3, 4],
        178,
        11,
        0.82,
        0.46,
    )
    return out + scatter(
        [f.leaf("#c9702c"), f.leaf("#d9a03c")],
        [(90, 640), (710, 660), (150, 742), (640, 745)],
        100,
        6,
    )


def caoshan_blueberry() -> str:
    out = (
        g.sky(W, W, "#cfdcee", "#eff2ea")
        + g.hills(W, W, 320, ["#a7bcd0", "#87a8a8", "#6a9880"], 14, 60)
        + b.cloth(W, W, 530, "#e6e9ef", "stripe")
    )
    for x, y in ((245, 440), (555, 440), (240, 590), (560, 590)):
        out += between(
            b.crate(x, y + 20, 280, 96, "#d9b98a"),
            heap([f.blueberry()], x, y - 62, [4, 5, 5], 62, x + y, 0.82, 0.62, 180),
        )
    return (
        out
        + scatter(
            [f.blueberry()],
            [(90, 720), (140, 752), (400, 745), (460, 715), (710, 740), (660, 758)],
            62,
            4,
        )
        + put(f.leaf("#5f9a58"), 400, 335, 130, -30)
        + put(f.leaf("#4f8a50"), 345, 350, 100, 210)
    )
