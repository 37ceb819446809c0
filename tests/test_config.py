"""The configuration contract: what may be left out, and that all that is wrong is named."""

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask import request as visit

from app import create_app
from config import Settings, SettingsRefused
from tests.markets import close

ROOT = Path(__file__).parent.parent
SECRET = "a-secret-of-32-characters-or-so!"
PRODUCTION = {
    "MODE": "production",
    "SECRET_KEY": SECRET,
    "BASE_URL": "https://market.example",
    "DATABASE_URL": "postgresql://market:word@db.example/market",
    "STRIPE_SECRET_KEY": "sk_live_of_somebody",
    "STRIPE_WEBHOOK_SECRET": "whsec_of_somebody_else",
    "CARRIER_SECRET": SECRET[::-1],
    "MAIL_URL": "smtps://market:word@mail.example:465?from=market@market.example",
}


@pytest.fixture
def folder(tmp_path: Path) -> str:
    return str(tmp_path / "data")


def read(folder: str, **environ: str) -> Settings:
    return Settings.from_environment({"DATA_DIR": folder, **environ})


def faults(folder: str, **environ: str) -> list[str]:
    with pytest.raises(SettingsRefused) as refused:
        read(folder, **environ)
    return refused.value.faults


def test_nothing_needs_to_be_set_to_look_at_the_market(folder: str) -> None:
    settings = read(folder)
    assert settings.mode == "development"
    assert settings.database_url == f"sqlite:///{folder}/market.sqlite3"
    assert settings.base_url == "http://127.0.0.1:8000"
    assert (settings.port, settings.web_workers, settings.trusted_proxies) == (8000, 2, 0)
    assert settings.mail_url == f"file://{folder}/letters"
    assert (settings.redis_url, settings.carrier_base_url) == (None, None)
    assert (settings.stripe_secret_key, settings.stripe_api_base) == (None, None)
    assert not settings.testing


def test_secrets_are_made_once_and_only_their_owner_reads_them(folder: str) -> None:
    first, second = read(folder), read(folder)
    assert first.secret_key == second.secret_key != first.carrier_secret == second.carrier_secret
    assert len(first.secret_key) >= 32
    for name in ("secret_key.txt", "carrier_secret.txt"):
        assert stat.S_IMODE((Path(folder) / name).stat().st_mode) == 0o600
    assert sorted(os.listdir(folder)) == ["carrier_secret.txt", "secret_key.txt"]


def test_an_empty_variable_is_one_that_is_not_set(folder: str) -> None:
    settings = read(folder, PORT="", BASE_URL=" ", STRIPE_SECRET_KEY="", MODE="")
    assert settings == read(folder)


def test_the_port_is_part_of_the_address_that_nobody_gave(folder: str) -> None:
    assert read(folder, PORT="8123").base_url == "http://127.0.0.1:8123"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_spelling_of_postgresql_means_the_same_driver(folder: str, scheme: str) -> None:
    settings = read(folder, DATABASE_URL=f"{scheme}://u:p@h/d?sslmode=require")
    assert settings.database_url == "postgresql+psycopg://u:p@h/d?sslmode=require"


def test_production_starts_with_everything_it_needs(folder: str) -> None:
    settings = read(folder, **PRODUCTION)
    assert settings.is_production
    assert settings.is_https
    assert os.listdir(folder) == []


def test_production_says_at_once_everything_that_is_missing(folder: str) -> None:
    assert faults(folder, MODE="production") == [
        "SECRET_KEY must have at least 16 characters.",
        "BASE_URL is needed in production, such as https://market.example.",
        "CARRIER_SECRET must have at least 16 characters.",
        "STRIPE_SECRET_KEY is needed in production.",
    ]
    assert os.listdir(folder) == []


@pytest.mark.parametrize("name", ["SECRET_KEY", "CARRIER_SECRET", "STRIPE_WEBHOOK_SECRET"])
@pytest.mark.parametrize("value", ["", "fifteen-letters"])
def test_production_refuses_a_short_secret(folder: str, name: str, value: str) -> None:
    (fault,) = faults(folder, **{**PRODUCTION, name: value})
    assert fault.startswith(f"{name} must have at least 16 characters")


