"""Things made of what grows: jars, bowls, tins, cakes, cured meat; around 0,0 in a field of 200."""

import math
import random

from tools.pictures.fruit import leaf
from tools.pictures.paint import (
    box,
    clipped,
    dark,
    down,
    light,
    line,
    mix,
    oval,
    path,
    put,
    radial,
    stamp,
)


def jar(inside: str, cloth: str = "#2f5f8f", label: str = "#f7efdc") -> str:
    body = box(-62, -58, 124, 152, down("#ffffff", "#e7eee6"), 26, 'opacity=".6"')
    body += box(-56, -34, 112, 122, down(light(inside, 0.25), inside, dark(inside, 0.35)), 22)
    body += box(-48, -26, 12, 104, "#fff", 6, 'opacity=".35"')
    body += path(
        "M-66,-56 C-72,-92 -34,-98 0,-98 C34,-98 72,-92 66,-56 C74,-40 64,-34 56,-42 C40,-36 -40,-36 -56,-42 C-64,-34 -74,-40 -66,-56Z",
        radial(light(cloth, 0.3), cloth, dark(cloth, 0.3)),
    )
    for x, y in ((-36, -72), (-8, -80), (22, -72), (44, -64), (-50, -56), (6, -58)):
        body += oval(x, y, 5, 4, "#fff", 'opacity=".7"')
    body += line("M-60,-50 C-20,-42 20,-42 60,-50", "#d9b45a", 5)
    return stamp(
        body
        + box(-36, 2, 72, 54, label, 5)
        + oval(0, 29, 17, 17, "none", f'stroke="{inside}" stroke-width="3"')
        + put(leaf("#4f8a3a", False), 0, 29, 24, -35)
    )


def tin(colour: str, lid: str = "#e7d3a0", tall: int = 150) -> str:
    top = 92 - tall
    body = path(
        f"M-58,{top} V84 C-58,102 58,102 58,84 V{top}Z",
        down(dark(colour, 0.35), light(colour, 0.15), colour, dark(colour, 0.45), turn=0),
    )
    body += (
        oval(0, top, 58, 14, dark(lid, 0.2))
        + path(
            f"M-60,{top - 20} V{top} C-60,{top + 18} 60,{top + 18} 60,{top} V{top - 20}Z",
            down(dark(lid, 0.3), light(lid, 0.5), lid, dark(lid, 0.35), turn=0),
        )
        + oval(0, top - 20, 60, 14, light(lid, 0.35))
    )
    body += (
        box(-34, top + 34, 68, 62, "#fbf5e4", 6)
        + put(leaf(colour), 0, top + 65, 46, -50)
        + put(leaf(light(colour, 0.2), False), -10, top + 72, 30, -120)
    )
    return stamp(body)


def tea_shoot(colour: str = "#8fbf4a") -> str:
    """A bud and two leaves."""
    body = line("M0,98 C2,60 -2,30 0,0", mix(colour, "#7a8a3a", 0.5), 7)
    body += put(leaf(colour), -44, 6, 112, -142) + put(leaf(light(colour, 0.15)), 46, -8, 108, -40)
    return stamp(
        body
        + path(
            "M-3,4 C-16,-30 -10,-72 4,-96 C16,-64 16,-26 3,4Z",
            radial(light(colour, 0.6), light(colour, 0.2), colour),
        )
    )


