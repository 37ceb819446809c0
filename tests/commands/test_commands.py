import click
import pytest
from flask import Flask

from app.commands import PLACES, CommandsWhenCalled, join


@pytest.mark.parametrize("name", sorted(PLACES))
def test_every_named_command_is_there_and_says_what_it_does(name: str) -> None:
    app = Flask(__name__)
    join(app)
    command = app.cli.get_command(click.Context(app.cli), name)
    assert command is not None
    assert command.name == name
    assert command.help


def test_an_unknown_command_is_unknown() -> None:
    group = CommandsWhenCalled("market")
    assert group.get_command(click.Context(group), "nothing") is None
