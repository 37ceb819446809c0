"""`flask books check`: does every fen, box and parcel add up?"""

import json
import sys

import click
from flask.cli import AppGroup, with_appcontext

from app.ground.money import yuan_parts
from app.ledger.queries import balances
from app.reports.checks import check_books

books = AppGroup("books", help="The books, and whether they add up.")


@books.command("check")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@with_appcontext
def check(as_json: bool) -> None:
    """Ask every sum that must agree; exits with 1 and names what is wrong if one does not."""
    checks = check_books()
    is_good = not any(one.faults for one in checks)
    if as_json:
        told = {
            "ok": is_good,
            "checks": {one.name: list(one.faults) for one in checks},
            "balances_fen": balances(),
        }
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        for one in checks:
            mark = (
                click.style("ok  ", fg="green") if not one.faults else click.style("BAD ", fg="red")
            )
            click.echo(f"{mark} {one.name.replace('_', ' ')}: {len(one.faults)}")
            for fault in one.faults:
                click.echo(f"       {fault}")
        for account, fen in balances().items():
            yuan, rest = yuan_parts(fen)
            click.echo(f"{yuan:>13}.{rest}  {account}")
        click.echo("Every fen adds up." if is_good else "The books do not add up.")
    sys.exit(0 if is_good else 1)
