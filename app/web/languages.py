"""Languages by address: /en/… and /zh-hant/…; everything else is simplified Chinese.

A WSGI layer moves the language from the path into the script root, so that `url_for` keeps it by
itself. Neither a cookie nor Accept-Language is looked at: one address, one text.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from babel.support import NullTranslations
from flask import Flask, has_request_context, request
from flask_babel import Babel, get_translations

from config import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

KEY = "postharvest.language"
CATALOGUES = Path(__file__).parent.parent / "translations"


class Language(NamedTuple):
    locale: str
    tag: str
    prefix: str
    name: str


SIMPLIFIED = Language("zh_Hans", "zh-Hans", "", "简体中文")
TRADITIONAL = Language("zh_Hant", "zh-Hant", "/zh-hant", "繁體中文")
ENGLISH = Language("en", "en", "/en", "English")
LANGUAGES = (SIMPLIFIED, TRADITIONAL, ENGLISH)
_BY_FIRST_WORD = {one.prefix[1:]: one for one in LANGUAGES if one.prefix}


class Alternate(NamedTuple):
    language: Language
    address: str
    absolute: str
    current: bool


class LanguageByAddress:
    def __init__(self, application: "WSGIApplication") -> None:
        self.application = application

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        path: str = environ.get("PATH_INFO", "")
        language = _BY_FIRST_WORD.get(path[1:].split("/", 1)[0]) if path[:1] == "/" else None
        if language is not None:
            environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + language.prefix
            environ["PATH_INFO"] = path[len(language.prefix) :] or "/"
        environ[KEY] = language or SIMPLIFIED
        return self.application(environ, start_response)


def current_language() -> Language:
    """Of the address being answered; simplified Chinese for the worker and commands."""
    if not has_request_context():
        return SIMPLIFIED
    language: Language = request.environ.get(KEY, SIMPLIFIED)
    return language


def alternates(base_url: str) -> list[Alternate]:
    """This page's address in every language, for the switch and for hreflang links."""
    root = request.root_path.removesuffix(current_language().prefix)
    query = f"?{request.query_string.decode('ascii', 'replace')}" if request.query_string else ""
    # Escaped as it came: a path may hold characters that no page may.
    here = quote(request.environ["werkzeug.request"].path, safe="/:@!$&'()*+,;=~")
    return [
        Alternate(
            language=language,
            address=f"{root}{language.prefix}{here}{query}",
            absolute=f"{base_url}{language.prefix}{here}",
            current=language is current_language(),
        )
        for language in LANGUAGES
    ]


def join(app: Flask, settings: Settings) -> None:
    Babel(
        app,
        default_locale=SIMPLIFIED.locale,
        default_timezone="Asia/Shanghai",
        default_translation_directories=str(CATALOGUES),
        locale_selector=lambda: current_language().locale,
    )
    _translate_quickly(app)
    app.context_processor(
        lambda: {
            "language": current_language(),
            "alternates": lambda: alternates(settings.base_url),
        }
    )
    app.wsgi_app = LanguageByAddress(app.wsgi_app)  # type: ignore[method-assign]


def _translate_quickly(app: Flask) -> None:
    """A page says a hundred words, and Flask-Babel would ask for each which language the page is
    in: an eighth of the time that the page takes."""
    catalogues: dict[str, NullTranslations] = {}

    def catalogue() -> NullTranslations:
        if not has_request_context():
            # Of a letter: whoever gets it has said in which language.
            return get_translations()
        locale = current_language().locale
        if locale not in catalogues:
            catalogues[locale] = get_translations()
        return catalogues[locale]

    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=lambda text: catalogue().ugettext(text),
        ngettext=lambda one, many, count: catalogue().ungettext(one, many, count),
        pgettext=lambda about, text: catalogue().upgettext(about, text),
        npgettext=lambda about, one, many, count: catalogue().unpgettext(about, one, many, count),
        newstyle=True,
    )
