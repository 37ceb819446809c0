"""A browser without JavaScript that looks at every page it fetches and refuses one not in order.

page = pages.get("/products/pears")
page = pages.submit(page.form("/cart"), boxes="2")
"""

import contextvars
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit
from xml.etree.ElementTree import Element

import html5lib
from flask import has_app_context
from flask.sessions import SecureCookieSessionInterface
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import clock
from app.db import session, transaction
from app.people.actions import start_sign_in
from app.people.models import Person
from app.people.queries import Proof
from tests.page_checks import check_page, inner_text

LONGEST_CHAIN = 5
UNTYPED = ("submit", "button", "image", "reset", "file")


class Browser(FlaskClient):
    """Each request runs apart from the test's own app context, as it would in a server: with a
    session of its own, and nothing left in `g` by the request before."""

    def open(self, *args: Any, **options: Any) -> TestResponse:
        moment = clock._stopped.get()
        apart = contextvars.Context()
        apart.run(clock._stopped.set, moment)
        # The test's own reading must not hold SQLite's old snapshot, nor remember it afterwards.
        _forget()
        response = apart.run(super().open, *args, **options)
        _forget()
        return response

    def sign_in(self, person: Person) -> None:
        """From now on this browser is hers, without the form and its slow password."""
        proof = Proof(person.id, person.password_hash or "", person.phone or person.email or "")
        with transaction():
            secret = start_sign_in(proof, "127.0.0.1")
        app = self.application
        interface = app.session_interface
        assert isinstance(interface, SecureCookieSessionInterface)
        serializer = interface.get_signing_serializer(app)
        assert serializer is not None
        kept = {"_user_id": secret, "_fresh": True, "_permanent": True}
        self.set_cookie(app.config["SESSION_COOKIE_NAME"], serializer.dumps(kept))

    def sign_out(self) -> None:
        self.delete_cookie(self.application.config["SESSION_COOKIE_NAME"])


def _forget() -> None:
    if has_app_context():
        session.rollback()
        session.expire_all()


@dataclass(frozen=True)
class Form:
    page: "Page"
    element: Element

    @property
    def action(self) -> str:
        return urljoin(self.page.path, self.element.get("action", ""))

    @property
    def method(self) -> str:
        return self.element.get("method", "").lower()

    @cached_property
    def controls(self) -> dict[str, list[Element]]:
        found: dict[str, list[Element]] = {}
        own = self.element.get("id")
        inside = set(self.element.iter())
        for element in self.page.root.iter():
            if element.tag not in ("input", "select", "textarea", "button"):
                continue
            owner = element.get("form")
            belongs = owner == own if owner else element in inside
            if belongs and element.get("name") and "disabled" not in element.attrib:
                found.setdefault(element.get("name", ""), []).append(element)
        return found

    def values(self, **fields: str | list[str]) -> list[tuple[str, str]]:
        """What would be sent if a person filled in `fields` and left the rest as it stands."""
        unknown = sorted(set(fields) - set(self.controls))
        assert not unknown, f"{self.action} has no field {unknown}, but {sorted(self.controls)}"
        sent: list[tuple[str, str]] = []
        for name, elements in self.controls.items():
            if name in fields:
                wanted = fields[name]
                answers = wanted if isinstance(wanted, list) else [wanted]
                self._refuse_what_cannot_be_chosen(name, elements, answers)
                sent += [(name, answer) for answer in answers]
            else:
                sent += [(name, value) for one in elements for value in _standing(one)]
        return sent

    def _refuse_what_cannot_be_chosen(
        self, name: str, elements: list[Element], answers: list[str]
    ) -> None:
        choices = {value for one in elements for value in _choices(one)}
        if choices:
            strange = [answer for answer in answers if answer not in choices]
            assert not strange, f"{name} offers {sorted(choices)}, not {strange}"


def _choices(element: Element) -> list[str]:
    if element.tag == "select":
        return [_option_value(option) for option in element.iter("option")]
    if element.tag == "button" or element.get("type") in ("radio", "checkbox"):
        return [element.get("value", "on")]
    return []


def _option_value(option: Element) -> str:
    return option.get("value", inner_text(option))


def _standing(element: Element) -> list[str]:
    """What the control sends when nobody touches it."""
    if element.tag == "textarea":
        return ["".join(element.itertext())]
    if element.tag == "select":
        options = list(element.iter("option"))
        chosen = [one for one in options if "selected" in one.attrib]
        if not chosen and "multiple" not in element.attrib:
            chosen = options[:1]
        return [_option_value(one) for one in chosen]
    if element.tag == "button" or element.get("type") in UNTYPED:
        return []
    if element.get("type") in ("radio", "checkbox"):
        return [element.get("value", "on")] if "checked" in element.attrib else []
    return [element.get("value", "")]


