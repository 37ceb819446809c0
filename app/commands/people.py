"""`flask people`: accounts that nobody could sign up for, such as the first administrator's."""

import secrets

import click
from flask.cli import AppGroup, with_appcontext

from app.db import session, transaction
from app.ground.refusals import Refusal
from app.people.actions import grant_role, invite_person
from app.people.kinds import Role
from app.people.queries import find_person

people = AppGroup("people", help="Persons and their roles.")


@people.command("invite")
@click.argument("login", metavar="PHONE_OR_EMAIL")
@click.option("--name", help="Needed when the account is new.")
@click.option("--role", type=click.Choice([role.value for role in Role]), default="administrator")
@click.option("--shop", "shop_id", type=int, help="The shop's number, for a shopkeeper.")
@click.option("--cooperative", "cooperative_id", type=int, help="For a clerk or manager.")
@click.option("--ask-password", is_flag=True, help="Type the password instead of having one made.")
@with_appcontext
def invite(
    login: str,
    name: str | None,
    role: str,
    shop_id: int | None,
    cooperative_id: int | None,
    ask_password: bool,
) -> None:
    """Give somebody a role, with a new account when there is none.

    The password that is made is shown once and kept nowhere; its owner changes it after the
    first sign-in.
    """
    check_scope(Role(role), shop_id, cooperative_id)
    password = None
    person = find_person(login)
    is_new = person is None
    session.rollback()
    if is_new:
        if not name:
            raise click.UsageError("There is no such account yet: give --name as well.")
        password = typed_password() if ask_password else secrets.token_urlsafe(12)
    try:
        with transaction():
            person = find_person(login) or invite_person(name or "", *reach(login), password or "")
            grant_role(person, Role(role), cooperative_id=cooperative_id, shop_id=shop_id)
    except Refusal as refusal:
        raise click.ClickException(f"Not done: {refusal.code} ({refusal.field}).") from None
    click.echo(f"{login} is {role} now.")
    if is_new and not ask_password:
        click.echo(f"Password, shown only here: {password}")


def typed_password() -> str:
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))


def reach(login: str) -> tuple[str | None, str | None]:
    return (None, login) if "@" in login else (login, None)


def check_scope(role: Role, shop_id: int | None, cooperative_id: int | None) -> None:
    """The table would refuse it too, in words that are not for people."""
    needs_shop = role is Role.shopkeeper
    needs_cooperative = role in (Role.clerk, Role.manager)
    if needs_shop != (shop_id is not None):
        raise click.UsageError("--shop is for a shopkeeper, and a shopkeeper needs it.")
    if needs_cooperative != (cooperative_id is not None):
        raise click.UsageError("--cooperative is for clerks and managers, and these need it.")
