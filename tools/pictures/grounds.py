"""What stands behind: skies, hills, terraces, water, villages. Every ground fills `w` by `h`."""

import math
import random

from tools.pictures.fruit import leaf
from tools.pictures.paint import (
    box,
    dark,
    down,
    faded,
    light,
    line,
    mix,
    oval,
    path,
    put,
    radial,
)
from tools.pictures.vegetables import rice_ear


def sky(
    w: int, h: int, top: str, bottom: str, sun: tuple[float, float, float, str] | None = None
) -> str:
    out = box(0, 0, w, h, down(top, bottom))
    if sun:
        x, y, r, colour = sun
        out += oval(
            x, y, r * 2.1, r * 2.1, radial((colour, 0.5), (colour, 0), cx=0.5, cy=0.5, r=0.5)
        ) + oval(x, y, r, r, colour)
    return out


def hills(w: int, h: int, y: float, colours: list[str], seed: int, swing: float = 60) -> str:
    """Ridges one before the other, the first the farthest."""
    chance, out = random.Random(seed), ""
    for number, colour in enumerate(colours):
        base = y + number * swing * 0.62
        d, x = f"M0,{base:.0f}", 0.0
        while x < w:
            step = chance.uniform(0.18, 0.32) * w
            d += f" q{step / 2:.0f},{-chance.uniform(0.5, 1.3) * swing:.0f} {step:.0f},{chance.uniform(-0.2, 0.2) * swing:.0f}"
            x += step
        out += path(d + f" L{w + 400},{h} L0,{h}Z", down(light(colour, 0.25), colour))
    return out


def terraces(w: int, h: int, y: float, colour: str, seed: int, rows: int = 7) -> str:
    """Rows of clipped tea, curving over a slope."""
    out = ""
    for row in range(rows):
        share = row / rows
        base, thick = y + (h - y) * share**1.25, 16 + 34 * share
        bend = 46 * math.sin(row * 0.9 + seed)
        tone = mix(light(colour, 0.35), dark(colour, 0.25), share)
        out += path(
            f"M0,{base:.0f} C{w * 0.3:.0f},{base - bend - 26:.0f} {w * 0.6:.0f},{base + bend:.0f} {w},{base - 16:.0f} V{h} H0Z",
            dark(tone, 0.32),
        )
        for number in range(int(w / (thick * 0.85)) + 2):
            x = number * thick * 0.85
            t = x / w
            cy = (
                base * (1 - t) ** 3
                + 3 * (base - bend - 26) * t * (1 - t) ** 2
                + 3 * (base + bend) * t * t * (1 - t)
                + (base - 16) * t**3
            )
            out += oval(
                x,
                cy + thick * 0.3,
                thick * 0.62,
                thick * 0.55,
                radial(light(tone, 0.35), tone, dark(tone, 0.2)),
            )
    return out


def water(w: int, h: int, y: float, top: str, bottom: str, seed: int = 1) -> str:
    chance = random.Random(seed)
    out = box(0, y, w, h - y, down(top, bottom))
    for _ in range(int(w * (h - y) / 9000)):
        depth = chance.random()
        x, py, long = chance.uniform(0, w), y + 8 + (h - y - 8) * depth, 14 + 70 * depth
        out += line(
            f"M{x - long:.0f},{py:.0f} q{long / 2:.0f},{-3 - 5 * depth:.0f} {long:.0f},0 t{long:.0f},0",
            "#ffffff",
            1.5 + 2.5 * depth,
            'opacity=".4"',
        )
    return out


def paddy(w: int, h: int, y: float, colour: str, seed: int) -> str:
    """Ripe rice to the horizon, the nearest ears drawn."""
    chance, out = (
        random.Random(seed),
        box(0, y, w, h - y, down(light(colour, 0.3), colour, dark(colour, 0.2))),
    )
    for row in range(6):
        ry = y + (h - y) * (row / 6) ** 1.3
        out += line(
            f"M0,{ry:.0f} Q{w / 2},{ry - 8:.0f} {w},{ry:.0f}",
            dark(colour, 0.18),
            2,
            'opacity=".35"',
        )
    for number in range(16):
        x = w * (number + 0.5) / 16 + chance.uniform(-20, 20)
        out += put(
            rice_ear(mix(colour, "#f3cf5a", 0.5), number),
            x,
            h - chance.uniform(30, 90),
            chance.uniform(130, 190),
            chance.uniform(-10, 10),
            chance.random() < 0.4,
        )
    return out


def reeds(w: int, h: int, colour: str, seed: int, count: int = 18) -> str:
    chance, out = random.Random(seed), ""
    for _ in range(count):
        x = chance.choice([chance.uniform(-20, w * 0.22), chance.uniform(w * 0.8, w + 20)])
        tall, lean = chance.uniform(0.25, 0.55) * h, chance.uniform(-60, 60)
        out += line(
            f"M{x:.0f},{h} Q{x:.0f},{h - tall * 0.6:.0f} {x + lean:.0f},{h - tall:.0f}",
            mix(colour, "#3f5a2a", chance.uniform(0, 0.5)),
            chance.uniform(4, 9),
        )
        if chance.random() < 0.4:
            out += oval(
                x + lean,
                h - tall,
                8,
                30,
                "#8a5a2c",
                f'transform="rotate({lean / 4:.0f} {x + lean:.0f} {h - tall:.0f})"',
            )
    return out


