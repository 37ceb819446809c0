"""Who may see which page. A face lets in whom it is for; its pages inherit that.

Every page of the storefront says itself whether it is the same for everybody (`public_page`) or
for one person (`private_page`). Pages of the other faces are private by their face.
"""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, TypeVar, cast
from urllib.parse import unquote_to_bytes, urlsplit

from flask import Blueprint, Flask, Request, current_app, request, session
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as Answer

from app.ground.refusals import CrossSiteWrite, RoleNeeded, SignInNeeded
from app.people.queries import Grant, SignedIn
from app.web import page_cache
from app.web.sign_in import find_person_id, find_visitor
from config import Settings

View = TypeVar("View", bound=Callable[..., Any])
Topics = Sequence[str] | Callable[..., Sequence[str]]
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# What they send is signed instead.
SIGNED_FACES = frozenset({"hooks"})
PUBLIC, PRIVATE = "public", "private"
MOST_FORM_BYTES = 500_000
# Four photos as phones take them, and the rest of their form.
MOST_PHOTO_FORM_BYTES = 45 * 1024 * 1024


class Face(Blueprint):
    """A shop-front. `roles` empty: anybody may come in."""

    def __init__(self, name: str, *, prefix: str | None, roles: tuple[str, ...]) -> None:
        super().__init__(name, f"app.web.{name}", url_prefix=prefix)
        self.roles = roles
        if roles:
            self.before_request(self._let_in)

    def _let_in(self) -> None:
        require_role(*self.roles)


def make_face(name: str, *, prefix: str | None = None, roles: tuple[str, ...] = ()) -> Face:
    return Face(name, prefix=prefix, roles=roles)


def public_page(*, topics: Topics, parameters: tuple[str, ...] = ()) -> Callable[[View], View]:
    """The same bytes for everybody; kept until one of the topics gets a new edition.

    `topics` may be a function of the address's values. `parameters` are the words of the query
    that change the page; with any other the page is shown but not kept.
    """

    def declare(view: View) -> View:
        @wraps(view)
        def shown(**values: Any) -> Any:
            named = topics(**values) if callable(topics) else topics
            page_cache.stamp(named, parameters)
            return view(**values)

        return _declared(cast("View", shown), PUBLIC)

    return declare


def fleeting_page(view: View) -> View:
    """The same bytes for everybody, and never kept: what it shows changes from outside."""
    return _declared(view, PUBLIC)


def private_page(view: View) -> View:
    """For one person or one browser: may look into the session, is kept nowhere."""
    return _declared(view, PRIVATE)


def takes_photos(view: View) -> View:
    """Its form may be as large as a few photos are; every other address refuses it unread."""
    view.takes_photos = True  # type: ignore[attr-defined]
    return view


def _declared(view: View, kind: str) -> View:
    view.visibility = kind  # type: ignore[attr-defined]
    return view


def visibility_of(app: Flask, endpoint: str | None) -> str | None:
    """PUBLIC, PRIVATE, or None for what is neither, such as hooks and unknown addresses."""
    view = app.view_functions.get(endpoint or "")
    declared: str | None = getattr(view, "visibility", None)
    face = app.blueprints.get((endpoint or "").split(".")[0])
    if isinstance(face, Face) and face.roles:
        return PRIVATE
    return declared


def find_signed_in() -> SignedIn | None:
    return find_visitor()


def current_signed_in() -> SignedIn:
    signed_in = find_visitor()
    if signed_in is None:
        raise SignInNeeded()
    return signed_in


def current_person_id() -> int:
    """What the guarded queries and actions want to know of who is looking."""
    person_id = find_person_id()
    if person_id is None:
        raise SignInNeeded()
    return person_id


def require_role(*roles: str) -> None:
    if not any(grant.role in roles for grant in current_signed_in().grants):
        raise RoleNeeded()


def _grants_here() -> list[Grant]:
    face = current_app.blueprints[request.blueprints[-1]]
    roles = face.roles if isinstance(face, Face) else ()
    return [grant for grant in current_signed_in().grants if grant.role in roles]


def my_shop_ids() -> list[int]:
    return [grant.shop_id for grant in _grants_here() if grant.shop_id is not None]


def my_cooperative_ids() -> list[int]:
    ids = [grant.cooperative_id for grant in _grants_here() if grant.cooperative_id is not None]
    return list(dict.fromkeys(ids))


def current_shop_id() -> int:
    """The shop that this browser works for; of several the one chosen last."""
    return _chosen("shop_id", my_shop_ids())


def current_cooperative_id() -> int:
    return _chosen("cooperative_id", my_cooperative_ids())


def choose_shop(shop_id: int) -> None:
    _choose("shop_id", shop_id, my_shop_ids())


def choose_cooperative(cooperative_id: int) -> None:
    _choose("cooperative_id", cooperative_id, my_cooperative_ids())


def _chosen(key: str, mine: list[int]) -> int:
    # A role may have been taken away since it was chosen.
    chosen = session.get(key)
    if not mine:
        raise RoleNeeded()
    return chosen if chosen in mine else mine[0]


def _choose(key: str, wanted: int, mine: list[int]) -> None:
    if wanted not in mine:
        raise RoleNeeded()
    session[key] = wanted


def refuse_cross_site_writes() -> None:
    """Forms carry no token, so that public pages hold none: the browser says where they are from.

    A browser that says nothing at all sends no cookie from another site either (SameSite).
    """
    if request.method in SAFE or SIGNED_FACES.intersection(request.blueprints):
        return
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise CrossSiteWrite()
    own = {_origin(request.host_url), _origin(current_app.extensions["settings"].base_url)}
    origin = request.headers.get("Origin")
    if origin is not None and origin not in own:
        raise CrossSiteWrite()
    if origin is None and request.referrer and _origin(request.referrer) not in own:
        raise CrossSiteWrite()


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def refuse_long_forms() -> None:
    # Werkzeug counts the parts of multipart forms only.
    urlencoded = request.mimetype == "application/x-www-form-urlencoded"
    if urlencoded and (request.content_length or 0) > MOST_FORM_BYTES:
        raise RequestEntityTooLarge()


def allow_photos() -> None:
    """Before anybody reads the form: what is too long for its address is never taken in."""
    view = current_app.view_functions.get(request.endpoint or "")
    if request.mimetype == "multipart/form-data" and getattr(view, "takes_photos", False):
        request.max_content_length = MOST_PHOTO_FORM_BYTES


def refuse_broken_text() -> None:
    """Werkzeug would keep bytes that are no UTF-8 as the text "%ED%A0%80", which nobody typed."""
    if request.mimetype == "application/x-www-form-urlencoded":
        unquote_to_bytes(request.get_data()).decode("utf-8")


def mark_as_private(answer: Answer) -> Answer:
    """Whatever is not a public page that went well is kept nowhere on its way."""
    kind = visibility_of(current_app, request.endpoint)
    if kind == PUBLIC and answer.status_code == 200:
        answer.headers.setdefault("Cache-Control", "public, no-cache")
    else:
        answer.headers.setdefault("Cache-Control", "private, no-store")
    if kind == PRIVATE:
        answer.vary.add("Cookie")
    return answer


def may_open_session(asked: Request) -> bool:
    return visibility_of(current_app, asked.endpoint) == PRIVATE


def join(app: Flask, settings: Settings) -> None:
    app.extensions["settings"] = settings
    app.before_request(refuse_cross_site_writes)
    app.before_request(refuse_long_forms)
    app.before_request(allow_photos)
    app.before_request(refuse_broken_text)
    app.after_request(mark_as_private)
