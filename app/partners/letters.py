"""Letters by e-mail: through a mail server, or into a folder where nothing leaves the machine."""

import secrets
import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from pathlib import Path
from typing import Protocol
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from app import clock
from app.ground.refusals import PartnerSilent

PATIENCE_SECONDS = 10
SENDER = "market@localhost"


@dataclass(frozen=True, slots=True)
class Letter:
    to: str
    subject: str
    text: str


class Letters(Protocol):
    def send(self, letter: Letter) -> None:
        """PartnerSilent when it is not known to have been taken: try again later."""


class FolderLetters:
    """Lays each letter into the folder as a file that any mail program opens."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, letter: Letter) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        stamp = clock.now().strftime("%Y%m%dT%H%M%S.%f")
        path = self.folder / f"{stamp}-{secrets.token_hex(4)}.eml"
        draft = path.with_suffix(".draft")
        draft.touch(mode=0o600)
        draft.write_bytes(bytes(_message(letter, SENDER)))
        draft.rename(path)


class SmtpLetters:
    """smtp://user:password@host:port?from=market@example.cn (STARTTLS when offered), or smtps://"""

    def __init__(self, address: SplitResult) -> None:
        self.host = address.hostname or "localhost"
        self.port = address.port
        self.is_tls = address.scheme == "smtps"
        self.user = unquote(address.username or "")
        self.password = unquote(address.password or "")
        self.sender = parse_qs(address.query).get("from", [f"market@{self.host}"])[0]

    def send(self, letter: Letter) -> None:
        message = _message(letter, self.sender)
        try:
            with self._connect() as server:
                server.send_message(message)
        except (OSError, smtplib.SMTPException) as fault:
            raise PartnerSilent() from fault

    def _connect(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self.is_tls:
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port or 465, timeout=PATIENCE_SECONDS, context=context
            )
        else:
            server = smtplib.SMTP(self.host, self.port or 25, timeout=PATIENCE_SECONDS)
            server.ehlo()
            if server.has_extn("starttls"):
                server.starttls(context=context)
        if self.user:
            with suppress(smtplib.SMTPNotSupportedError):
                server.login(self.user, self.password)
        return server


def letters_at(mail_url: str) -> Letters:
    address = urlsplit(mail_url)
    if address.scheme == "file":
        return FolderLetters(Path(unquote(address.path)))
    return SmtpLetters(address)


def _message(letter: Letter, sender: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = sender
    message["To"] = letter.to
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2])
    message.set_content(letter.text)
    return message
