"""Box types: which there are, and which are still used. What was used once stays known."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import insert, select, update

from app.db import changed, insert_into, session
from app.ground.refusals import BoxMeasuresNotAllowed, ChoiceUnknown, Missing, NameTaken
from app.postage.models import BoxType

CLASSES = ("ambient", "dry", "cool", "frozen", "live")
_SIDES = ("length", "width", "height")


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxTypeDraft:
    """As in the model."""

    code: str
    name: str
    name_en: str
    tare_grams: int
    holds_grams: int
    inner_length_mm: int
    inner_width_mm: int
    inner_height_mm: int
    outer_length_mm: int
    outer_width_mm: int
    outer_height_mm: int
    temperature_classes: tuple[str, ...]
    is_degradable: bool
    is_returnable: bool
    deposit_fen: int


def load_box_types(rows: Iterable[Mapping[str, str]]) -> int:
    """Adds those whose code is not there yet; what the office has changed stays."""
    kept = set(session.scalars(select(BoxType.code)))
    added = [_values(_read(row)) for row in rows if row["code"] not in kept]
    if added:
        session.execute(insert(BoxType), added)
    return len(added)


def add_box_type(draft: BoxTypeDraft) -> int:
    """NameTaken for a code that was used before, also by a type that is not in use any more."""
    for side in _SIDES:
        if getattr(draft, f"inner_{side}_mm") > getattr(draft, f"outer_{side}_mm"):
            raise BoxMeasuresNotAllowed(field=f"inner_{side}_mm")
    if not draft.temperature_classes or not set(draft.temperature_classes) <= set(CLASSES):
        raise ChoiceUnknown(field="temperature_classes")
    if draft.deposit_fen and not draft.is_returnable:
        raise BoxMeasuresNotAllowed(field="deposit")
    added = insert_into(BoxType).values(**_values(draft)).on_conflict_do_nothing()
    box_type_id = session.scalar(added.returning(BoxType.id))
    if box_type_id is None:
        raise NameTaken(field="code")
    return int(box_type_id)


def set_in_use(box_type_id: int, is_in_use: bool) -> None:
    """Retire a type, or take it up again; parcels packed in it stay what they were."""
    if not changed(update(BoxType).where(BoxType.id == box_type_id).values(is_in_use=is_in_use)):
        raise Missing
    session.expire_all()


def _values(draft: BoxTypeDraft) -> dict[str, object]:
    classes = ",".join(draft.temperature_classes)
    return {**asdict(draft), "temperature_classes": classes, "is_in_use": True}


def _read(row: Mapping[str, str]) -> BoxTypeDraft:
    values: dict[str, Any] = {name: row[name] for name in ("code", "name", "name_en")}
    values |= {name: row[name] == "1" for name in ("is_degradable", "is_returnable")}
    values |= {name: int(row[name]) for name in row if name.endswith(("_grams", "_mm", "_fen"))}
    return BoxTypeDraft(**values, temperature_classes=tuple(row["temperature_classes"].split(",")))
