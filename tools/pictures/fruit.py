"""Fruit, each drawn around 0,0 in a field of 200."""

import math
import random

from tools.pictures.paint import (
    box,
    clipped,
    dark,
    light,
    line,
    mix,
    oval,
    path,
    put,
    radial,
    stamp,
)


def shine(x: float = -34, y: float = -34, rx: float = 22, ry: float = 34, turn: int = 28) -> str:
    return oval(x, y, rx, ry, "#fff", f'opacity=".38" transform="rotate({turn} {x} {y})"')


def leaf(colour: str = "#4f9a3a", vein: bool = True) -> str:
    """A single leaf, lying to the right, its stalk at -90,0."""
    body = path(
        "M-90,0 C-50,-58 40,-58 96,0 C40,44 -50,46 -90,0Z",
        radial(light(colour, 0.35), colour, dark(colour, 0.3)),
    )
    if vein:
        body += line("M-88,0 C-30,-8 30,-6 84,0", light(colour, 0.45), 4, 'opacity=".7"')
        for x in (-46, -10, 26):
            body += line(
                f"M{x},-5 l22,-22 M{x},-4 l24,18", light(colour, 0.45), 2.5, 'opacity=".5"'
            )
    return stamp(body)


def _dots(seed: int, count: int, reach: float, colour: str, r: float, opacity: float) -> str:
    chance = random.Random(seed)
    out = ""
    for _ in range(count):
        turn, far = chance.uniform(0, math.tau), reach * math.sqrt(chance.random())
        out += oval(far * math.cos(turn), 8 + far * math.sin(turn), r, r, colour)
    return f'<g opacity="{opacity}">{out}</g>'


def pear(colour: str = "#cfd25a", blush: str = "#a98a3c") -> str:
    """A sand pear: round, freckled, with a long stalk."""
    d = "M0,-84 C32,-92 58,-70 72,-36 C88,-8 94,16 90,42 C84,80 46,97 0,97 C-46,97 -84,80 -90,42 C-94,16 -88,-8 -72,-36 C-58,-70 -32,-92 0,-84Z"
    body = line("M0,-80 C2,-100 10,-112 24,-122", "#6b4a24", 9)
    body += path(
        d,
        radial(
            light(colour, 0.55),
            colour,
            mix(colour, blush, 0.55),
            dark(blush, 0.25),
            cx=0.36,
            cy=0.32,
            r=0.78,
        ),
    )
    body += _dots(3, 46, 78, dark(blush, 0.25), 2.1, 0.4)
    body += oval(0, -80, 20, 7, dark(colour, 0.3), 'opacity=".5"') + shine(-38, -16, 17, 34, 24)
    return stamp(body)


def pear_half() -> str:
    d = "M0,-84 C32,-92 58,-70 72,-36 C88,-8 94,16 90,42 C84,80 46,97 0,97 C-46,97 -84,80 -90,42 C-94,16 -88,-8 -72,-36 C-58,-70 -32,-92 0,-84Z"
    body = path(d, "#b7b548") + put(
        path(d, radial("#fffdf0", "#fdf8dc", "#f1e9b8", cx=0.5, cy=0.5)), 0, 1, 184
    )
    body += path("M0,-20 C26,-12 34,26 0,58 C-34,26 -26,-12 0,-20Z", "#efe3a8", 'opacity=".9"')
    for x, turn in ((-9, 16), (10, -16)):
        body += oval(x, 16, 6, 14, "#4a2d17", f'transform="rotate({turn} {x} 16)"')
    return stamp(line("M0,-80 C2,-100 10,-112 20,-118", "#6b4a24", 9) + body)


def peach(flesh: str = "#fbe3cf", blush: str = "#e8506a") -> str:
    d = "M4,-92 C22,-72 94,-62 94,8 C94,62 50,94 0,94 C-50,94 -94,62 -94,8 C-94,-62 -18,-70 4,-92Z"
    body = path(
        d,
        radial(
            flesh, mix(flesh, blush, 0.25), mix(flesh, blush, 0.75), blush, cx=0.34, cy=0.62, r=0.95
        ),
    )
    body += line("M4,-88 C-30,-50 -44,10 -22,84", dark(blush, 0.15), 5, 'opacity=".45"')
    body += line("M-2,-84 C-38,-46 -52,8 -34,70", "#fff", 5, 'opacity=".25"')
    body += _dots(8, 40, 76, "#fff4e6", 2, 0.45)
    return stamp(body + shine(38, -18, 16, 26, -30))


