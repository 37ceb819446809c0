"""One picture for each kind of rice and tea: 800 by 800."""

from tools.pictures import beneath as b
from tools.pictures import fruit as f
from tools.pictures import grounds as g
from tools.pictures import pantry as p
from tools.pictures import vegetables as v
from tools.pictures.fruit_pictures import between
from tools.pictures.icons import icon
from tools.pictures.paint import put, shadow

W = 800


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


def jintan_soft_rice() -> str:
    out = (
        g.sky(W, W, "#fbe6b4", "#fff6dc", (400, 210, 110, "#fff0b4"))
        + g.hills(W, 460, 330, ["#e0c07a", "#cfa858"], 3, 34)
        + b.cloth(W, W, 430, "#2f5f8f", "print", 2)
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


def jintan_queshe_tea() -> str:
    out = (
        g.sky(W, W, "#d9ecd2", "#fbf8e0")
        + g.hills(W, 460, 200, ["#b9d6b0", "#94c08a"], 4, 60)
        + g.terraces(W, 620, 300, "#7fb85a", 1, 5)
        + b.planks(W, W, 560, "#9a744a")
    )
    out += (
        shadow(250, 720, 120, 30)
        + put(p.tin("#3f7a4a"), 250, 550, 360)
        + shadow(520, 735, 90, 24)
        + put(p.glass("#dbe6a0", "#93c24e"), 510, 570, 330)
    )
    return (
        out
        + b.plate(650, 725, 130, 44)
        + put(p.dry_tea("#6f9440", 3), 650, 705, 210)
        + put(f.leaf("#6fae4a"), 90, 745, 100, -30)
    )


def maoshan_qingfeng_tea() -> str:
    out = (
        g.sky(W, W, "#cfe0e0", "#eff4e6")
        + g.hills(W, W, 190, ["#9fc0bb", "#7aa89a", "#5a9078"], 9, 100)
        + b.cloth(W, W, 540, "#3f6a5a", "plain")
    )
    out += b.tray(400, 620, 330, 130, "#c9a05c") + put(
        p.dry_tea("#5f8438", 5, True, 300), 400, 590, 500
    )
    return (
        out
        + put(p.tin("#2f6a6f", "#d6c79a"), 660, 420, 290)
        + put(p.tea_shoot("#8fc04c"), 200, 380, 280, -18)
        + put(p.tea_shoot("#a5cf5a"), 330, 360, 230, 12)
    )


def tianmu_lake_white_tea() -> str:
    out = (
        g.sky(W, W, "#b9dbe3", "#f6f5dd", (160, 130, 66, "#fffbe0"))
        + g.hills(W, 420, 200, ["#9fc6c4", "#78a99c"], 5, 60)
        + g.water(W, 520, 290, "#bfe3e3", "#7fbcc0", 3)
        + g.terraces(W, 640, 400, "#5f9f4c", 3, 5)
        + b.planks(W, W, 600, "#8a6640")
    )
    out += "".join(
        put(p.tea_shoot(c), x, y, s, t)
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
        + b.planks(W, W, 600, "#8a6436")
    )
    out += "".join(
        put(p.tea_shoot(c), x, y, s, t)
        for x, y, s, t, c in (
            (250, 340, 360, -20, "#ecd04e"),
            (540, 330, 380, 18, "#f3dc6a"),
            (400, 300, 420, 0, "#f0d65a"),
        )
    )
    return (
        out
        + b.plate(300, 690, 200, 66, "#b98a2c")
        + put(p.dry_tea("#c9ae3a", 4), 300, 660, 310)
        + shadow(600, 745, 90, 24)
        + put(p.tin("#c9982c", "#f6e6b0", 120), 600, 640, 230)
    )


def nanshan_shoumei_tea() -> str:
    out = (
        g.sky(W, W, "#d9e6c4", "#f7f3d6")
        + g.bamboo_grove(W, 560, 4, "#8fb56a")
        + b.mat(W, W, 520, "#c9a866")
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
        + b.plate(510, 730, 150, 46, "#8a6a3c", "#f3e6c8")
        + put(p.dry_tea("#7a7a48", 8, False, 130), 510, 710, 230)
    )


def qingfeng_liyang_rice() -> str:
    out = (
        g.sky(W, W, "#f6d59a", "#fdf0cf", (170, 200, 90, "#fff0b8"))
        + g.hills(W, 440, 320, ["#d0b878"], 5, 30)
        + g.water(W, 500, 370, "#f0dcae", "#c9c29a", 2)
        + g.paddy(W, W, 430, "#c9a23c", 8)
    )
    out += between(
        b.basket(400, 540, 560, 190, "#b07f3e"),
        put(p.rice_mound(9), 400, 560, 640) + put(p.rice_mound(4), 400, 510, 420),
    )
    scoop = '<path d="M-90,-20 L-20,-40 L-16,26 L-86,20Z" fill="#b98350"/><path d="M-20,-10 L96,-26 L98,-8 L-18,12Z" fill="#9a6a3c"/>'
    return out + put(scoop, 560, 400, 240, -30) + put(v.rice_ear("#d9a834", 1), 130, 660, 260, 16)
