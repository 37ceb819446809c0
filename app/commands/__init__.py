"""What is done from a shell: `flask --app wsgi …`.

A command is imported when it is called, not when the market is made: what the worker and the
demonstration need (dictionaries, fonts, pictures) would double the memory of every web process.
"""

import click
from flask import Flask
from flask.cli import AppGroup
from werkzeug.utils import import_string

PLACES = {
    "books": "app.commands.books:books",
    "demo": "app.commands.demo:demo",
    "export": "app.commands.export:export",
    "people": "app.commands.people:people",
    "reference": "app.commands.reference:reference",
    "schema": "app.commands.schema:schema",
    "serve": "app.commands.serve:serve",
    "worker": "app.commands.worker:worker",
}


class CommandsWhenCalled(AppGroup):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *PLACES})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in PLACES:
            return super().get_command(ctx, cmd_name)
        command = import_string(PLACES[cmd_name])
        assert isinstance(command, click.Command), f"{PLACES[cmd_name]} is no command"
        return command


def join(app: Flask) -> None:
    app.cli = CommandsWhenCalled(app.name)
