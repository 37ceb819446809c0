"""SVG in strings: colours, gradients kept once by their contents, stamps, placing."""

import hashlib
import math
import random
from collections.abc import Iterable

DEFS: dict[str, str] = {}


def _keep(kind: str, body: str) -> str:
    key = kind + hashlib.sha256(body.encode()).hexdigest()[:10]
    DEFS[key] = body.replace("<KEY>", key)
    return key


def mix(one: str, two: str, share: float) -> str:
    """The colour `share` of the way from one to two."""
    pairs = [(int(one[i : i + 2], 16), int(two[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def dark(colour: str, share: float = 0.3) -> str:
    return mix(colour, "#2a1a10", share)


def light(colour: str, share: float = 0.4) -> str:
    return mix(colour, "#fffbe8", share)


def _stops(colours: Iterable[str | tuple[str, float]]) -> str:
    listed = list(colours)
    last = max(1, len(listed) - 1)
    out = ""
    for number, entry in enumerate(listed):
        colour, alpha = entry if isinstance(entry, tuple) else (entry, 1.0)
        out += f'<stop offset="{number / last:.3f}" stop-color="{colour}" stop-opacity="{alpha}"/>'
    return out


def radial(
    *colours: str | tuple[str, float], cx: float = 0.36, cy: float = 0.3, r: float = 0.8
) -> str:
    body = (
        f'<radialGradient id="<KEY>" cx="{cx}" cy="{cy}" r="{r}">{_stops(colours)}</radialGradient>'
    )
    return f"url(#{_keep('r', body)})"


def down(*colours: str | tuple[str, float], turn: int = 90) -> str:
    """A straight gradient, from top to bottom unless turned (0 = left to right)."""
    x, y = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    body = (
        f'<linearGradient id="<KEY>" x1="0" y1="0" x2="{abs(x):.3f}" y2="{abs(y):.3f}">'
        f"{_stops(colours)}</linearGradient>"
    )
    return f"url(#{_keep('l', body)})"


def stamp(drawing: str) -> str:
    """Keep a drawing once and give back a reference to it, for heaps of the same thing."""
    return f'<use href="#{_keep("s", f"<g id={chr(34)}<KEY>{chr(34)}>{drawing}</g>")}"/>'


def path(d: str, fill: str, more: str = "") -> str:
    return f'<path d="{d}" fill="{fill}" {more}/>'


def line(d: str, colour: str, width: float, more: str = "") -> str:
    return (
        f'<path d="{d}" fill="none" stroke="{colour}" stroke-width="{width}"'
        f' stroke-linecap="round" stroke-linejoin="round" {more}/>'
    )


def oval(x: float, y: float, rx: float, ry: float, fill: str, more: str = "") -> str:
    return f'<ellipse cx="{x:.1f}" cy="{y:.1f}" rx="{rx:.1f}" ry="{ry:.1f}" fill="{fill}" {more}/>'


def box(x: float, y: float, w: float, h: float, fill: str, r: float = 0, more: str = "") -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{w:.1f}" height="{h:.1f}" rx="{r}" fill="{fill}" {more}/>'


def put(
    drawing: str, x: float, y: float, size: float = 200, turn: float = 0, flip: bool = False
) -> str:
    """Place a drawing made around 0,0 in a field of 200, `size` wide, centred on x,y."""
    scale = size / 200
    sx = -scale if flip else scale
    return (
        f'<g transform="translate({x:.1f} {y:.1f}) rotate({turn:.1f})'
        f' scale({sx:.4f} {scale:.4f})">{drawing}</g>'
    )


def shadow(x: float, y: float, rx: float, ry: float, strength: float = 0.35) -> str:
    fill = radial(
        ("#2a1408", strength), ("#2a1408", strength * 0.6), ("#2a1408", 0), cx=0.5, cy=0.5, r=0.5
    )
    return oval(x, y, rx, ry, fill)


def faded(drawing: str, opacity: float) -> str:
    return f'<g opacity="{opacity}">{drawing}</g>'


def clipped(drawing: str, outline: str) -> str:
    key = _keep("c", f'<clipPath id="<KEY>">{outline}</clipPath>')
    return f'<g clip-path="url(#{key})">{drawing}</g>'


def hued(drawing: str, degrees: int, saturation: float = 1.0) -> str:
    """Turn the colours of an icon: a live crab is green, a boiled one red."""
    body = (
        '<filter id="<KEY>" color-interpolation-filters="sRGB">'
        f'<feColorMatrix type="hueRotate" values="{degrees}"/>'
        f'<feColorMatrix type="saturate" values="{saturation}"/></filter>'
    )
    return f'<g filter="url(#{_keep("f", body)})">{drawing}</g>'


def heap(
    drawings: list[str],
    x: float,
    y: float,
    counts: list[int],
    size: float,
    seed: int,
    step: float = 0.78,
    rise: float = 0.5,
    turns: float = 25,
) -> str:
    """Rows of things, the back (and highest) row first; `counts` from the back to the front."""
    chance = random.Random(seed)
    out = ""
    for row, count in enumerate(counts):
        row_y = y + row * size * rise
        for place in range(count):
            px = x + (place - (count - 1) / 2) * size * step + chance.uniform(-0.06, 0.06) * size
            py = row_y + chance.uniform(-0.05, 0.05) * size
            out += shadow(px, py + size * 0.36, size * 0.55, size * 0.26, 0.38)
            wide = size * chance.uniform(0.94, 1.06)
            out += put(chance.choice(drawings), px, py, wide, chance.uniform(-turns, turns))
    return out


def scatter(drawings: list[str], places: list[tuple[float, float]], size: float, seed: int) -> str:
    """Things lying about, each with its shadow, turned by chance."""
    chance = random.Random(seed)
    out = ""
    for x, y in places:
        out += shadow(x, y + size * 0.3, size * 0.5, size * 0.2, 0.32)
        out += put(
            chance.choice(drawings), x, y, size * chance.uniform(0.9, 1.1), chance.uniform(-60, 60)
        )
    return out


def sheet(width: int, height: int, drawing: str) -> str:
    kept = "".join(DEFS.values())
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
        f' width="{width}" height="{height}"><defs>{kept}</defs>{drawing}</svg>'
    )
