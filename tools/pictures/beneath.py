"""What things stand on and in: boards, cloths, crates, baskets.

Vessels are made in two halves, so that a heap fits between them.
"""

import random

from tools.pictures.fruit import leaf
from tools.pictures.paint import (
    box,
    clipped,
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
    shadow,
    stamp,
)


def planks(w: int, h: int, y: float, colour: str, seed: int = 1) -> str:
    chance, out = (
        random.Random(seed),
        box(0, y, w, h - y, down(light(colour, 0.25), colour, dark(colour, 0.25))),
    )
    rows = 4
    for row in range(rows + 1):
        py = y + (h - y) * (row / rows) ** 1.4
        out += line(f"M0,{py:.0f} H{w}", dark(colour, 0.45), 3, 'opacity=".45"')
    for _ in range(26):
        px, py, long = chance.uniform(0, w), chance.uniform(y + 6, h), chance.uniform(40, 190)
        out += line(
            f"M{px:.0f},{py:.0f} q{long / 2:.0f},{chance.uniform(-5, 5):.0f} {long:.0f},0",
            dark(colour, 0.35),
            2,
            'opacity=".28"',
        )
    return out + box(0, y, w, 8, light(colour, 0.5), 0, 'opacity=".6"')


def cloth(w: int, h: int, y: float, colour: str, kind: str = "plain", seed: int = 1) -> str:
    """A spread cloth: plain, stripe, check, or blue print with white flowers."""
    edge = f"M0,{y} C{w * 0.25:.0f},{y - 14} {w * 0.6:.0f},{y + 16} {w},{y - 4} V{h} H0Z"
    out = path(edge, down(light(colour, 0.25), colour, dark(colour, 0.18)))
    chance = random.Random(seed)
    if kind in ("stripe", "check"):
        marks = "".join(
            line(
                f"M{w * n / 9 + (n - 4.5) * 0:.0f},{y - 30} L{w / 2 + (w * n / 9 - w / 2) * 1.9:.0f},{h}",
                light(colour, 0.6),
                13,
                'opacity=".5"',
            )
            for n in range(10)
        )
        if kind == "check":
            marks += "".join(
                line(
                    f"M0,{y + (h - y) * (n / 5) ** 1.3:.0f} H{w}",
                    light(colour, 0.6),
                    9 + n * 2,
                    'opacity=".5"',
                )
                for n in range(1, 6)
            )
        out += clipped(marks, path(edge, "#000"))
    if kind == "print":
        marks = ""
        for row in range(6):
            for n in range(12):
                x, py, r = (
                    (n + (row % 2) * 0.5) * w / 11,
                    y + 22 + (h - y) * row / 5.4,
                    10 + row * 1.6,
                )
                marks += (
                    "".join(
                        f'<g transform="translate({x:.0f} {py:.0f}) rotate({t}) scale(1 .9)">{path(f"M0,0 C-{r * 0.6:.0f},-{r * 0.5:.0f} -{r * 0.4:.0f},-{r:.0f} 0,-{r:.0f} C{r * 0.4:.0f},-{r:.0f} {r * 0.6:.0f},-{r * 0.5:.0f} 0,0Z", "#eef3f5")}</g>'
                        for t in range(0, 360, 72)
                    )
                    if (n + row) % 2
                    else oval(x, py, 4, 4, "#eef3f5")
                )
        out += faded(clipped(marks, path(edge, "#000")), 0.85)
    for _ in range(4):
        x = chance.uniform(0, w)
        out += line(
            f"M{x:.0f},{y + 12} q{chance.uniform(-60, 60):.0f},{(h - y) / 2:.0f} {chance.uniform(-30, 30):.0f},{h - y:.0f}",
            dark(colour, 0.3),
            16,
            'opacity=".1"',
        )
    return out


def mat(w: int, h: int, y: float, colour: str = "#d9b870") -> str:
    """A woven bamboo mat."""
    out = box(0, y, w, h - y, down(light(colour, 0.3), colour))
    for row in range(14):
        py, tall = y + (h - y) * row / 14, (h - y) / 14
        for n in range(21):
            x = (n + (row % 2) * 0.5) * w / 20 - 20
            out += box(
                x,
                py + 1,
                w / 20 - 3,
                tall - 2,
                mix(colour, "#9a7430", ((n * 7 + row * 3) % 5) / 9),
                2,
                'opacity=".5"',
            )
    return out


