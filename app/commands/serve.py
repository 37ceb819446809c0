"""`flask serve`: the whole market on one machine, the web server and the worker side by side."""

import base64
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import FrameType

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from app.db import db, session
from app.people.models import Person
from config import Settings

FLASK = (sys.executable, "-m", "flask", "--app", "wsgi")
THREADS_PER_WORKER = 8
GRACE_SECONDS = 25
FAKES = Path(__file__).parents[2] / "tests"
FAKE_STRIPE, FAKE_POST = FAKES / "fake_stripe", FAKES / "fake_post"


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port; else PORT, else 8000.")
@click.option("--workers", type=click.IntRange(1, 64), help="Web processes; else WEB_WORKERS.")
@click.option("--fake-stripe", is_flag=True, help="Pay by a Stripe of our own: no money moves.")
@click.option("--fake-post", is_flag=True, help="Send by a post of our own: nothing travels.")
@with_appcontext
def serve(
    host: str, port: int | None, workers: int | None, fake_stripe: bool, fake_post: bool
) -> None:
    """Bring the schema up to date, fill an empty database, and serve until Ctrl-C.

    An empty database is filled with the demonstration, but never in production.
    """
    environment = dict(os.environ)
    if port is not None:
        environment["PORT"] = str(port)
    settings = Settings.from_environment(environment)
    refuse_taken_port(host, settings.port)
    programs: dict[str, Sequence[str]] = {}
    joined = environment
    if fake_stripe:
        joined = {**environment, **stripe_of_our_own(settings)}
        programs["Stripe of our own"] = stripe_program(joined, settings)
    if fake_post:
        joined = {**joined, **post_of_our_own(settings)}
        # One carrier at a time.
        joined.pop("CARRIER_BASE_URL", None)
        programs["post of our own"] = post_program(joined, settings)
    run_flask(environment, "schema", "upgrade")
    if not settings.is_production:
        if nobody_is_known():
            run_flask(environment, "demo", "fill")
        run_flask(environment, "demo", "sign-ins")
    if fake_post:
        run_flask(joined, "demo", "give-back-numbers")
    click.echo(f"\nPostHarvest 邮禾  {settings.base_url}   (Ctrl-C stops it)\n")
    web = web_server(host, settings.port, workers or settings.web_workers)
    programs |= {"web": web, "worker": (*FLASK, "worker", "run")}
    sys.exit(run_together(programs, joined))


def stripe_of_our_own(settings: Settings) -> dict[str, str]:
    """What the market is told so that it takes the program beside it for Stripe. The demonstration
    is filled without it: its past was paid by the demonstration's card company."""
    if settings.is_production:
        raise click.ClickException("--fake-stripe takes no money; production needs the real one.")
    if not FAKE_STRIPE.is_dir():
        raise click.ClickException("--fake-stripe needs the tests/ folder beside app/.")
    port = settings.port + 1
    refuse_taken_port("127.0.0.1", port)
    return {
        "STRIPE_SECRET_KEY": "sk_test_of_a_fake",
        "STRIPE_WEBHOOK_SECRET": secrets.token_urlsafe(24),
        "STRIPE_API_BASE": f"http://127.0.0.1:{port}",
    }


def stripe_program(environment: Mapping[str, str], settings: Settings) -> tuple[str, ...]:
    address = environment["STRIPE_API_BASE"]
    click.echo(f"\nA Stripe of our own   {address}   (its bankers' desk)")
    hook = f"http://127.0.0.1:{settings.port}/hooks/cards/stripe"
    words = ("--hook", hook, "--secret", environment["STRIPE_WEBHOOK_SECRET"])
    place = ("--port", address.rpartition(":")[2], "--state")
    kept = str(settings.data_dir / "fake-stripe.json")
    return (sys.executable, "-m", "tests.fake_stripe", *words, *place, kept)