@pytest.mark.parametrize("name", ["SECRET_KEY", "CARRIER_SECRET"])
def test_a_short_secret_is_refused_in_development_too(folder: str, name: str) -> None:
    assert faults(folder, **{name: "short"}) == [f"{name} must have at least 16 characters."]


@pytest.mark.parametrize("value", ["", "short"])
def test_stripe_without_the_secret_of_its_messages_is_refused(folder: str, value: str) -> None:
    """An empty one would let anybody say that an order was paid."""
    assert faults(folder, STRIPE_SECRET_KEY="sk_test_1", STRIPE_WEBHOOK_SECRET=value) == [
        "STRIPE_WEBHOOK_SECRET must have at least 16 characters when STRIPE_SECRET_KEY is set."
    ]


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("PORT", "0", "PORT must be a whole number from 1 to 65535."),
        ("PORT", "65536", "PORT must be a whole number from 1 to 65535."),
        ("PORT", "８０００", "PORT must be a whole number from 1 to 65535."),
        ("PORT", "9" * 5000, "PORT must be a whole number from 1 to 65535."),
        ("PORT", "1e3", "PORT must be a whole number from 1 to 65535."),
        ("WEB_WORKERS", "-1", "WEB_WORKERS must be a whole number from 1 to 64."),
        ("WEB_WORKERS", "65", "WEB_WORKERS must be a whole number from 1 to 64."),
        ("TRUSTED_PROXIES", "9", "TRUSTED_PROXIES must be a whole number from 0 to 8."),
        ("TRUSTED_PROXIES", "all", "TRUSTED_PROXIES must be a whole number from 0 to 8."),
        (
            "DATABASE_URL",
            "mysql://h/d",
            "DATABASE_URL must begin with sqlite:// or postgresql://.",
        ),
        (
            "BASE_URL",
            "market.example",
            "BASE_URL must be an address that begins with http:// or https://.",
        ),
        (
            "BASE_URL",
            "http://[",
            "BASE_URL must be an address that begins with http:// or https://.",
        ),
        (
            "BASE_URL",
            "http://h:99999",
            "BASE_URL must be an address that begins with http:// or https://.",
        ),
        ("BASE_URL", "https://:80", "BASE_URL must name a host."),
        (
            "BASE_URL",
            "https://h.example/shop",
            "BASE_URL has no path: the market lies at the root of its host.",
        ),
        (
            "REDIS_URL",
            "http://h",
            "REDIS_URL must be an address that begins with redis:// or rediss:// or unix://.",
        ),
        (
            "STRIPE_API_BASE",
            "ftp://h",
            "STRIPE_API_BASE must be an address that begins with http:// or https://.",
        ),
        (
            "CARRIER_BASE_URL",
            "h",
            "CARRIER_BASE_URL must be an address that begins with http:// or https://.",
        ),
        (
            "MAIL_URL",
            "mailto:a@b",
            "MAIL_URL must be an address that begins with file:// or smtp:// or smtps://.",
        ),
        ("MAIL_URL", "file://letters", "MAIL_URL must name a whole path: file:///and/so/on."),
        ("MAIL_URL", "smtp://", "MAIL_URL must name a host."),
    ],
)
def test_what_cannot_be_used_is_named(folder: str, name: str, value: str, fault: str) -> None:
    assert faults(folder, **{name: value}) == [fault]


