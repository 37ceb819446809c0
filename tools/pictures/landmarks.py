"""Pagoda, bridge, trees, sheds: what landscapes are put together from."""

from tools.pictures import beneath as b
from tools.pictures import fruit as f
from tools.pictures.paint import (
    box,
    dark,
    down,
    heap,
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


def pagoda(x: float, foot: float, tall: float, storeys: int = 9, wall: str = "#b5563c") -> str:
    out, step = "", tall * 0.84 / storeys
    for n in range(storeys):
        wide = tall * 0.19 * (1 - 0.55 * n / storeys)
        y = foot - n * step
        out += box(
            x - wide * 0.36,
            y - step,
            wide * 0.72,
            step,
            down(light(wall, 0.2), wall, dark(wall, 0.3), turn=0),
        )
        out += box(x - wide * 0.08, y - step * 0.7, wide * 0.16, step * 0.5, "#3a2418", 2)
        out += path(
            f"M{x - wide * 0.72:.1f},{y - step + 2:.1f} Q{x - wide * 0.4:.1f},{y - step * 1.1:.1f} {x - wide * 0.3:.1f},{y - step * 1.3:.1f} H{x + wide * 0.3:.1f} Q{x + wide * 0.4:.1f},{y - step * 1.1:.1f} {x + wide * 0.72:.1f},{y - step + 2:.1f}Z",
            down("#8a6a3c", "#4a3a2a"),
        )
    return (
        out
        + line(f"M{x},{foot - storeys * step - step * 0.2:.0f} V{foot - tall:.0f}", "#c99a3c", 5)
        + oval(x, foot - tall * 0.94, 6, 6, "#e3b84a")
    )


def bridge(x: float, y: float, wide: float) -> str:
    """A humpbacked stone bridge with one arch; y is the water."""
    d = f"M{x - wide / 2},{y} C{x - wide * 0.3:.0f},{y - wide * 0.1:.0f} {x - wide * 0.16:.0f},{y - wide * 0.34:.0f} {x},{y - wide * 0.34:.0f} C{x + wide * 0.16:.0f},{y - wide * 0.34:.0f} {x + wide * 0.3:.0f},{y - wide * 0.1:.0f} {x + wide / 2},{y} H{x + wide * 0.2:.0f} A{wide * 0.2:.0f},{wide * 0.2:.0f} 0 0 0 {x - wide * 0.2:.0f},{y}Z"
    rail = f"M{x - wide / 2},{y - 12} C{x - wide * 0.3:.0f},{y - wide * 0.1 - 14:.0f} {x - wide * 0.16:.0f},{y - wide * 0.34 - 16:.0f} {x},{y - wide * 0.34 - 16:.0f} C{x + wide * 0.16:.0f},{y - wide * 0.34 - 16:.0f} {x + wide * 0.3:.0f},{y - wide * 0.1 - 14:.0f} {x + wide / 2},{y - 12}"
    return (
        path(d, down("#e0d9c6", "#a9a290"))
        + line(rail, "#c9c1ab", 7)
        + oval(x, y + 4, wide * 0.2, wide * 0.06, "#33545a", 'opacity=".25"')
    )


def tree(x: float, foot: float, tall: float, crown: str, fruit: str = "", seed: int = 1) -> str:
    out = line(
        f"M{x},{foot} q-6,{-tall * 0.3:.0f} 2,{-tall * 0.5:.0f} M{x},{foot - tall * 0.35:.0f} l{tall * 0.16:.0f},{-tall * 0.18:.0f}",
        "#6b4a2c",
        tall * 0.07,
    )
    for dx, dy, r in (
        (-0.22, 0.6, 0.25),
        (0.22, 0.6, 0.25),
        (0, 0.78, 0.28),
        (-0.1, 0.58, 0.24),
        (0.12, 0.66, 0.26),
    ):
        out += oval(
            x + dx * tall,
            foot - dy * tall,
            r * tall,
            r * tall * 0.86,
            radial(light(crown, 0.35), crown, dark(crown, 0.2)),
        )
    if fruit:
        for n in range(9):
            out += put(
                fruit,
                x + ((n * 37 + seed * 13) % 54 - 27) / 100 * tall,
                foot - (0.44 + ((n * 29 + seed * 7) % 46) / 100) * tall,
                tall * 0.115,
            )
    return out


def orchard(w: int, y: float, crown: str, fruit: str, rows: int = 3, gap: float = 130) -> str:
    out = ""
    for row in range(rows):
        tall, foot = 90 + row * 36, y + row * 52
        for n in range(int(w / (gap + row * 34)) + 2):
            out += tree(
                n * (gap + row * 34) - row % 2 * 60,
                foot,
                tall,
                mix(crown, "#ffffff", 0.2 - row * 0.08),
                fruit if row else "",
                n + row,
            )
    return out


def greenhouses(w: int, y: float, count: int, colour: str = "#f6fbfb") -> str:
    out, wide = "", w / count
    for n in range(count):
        x = n * wide
        out += f'<path d="M{x + 8:.0f} {y} V{y - wide * 0.3:.0f} C{x + 8:.0f} {y - wide * 0.62:.0f} {x + wide - 8:.0f} {y - wide * 0.62:.0f} {x + wide - 8:.0f} {y - wide * 0.3:.0f} V{y}Z" fill="{colour}" fill-opacity=".75" stroke="#b9cccf" stroke-width="4"/>'
        out += box(
            x + wide * 0.4,
            y - wide * 0.28,
            wide * 0.2,
            wide * 0.28,
            "#dfeeee",
            4,
            'stroke="#b9cccf" stroke-width="3"',
        )
    return out


def shed(x: float, y: float, wide: float) -> str:
    out = (
        shadow(x, y + 4, wide * 0.6, 18)
        + box(x - wide / 2, y - wide * 0.42, wide, wide * 0.42, down("#fffaf0", "#e6dcc6"))
        + path(
            f"M{x - wide * 0.6:.0f},{y - wide * 0.4:.0f} L{x - wide * 0.44:.0f},{y - wide * 0.66:.0f} H{x + wide * 0.44:.0f} L{x + wide * 0.6:.0f},{y - wide * 0.4:.0f}Z",
            down("#5f6668", "#383d40"),
        )
    )
    out += box(x - wide * 0.36, y - wide * 0.3, wide * 0.26, wide * 0.3, "#6f4a2c", 3) + box(
        x + wide * 0.06,
        y - wide * 0.28,
        wide * 0.3,
        wide * 0.16,
        "#cfe3e6",
        3,
        'stroke="#8a6a4a" stroke-width="5"',
    )
    return (
        out
        + oval(x, y - wide * 0.5, wide * 0.06, wide * 0.06, "#0f6b46")
        + put(f.leaf("#e3ecb0"), x, y - wide * 0.5, wide * 0.09, -38)
    )


def van(x: float, y: float, size: float) -> str:
    body = oval(0, 62, 110, 12, "#000", 'opacity=".18"') + path(
        "M-100,-46 H36 C64,-46 78,-10 96,-2 C104,2 104,20 104,50 H-100Z", down("#2a8f62", "#0f6b46")
    )
    body += (
        path("M42,-34 C58,-32 66,-12 74,-4 H42Z", "#d9eef0")
        + box(-100, 14, 204, 9, "#e3d26a")
        + put(f.leaf("#e3ecb0"), -40, -14, 56, -38)
    )
    for x0 in (-58, 58):
        body += oval(x0, 52, 22, 22, "#2a2c2c") + oval(x0, 52, 10, 10, "#b9bfbf")
    return put(stamp(body), x, y, size)


def crate_of(
    x: float, y: float, w: float, drawings: list[str], size: float, seed: int, counts: list[int]
) -> str:
    back, front = b.crate(x, y, w, w * 0.3)
    return (
        back
        + heap(
            drawings,
            x,
            y - size * (0.55 + 0.46 * (len(counts) - 1)),
            counts,
            size,
            seed,
            0.78,
            0.46,
        )
        + front
    )


def basket_of(
    x: float, y: float, w: float, drawings: list[str], size: float, seed: int, counts: list[int]
) -> str:
    back, front = b.basket(x, y, w, w * 0.36)
    return (
        back
        + heap(
            drawings,
            x,
            y - size * (0.22 + 0.46 * (len(counts) - 1)),
            counts,
            size,
            seed,
            0.78,
            0.46,
        )
        + front
    )


def near(drawing: str) -> str:
    """What stands before us at the right of a hall: a quarter larger, the foot kept."""
    return f'<g transform="translate(1600 640) scale(1.25) translate(-1590 -636)">{drawing}</g>'


def bank(w: int, h: int, y: float, colour: str) -> str:
    """The near ground, on which things stand."""
    return path(
        f"M0,{y} C{w * 0.3:.0f},{y - 30} {w * 0.7:.0f},{y + 24} {w},{y - 14} V{h} H0Z",
        down(light(colour, 0.2), colour, dark(colour, 0.25)),
    )
