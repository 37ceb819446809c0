"""Vegetables, nuts, mushrooms and what swims, each around 0,0 in a field of 200."""

import math
import random

from tools.pictures.fruit import leaf, shine
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


def sprig(stem: str, green: str, seed: int = 1, foot: int = 100, tuft: float = 1.0) -> str:
    """One stalk of water dropwort or celery, upright, its feathery leaves on top."""
    chance = random.Random(seed)
    body = (
        line(f"M0,{foot} C-4,40 4,-10 0,-40", dark(stem, 0.16), 14)
        + line(f"M-1,{foot} C-5,40 3,-10 -1,-40", stem, 10)
        + line(f"M-3,{foot} C-7,40 1,-10 -3,-40", light(stem, 0.6), 3, 'opacity=".7"')
    )
    for x, y, turn in (
        (-4, -30, -150),
        (4, -36, -32),
        (0, -46, -90),
        (-3, -8, -140),
        (4, -14, -40),
    ):
        body += line(f"M0,{y + 14} L{x * 5},{y - 4}", stem, 5)
        for part in (-34, 0, 34):
            body += put(
                leaf(green, False), x * 6, y - 10, chance.uniform(42, 56) * tuft, turn + part
            )
    return stamp(body)


def sheaf(stem: str, green: str, tie: str, count: int = 13) -> str:
    """A long bundle, more stem than leaf, from -150 to 150 upright."""
    body = ""
    for number in range(count):
        spread = number - (count - 1) / 2
        foot = 185 - abs(spread) * 3
        body += f'<g transform="translate({spread * 8:.1f} {-40 + abs(spread) * 5:.1f}) rotate({spread * 1.6:.1f})">{sprig(mix(stem, dark(stem), abs(spread) / 22), mix(green, dark(green), number % 3 / 9), number, round(foot), 0.62)}</g>'
    ties = "".join(box(-62, y, 124, 15, down(light(tie), tie, dark(tie)), 7) for y in (22, 96))
    return stamp(body + ties)


def bundle(stem: str, green: str, tie: str, count: int = 9) -> str:
    body = ""
    for number in range(count):
        spread = number - (count - 1) / 2
        body += f'<g transform="rotate({spread * 4.2:.1f} 0 90) translate({spread * 7:.1f} {abs(spread) * 2.5:.1f})">{sprig(mix(stem, dark(stem), abs(spread) / 14), green, number)}</g>'
    return stamp(
        body
        + box(-44, 38, 88, 16, down(light(tie), tie, dark(tie)), 7)
        + line("M-40,46 H40", dark(tie), 2, 'opacity=".4"')
    )


def bamboo_shoot() -> str:
    body = path(
        "M0,-98 C18,-60 56,20 58,84 C40,100 -40,100 -58,84 C-56,20 -18,-60 0,-98Z",
        down("#8a6a34", "#5a3f20", "#e8d79a"),
    )
    for y, w in ((78, 58), (50, 53), (22, 45), (-6, 36), (-34, 26), (-60, 16)):
        for side in (-1, 1):
            body += path(
                f"M{side * w},{y} C{side * w * 0.9:.0f},{y - 40} {side * 8},{y - 60} {-side * 6},{y - 66} C{-side * 4},{y - 30} {side * w * 0.3:.0f},{y + 6} {side * w},{y}Z",
                down("#b08a48", "#7a5628", "#4f3619"),
                'stroke="#3d2812" stroke-width="1.5" stroke-opacity=".5"',
            )
    body += line("M0,-98 C-6,-108 -12,-112 -18,-114 M0,-96 C4,-108 10,-114 16,-118", "#7aa04a", 5)
    return stamp(body + oval(0, 88, 54, 12, "#f3e7bd") + oval(0, 88, 40, 8, "#e2cf94"))


def bamboo_shoot_half() -> str:
    body = path("M0,-96 C18,-60 52,20 54,86 C36,98 -36,98 -54,86 C-52,20 -18,-60 0,-96Z", "#8a6a34")
    body += path(
        "M0,-82 C14,-50 42,20 44,84 C28,92 -28,92 -44,84 C-42,20 -14,-50 0,-82Z",
        radial("#fffdea", "#f8efc6", "#ead596", cx=0.5, cy=0.6),
    )
    for y in range(-40, 84, 20):
        w = 10 + (y + 60) * 0.22
        body += line(f"M{-w:.0f},{y} Q0,{y + 9} {w:.0f},{y}", "#d9bf78", 3.5)
    return stamp(body)