def test_china_posts_platform_is_set_whole_or_not_at_all(folder: str) -> None:
    whole = {
        "CHINA_POST_BASE_URL": "https://post.example/amp-prod-api/f/amp/api/open",
        "CHINA_POST_SENDER": "1100000000001",
        "CHINA_POST_SECRET": SECRET,
        "CHINA_POST_SIGN_KEY": "ASNFZ4mrze/+3LqYdlQyEA==",
    }
    settings = read(folder, **whole)
    assert settings.china_post_base_url == "https://post.example/amp-prod-api/f/amp/api/open"
    assert settings.china_post_sign_key == "ASNFZ4mrze/+3LqYdlQyEA=="
    for name in ("CHINA_POST_SENDER", "CHINA_POST_SECRET", "CHINA_POST_SIGN_KEY"):
        (fault,) = faults(folder, **{**whole, name: ""})
        assert fault.startswith(f"{name} ")
    assert len(faults(folder, CHINA_POST_BASE_URL="http://post.example")) == 3
    (fault,) = faults(folder, **{**whole, "CHINA_POST_SIGN_KEY": "c2hvcnQ="})
    assert (
        fault == "CHINA_POST_SIGN_KEY must be Base64 of 16 bytes when CHINA_POST_BASE_URL is set."
    )
    (fault,) = faults(folder, **whole, CARRIER_BASE_URL="https://carrier.example")
    assert fault == "CARRIER_BASE_URL and CHINA_POST_BASE_URL exclude each other."
    (fault,) = faults(
        folder, **PRODUCTION, **{**whole, "CHINA_POST_BASE_URL": "http://post.example"}
    )
    assert fault == "CHINA_POST_BASE_URL must begin with https:// in production."


def test_a_mode_that_is_neither_gets_no_secrets_made_for_it(folder: str) -> None:
    first, *others = faults(folder, MODE="prod")
    assert first == "MODE must be one of development, production, not 'prod'."
    assert [fault.split()[0] for fault in others] == ["SECRET_KEY", "CARRIER_SECRET"]
    assert os.listdir(folder) == []


def test_everything_wrong_is_named_at_once(folder: str) -> None:
    wrong = {"PORT": "x", "BASE_URL": "x", "REDIS_URL": "x", "SECRET_KEY": "x", "MODE": "x"}
    named = [fault.split()[0] for fault in faults(folder, **wrong)]
    assert sorted(named) == [
        "BASE_URL",
        "CARRIER_SECRET",
        "MODE",
        "PORT",
        "REDIS_URL",
        "SECRET_KEY",
    ]


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (fault,) = faults(str(tmp_path / "file" / "data"))
    assert fault == f"DATA_DIR {tmp_path}/file/data cannot be made: Not a directory."


def test_settings_are_frozen(folder: str) -> None:
    with pytest.raises(AttributeError):
        read(folder).port = 1  # type: ignore[misc]


def test_a_server_that_is_refused_says_why_and_shows_no_traceback(folder: str) -> None:
    environ = {"PATH": os.environ["PATH"], "MODE": "production", "DATA_DIR": folder, "PORT": "x"}
    done = subprocess.run(
        [sys.executable, "-c", "import wsgi"], cwd=ROOT, env=environ, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.splitlines()[0] == "The configuration cannot be used:"
    assert len(done.stderr.splitlines()) == 6


# ------------------------------------------------------------------------- proxies in front


@pytest.fixture
def visitor_address(folder: str, request: pytest.FixtureRequest) -> Iterator[Flask]:
    app = create_app(read(folder, TRUSTED_PROXIES=request.param))
    app.add_url_rule("/who", "who", lambda: f"{visit.remote_addr} {visit.scheme}")
    yield app
    close(app)


@pytest.mark.parametrize(
    ("visitor_address", "seen"),
    [
        ("0", "127.0.0.1 http"),
        ("1", "10.0.0.2 https"),
        ("2", "203.0.113.9 http"),
        ("3", "1.2.3.4 http"),
    ],
    indirect=["visitor_address"],
)
def test_only_the_proxies_that_are_ours_may_say_who_comes(
    visitor_address: Flask, seen: str
) -> None:
    """The first address is what the visitor made up, the last what the nearest proxy saw."""
    forwarded = {
        "X-Forwarded-For": "1.2.3.4, 203.0.113.9, 10.0.0.2",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Prefix": "/evil",
    }
    answer = visitor_address.test_client().get("/who", headers=forwarded)
    assert answer.get_data(as_text=True) == seen
