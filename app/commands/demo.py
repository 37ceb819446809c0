"""`flask demo fill` and `flask demo sign-ins`: a market to look at, made by the real actions."""

import json
from datetime import timedelta

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext
from sqlalchemy import select

from app import clock
from app.commands.demo_claims import complain
from app.commands.demo_goods import (
    curate_shelves,
    open_cooperatives,
    publish_products,
    receive_lots,
)
from app.commands.demo_households import register_households
from app.commands.demo_labels import LabelsDesk
from app.commands.demo_lent_boxes import LentBoxesDesk
from app.commands.demo_money import MoneyDesk, agree_bank_details, close_first_month
from app.commands.demo_month import DAYS, STEPS, Month, count_orders
from app.commands.demo_numbers import give_back_numbers
from app.commands.demo_people import (
    GROWER_KEY,
    SIGN_INS,
    Shopper,
    hire_clerks,
    open_centres,
    open_offices,
    open_shops,
    welcome_shoppers,
)
from app.commands.demo_points import PointsDesk
from app.commands.demo_post import (
    PostDesk,
    draft_prices,
    open_outlets,
    take_in_rolls,
)
from app.commands.demo_remedies import HelpDesk
from app.commands.demo_returns import ReturnsDesk
from app.commands.demo_trouble import TroubleDesk
from app.commands.demo_vans import VansDesk
from app.commands.demo_warehouses import WarehouseDesk, open_warehouses
from app.commands.postal_products import publish_postal_products
from app.commands.reference import load_reference
from app.cooperatives.models import Cooperative
from app.db import session, transaction
from app.jobs.worker import Worker
from app.people.models import Person
from app.places.outlets import outlets

BOXES_A_LOT = 160

demo = AppGroup("demo", help="The demonstration: never in production.")


@demo.command("fill")
@click.option("--without-month", is_flag=True, help="Only goods and people, no past orders.")
@with_appcontext
def fill(without_month: bool) -> None:
    """Fill an empty market with Changzhou's produce, people and a believable past month."""
    if current_app.extensions["settings"].is_production:
        raise click.ClickException("A production market is not filled with a demonstration.")
    if session.scalar(select(Person.id).limit(1)) is not None:
        raise click.ClickException("This market has people already; nothing was changed.")
    session.rollback()
    with transaction():
        load_reference()
        open_offices()
        open_outlets()
        take_in_rolls(outlets())
        publish_postal_products()
        open_warehouses(outlets())
    with clock.stopped_at(clock.now() - timedelta(days=DAYS + 1)):
        shoppers, keepers, centres = _people_and_goods()
    Worker(current_app._get_current_object()).drain()  # type: ignore[attr-defined]
    if not without_month:
        month = Month(shoppers, keepers, centres)
        with click.progressbar(length=STEPS, label="A month of orders") as bar:
            trouble = TroubleDesk(month)
            desks = (
                PostDesk(month),
                WarehouseDesk(month),
                trouble,
                HelpDesk(trouble),
                ReturnsDesk(trouble),
                LentBoxesDesk(month),
                PointsDesk(month),
                LabelsDesk(month),
                VansDesk(),
                MoneyDesk(keepers),
            )
            month.live([*(desk.attend for desk in desks), lambda _: bar.update(1)])
        draft_prices()
        complain()
        close_first_month()
        Worker(current_app._get_current_object()).drain()  # type: ignore[attr-defined]
    session.remove()
    click.echo(f"The market is filled: {count_orders()} orders.")


def _people_and_goods() -> tuple[list[Shopper], dict[int, int], dict[int, int]]:
    with transaction():
        sellers = open_cooperatives(outlets())
        cooperatives = list(session.scalars(select(Cooperative).order_by(Cooperative.id)))
        hire_clerks(cooperatives)
        shoppers, keepers, centres = welcome_shoppers(), open_shops(), open_centres()
    with click.progressbar(length=46, label="Produce") as bar, transaction():
        for product in publish_products(sellers):
            receive_lots(product, BOXES_A_LOT)
            bar.update(1)
        curate_shelves()
        register_households(cooperatives)
        agree_bank_details(keepers)
    return shoppers, keepers, centres


@demo.command("give-back-numbers")
@with_appcontext
def give_back() -> None:
    """Let a carrier that gives numbers give them: what is left of the demonstration's own goes."""
    if current_app.extensions["settings"].is_production:
        raise click.ClickException("Numbers of a production market are not given back.")
    with transaction():
        give_back_numbers()


@demo.command("sign-ins")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@with_appcontext
def sign_ins(as_json: bool) -> None:
    """Who can sign in, for each role."""
    if current_app.extensions["settings"].is_production:
        raise click.ClickException("A production market has no demonstration sign-ins.")
    if as_json:
        click.echo(json.dumps([card.as_facts() for card in SIGN_INS], ensure_ascii=False, indent=2))
        return
    base_url = current_app.extensions["settings"].base_url
    for card in SIGN_INS:
        click.echo(f"  {card.role:<16} {card.login}  {card.password}  {base_url}{card.path}")
    click.echo(f"  {'household':<16} no sign-in, only its link: {base_url}/grower/{GROWER_KEY}")
