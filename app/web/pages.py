"""From a page function to its answer: the template of the same name, or the way on.

Endpoint `village.orders.new` is function `new` in village/orders.py and template
village/templates/orders/new.html, called `village/orders/new.html`.
"""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import (
    Flask,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from jinja2 import FileSystemLoader, PrefixLoader, StrictUndefined
from werkzeug.wrappers import Response as Answer

from app.ground.refusals import Refusal
from app.web.errors import set_status
from app.web.forms import Form, errors_of
from app.web.guard import PRIVATE, visibility_of
from app.web.wording import say

WEB = Path(__file__).parent


def page(*, like: str | None = None, **context: Any) -> str:
    """The page of this address. Every template may rely on `form` and `refusal`; `like` as in
    `page_again`."""
    return _rendered(_template(like), context)


def page_again(
    refusal: Refusal, *, form: Form | None = None, like: str | None = None, **context: Any
) -> Answer:
    """The same page with what was typed, each error beside its field, and the status of the kind.

    `like` names the sibling whose template is shown, when GET and POST are two functions.
    """
    form = form or Form(request.form)
    form.errors = errors_of(refusal)
    body = _rendered(_template(like), {**context, "form": form, "refusal": refusal})
    return set_status(make_response(body), refusal)


def tell(sentence: str, kind: str = "good") -> None:
    """A sentence for the next private page that this browser sees, such as after `back_to`."""
    flash(str(sentence), kind)


def back_to(endpoint: str, **values: Any) -> Answer:
    """303: the browser fetches the page anew, and reloading it sends nothing twice."""
    return redirect(url_for(endpoint, **values), code=303)


def safe_next(text: str | None, default: str) -> str:
    """A path of our own, or `default`. Browsers read \\ as / and drop tabs and line ends."""
    if not text or len(text) > 500 or text[0] != "/" or text[1:2] in ("/", "\\"):
        return default
    if not text.isascii() or not text.isprintable() or "\\" in text:
        return default
    try:
        parts = urlsplit(text)
    except ValueError:
        return default
    return default if parts.scheme or parts.netloc else text


def _template(like: str | None) -> str:
    *rooms, function = (request.endpoint or "").split(".")
    return "/".join([*rooms, like or function]) + ".html"


def _rendered(template: str, context: dict[str, Any]) -> str:
    if visibility_of(current_app, request.endpoint) == PRIVATE:
        # The layout looks for sentences left by `tell`; a public page has no session to look in.
        context["flashes"] = True
    return render_template(template, **({"form": Form.filled(), "refusal": None} | context))


def join(app: Flask) -> None:
    """Templates lie with their face: village/orders/new.html is in web/village/templates."""
    folders = sorted(WEB.glob("*/templates"))
    app.jinja_loader = PrefixLoader(
        {folder.parent.name: FileSystemLoader(folder) for folder in folders}
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters["say"] = say
    app.jinja_env.globals["say"] = say