class Page:
    """A fetched page that is in order."""

    def __init__(self, path: str, response: TestResponse) -> None:
        self.path = path
        self.response = response
        self.status = response.status_code
        self.html = response.get_data(as_text=True)
        parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
        try:
            self.root: Element = parser.parse(self.html)
        except html5lib.html5parser.ParseError as fault:
            (line, _), code, facts = parser.errors[-1]
            shown = self.html.splitlines()[line - 1].strip()
            raise AssertionError(f"{path}, line {line}: {code} {facts}\n{shown}") from fault
        check_page(path, self.root)

    @property
    def title(self) -> str:
        return inner_text(self.one("title"))

    @property
    def h1(self) -> str:
        return inner_text(self.one("h1"))

    @cached_property
    def text(self) -> str:
        """All that is to be read in <body>, white space run together."""
        return inner_text(self.one("body"))

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """all("li", class_="card"): elements with these attributes; of classes one is enough."""
        return [one for one in self.root.iter(tag) if _fits(one, attributes)]

    def one(self, tag: str, **attributes: str) -> Element:
        found = self.all(tag, **attributes)
        assert len(found) == 1, f"{self.path} has {len(found)} <{tag}> {attributes or ''}"
        return found[0]

    def has_text(self, text: str) -> bool:
        return text in self.text

    @property
    def links(self) -> dict[str, str]:
        """Words → address; of links with the same words the first."""
        found: dict[str, str] = {}
        for link in self.all("a"):
            if "href" in link.attrib:
                found.setdefault(inner_text(link), link.attrib["href"])
        return found

    @property
    def forms(self) -> list[Form]:
        return [Form(self, one) for one in self.all("form")]

    def form(self, named: str) -> Form:
        """By its id, or by its action without the query."""
        found = [
            one
            for one in self.forms
            if named == one.element.get("id") or named == one.action.partition("?")[0]
        ]
        there = [one.action for one in self.forms]
        assert found, f"{self.path} has no form {named}, but {there}"
        return found[0]

    def value(self, name: str) -> str:
        """What stands in the field: what was typed must still be there after a refusal."""
        values = [
            value
            for form in self.forms
            for one in form.controls.get(name, [])
            for value in _standing(one)
        ]
        assert values, f"{self.path} has no field {name} with a value"
        return values[0]

    def error(self, name: str) -> str:
        """The words beside a refused field: those its aria-describedby points to, or ''."""
        for form in self.forms:
            for one in form.controls.get(name, []):
                if one.get("aria-invalid") == "true":
                    ids = (one.get("aria-describedby") or "").split()
                    told = (inner_text(said) for said in self.root.iter() if said.get("id") in ids)
                    return " ".join(told)
        return ""


def _fits(element: Element, attributes: dict[str, str]) -> bool:
    for name, value in attributes.items():
        if name == "class_":
            if value not in element.get("class", "").split():
                return False
        elif element.get(name.rstrip("_").replace("_", "-")) != value:
            return False
    return True


class Pages:
    def __init__(self, client: Browser) -> None:
        self.client = client

    def sign_in(self, person: Person) -> None:
        self.client.sign_in(person)

    def sign_out(self) -> None:
        self.client.sign_out()

    def get(self, path: str, expect: int = 200, **options: Any) -> Page:
        """Follows redirects as a browser does. `options` go to the test client."""
        return self._follow(path, self.client.get(path, **options), expect)

    def submit(
        self, form: Form, *, expect: int = 200, press: str | None = None, **fields: str | list[str]
    ) -> Page:
        """Fill in and send; press="name=value" is the button when a form has several."""
        path, response = self.send(form, press=press, **fields)
        return self._follow(path, response, expect)

    def send(
        self, form: Form, *, press: str | None = None, **fields: str | list[str]
    ) -> tuple[str, TestResponse]:
        """The bare answer, a redirect not followed."""
        values = form.values(**fields)
        if press is not None:
            name, _, value = press.partition("=")
            values.append((name, value))
        if form.method == "get":
            path = f"{form.action.partition('?')[0]}?{urlencode(values)}"
            return path, self.client.get(path)
        return form.action, self.client.post(
            form.action,
            data=urlencode(values),
            content_type="application/x-www-form-urlencoded",
            headers={"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"},
        )

    def _follow(self, path: str, response: TestResponse, expect: int) -> Page:
        for _ in range(LONGEST_CHAIN):
            if response.status_code not in (301, 302, 303, 307, 308):
                break
            address = urlsplit(urljoin(f"http://localhost{path}", response.headers["Location"]))
            assert address.netloc == "localhost", f"{path} leads away to {address.geturl()}"
            path = address.path + (f"?{address.query}" if address.query else "")
            response = self.client.get(path)
        said = response.get_data(as_text=True)[:2000] if response.status_code != expect else ""
        assert response.status_code == expect, f"{path}: {response.status_code}\n{said}"
        assert response.content_type == "text/html; charset=utf-8", path
        return Page(path, response)
