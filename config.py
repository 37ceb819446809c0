"""Settings: the environment read once, everything wrong named at once, then frozen."""

import base64
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

PRODUCTION = "production"
DEVELOPMENT = "development"
SHORTEST_SECRET = 16
SIGN_KEY_BYTES = 16
PLACES_ON_DISK = ("file", "unix")
_MOST_DIGITS = 9


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
    china_post_base_url: str | None = None
    china_post_sender: str | None = None
    china_post_secret: str | None = None
    china_post_sign_key: str | None = None
    trusted_proxies: int = 0
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
        data_dir = self.data_dir()
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
            china_post_base_url=self.url("CHINA_POST_BASE_URL", ("http", "https")),
            china_post_sender=self.text("CHINA_POST_SENDER"),
            china_post_secret=self.text("CHINA_POST_SECRET"),
            china_post_sign_key=self.text("CHINA_POST_SIGN_KEY"),
            trusted_proxies=self.number("TRUSTED_PROXIES", 0, least=0, most=8),
        )
        self.judge_stripe(settings)
        self.judge_china_post(settings)
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

    def number(self, name: str, default: int, *, most: int, least: int = 1) -> int:
        text = self.text(name)
        if text is None:
            return default
        is_whole = text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS
        if not (is_whole and least <= int(text) <= most):
            self.faults.append(f"{name} must be a whole number from {least} to {most}.")
            return default
        return int(text)

    def url(self, name: str, schemes: tuple[str, ...]) -> str | None:
        value = self.text(name)
        if value is None:
            return None
        parts = _parts(value)
        if parts is None or parts.scheme not in schemes:
            self.faults.append(f"{name} must be an address that begins with {_either(schemes)}.")
        elif parts.scheme in PLACES_ON_DISK and (parts.netloc or parts.path in ("", "/")):
            self.faults.append(f"{name} must name a whole path: {parts.scheme}:///and/so/on.")
        elif parts.scheme not in PLACES_ON_DISK and not parts.hostname:
            self.faults.append(f"{name} must name a host.")
        return value.rstrip("/")

    def data_dir(self) -> Path:
        folder = Path(self.text("DATA_DIR") or "data").expanduser().absolute()
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as refused:
            self.faults.append(f"DATA_DIR {folder} cannot be made: {refused.strerror}.")
        return folder

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
        if value is not None and value.count("/") > len("//"):
            self.faults.append("BASE_URL has no path: the market lies at the root of its host.")
        return value or f"http://127.0.0.1:{port}"

    def mail_url(self, data_dir: Path) -> str:
        value = self.url("MAIL_URL", ("file", "smtp", "smtps"))
        return value or f"file://{data_dir / 'letters'}"

    def secret(self, name: str, mode: str, data_dir: Path) -> str:
        """In production it must be given; in development it is made once and kept in DATA_DIR."""
        value = self.text(name)
        if value is None and mode == DEVELOPMENT:
            # A folder that cannot be made has been named already.
            return _kept_secret(data_dir / f"{name.lower()}.txt") if data_dir.is_dir() else ""
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

    def judge_china_post(self, settings: Settings) -> None:
        """Half an agreement would fail at the first parcel; without its secrets anybody could push
        scans, and in production they must not travel in the open."""
        if settings.china_post_base_url is None:
            return
        if settings.carrier_base_url:
            self.faults.append("CARRIER_BASE_URL and CHINA_POST_BASE_URL exclude each other.")
        if settings.is_production and not settings.china_post_base_url.startswith("https://"):
            self.faults.append("CHINA_POST_BASE_URL must begin with https:// in production.")
        if not settings.china_post_sender:
            self.faults.append("CHINA_POST_SENDER is needed when CHINA_POST_BASE_URL is set.")
        secret = settings.china_post_secret
        if secret is None or len(secret) < SHORTEST_SECRET:
            self.faults.append(
                f"CHINA_POST_SECRET must have at least {SHORTEST_SECRET} characters "
                "when CHINA_POST_BASE_URL is set."
            )
        if not _is_sixteen_bytes(settings.china_post_sign_key or ""):
            self.faults.append(
                "CHINA_POST_SIGN_KEY must be Base64 of 16 bytes when CHINA_POST_BASE_URL is set."
            )


def _is_sixteen_bytes(text: str) -> bool:
    try:
        return len(base64.b64decode(text, validate=True)) == SIGN_KEY_BYTES
    except ValueError:
        return False


def _either(schemes: tuple[str, ...]) -> str:
    return " or ".join(f"{scheme}://" for scheme in schemes)


def _parts(address: str) -> SplitResult | None:
    try:
        parts = urlsplit(address)
        return parts if parts.port != 0 else None
    except ValueError:  # such as http://[ or a port of 99999
        return None


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