def peach_half() -> str:
    d = "M0,-90 C22,-72 94,-62 94,8 C94,62 50,94 0,94 C-50,94 -94,62 -94,8 C-94,-62 -18,-70 0,-90Z"
    body = path(d, "#e8647a") + put(
        path(d, radial("#fff6e2", "#ffeccb", "#fbd3b0", cx=0.5, cy=0.5)), 0, 0, 186
    )
    body += oval(0, 10, 36, 46, "#e0607a", 'opacity=".55"') + oval(
        0, 10, 26, 38, radial("#b06a3a", "#7a3f20")
    )
    return stamp(
        body
        + line("M-8,-14 C-14,6 -10,24 -4,36 M8,-12 C14,6 8,24 6,38", "#5a2c14", 3, 'opacity=".6"')
    )


def loquat(colour: str = "#f4a52c") -> str:
    body = oval(0, 4, 76, 92, radial(light(colour, 0.55), colour, dark(colour, 0.28)))
    body += path("M-16,84 L-8,98 L0,88 L9,99 L17,84 C8,78 -8,78 -16,84Z", "#6b4a1e")
    return stamp(body + _dots(5, 26, 62, dark(colour, 0.35), 2, 0.35) + shine(-28, -28, 15, 28, 20))


def bayberry(colour: str = "#8e1838") -> str:
    body = oval(0, 0, 92, 92, radial(light(colour, 0.2), colour, dark(colour, 0.55)))
    spot = radial(mix(colour, "#ff8aa0", 0.5), colour, dark(colour, 0.45))
    for ring, count in ((84, 22), (64, 17), (43, 12), (22, 7), (0, 1)):
        for number in range(count):
            turn = number / count * math.tau + ring
            body += oval(ring * math.cos(turn), ring * math.sin(turn), 12.5, 12.5, spot)
    return stamp(body + shine(-30, -36, 22, 16, -30))


def grape(colour: str) -> str:
    body = oval(
        0, 0, 94, 98, radial(light(colour, 0.5), colour, dark(colour, 0.5), cx=0.34, cy=0.28)
    )
    return stamp(
        body
        + oval(-34, -38, 18, 26, "#fff", 'opacity=".42" transform="rotate(35 -34 -38)"')
        + oval(34, 44, 30, 22, light(colour, 0.5), 'opacity=".22"')
    )


def bunch(colour: str, seed: int = 1) -> str:
    """A bunch of grapes hanging from 0,-96."""
    chance, one = random.Random(seed), grape(colour)
    body = line("M0,-64 C-2,-80 4,-92 14,-104", "#7a5a2c", 8)
    for row, count in enumerate((4, 5, 6, 5, 5, 4, 3, 2, 1)):
        for place in range(count):
            x = (place - (count - 1) / 2) * 27 + chance.uniform(-4, 4)
            body += put(one, x, -62 + row * 19 + chance.uniform(-3, 3), 37)
    return stamp(body)


def strawberry() -> str:
    d = "M0,-62 C50,-86 96,-52 84,-2 C72,50 30,90 0,98 C-30,90 -72,50 -84,-2 C-96,-52 -50,-86 0,-62Z"
    body = path(d, radial("#ff7a6a", "#e8283c", "#a80f28", cx=0.36, cy=0.25))
    for y, count in ((-36, 4), (-8, 5), (20, 4), (46, 3), (70, 1)):
        for place in range(count):
            x = (place - (count - 1) / 2) * 32
            body += oval(x, y, 3.6, 6, "#ffe08a") + oval(
                x, y + 2, 3.6, 5, "#a80f28", 'opacity=".35"'
            )
    for turn in (-80, -44, -12, 18, 48, 82):
        body += f'<g transform="translate(0 -64) rotate({turn})">{path("M0,4 C-14,-10 -12,-34 0,-46 C12,-34 14,-10 0,4Z", radial("#9ad05a", "#4f9a32", "#2d6a22"))}</g>'
    return stamp(
        body + line("M0,-64 C0,-84 8,-94 12,-100", "#5a9a3a", 7) + shine(-44, -26, 12, 24, 20)
    )


def blueberry() -> str:
    body = oval(0, 0, 94, 92, radial("#9fb0e0", "#4f63b0", "#262f6e"))
    points = " ".join(
        f"{(34 if n % 2 else 17) * math.cos(n * math.pi / 5):.0f},{-20 + (26 if n % 2 else 12) * math.sin(n * math.pi / 5):.0f}"
        for n in range(10)
    )
    body += (
        oval(0, -20, 26, 19, "#1d2456")
        + f'<polygon points="{points}" fill="#39468e" stroke="#7f8fcc" stroke-width="4"/>'
    )
    return stamp(
        body
        + oval(0, -20, 11, 7, "#161b42")
        + oval(-42, 18, 20, 34, "#dfe6ff", 'opacity=".28" transform="rotate(20 -42 18)"')
    )