def dry_tea(colour: str, seed: int, straight: bool = True, count: int = 150) -> str:
    """A heap of made tea, 200 wide."""
    chance = random.Random(seed)
    body = oval(0, 10, 92, 46, dark(colour, 0.45))
    for _ in range(count):
        turn, far = chance.uniform(0, math.tau), math.sqrt(chance.random())
        x, y = 88 * far * math.cos(turn), 42 * far * math.sin(turn) - 34 * (1 - far)
        lean, long = chance.uniform(-1, 1), chance.uniform(9, 17)
        dx, dy = long * math.cos(lean), long * math.sin(lean) * 0.6
        bend = 0 if straight else chance.uniform(5, 10)
        tone = mix(colour, chance.choice(["#f0f0c0", "#2c3a18", colour]), chance.uniform(0.1, 0.5))
        body += line(
            f"M{x - dx:.0f},{y - dy:.0f} Q{x:.0f},{y - bend:.0f} {x + dx:.0f},{y + dy:.0f}",
            tone,
            chance.uniform(3, 5),
        )
    return stamp(body)


def glass(liquor: str, shoot: str) -> str:
    """A glass of tea, its leaves standing."""
    body = path(
        "M-54,-92 L-44,86 C-40,98 40,98 44,86 L54,-92Z", down(("#ffffff", 0.5), ("#dfe9dc", 0.55))
    )
    body += path(
        "M-51,-60 L-43,82 C-38,92 38,92 43,82 L51,-60Z",
        down(light(liquor, 0.5), liquor),
        'opacity=".85"',
    ) + oval(0, -60, 51, 10, light(liquor, 0.6))
    for x, y, turn in (
        (-26, 50, -8),
        (-10, 40, 4),
        (6, 54, -3),
        (22, 44, 9),
        (-2, -28, 12),
        (30, -20, -14),
        (-30, -10, 10),
    ):
        body += put(tea_shoot(shoot), x, y, 54, turn)
    body += oval(0, -92, 54, 11, "#ffffff", 'opacity=".45"') + box(
        -40, -70, 9, 130, "#fff", 5, 'opacity=".5" transform="rotate(-3)"'
    )
    return stamp(body)


def bowl(inside: str, colour: str = "#3a6ea5", grains: str = "") -> str:
    """A blue-and-white bowl, `grains` drawn above its rim."""
    body = oval(0, -6, 92, 26, "#e9ede8") + oval(0, -4, 84, 21, inside) + grains
    body += path(
        "M-92,-6 C-88,50 -54,84 -34,88 H34 C54,84 88,50 92,-6 C80,20 -80,20 -92,-6Z",
        down("#ffffff", "#eef1ec", "#c9d3d2"),
    )
    for x in (-60, -30, 0, 30, 60):
        y = 46 - abs(x) * 0.2
        body += (
            f'<g transform="translate({x} {y:.0f})">'
            + "".join(
                f'<g transform="rotate({t})">{path("M0,0 C-6,-6 -5,-13 0,-15 C5,-13 6,-6 0,0Z", colour)}</g>'
                for t in (0, 60, 120, 180, 240, 300)
            )
            + "</g>"
        )
    return stamp(
        body
        + line("M-84,14 C-50,30 50,30 84,14", colour, 3)
        + path("M-34,86 H34 L30,98 H-30Z", "#d5dcda")
    )


def rice_mound(seed: int, colour: str = "#fffdf4") -> str:
    chance = random.Random(seed)
    body = path(
        "M-82,0 C-76,-66 -30,-92 0,-92 C30,-92 76,-66 82,0 C50,18 -50,18 -82,0Z",
        radial("#fffef8", colour, dark(colour, 0.16)),
    )
    for _ in range(130):
        turn, far = chance.uniform(math.pi, math.tau), math.sqrt(chance.random())
        x, y = 76 * far * math.cos(turn), 84 * far * math.sin(turn) + 4
        body += oval(
            x,
            y,
            3.4,
            7,
            mix(colour, "#cfc4a0", chance.uniform(0, 0.5)),
            f'transform="rotate({chance.uniform(0, 180):.0f} {x:.0f} {y:.0f})"',
        )
    return stamp(body)