def taro(colour: str = "#7a5638") -> str:
    d = "M-8,-88 C40,-92 82,-34 78,20 C74,72 36,96 0,96 C-40,96 -80,68 -80,16 C-80,-36 -50,-84 -8,-88Z"
    body = path(d, radial(light(colour, 0.3), colour, dark(colour, 0.5)))
    rings = "".join(
        line(f"M{-90},{y} Q0,{y + 26} 90,{y}", dark(colour, 0.5), 4, 'opacity=".5"')
        for y in range(-66, 90, 22)
    )
    chance = random.Random(7)
    hairs = "".join(
        f"M{(x := chance.uniform(-70, 70)):.0f},{chance.uniform(-70, 70):.0f} l{x * 0.08:.0f},{chance.uniform(8, 18):.0f} "
        for _ in range(80)
    )
    body += clipped(rings + line(hairs, dark(colour, 0.6), 2, 'opacity=".45"'), path(d, "#000"))
    return stamp(
        body
        + path(
            "M-22,-80 C-24,-104 -4,-112 2,-122 C10,-110 20,-102 14,-80 C6,-74 -14,-74 -22,-80Z",
            down("#f2a0a8", "#d9566e", "#a83a50"),
        )
        + shine(-34, -20, 12, 26, 16)
    )


def taro_half() -> str:
    body = oval(0, 4, 84, 92, "#6a4a30") + oval(
        0, 4, 77, 85, radial("#fffaf4", "#f6e8e6", "#e3c9d2", cx=0.5, cy=0.5)
    )
    chance = random.Random(2)
    for _ in range(70):
        turn, far = chance.uniform(0, math.tau), 74 * math.sqrt(chance.random())
        body += oval(
            far * math.cos(turn),
            4 + far * 1.08 * math.sin(turn),
            chance.uniform(1, 2.6),
            3,
            "#8a4a7a",
            'opacity=".55"',
        )
    return stamp(body)


def caltrop(colour: str = "#5f7a3a") -> str:
    d = "M-100,-44 C-84,-10 -66,-18 -46,-38 C-24,-58 24,-58 46,-38 C66,-18 84,-10 100,-44 C104,12 66,58 0,58 C-66,58 -104,12 -100,-44Z"
    body = path(d, radial(light(colour, 0.45), colour, dark(colour, 0.5), cx=0.4, cy=0.2))
    body += line(
        "M-60,4 Q0,44 60,4 M-24,-46 Q0,-30 24,-46", dark(colour, 0.45), 4, 'opacity=".5"'
    ) + oval(0, -48, 14, 8, dark(colour, 0.5))
    return stamp(body + shine(-30, -18, 22, 9, -18))


def bitter_gourd(colour: str = "#8fc25a") -> str:
    d = "M-96,8 C-70,-40 30,-46 72,-16 C88,-4 96,4 104,16 C84,24 60,40 10,42 C-40,44 -80,34 -96,8Z"
    body = path(d, radial(light(colour, 0.5), colour, dark(colour, 0.42), cx=0.4, cy=0.15))
    bumps = ""
    for row, y in enumerate((-24, -10, 4, 18, 30)):
        for number in range(11):
            x = -84 + number * 17 + row % 2 * 8
            bumps += oval(
                x,
                y + 0.0012 * x * x,
                9.5,
                6.5,
                radial(light(colour, 0.6), colour, dark(colour, 0.25)),
            )
    body += clipped(bumps, path(d, "#000"))
    return stamp(line("M-92,6 C-106,0 -112,-14 -104,-24", "#5f8a3a", 8) + body)


def chestnut() -> str:
    d = "M0,-78 C40,-66 92,-26 90,30 C88,64 50,78 0,78 C-50,78 -88,64 -90,30 C-92,-26 -40,-66 0,-78Z"
    body = path(d, radial("#b0683a", "#7a3a1a", "#431c0a"))
    body += path(
        "M-84,44 C-50,28 50,28 84,44 C72,68 44,78 0,78 C-44,78 -72,68 -84,44Z",
        down("#d9b484", "#b08a58"),
    )
    return stamp(
        body
        + line("M0,-78 L0,-92", "#d9b484", 7)
        + line(
            "M-10,-62 C-40,-40 -58,-10 -60,20 M12,-62 C40,-40 56,-12 60,16",
            "#e8a468",
            3,
            'opacity=".3"',
        )
        + shine(-34, -26, 10, 26, 34)
    )


