"""Letters: the same contract for the folder and for a mail server."""

import socketserver
import threading
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from app.ground.refusals import PartnerSilent
from app.partners.letters import Letter, Letters, letters_at
from tests.letters import Letterbox


class MailServer(socketserver.ThreadingTCPServer):
    """As much of a mail server as takes letters in."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.taken: list[EmailMessage] = []
        self.refuses = False


class Conversation(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self.say("220 ready")
        while line := self.rfile.readline():
            word = line.split()[0].upper()
            if word == b"DATA":
                self.say("354 go on")
                self.take()
            elif word == b"QUIT":
                self.say("221 bye")
                return
            else:
                self.say("450 not now" if word == b"MAIL" and self.server.refuses else "250 ok")

    def take(self) -> None:
        lines = iter(self.rfile.readline, b".\r\n")
        self.server.taken.append(message_from_bytes(b"".join(lines), policy=policy.default))
        self.say("250 taken")

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    with MailServer() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def address_of(server: MailServer) -> str:
    return f"smtp://127.0.0.1:{server.server_address[1]}?from=market@example.cn"


@pytest.fixture(params=["folder", "smtp"])
def post(
    request: pytest.FixtureRequest, tmp_path: Path, mail_server: MailServer
) -> tuple[Letters, list[EmailMessage]]:
    if request.param == "folder":
        return letters_at(f"file://{tmp_path}/letters"), Letterbox(tmp_path / "letters")
    return letters_at(address_of(mail_server)), mail_server.taken


def test_a_letter_arrives_as_it_was_written(post: tuple[Letters, list[EmailMessage]]) -> None:
    letters, arrived = post
    letters.send(Letter("wang@example.cn", "您的订单已付款", "梨已发出。\n谢谢！\n"))
    (letter,) = arrived
    assert (letter["To"], letter["Subject"]) == ("wang@example.cn", "您的订单已付款")
    assert letter.get_content().replace("\r\n", "\n") == "梨已发出。\n谢谢！\n"
    assert letter["Message-ID"]
    assert letter["Date"]


@pytest.mark.parametrize("line", ["a\r\nBcc: all@example.com", "a\nb"])
def test_a_line_break_makes_no_header(post: tuple[Letters, list[EmailMessage]], line: str) -> None:
    letters, arrived = post
    with pytest.raises(ValueError, match=r"linefeed|newline"):
        letters.send(Letter("wang@example.cn", line, "text"))
    assert len(arrived) == 0


def test_a_letter_in_the_folder_is_for_its_owner_only(tmp_path: Path) -> None:
    letters_at(f"file://{tmp_path}/letters").send(Letter("wang@example.cn", "a", "b"))
    (path,) = (tmp_path / "letters").iterdir()
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_mail_server_that_is_not_there_is_silent() -> None:
    with pytest.raises(PartnerSilent):
        letters_at("smtp://127.0.0.1:1").send(Letter("wang@example.cn", "a", "b"))


def test_a_mail_server_that_refuses_is_asked_again_later(mail_server: MailServer) -> None:
    mail_server.refuses = True
    with pytest.raises(PartnerSilent):
        letters_at(address_of(mail_server)).send(Letter("wang@example.cn", "a", "b"))
    assert mail_server.taken == []