def sack(colour: str, rice: str = "#fbf6e6") -> str:
    body = path(
        "M-70,-40 C-92,10 -94,70 -74,94 C-40,102 40,102 74,94 C94,70 92,10 70,-40 C40,-52 -40,-52 -70,-40Z",
        radial(light(colour, 0.4), colour, dark(colour, 0.35)),
    )
    body += path(
        "M-60,-40 C-50,-84 -16,-92 0,-92 C16,-92 50,-84 60,-40Z",
        radial("#fffef8", rice, dark(rice, 0.15)),
    )
    body += path(
        "M-80,-34 C-70,-58 -46,-44 -30,-40 C-10,-34 10,-34 30,-40 C46,-44 70,-58 80,-34 C70,-14 -70,-14 -80,-34Z",
        down(light(colour, 0.35), dark(colour, 0.15)),
    )
    body += "".join(
        line(
            f"M{x},-16 C{x * 1.2:.0f},20 {x * 1.2:.0f},60 {x},90",
            dark(colour, 0.25),
            2,
            'opacity=".35"',
        )
        for x in range(-60, 61, 20)
    )
    chance = random.Random(12)
    for _ in range(40):
        x, y = chance.uniform(-42, 42), chance.uniform(-84, -52)
        body += oval(
            x,
            y,
            2.2,
            4.6,
            dark(rice, 0.14),
            f'transform="rotate({chance.uniform(0, 180):.0f} {x:.0f} {y:.0f})"',
        )
    mark = oval(0, 37, 24, 24, "#0f6b46") + put(leaf("#dfe8a0"), 0, 37, 36, -38)
    return stamp(body + box(-40, 4, 80, 66, "#f7efdc", 4) + mark)


def ribs() -> str:
    body = path(
        "M-92,-30 C-40,-46 50,-44 94,-28 L98,44 C40,60 -50,58 -96,46Z",
        radial("#e98a84", "#c4505a", "#8a2c3a"),
    )
    for x in range(-74, 76, 25):
        body += line(f"M{x},-28 C{x + 5},0 {x + 4},20 {x},44", "#f8ded2", 7, 'opacity=".8"') + oval(
            x, -34, 10, 8, "#fbf3e4", 'stroke="#d9b8a4" stroke-width="2"'
        )
    return stamp(body)


def tofu_sheet(seed: int = 1) -> str:
    """A folded stack of thin sheets."""
    chance = random.Random(seed)
    body = ""
    for number in range(9):
        y, w = 60 - number * 13, 92 - chance.uniform(0, 7)
        body += path(
            f"M{-w:.0f},{y} C-40,{y - 10} 40,{y + 8} {w:.0f},{y - 2} C{w + 7:.0f},{y + 5} {w:.0f},{y + 13} {w - 6:.0f},{y + 13} C40,{y + 19} -40,{y + 5} {-w + 2:.0f},{y + 15} C{-w - 7:.0f},{y + 10} {-w - 5:.0f},{y + 2} {-w:.0f},{y}Z",
            down("#fffbea", "#f3e6bb", "#d9c48c"),
            'stroke="#c4ad74" stroke-width="1"',
        )
    top = path(
        "M-88,-54 L-20,-96 L92,-74 L34,-38Z",
        down("#fffdf2", "#f5eac6"),
        'stroke="#cbb680" stroke-width="1.5"',
    )
    weave = "".join(f"M{-88 + n * 12},{-54 + n * 1.6:.0f} l66,-40 " for n in range(1, 10))
    return stamp(body + top + line(weave, "#dcca98", 1.2, 'opacity=".8"'))


def tofu_knot() -> str:
    body = line(
        "M-80,40 C-40,10 20,30 40,-10 C54,-44 0,-60 -14,-24 C-24,6 40,30 84,44", "#c9b37c", 40
    ) + line("M-80,36 C-40,6 20,26 40,-14 C54,-46 0,-60 -14,-26 C-24,2 40,26 84,40", "#f6ebc8", 34)
    return stamp(body + line("M-78,30 C-40,0 16,20 34,-14", "#fffdf0", 6, 'opacity=".8"'))