def burr() -> str:
    spikes = "".join(
        f"M0,0 L{(98 + n % 3 * 8) * math.cos(n * 0.157):.0f},{(98 + n % 3 * 8) * math.sin(n * 0.157):.0f} "
        for n in range(40)
    )
    body = line(spikes, "#8a9a3a", 4) + oval(0, 0, 74, 74, radial("#c9c86a", "#94993a", "#5f6420"))
    chance = random.Random(3)
    inner = "".join(
        f"M{(x := chance.uniform(-60, 60)):.0f},{(y := chance.uniform(-60, 60)):.0f} l{x * 0.25:.0f},{y * 0.25:.0f} "
        for _ in range(60)
    )
    body += line(inner, "#6a7026", 3, 'opacity=".7"') + path(
        "M-46,-20 C-20,-44 30,-44 50,-14 C44,26 -34,30 -46,-20Z", "#f0e2b4"
    )
    return stamp(body + put(chestnut(), -16, -6, 62, -14) + put(chestnut(), 22, -2, 60, 12))


def mushroom(colour: str = "#b06a2c") -> str:
    body = path(
        "M-22,10 C-18,50 -30,80 -24,92 C-8,100 12,100 26,92 C30,76 18,46 24,8Z",
        down("#f3e2bd", "#d9b984"),
    )
    body += path(
        "M-96,8 C-96,-60 -46,-82 0,-82 C46,-82 96,-60 96,8 C60,30 -60,30 -96,8Z",
        radial(light(colour, 0.4), colour, dark(colour, 0.4)),
    )
    body += path("M-90,10 C-50,24 50,24 90,10 C60,34 -60,34 -90,10Z", "#e8cf9c")
    return stamp(body + oval(0, -40, 40, 20, light(colour, 0.5), 'opacity=".3"'))


def radish(colour: str = "#d23a52") -> str:
    d = "M0,-50 C54,-54 84,-22 80,16 C76,54 30,70 4,104 C-8,70 -76,54 -80,16 C-84,-22 -54,-54 0,-50Z"
    leaves = "".join(
        put(leaf("#5a9a3c"), x, -86, 96, turn) for x, turn in ((-26, -118), (0, -90), (26, -62))
    )
    return stamp(
        leaves
        + path(d, radial(light(colour, 0.5), colour, dark(colour, 0.35)))
        + shine(-40, -14, 12, 26, 24)
    )


def egg(colour: str) -> str:
    d = "M0,-94 C44,-94 74,-24 74,24 C74,68 42,94 0,94 C-42,94 -74,68 -74,24 C-74,-24 -44,-94 0,-94Z"
    return stamp(
        path(d, radial(light(colour, 0.65), colour, dark(colour, 0.3), cx=0.36, cy=0.34))
        + shine(-24, -30, 13, 24, 20)
    )


def rice_ear(colour: str = "#e0b040", seed: int = 1) -> str:
    """A bowed ear of rice, its stalk at 0,100, hanging to the right."""
    chance = random.Random(seed)
    body = line("M-20,100 C-24,30 -20,-50 20,-78 C54,-98 84,-70 92,-30", dark(colour, 0.15), 4)
    for number in range(22):
        share = number / 21
        x = 4 + 88 * math.sin(share * 1.5) + (10 if number % 2 else -8)
        y = (
            -66
            - 26 * math.sin(share * 3.0)
            + share * 66
            + (8 if number % 2 else -4)
            + chance.uniform(-3, 3)
        )
        body += oval(
            x,
            y,
            7,
            12.5,
            radial(light(colour, 0.5), colour, dark(colour, 0.25)),
            f'transform="rotate({-30 + share * 50 + (34 if number % 2 else -34):.0f} {x:.0f} {y:.0f})"',
        )
    return stamp(
        body
        + path(
            "M-20,80 C-60,20 -70,-20 -96,-50 C-60,-40 -34,10 -16,60Z", mix(colour, "#7fa040", 0.6)
        )
    )


def shrimp(colour: str = "#8fb0a4") -> str:
    """A river shrimp, head to the left."""
    back = "M-78,-14 C-50,-46 20,-58 62,-22 C86,0 84,40 58,66 C64,36 48,14 22,10 C-10,6 -50,22 -78,-14Z"
    body = line(
        "M-74,-20 C-110,-50 -60,-96 10,-92 M-76,-16 C-130,-20 -120,-70 -60,-84 M-70,-4 C-100,20 -96,50 -70,58",
        colour,
        3,
    )
    body += path(
        back,
        radial(light(colour, 0.6), colour, dark(colour, 0.3), cx=0.4, cy=0.2),
        'fill-opacity=".95"',
    )
    for d in (
        "M-20,-42 C-10,-24 -14,-6 -22,10",
        "M6,-50 C16,-30 14,-10 6,8",
        "M34,-44 C40,-26 36,-4 24,10",
        "M58,-26 C56,-8 52,8 38,18",
        "M74,-4 C66,6 58,18 50,30",
    ):
        body += line(d, dark(colour, 0.35), 3.5, 'opacity=".6"')
    for x in (-40, -24, -8, 8, 22):
        body += line(f"M{x},10 q-8,16 -16,22", dark(colour, 0.15), 3.5)
    body += path(
        "M58,60 C44,84 60,100 74,102 C74,86 80,74 64,60Z M60,62 C40,68 30,86 34,98 C48,94 58,84 66,64Z",
        dark(colour, 0.12),
    )
    return stamp(body + oval(-66, -26, 6, 6, "#1c1a1a") + oval(-68, -28, 2, 2, "#fff"))


