"""Boxes per pack as form fields: `boxes-<variant id>`, in pages, links and what comes back."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from app.ground.quantities import parse_id, parse_quantity
from app.ground.refusals import Missing
from app.orders.cart import MOST_BOXES
from app.web.forms import Form

PREFIX = "boxes-"


class Boxed(Protocol):
    """What an order's line and nothing else here has."""

    @property
    def variant_id(self) -> object: ...
    @property
    def boxes(self) -> object: ...


def wanted_of(form: Form) -> dict[int, int]:
    """Empty fields and 0 are packs that were not chosen; a bad number is noted in the form."""
    wanted = {}
    for name, text in form.values.items():
        variant_id = _variant_id(name)
        if variant_id is None or not text.strip():
            continue
        boxes = form.take(name, parse_quantity, least=0, most=MOST_BOXES)
        if boxes:
            wanted[variant_id] = boxes
    return wanted


def as_fields(lines: Iterable[Boxed]) -> dict[str, int]:
    """Two lines of one pack, from two lots, are one field."""
    fields: dict[str, int] = {}
    for line in lines:
        name = f"{PREFIX}{line.variant_id}"
        fields[name] = min(fields.get(name, 0) + int(str(line.boxes)), MOST_BOXES)
    return fields


def fields_of(wanted: Mapping[int, int]) -> dict[str, int]:
    return {f"{PREFIX}{variant_id}": boxes for variant_id, boxes in wanted.items()}


def _variant_id(name: str) -> int | None:
    if not name.startswith(PREFIX):
        return None
    try:
        return parse_id(name.removeprefix(PREFIX))
    except Missing:
        return None
