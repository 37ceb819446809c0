"""What a parcel of a day costs. The tariff is reference data: one statement a day, then none.

A new tariff is loaded by a command, in a process of its own, before the day from which it is valid:
whoever has been serving since yesterday reads it anew at midnight, when kept pages end too.
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from sqlalchemy import select

from app import clock
from app.db import session
from app.ground.postage import TariffRow
from app.ground.refusals import NoDeliveryThere
from app.postage.models import PostageRate

Tariff = Mapping[str, TariffRow]

# Per database and origin: the day of reading, and the tariffs with the day from which each is
# valid, newest first.
_known: dict[tuple[str, str], tuple[date, list[tuple[date, Tariff]]]] = {}


def rate(origin_province: str, destination_province: str, on: date) -> TariffRow:
    """Provinces by their six digits. NoDeliveryThere where the tariff has no line."""
    found = rates_from(origin_province, on).get(destination_province)
    if found is None:
        raise NoDeliveryThere(area=destination_province)
    return found


def rates_from(origin_province: str, on: date) -> Tariff:
    """By destination province; a destination's newest line that is valid on the day."""
    key = (str(session.get_bind().engine.url), origin_province)
    read_on, tariffs = _known.get(key, (date.min, []))
    if read_on < clock.today():
        read_on, tariffs = clock.today(), _tariffs(origin_province)
        if not tariffs:
            return {}
        _known[key] = read_on, tariffs
    return next((tariff for valid_from, tariff in tariffs if valid_from <= on), {})


def forget_rates() -> None:
    _known.clear()


def _tariffs(origin_province: str) -> list[tuple[date, Tariff]]:
    """A date may bring new lines for some destinations only; the others stay as they were."""
    statement = (
        select(PostageRate)
        .where(PostageRate.origin_province == origin_province)
        .order_by(PostageRate.valid_from)
    )
    standing: dict[str, TariffRow] = {}
    by_day: dict[date, Tariff] = {}
    for line in session.scalars(statement):
        standing[line.destination_province] = _row(line)
        by_day[line.valid_from] = MappingProxyType(dict(standing))
    return sorted(by_day.items(), reverse=True, key=lambda entry: entry[0])


def _row(line: PostageRate) -> TariffRow:
    return TariffRow(
        group=line.group,
        first_kg_fen=line.first_kg_fen,
        next_kg_fen_to_10kg=line.next_kg_fen_to_10kg,
        next_kg_fen_to_20kg=line.next_kg_fen_to_20kg,
        next_kg_fen_to_50kg=line.next_kg_fen_to_50kg,
    )