def crab(shell: str) -> str:
    """A mitten crab from above, hairy claws forward."""
    legs = ""
    for side in (-1, 1):
        for number, (x, y) in enumerate(((96, -14), (104, 16), (98, 46), (78, 72))):
            legs += line(
                f"M{side * 44},{4 + number * 12} L{side * (x * 0.8):.0f},{y - 12} L{side * x},{y + 14}",
                dark(shell, 0.15),
                10 - number,
            ) + line(f"M{side * (x * 0.92):.0f},{y + 4} L{side * x},{y + 16}", "#d9a441", 4)
        legs += line(
            f"M{side * 40},-22 C{side * 64},-36 {side * 66},-54 {side * 58},-66", shell, 17
        )
        legs += oval(side * 56, -60, 17, 14, "#4a3a26") + path(
            f"M{side * 46},-66 C{side * 40},-96 {side * 58},-104 {side * 64},-106 C{side * 60},-92 {side * 58},-84 {side * 62},-76 C{side * 70},-86 {side * 76},-88 {side * 78},-96 C{side * 90},-80 {side * 84},-60 {side * 66},-58Z",
            radial(light(shell, 0.3), shell, dark(shell, 0.3)),
        )
    d = "M-40,-40 C-20,-50 20,-50 40,-40 C66,-26 72,4 62,30 C50,58 -50,58 -62,30 C-72,4 -66,-26 -40,-40Z"
    body = path(d, radial(light(shell, 0.35), shell, dark(shell, 0.4), cx=0.42, cy=0.25))
    body += line(
        "M-26,-14 C-14,0 -18,16 -24,24 M26,-14 C14,0 18,16 24,24 M-12,-22 H12 M-10,26 H10",
        dark(shell, 0.45),
        5,
        'opacity=".55"',
    )
    eyes = "".join(
        line(f"M{x},-42 L{x * 1.25},-56", dark(shell, 0.2), 6)
        + oval(x * 1.25, -57, 6, 6, "#17120e")
        for x in (-16, 16)
    )
    return stamp(
        legs
        + body
        + eyes
        + oval(-22, -24, 20, 8, "#fff", 'opacity=".25" transform="rotate(-18 -22 -24)"')
    )


def straw_tie() -> str:
    return stamp(
        line("M-70,10 C-30,-8 30,-8 70,10 M-66,24 C-26,8 26,8 66,24", "#d9b45a", 8)
        + line("M0,-56 C6,-20 6,20 0,60", "#c79c42", 8)
        + path(
            "M-4,-2 C-34,-26 -40,2 -4,6 C-36,22 -22,38 4,8 C30,36 42,20 8,4 C42,0 34,-26 4,-2Z",
            "#e3c270",
        )
    )


def hydrangea(colour: str, seed: int) -> str:
    chance = random.Random(seed)
    petal = path("M0,0 C-16,-8 -16,-26 0,-30 C16,-26 16,-8 0,0Z", "currentColor")
    body = oval(0, 0, 84, 80, dark(colour, 0.35))
    spots = [(0.0, 0.0)] + [
        (
            far * math.cos(n / count * math.tau + far),
            far * 0.95 * math.sin(n / count * math.tau + far),
        )
        for far, count in ((80, 15), (58, 11), (34, 7))
        for n in range(count)
    ]
    for x, y in sorted(spots, key=lambda spot: -abs(spot[0]) - abs(spot[1])):
        tone = mix(
            colour,
            chance.choice(["#ffffff", "#f4b8dc", "#7d7fe0", "#ffffff"]),
            chance.uniform(0.1, 0.5),
        )
        turn = chance.uniform(0, 90)
        body += (
            f'<g transform="translate({x:.0f} {y:.0f}) rotate({turn:.0f}) scale(.85)" color="{tone}">'
            + "".join(f'<g transform="rotate({q})">{petal}</g>' for q in (0, 90, 180, 270))
            + oval(0, 0, 5, 5, light(tone, 0.7))
            + "</g>"
        )
    return stamp(body)
