from dataclasses import replace

import pytest
from flask import Flask
from werkzeug.test import create_environ

from app.web.headers import SafetyHeaders, content_policy, safety_headers
from config import Settings
from tests.browser_of_pages import Browser
from tests.web.throwaway import add_view

EVERYWHERE = (
    "Content-Security-Policy",
    "X-Content-Type-Options",
    "Referrer-Policy",
    "Permissions-Policy",
    "Cross-Origin-Opener-Policy",
)


def fail() -> str:
    raise ZeroDivisionError


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/healthz", 200),
        ("/static/tokens.css", 200),
        ("/nothing-here", 404),
        ("/fails", 500),
        ("/village/throwaway", 303),
    ],
)
def test_every_answer_carries_the_safety_headers(
    app: Flask, client: Browser, address: str, status: int
) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    add_view(app, "/fails", fail)
    add_view(app, "/throwaway", fail, face="village")
    answer = client.get(address, buffered=True)
    assert answer.status_code == status
    assert [name for name in EVERYWHERE if len(answer.headers.getlist(name)) != 1] == []


@pytest.mark.parametrize("kind", ["sqlite"])
def test_an_answer_to_too_much_carries_them_too(client: Browser) -> None:
    answer = client.post("/nothing", data={"text": "a" * 3_000_000})
    assert answer.status_code == 413
    assert [name for name in EVERYWHERE if name not in answer.headers] == []


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "", "a b"])
def test_a_strange_host_name_is_refused(client: Browser, host: str) -> None:
    answer = client.get("/", headers={"Host": host})
    assert answer.status_code == 400
    assert answer.content_type == "text/plain; charset=utf-8"


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_balancer_may_ask_for_health_by_number(client: Browser) -> None:
    assert client.get("/healthz", headers={"Host": "10.0.0.7:8000"}).status_code == 200


@pytest.mark.parametrize("kind", ["sqlite"])
def test_only_a_market_behind_tls_asks_for_tls(settings: Settings) -> None:
    secure = replace(settings, base_url="https://market.example")
    assert "Strict-Transport-Security" not in dict(safety_headers(settings))
    assert dict(safety_headers(secure))["Strict-Transport-Security"].startswith("max-age=31536000")


@pytest.mark.parametrize("kind", ["sqlite"])
def test_forms_may_lead_to_the_card_company_only(settings: Settings) -> None:
    standing_in = replace(settings, stripe_api_base="http://127.0.0.1:9000/v1")
    assert "form-action 'self' https://checkout.stripe.com;" in content_policy(settings)
    assert "https://checkout.stripe.com http://127.0.0.1:9000;" in content_policy(standing_in)
    assert "unsafe" not in content_policy(settings)


@pytest.mark.parametrize("kind", ["sqlite"])
def test_in_production_addresses_are_made_of_what_was_configured(settings: Settings) -> None:
    seen: dict[str, str] = {}

    def inner(environ: dict[str, str], start_response: object) -> list[bytes]:
        seen.update(host=environ["HTTP_HOST"], scheme=environ["wsgi.url_scheme"])
        return []

    live = replace(settings, mode="production", base_url="https://market.example")
    layer = SafetyHeaders(inner, live)  # type: ignore[arg-type]
    environ = create_environ("/", "http://market.example:81")
    layer(environ, lambda *answer: lambda _: None)  # type: ignore[arg-type]
    assert seen == {"host": "market.example", "scheme": "https"}
