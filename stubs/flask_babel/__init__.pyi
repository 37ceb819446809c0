# flask_babel carries no types of its own: these are of what we use.
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime, time

from babel import Locale
from flask import Flask

class LazyString:
    def __mod__(self, facts: object) -> str: ...

class Babel:
    def __init__(
        self,
        app: Flask | None = None,
        *,
        default_locale: str = "en",
        default_timezone: str = "UTC",
        default_translation_directories: str = "translations",
        locale_selector: Callable[[], str | None] | None = None,
    ) -> None: ...

def gettext(string: str, **variables: object) -> str: ...
def ngettext(singular: str, plural: str, num: int, **variables: object) -> str: ...
def lazy_gettext(string: str, **variables: object) -> LazyString: ...
def get_locale() -> Locale | None: ...
def force_locale(locale: str) -> AbstractContextManager[None]: ...
def to_user_timezone(datetime: datetime) -> datetime: ...
def format_date(
    date: date | datetime | None = None, format: str | None = None, rebase: bool = True
) -> str: ...
def format_datetime(
    datetime: datetime | None = None, format: str | None = None, rebase: bool = True
) -> str: ...
def format_time(
    time: time | datetime | None = None, format: str | None = None, rebase: bool = True
) -> str: ...
