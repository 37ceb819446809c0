"""`flask books check`: does every fen, box and parcel add up, and are the books what they were?"""

import json
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask.cli import AppGroup, with_appcontext

from app.db import legible, unhurried
from app.ground.money import yuan_parts
from app.ledger.chain import START, Place, Progress, find_head, first_break
from app.ledger.queries import balances
from app.reports.checks import STATEMENTS, Check, check_books

books = AppGroup("books", help="The books, and whether they add up.")
PLACE = re.compile(r"([0-9]{1,18}):([0-9a-f]{64})")


class PlaceOnChain(click.ParamType[Place]):
    name = "POSITION:DIGEST"

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> Place:
        found = PLACE.fullmatch(value.strip().lower())
        if found is None:
            self.fail("Such as --head prints it: a number, a colon, 64 hexadecimal digits.")
        return Place(int(found[1]), found[2])


@books.command("check")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@click.option("--head", "only_head", is_flag=True, help="Only print where the chain ends.")
@click.option(
    "--since",
    type=PlaceOnChain(),
    help="Only prove that the chain still begins with what was printed then, and holds since.",
)
@with_appcontext
def check(as_json: bool, only_head: bool, since: Place | None) -> None:
    """Ask every sum that must agree; exits with 1 and names what is wrong if one does not."""
    if only_head:
        click.echo(find_head() or "The end of the chain is not written down.")
    elif since is not None:
        _check_since(since)
    else:
        _check_all(as_json)


def _check_since(since: Place) -> None:
    head = find_head() or START
    with _bar(head.position - since.position) as progress, unhurried():
        broken = first_break(since, progress)
    if broken is not None:
        click.echo(str(broken))
        sys.exit(1)
    click.echo(f"The first {since.position} entries are those of then; the chain holds to {head}")


def _check_all(as_json: bool) -> None:
    head = find_head()
    steps = len(STATEMENTS) + (head.position if head else 0)
    with _bar(0 if as_json else steps) as progress, unhurried(), legible():
        checks = check_books(progress)
        sums = balances()
    is_good = not any(one.faults for one in checks)
    if as_json:
        told = {
            "ok": is_good,
            "checks": {one.name: list(one.faults) for one in checks},
            "head": str(head) if head else None,
            "balances_fen": sums,
        }
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        _tell(checks, sums)
        click.echo(f"The chain ends at {head}")
        click.echo("Every fen adds up." if is_good else "The books do not add up.")
    sys.exit(0 if is_good else 1)


def _tell(checks: list[Check], sums: dict[str, int]) -> None:
    for one in checks:
        mark = click.style("ok  ", fg="green") if not one.faults else click.style("BAD ", fg="red")
        click.echo(f"{mark} {one.name.replace('_', ' ')}: {len(one.faults)}")
        for fault in one.faults:
            click.echo(f"       {fault}")
    for account, fen in sums.items():
        yuan, rest = yuan_parts(fen)
        click.echo(f"{yuan:>13}.{rest}  {account}")


@contextmanager
def _bar(steps: int) -> Iterator[Progress | None]:
    """For whoever sits before a terminal; what is read by a program or kept in a file has none."""
    if steps <= 0 or not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(length=steps, label="Checking", file=sys.stderr) as bar:
        yield bar.update