def radish_strip(seed: int) -> str:
    chance = random.Random(seed)
    tone = chance.choice(["#d9a04a", "#c98a34", "#e3b25e"])
    d = f"M-90,{chance.randint(-10, 20)} C-40,{chance.randint(-50, -10)} 30,{chance.randint(10, 50)} 90,{chance.randint(-30, 10)}"
    return stamp(
        line(d, dark(tone, 0.35), 36)
        + line(d, tone, 29)
        + line(d, light(tone, 0.55), 7, 'opacity=".55"')
        + line(d, "#8e3a34", 4, 'opacity=".5" transform="translate(0 13)"')
    )


def sesame(seed: int, rx: float, ry: float, count: int, colour: str = "#fff3d2") -> str:
    chance = random.Random(seed)
    out = ""
    for _ in range(count):
        turn, far = chance.uniform(0, math.tau), math.sqrt(chance.random())
        x, y = rx * far * math.cos(turn), ry * far * math.sin(turn)
        out += oval(
            x,
            y,
            2.6,
            4.8,
            mix(colour, "#c98f3a", chance.uniform(0, 0.4)),
            f'transform="rotate({chance.uniform(0, 180):.0f} {x:.0f} {y:.0f})"',
        )
    return out


def flatcake(seed: int) -> str:
    body = (
        oval(0, 8, 96, 70, "#9a5a1c")
        + oval(0, 0, 96, 70, radial("#f7cf7a", "#e3a03e", "#b8701f", cx=0.45, cy=0.4))
        + oval(0, 0, 80, 55, "#f3c468", 'opacity=".5"')
    )
    return stamp(body + sesame(seed, 84, 58, 110))


def flatcake_half() -> str:
    body = path(
        "M-96,-10 C-96,40 96,40 96,-10 C96,20 70,48 0,50 C-70,48 -96,20 -96,-10Z", "#9a5a1c"
    ) + oval(0, -10, 96, 46, "#e3a03e")
    return stamp(
        body
        + "".join(
            line(f"M-84,{y} C-40,{y + 14} 40,{y + 14} 84,{y}", tone, 4)
            for y, tone in ((-2, "#fbe3a8"), (8, "#c98434"), (18, "#fbe3a8"))
        )
        + sesame(9, 84, 36, 60)
    )


def candy_stick(seed: int) -> str:
    body = box(-92, -24, 184, 52, dark("#d9a85a", 0.35), 22) + box(
        -92, -28, 184, 50, down("#f6dca4", "#e6bd74", "#b9853a"), 22
    )
    return stamp(
        body
        + clipped(sesame(seed, 96, 30, 190, "#fffaf0"), box(-92, -28, 184, 50, "#000", 22))
        + oval(88, -2, 8, 20, "#c98f45")
    )


def belly(seed: int = 1) -> str:
    """A slab of pork belly, cut side to us."""
    body = path("M-94,-50 C-40,-62 50,-60 94,-46 L94,52 C50,64 -50,64 -94,56Z", "#f6d6cc")
    for y, h, tone in (
        (-52, 12, "#e2a878"),
        (-40, 17, "#fdf0e6"),
        (-22, 15, "#d9646a"),
        (-6, 16, "#fbe6dc"),
        (11, 17, "#cf5560"),
        (29, 10, "#fae3d8"),
        (40, 16, "#c44a56"),
    ):
        body += path(
            f"M-94,{y} C-40,{y - 12 + seed} 40,{y + 8} 94,{y + 2} L94,{y + h} C40,{y + h + 7} -40,{y + h - 11 + seed} -94,{y + h}Z",
            tone,
        )
    return stamp(
        body
        + path(
            "M-94,-50 L-70,-74 C-10,-86 60,-82 100,-68 L94,-46 C50,-60 -40,-62 -94,-50Z", "#ecbf94"
        )
    )