def post_of_our_own(settings: Settings) -> dict[str, str]:
    """What the market is told so that it takes the program beside it for China Post. The
    demonstration is filled without it: its past was carried by the demonstration's post."""
    if settings.is_production:
        raise click.ClickException("--fake-post carries nothing; production needs the real one.")
    if not FAKE_POST.is_dir():
        raise click.ClickException("--fake-post needs the tests/ folder beside app/.")
    port = settings.port + 2
    refuse_taken_port("127.0.0.1", port)
    return {
        "CHINA_POST_BASE_URL": f"http://127.0.0.1:{port}",
        "CHINA_POST_SENDER": "1100000000001",
        "CHINA_POST_SECRET": secrets.token_urlsafe(24),
        "CHINA_POST_SIGN_KEY": base64.b64encode(secrets.token_bytes(16)).decode(),
    }


def post_program(environment: Mapping[str, str], settings: Settings) -> tuple[str, ...]:
    """It reads from the environment for whom it works, as the market does."""
    address = environment["CHINA_POST_BASE_URL"]
    click.echo(f"\nA post of our own   {address}   (its sorting desk)")
    hook = f"http://127.0.0.1:{settings.port}/hooks/carrier/china-post"
    place = ("--port", address.rpartition(":")[2], "--state")
    kept = str(settings.data_dir / "fake-post.json")
    return (sys.executable, "-m", "tests.fake_post", "--hook", hook, *place, kept)


def web_server(host: str, port: int, workers: int) -> tuple[str, ...]:
    server = ("granian", "--interface", "wsgi", "--http", "1", "--no-ws")
    place = ("--host", host, "--port", str(port))
    size = ("--workers", str(workers), "--blocking-threads", str(THREADS_PER_WORKER))
    # A web process that a request has killed is replaced; the others go on meanwhile.
    care = ("--respawn-failed-workers", "--workers-kill-timeout", "15", "--log-level", "error")
    return (sys.executable, "-m", *server, *place, *size, *care, "wsgi:application")


def run_flask(environment: Mapping[str, str], *words: str) -> None:
    """A process of its own, so that what it leaves in memory is not served."""
    done = subprocess.run([*FLASK, *words], env=environment, check=False)
    if done.returncode:
        raise click.ClickException(f"flask {' '.join(words)} failed; nothing was started.")


def nobody_is_known() -> bool:
    try:
        return session.scalar(select(Person.id).limit(1)) is None
    finally:
        session.remove()
        db.engine.dispose()


def refuse_taken_port(host: str, port: int) -> None:
    """The server shares its port among its processes, so it would not notice a second market."""
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as refused:
            raise click.ClickException(
                f"Cannot listen at {host} port {port}: {refused.strerror}. "
                "Choose another with --port."
            ) from None


def run_together(programs: Mapping[str, Sequence[str]], environment: Mapping[str, str]) -> int:
    """Run them until a signal or until one of them ends, then stop them all.

    0 when a signal asked for it, otherwise 1. They form a group of their own: a Ctrl-C in the
    terminal reaches only this process, which then stops them in order.
    """
    asked: list[int] = []

    def ask(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
        asked.append(number)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, ask)
    running: dict[str, subprocess.Popen[bytes]] = {}
    group = 0
    for name, words in programs.items():
        running[name] = subprocess.Popen(words, env=environment, process_group=group)
        group = group or running[name].pid
    while not asked and all(process.poll() is None for process in running.values()):
        time.sleep(0.1)
    for name, process in running.items():
        if process.returncode is not None:
            click.echo(f"The {name} ended with code {process.returncode}; stopping.", err=True)
    stop(list(running.values()), group, asked)
    return 0 if asked else 1


def stop(processes: list[subprocess.Popen[bytes]], group: int, asked: list[int]) -> None:
    """Ask each to finish what it has begun; a second Ctrl-C or too long a wait ends them."""
    for process in processes:
        process.terminate()
    deadline = time.monotonic() + GRACE_SECONDS
    while any(process.poll() is None for process in processes):
        if len(asked) > 1 or time.monotonic() > deadline:
            break
        time.sleep(0.1)
    # Also what the children have left behind of their own children.
    with suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)
    for process in processes:
        process.wait()
