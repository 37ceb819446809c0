"""`flask worker run`: letters, carriers, card companies and the timetable, beside the web."""

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext

from app.jobs.worker import Worker

worker = AppGroup("worker", help="What is done later.")


@worker.command("run")
@with_appcontext
def run() -> None:
    """Work until SIGTERM or Ctrl-C; what is being done then is finished first."""
    Worker(_app()).run()


@worker.command("drain")
@with_appcontext
def drain() -> None:
    """Do what is due now and end."""
    click.echo(f"{Worker(_app()).drain()} messages.")


def _app() -> Flask:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    return app
