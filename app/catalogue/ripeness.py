"""Seasons in SQL: the same answers as app.ground.seasons, for lists too long to look at in Python.

A season is two texts 'MM-DD', so that comparing texts compares days of the year.
"""

from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, or_

from app.catalogue.models import Product


def is_ripe(on: date) -> ColumnElement[bool]:
    """In its season on that day. What is sold all year has none and is not ripe."""
    begun = Product.season_first <= _latest(on)
    lasting = Product.season_last >= _month_day(on)
    wraps = Product.season_last < Product.season_first
    return and_(
        Product.season_first.is_not(None),
        or_(and_(begun, lasting), and_(wraps, or_(begun, lasting))),
    )


def opens_within(on: date, days: int) -> ColumnElement[bool]:
    """The first day of the season is one of the `days` after `on`."""
    first, last = _latest(on), _latest(on + timedelta(days=days))
    after, until = Product.season_first > first, Product.season_first <= last
    return and_(after, until) if first < last else or_(after, until)


def opens_this_year(on: date) -> ColumnElement[bool]:
    return Product.season_first > _latest(on)


def _month_day(on: date) -> str:
    return f"{on.month:02d}-{on.day:02d}"


def _latest(on: date) -> str:
    """Where the year has no 29 February, a season beginning on it begins on the 28th."""
    is_last = (on.month, on.day) == (2, 28) and (on + timedelta(days=1)).month == 3
    return "02-29" if is_last else _month_day(on)