def bamboo_grove(w: int, h: int, seed: int, colour: str = "#7fae5a") -> str:
    chance, out = random.Random(seed), ""
    for number in range(9):
        x, wide = w * number / 8 + chance.uniform(-30, 30), chance.uniform(16, 34)
        tone = mix(light(colour, 0.45), colour, wide / 34)
        out += box(x, -10, wide, h + 20, down(light(tone, 0.4), tone, dark(tone, 0.25), turn=0))
        for y in range(int(chance.uniform(0, 90)), h, 130):
            out += box(x - 2, y, wide + 4, 6, dark(tone, 0.25), 3) + box(
                x, y - 4, wide, 3, light(tone, 0.5)
            )
    for _ in range(34):
        out += faded(
            put(
                leaf(mix(colour, "#4f8a3a", chance.random()), False),
                chance.uniform(0, w),
                chance.uniform(-10, h * 0.45),
                chance.uniform(40, 90),
                chance.uniform(20, 160),
            ),
            0.85,
        )
    return out


def branch(
    x: float,
    y: float,
    size: float,
    fruit: str,
    count: int,
    seed: int,
    green: str = "#5a9a3e",
    turn: float = 0,
) -> str:
    """A hanging bough with leaves and fruit."""
    chance = random.Random(seed)
    out = line("M-100,-20 C-50,-40 0,-10 100,6", "#7a5632", 7)
    for _ in range(15):
        out += put(
            leaf(mix(green, "#2f6a2c", chance.random() * 0.6)),
            chance.uniform(-95, 95),
            chance.uniform(-40, 30),
            chance.uniform(44, 62),
            chance.uniform(10, 170),
        )
    for number in range(count):
        out += put(
            fruit,
            -70 + 140 * number / max(1, count - 1) + chance.uniform(-8, 8),
            34 + chance.uniform(-8, 18),
            chance.uniform(44, 52),
            chance.uniform(-10, 10),
        )
    return put(out, x, y, size, turn)


def white_walls(w: int, h: int, y: float, seed: int) -> str:
    """A Jiangnan street: white walls, black tiles, stepped gables."""
    chance, out, x, unit = random.Random(seed), "", -40.0, min(w, 900)
    while x < w:
        wide, tall = chance.uniform(0.16, 0.28) * unit, chance.uniform(0.14, 0.26) * h
        top = y - tall
        out += box(x, top, wide, h - top, down("#fffdf6", "#ece7da"))
        out += path(
            f"M{x - 16:.0f},{top:.0f} L{x - 8:.0f},{top - 26:.0f} L{x + wide / 2:.0f},{top - 34:.0f} L{x + wide + 8:.0f},{top - 26:.0f} L{x + wide + 16:.0f},{top:.0f}Z",
            down("#5a5f62", "#33373a"),
        )
        for number in range(int(wide / 12)):
            out += line(
                f"M{x + number * 12:.0f},{top - 26:.0f} V{top - 2:.0f}",
                "#2a2d30",
                2,
                'opacity=".5"',
            )
        if tall > 70:
            out += box(
                x + wide * 0.36, top + tall * 0.26, wide * 0.26, tall * 0.3, "#5a4434", 3
            ) + line(
                f"M{x + wide * 0.49:.0f},{top + tall * 0.26:.0f} v{tall * 0.3:.0f}", "#d9c49a", 3
            )
        x += wide * chance.uniform(0.9, 1.2)
    return out


def lattice(w: int, h: int, wood: str, light_through: str) -> str:
    """A window of ice-crack and squares, daylight behind it."""
    out = box(0, 0, w, h, down(light(light_through, 0.5), light_through))
    for n in range(1, 6):
        out += line(f"M{w * n / 6:.0f},0 V{h} M0,{h * n / 6:.0f} H{w}", wood, 9)
    for n in range(6):
        for m in range(6):
            if (n + m) % 2 == 0:
                x, y, s = w * n / 6, h * m / 6, w / 6
                out += line(
                    f"M{x + s * 0.5:.0f},{y:.0f} L{x + s:.0f},{y + s * 0.5:.0f} L{x + s * 0.5:.0f},{y + s:.0f} L{x:.0f},{y + s * 0.5:.0f}Z",
                    wood,
                    5,
                )
    return faded(out, 0.9)


def snow(w: int, h: int, seed: int, count: int = 60) -> str:
    chance = random.Random(seed)
    return "".join(
        oval(
            chance.uniform(0, w),
            chance.uniform(0, h),
            (r := chance.uniform(2, 7)),
            r,
            "#fff",
            f'opacity="{chance.uniform(0.5, 1):.2f}"',
        )
        for _ in range(count)
    )