def persimmon(colour: str = "#f07a1e") -> str:
    d = "M0,-66 C60,-82 98,-40 94,10 C90,62 46,84 0,84 C-46,84 -90,62 -94,10 C-98,-40 -60,-82 0,-66Z"
    body = path(d, radial(light(colour, 0.45), colour, dark(colour, 0.3), cx=0.34, cy=0.32))
    for turn in (0, 72, 144, 216, 288):
        body += f'<g transform="translate(0 -58) scale(1 .52) rotate({turn})">{path("M0,0 C-26,-18 -24,-50 0,-62 C24,-50 26,-18 0,0Z", radial("#b7b860", "#7d8a3a", "#4e5a22"), "stroke=" + chr(34) + "#4e5a22" + chr(34) + " stroke-width=" + chr(34) + "2" + chr(34))}</g>'
    return stamp(body + line("M0,-58 L4,-82", "#5a3d1c", 10) + shine(-46, -8, 16, 26, 30))


def kiwi() -> str:
    body = oval(0, 0, 78, 94, radial("#c09a5c", "#8a6430", "#57391a"))
    chance = random.Random(4)
    hairs = "".join(
        f"M{chance.uniform(-60, 60):.0f},{chance.uniform(-74, 74):.0f} l{chance.uniform(-4, 4):.0f},8 "
        for _ in range(70)
    )
    return stamp(
        body
        + line(hairs, "#4a2f14", 2, 'opacity=".4"')
        + oval(0, -90, 10, 6, "#3d2712")
        + shine(-28, -34, 14, 26, 18)
    )


def kiwi_half() -> str:
    body = oval(0, 0, 96, 96, "#7a5628") + oval(
        0, 0, 90, 90, radial("#f4f6c8", "#b9d94e", "#8cc03a", "#5f9a2c", cx=0.5, cy=0.5, r=0.5)
    )
    for number in range(30):
        turn = number / 30 * math.tau
        x, y = 42 * math.cos(turn), 42 * math.sin(turn)
        body += line(
            f"M{x * 0.7:.0f},{y * 0.7:.0f} L{x * 1.95:.0f},{y * 1.95:.0f}",
            "#dff09a",
            2.5,
            'opacity=".5"',
        )
        body += oval(
            x * (1 + number % 3 * 0.14),
            y * (1 + number % 3 * 0.14),
            3.4,
            6.5,
            "#221a12",
            f'transform="rotate({number * 12 + 90} {x:.1f} {y:.1f})"',
        )
    return stamp(body + oval(0, 0, 24, 24, radial("#fffdf0", "#f2f4cc", cx=0.5, cy=0.5)))


def watermelon() -> str:
    body = oval(0, 0, 98, 94, radial("#8ec860", "#4f9440", "#235a2a"))
    stripes = ""
    for x in (-88, -54, -18, 18, 54, 88):
        stripes += path(
            f"M0,-96 C{x * 1.3:.0f},-60 {x * 1.25 + 8:.0f},-20 {x * 1.2 + 10:.0f},0 C{x * 1.25 + 12:.0f},30 {x * 1.1:.0f},66 0,96 C{x * 0.9:.0f},60 {x * 1.0 - 8:.0f},30 {x - 10},0 C{x - 8},-24 {x * 0.9:.0f},-60 0,-96Z",
            "#1f5228",
            'opacity=".62"',
        )
    body += clipped(stripes, oval(0, 0, 98, 94, "#000"))
    return stamp(
        line("M0,-90 C4,-106 18,-112 28,-104", "#6a8a3a", 8) + body + shine(-40, -38, 18, 30, 34)
    )


def watermelon_slice() -> str:
    body = (
        path("M-98,-40 A98,98 0 0 0 98,-40 Z", "#2f7a34")
        + path("M-90,-40 A90,90 0 0 0 90,-40 Z", "#e9f2c8")
        + path(
            "M-80,-40 A80,80 0 0 0 80,-40 Z", radial("#ff8a78", "#f0445a", "#d42846", cx=0.5, cy=0)
        )
    )
    for x, y, turn in (
        (-50, -18, 20),
        (-22, -8, 8),
        (8, -16, -4),
        (40, -12, -18),
        (-8, 16, 0),
        (22, 18, -10),
        (-34, 10, 14),
    ):
        body += oval(x, y, 4.5, 8, "#2a1310", f'transform="rotate({turn} {x} {y})"')
    return stamp(body + box(-98, -43, 196, 5, "#ffd9cc", 2, 'opacity=".7"'))