def crate(x: float, y: float, w: float, tall: float, colour: str = "#c99a5c") -> tuple[str, str]:
    """A slatted wooden crate: its back and its front; y is the upper edge of the front."""
    back = shadow(x, y + tall + 6, w * 0.62, 44, 0.45)
    back += path(
        f"M{x - w / 2},{y} L{x - w * 0.44:.0f},{y - 62} H{x + w * 0.44:.0f} L{x + w / 2},{y}Z",
        down(dark(colour, 0.55), dark(colour, 0.4)),
    )
    front, slats = "", 3
    for n in range(slats):
        sy = y + n * tall / slats
        front += box(
            x - w / 2,
            sy,
            w,
            tall / slats - 9,
            down(light(colour, 0.3), colour, dark(colour, 0.2)),
            4,
        )
        front += line(
            f"M{x - w * 0.42:.0f},{sy + 14:.0f} q{w * 0.2:.0f},6 {w * 0.4:.0f},0 M{x + w * 0.05:.0f},{sy + 24:.0f} q{w * 0.15:.0f},-6 {w * 0.36:.0f},0",
            dark(colour, 0.35),
            2,
            'opacity=".4"',
        )
    for side in (-1, 1):
        px = x + side * (w / 2 - 20)
        front += box(
            px - 17, y - 12, 34, tall + 8, down(light(colour, 0.4), colour, dark(colour, 0.3)), 4
        )
        front += "".join(
            oval(px, y + n * tall / slats + 14, 4, 4, dark(colour, 0.5)) for n in range(slats)
        )
    return back, front


def basket(
    x: float, y: float, w: float, tall: float, colour: str = "#c08a45", handle: bool = False
) -> tuple[str, str]:
    """A round woven basket: back and front; y is the rim."""
    back = shadow(x, y + tall, w * 0.5, 38, 0.45)
    if handle:
        back += line(
            f"M{x - w * 0.42:.0f},{y} C{x - w * 0.4:.0f},{y - w * 0.82:.0f} {x + w * 0.4:.0f},{y - w * 0.82:.0f} {x + w * 0.42:.0f},{y}",
            dark(colour, 0.2),
            22,
        )
        back += line(
            f"M{x - w * 0.42:.0f},{y} C{x - w * 0.4:.0f},{y - w * 0.82:.0f} {x + w * 0.4:.0f},{y - w * 0.82:.0f} {x + w * 0.42:.0f},{y}",
            light(colour, 0.25),
            9,
            'stroke-dasharray="12 10"',
        )
    back += oval(x, y, w / 2, w * 0.13, dark(colour, 0.6))
    d = f"M{x - w / 2},{y} C{x - w * 0.48:.0f},{y + tall * 0.7:.0f} {x - w * 0.38:.0f},{y + tall:.0f} {x - w * 0.3:.0f},{y + tall:.0f} H{x + w * 0.3:.0f} C{x + w * 0.38:.0f},{y + tall:.0f} {x + w * 0.48:.0f},{y + tall * 0.7:.0f} {x + w / 2},{y} C{x + w * 0.36:.0f},{y + w * 0.16:.0f} {x - w * 0.36:.0f},{y + w * 0.16:.0f} {x - w / 2},{y}Z"
    weave, size = "", 26
    for row in range(int((tall + w * 0.1) / 17) + 1):
        for n in range(int(w / size) + 2):
            px, py = (
                x - w / 2 + (n + row % 2 * 0.5) * size - size / 2,
                y + row * 17 + (0.42 - (((n + 0.5) * size / w) - 0.5) ** 2 * 1.7) * w * 0.2,
            )
            weave += box(
                px, py, size - 3, 14, down(light(colour, 0.35), colour, dark(colour, 0.25)), 6
            )
    front = path(d, dark(colour, 0.45)) + clipped(weave, path(d, "#000"))
    front += line(
        f"M{x - w / 2},{y} C{x - w * 0.36:.0f},{y + w * 0.17:.0f} {x + w * 0.36:.0f},{y + w * 0.17:.0f} {x + w / 2},{y}",
        dark(colour, 0.25),
        20,
    )
    front += line(
        f"M{x - w / 2},{y - 2} C{x - w * 0.36:.0f},{y + w * 0.165:.0f} {x + w * 0.36:.0f},{y + w * 0.165:.0f} {x + w / 2},{y - 2}",
        light(colour, 0.3),
        8,
        'stroke-dasharray="14 8"',
    )
    return back, front