def goose() -> str:
    """A wind-dried goose hanging from 0,-100."""
    body = line("M0,-100 V-70", "#c9a24a", 7) + line("M0,-74 C-14,-50 10,-34 2,-6", "#c98a3e", 17)
    body += path(
        "M2,-20 C40,-8 66,30 56,66 C48,96 -44,98 -54,66 C-64,30 -34,-8 2,-20Z",
        radial("#f3c988", "#cf8f45", "#8a5220"),
    )
    body += path(
        "M-46,24 C-84,34 -84,70 -60,78 C-56,60 -46,44 -46,24Z M50,24 C86,34 86,70 62,78 C58,60 50,44 50,24Z",
        radial("#e3aa62", "#b5742f", "#7d4a1c"),
    )
    body += line("M-22,90 L-30,108 M22,90 L30,108", "#c98a3e", 9) + path(
        "M-14,-80 C-24,-66 -14,-58 0,-62 C12,-66 10,-82 0,-84Z", "#b5742f"
    )
    return stamp(
        body + oval(-18, 26, 12, 28, "#fff", 'opacity=".25" transform="rotate(14 -18 26)"')
    )


def zhagan() -> str:
    """Liver and belly bound with casing, braised dark."""
    body = box(-86, -40, 172, 84, radial("#c4683a", "#8a3c1e", "#4a1c0c"), 36) + oval(
        -40, -20, 40, 10, "#ffcf9a", 'opacity=".3"'
    )
    for x in range(-66, 67, 19):
        body += line(f"M{x},-40 C{x + 12},-14 {x + 12},18 {x},44", "#d99a62", 8) + line(
            f"M{x - 2},-38 C{x + 9},-14 {x + 9},18 {x - 2},42", "#f3c896", 2.5, 'opacity=".6"'
        )
    return stamp(body)


def casserole(inside: str, top: str) -> str:
    """A clay pot seen from the front and above; `top` is what floats in it."""
    body = (
        path(
            "M-98,-20 C-96,50 -60,84 -40,88 H40 C60,84 96,50 98,-20Z",
            radial("#8a6048", "#5a3a28", "#33200f"),
        )
        + oval(0, -20, 98, 38, "#6f4a34")
        + oval(0, -20, 86, 31, "#3c2618")
        + oval(0, -17, 82, 28, inside)
    )
    return stamp(
        body
        + top
        + box(-116, -16, 26, 18, "#5a3a28", 8)
        + box(90, -16, 26, 18, "#5a3a28", 8)
        + line("M-80,24 C-40,44 40,44 80,24", "#a87a5c", 4, 'opacity=".5"')
    )


def fish_head() -> str:
    body = path(
        "M-84,30 C-90,-30 -40,-74 6,-66 C50,-58 84,-20 92,34 C60,52 -50,54 -84,30Z",
        radial("#c9c2b4", "#8f8a80", "#4f4b46"),
    )
    body += path("M30,-46 C58,-24 60,22 44,44", "none", 'stroke="#3c3834" stroke-width="5"') + line(
        "M-86,26 C-66,18 -50,22 -40,32", "#2f2b28", 5
    )
    return stamp(
        body
        + oval(-34, -16, 11, 10, "#d9cfb4")
        + oval(-34, -16, 7, 7, "#191714")
        + oval(-36, -18, 2.4, 2.4, "#fff")
        + line("M20,-52 q22,20 20,52", "#6a655c", 3)
        + line("M-4,-56 C14,-40 20,10 8,40", "#e3ddd0", 4, 'opacity=".5"')
    )


def steam(x: float, y: float, size: float = 120) -> str:
    d = "M-30,90 C-70,40 10,20 -26,-30 C-44,-60 -20,-80 -10,-96 M30,90 C-4,44 66,16 34,-34 C18,-60 38,-80 46,-92"
    return f'<g opacity=".5">{put(line(d, "#ffffff", 12), x, y, size)}</g>'
