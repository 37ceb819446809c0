"""How numbers, days and names look; the filters that templates use."""

from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import opencc
from flask import Flask
from flask_babel import format_date, format_datetime, gettext, to_user_timezone

from app.clock import SHANGHAI
from app.ground import weights
from app.ground.money import yuan_parts
from app.ground.phones import mask
from app.ground.texts import mask_name
from app.web.languages import ENGLISH, TRADITIONAL, current_language

_traditional = opencc.OpenCC("s2twp")


def yuan(fen: int) -> str:
    """52 or 52.50: idle zeros go, and thousands are not parted, as on a price tag."""
    whole, rest = yuan_parts(fen)
    return whole if rest == "00" else f"{whole}.{rest}"


def yuan_exact(fen: int) -> str:
    """52.00, for columns that are added up."""
    return ".".join(yuan_parts(fen))


def percent(basis_points: int) -> str:
    """6 % or 6.25 %: a share in hundredths of a percent."""
    return f"{yuan(basis_points)} %"


def tenths(figure: int) -> str:
    """35 → 3.5, 40 → 4."""
    return f"{figure / 10:.1f}".removesuffix(".0")


def thousandths(figure: int) -> str:
    """43000 → 43, 857 → 0.86: to two digits behind the point."""
    return f"{figure / 1000:.2f}".rstrip("0").rstrip(".")


def number(count: int) -> str:
    """12,400: parted at thousands, to be read aloud."""
    return f"{count:,}"


def jin(grams: int) -> str:
    return weights.jin(grams)


def kilograms(grams: int) -> str:
    """2.5, without idle zeros, to the gram."""
    whole, rest = divmod(grams, 1000)
    return f"{whole}.{rest:03d}".rstrip("0").rstrip(".")


def weight(grams: int) -> str:
    """5.8 公斤, 5.8 kg."""
    return gettext("%(kg)s kg", kg=kilograms(grams))


def day(moment: date | datetime) -> str:
    """11月23日, 23 Nov; a time is first taken to Shanghai."""
    if isinstance(moment, datetime):
        moment = moment.astimezone(SHANGHAI).date()
    return str(format_date(moment, "d MMM" if current_language() is ENGLISH else "M月d日"))


def full_day(moment: date | datetime) -> str:
    if isinstance(moment, datetime):
        moment = moment.astimezone(SHANGHAI).date()
    return str(format_date(moment, "d MMM y" if current_language() is ENGLISH else "y年M月d日"))


def moment(time: datetime) -> str:
    """11月23日 14:05 in Shanghai."""
    return f"{day(time)} {format_datetime(to_user_timezone(time), 'HH:mm', rebase=False)}"


def month_day(day_: Any) -> str:
    """Of a season's MonthDay: 7月20日, 20 Jul."""
    # Any leap year: the 29th of February may be a season's edge.
    return day(date(2024, day_.month, day_.day))


def iso(moment: date | datetime) -> str:
    """For <time datetime>."""
    return moment.isoformat()


@lru_cache(maxsize=20_000)
def _in_traditional(text: str) -> str:
    converted: str = _traditional.convert(text)
    return converted


def han(text: str) -> str:
    """What people wrote in simplified Chinese, for readers of traditional Chinese."""
    return _in_traditional(text) if current_language() is TRADITIONAL else text


def named(thing: Any, field: str = "name") -> str:
    """`name`, or `name_en` on English pages where there is one."""
    if current_language() is ENGLISH and getattr(thing, f"{field}_en", None):
        return str(getattr(thing, f"{field}_en"))
    return han(str(getattr(thing, field)))


def masked_phone(phone: str) -> str:
    return mask(phone)


def masked_name(name: str) -> str:
    return mask_name(name)


FILTERS: dict[str, Callable[..., Any]] = {
    "yuan": yuan,
    "yuan_exact": yuan_exact,
    "yuan_parts": yuan_parts,
    "percent": percent,
    "tenths": tenths,
    "thousandths": thousandths,
    "number": number,
    "jin": jin,
    "kg": kilograms,
    "weight": weight,
    "day": day,
    "full_day": full_day,
    "moment": moment,
    "month_day": month_day,
    "iso": iso,
    "han": han,
    "named": named,
    "masked_phone": masked_phone,
    "masked_name": masked_name,
}


def join(app: Flask) -> None:
    app.jinja_env.filters.update(FILTERS)
    app.jinja_env.globals["price_per_jin_fen"] = weights.price_per_jin_fen