def tray(x: float, y: float, rx: float, ry: float, colour: str = "#d3a75c") -> str:
    """A flat round tray of woven bamboo."""
    out = (
        shadow(x, y + ry * 0.5, rx * 1.1, ry * 0.95, 0.4)
        + oval(x, y + 12, rx, ry, dark(colour, 0.45))
        + oval(x, y, rx, ry, colour)
    )
    lines = "".join(
        f"M{x - rx + n * rx / 11:.0f},{y - ry} l{rx * 0.6:.0f},{ry * 2} M{x - rx * 0.6 + n * rx / 11:.0f},{y - ry} l{-rx * 0.6:.0f},{ry * 2} "
        for n in range(0, 24)
    )
    out += clipped(
        line(lines, dark(colour, 0.22), 4, 'opacity=".5"'), oval(x, y, rx * 0.93, ry * 0.91, "#000")
    )
    return (
        out
        + oval(
            x,
            y,
            rx * 0.965,
            ry * 0.95,
            "none",
            f'stroke="{dark(colour, 0.25)}" stroke-width="{ry * 0.12:.0f}"',
        )
        + oval(
            x,
            y - 4,
            rx * 0.975,
            ry * 0.96,
            "none",
            f'stroke="{light(colour, 0.35)}" stroke-width="{ry * 0.05:.0f}"',
        )
    )


def plate(
    x: float, y: float, rx: float, ry: float, rim: str = "#3a6ea5", colour: str = "#fdfcf6"
) -> str:
    out = (
        shadow(x, y + ry * 0.45, rx * 1.12, ry * 0.95, 0.38)
        + oval(x, y + 10, rx, ry, dark(colour, 0.25))
        + oval(x, y, rx, ry, radial(colour, colour, dark(colour, 0.1), cx=0.5, cy=0.4))
    )
    return (
        out
        + oval(x, y, rx * 0.92, ry * 0.9, "none", f'stroke="{rim}" stroke-width="4" opacity=".7"')
        + oval(
            x, y + 2, rx * 0.7, ry * 0.66, "none", f'stroke="{rim}" stroke-width="2" opacity=".4"'
        )
    )


def board(x: float, y: float, w: float, tall: float, colour: str = "#b98350") -> str:
    d = f"M{x - w * 0.44:.0f},{y} H{x + w * 0.44:.0f} L{x + w / 2},{y + tall} H{x - w / 2}Z"
    out = (
        shadow(x, y + tall, w * 0.58, 40, 0.45)
        + path(d, down(light(colour, 0.3), colour))
        + box(x - w / 2, y + tall, w, 22, down(dark(colour, 0.2), dark(colour, 0.45)), 5)
    )
    return out + "".join(
        line(
            f"M{x - w * 0.43:.0f},{y + tall * n / 6:.0f} q{w * 0.4:.0f},{6 - n * 2} {w * 0.86:.0f},0",
            dark(colour, 0.3),
            2.5,
            'opacity=".35"',
        )
        for n in range(1, 6)
    )


def carton(x: float, y: float, w: float, tall: float, colour: str = "#d9b384") -> tuple[str, str]:
    """An open posting box: back flaps, and the front with the leaf mark."""
    back = shadow(x, y + tall + 4, w * 0.62, 40, 0.45)
    back += path(
        f"M{x - w / 2},{y} L{x - w * 0.62:.0f},{y - 52} L{x - w * 0.5:.0f},{y - 84} L{x - w * 0.42:.0f},{y - 40}Z",
        dark(colour, 0.12),
    ) + path(
        f"M{x + w / 2},{y} L{x + w * 0.62:.0f},{y - 52} L{x + w * 0.5:.0f},{y - 84} L{x + w * 0.42:.0f},{y - 40}Z",
        dark(colour, 0.12),
    )
    back += path(
        f"M{x - w / 2},{y} L{x - w * 0.42:.0f},{y - 56} H{x + w * 0.42:.0f} L{x + w / 2},{y}Z",
        dark(colour, 0.5),
    )
    front = box(
        x - w / 2, y, w, tall, down(light(colour, 0.25), colour, dark(colour, 0.12)), 3
    ) + path(
        f"M{x - w / 2},{y} H{x + w / 2} L{x + w * 0.54:.0f},{y + 30} H{x - w * 0.54:.0f}Z",
        light(colour, 0.35),
    )
    front += oval(x, y + tall * 0.62, tall * 0.24, tall * 0.24, "#0f6b46") + put(
        leaf("#dfe8a0", True), x, y + tall * 0.62, tall * 0.36, -38
    )
    return back, front


def lamp(x: float, y: float, size: float) -> str:
    """A red paper lantern."""
    body = (
        line("M0,-100 V-70", "#5a3a1c", 5)
        + oval(0, 0, 70, 66, radial("#ff8a5a", "#d9342c", "#8e1620"))
        + "".join(
            oval(0, 0, rx, 66, "none", 'stroke="#ffd27a" stroke-width="3" opacity=".5"')
            for rx in (18, 42)
        )
    )
    return put(
        stamp(
            body
            + box(-28, -74, 56, 14, "#e3b24a", 4)
            + box(-28, 60, 56, 14, "#e3b24a", 4)
            + line("M-10,74 V104 M0,74 V110 M10,74 V104", "#d9342c", 5)
        ),
        x,
        y,
        size,
    )
