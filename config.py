"""Settings: the environment read once, everything wrong named at once, then frozen."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

PRODUCTION = "production"
DEVELOPMENT = "development"
SHORTEST_SECRET = 16


class SettingsRefused(Exception):
    """The environment cannot be used; `faults` has one sentence per variable."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(["The configuration cannot be used:", *faults]))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Settings:
    mode: str
    database_url: str
    data_dir: Path
    secret_key: str
    base_url: str
    port: int
    web_workers: int
    redis_url: str | None
    stripe_secret_key: str | None
    stripe_api_base: str | None
    stripe_webhook_secret: str | None
    carrier_base_url: str | None
    carrier_secret: str
    mail_url: str
    testing: bool = False

    @property
    def is_production(self) -> bool:
        return self.mode == PRODUCTION

    @property
    def is_https(self) -> bool:
        return self.base_url.startswith("https://")

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> "Settings":
        return _Reader(environ).settings()


class _Reader:
    """Reads one variable after the other and remembers what is wrong with each."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.faults: list[str] = []

    def settings(self) -> Settings:
        mode = self.choice("MODE", (DEVELOPMENT, PRODUCTION), DEVELOPMENT)
        data_dir = Path(self.text("DATA_DIR") or "data").expanduser().absolute()
        port = self.number("PORT", 8000, most=65535)
        settings = Settings(
            mode=mode,
            data_dir=data_dir,
            database_url=self.database_url(data_dir),
            secret_key=self.secret("SECRET_KEY", mode, data_dir),
            base_url=self.base_url(mode, port),
            port=port,
            web_workers=self.number("WEB_WORKERS", 2, most=64),
            redis_url=self.url("REDIS_URL", ("redis", "rediss", "unix")),
            stripe_secret_key=self.text("STRIPE_SECRET_KEY"),
            stripe_api_base=self.url("STRIPE_API_BASE", ("http", "https")),
            stripe_webhook_secret=self.text("STRIPE_WEBHOOK_SECRET"),
            carrier_base_url=self.url("CARRIER_BASE_URL", ("http", "https")),
            carrier_secret=self.secret("CARRIER_SECRET", mode, data_dir),
            mail_url=self.mail_url(data_dir),
        )
        self.judge_stripe(settings)
        if self.faults:
            raise SettingsRefused(self.faults)
        return settings

    def text(self, name: str) -> str | None:
        return self.environ.get(name, "").strip() or None

    def choice(self, name: str, allowed: tuple[str, ...], default: str) -> str:
        value = self.text(name) or default
        if value not in allowed:
            self.faults.append(f"{name} must be one of {', '.join(allowed)}, not {value!r}.")
        return value

    def number(self, name: str, default: int, most: int) -> int:
        text = self.text(name)
        if text is None:
            return default
        if not (text.isascii() and text.isdigit() and 1 <= int(text) <= most):
            self.faults.append(f"{name} must be a whole number from 1 to {most}, not {text!r}.")
            return default
        return int(text)

    def url(self, name: str, schemes: tuple[str, ...]) -> str | None:
        value = self.text(name)
        if value is not None and urlsplit(value).scheme not in schemes:
            self.faults.append(f"{name} must begin with one of {', '.join(schemes)}.")
        return value.rstrip("/") if value else None

    def database_url(self, data_dir: Path) -> str:
        value = self.text("DATABASE_URL") or f"sqlite:///{data_dir / 'market.sqlite3'}"
        scheme, _, rest = value.partition("://")
        if scheme in ("postgres", "postgresql", "postgresql+psycopg"):
            return f"postgresql+psycopg://{rest}"
        if scheme != "sqlite":
            self.faults.append("DATABASE_URL must begin with sqlite:// or postgresql://.")
        return value

    def base_url(self, mode: str, port: int) -> str:
        value = self.url("BASE_URL", ("http", "https"))
        if value is None and mode == PRODUCTION:
            self.faults.append("BASE_URL is needed in production, such as https://market.example.")
        return value or f"http://127.0.0.1:{port}"

    def mail_url(self, data_dir: Path) -> str:
        value = self.url("MAIL_URL", ("file", "smtp", "smtps"))
        return value or f"file://{data_dir / 'letters'}"

    def secret(self, name: str, mode: str, data_dir: Path) -> str:
        """In production it must be given; in development it is made once and kept in DATA_DIR."""
        value = self.text(name)
        if value is None and mode == DEVELOPMENT:
            return _kept_secret(data_dir / f"{name.lower()}.txt")
        if value is None or len(value) < SHORTEST_SECRET:
            self.faults.append(f"{name} must have at least {SHORTEST_SECRET} characters.")
        return value or ""

    def judge_stripe(self, settings: Settings) -> None:
        """An empty webhook secret would let anybody sign events (reliability E3)."""
        secret = settings.stripe_webhook_secret
        if settings.stripe_secret_key and (secret is None or len(secret) < SHORTEST_SECRET):
            self.faults.append(
                f"STRIPE_WEBHOOK_SECRET must have at least {SHORTEST_SECRET} characters "
                "when STRIPE_SECRET_KEY is set."
            )
        if settings.is_production and not settings.stripe_secret_key:
            self.faults.append("STRIPE_SECRET_KEY is needed in production.")


def _kept_secret(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        # Written beside and renamed, so that web and worker started together agree on one.
        draft = path.with_suffix(f".{secrets.token_hex(4)}")
        draft.write_text(secrets.token_urlsafe(32), encoding="utf-8")
        draft.chmod(0o600)
        try:
            path.hardlink_to(draft)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="utf-8").strip()
