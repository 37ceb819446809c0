"""Cooperatives join, sell and are suspended."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from app.commands.reference import rows
from app.cooperatives.actions import (
    CooperativeDraft,
    apply_as_cooperative,
    approve_cooperative,
    open_cooperative,
    suspend_cooperative,
)
from app.cooperatives.kinds import CooperativeState
from app.cooperatives.models import Cooperative
from app.cooperatives.queries import (
    cooperatives,
    cooperatives_of_hall,
    find_cooperative,
    get_cooperative,
)
from app.db import transaction
from app.editions.queries import numbers
from app.ground.refusals import Missing, NameTaken, RegionUnknown, StepNotAllowed
from app.places.actions import load_halls
from app.places.queries import get_hall
from tests.makers import JIAOXI, XUEYAN, make_cooperative

Database = scoped_session[Session]


def draft(
    slug: str = "zhajia", name: str = "查家林果合作社", origin: str = JIAOXI
) -> CooperativeDraft:
    return CooperativeDraft(
        slug=slug,
        name=name,
        name_en="Zhajia Orchards",
        origin_code=origin,
        contact_name="查经理",
        contact_phone="13805190101",
    )


def count(database: Database) -> int:
    return database.scalar(select(func.count()).select_from(Cooperative)) or 0


def test_a_cooperative_that_was_opened_sells_at_once(database: Database) -> None:
    with transaction():
        opened = open_cooperative(draft())
    assert find_cooperative("zhajia") is opened
    assert (opened.state, opened.households) == ("approved", 0)


@pytest.mark.parametrize("taken", [draft(slug="other"), draft(name="另一家合作社")])
def test_neither_name_nor_address_can_be_had_twice(
    database: Database, taken: CooperativeDraft
) -> None:
    with transaction():
        open_cooperative(draft())
    with pytest.raises(NameTaken), transaction():
        open_cooperative(taken)
    assert count(database) == 1


def test_a_cooperative_grows_somewhere(database: Database) -> None:
    with pytest.raises(RegionUnknown) as refused, transaction():
        open_cooperative(draft(origin="320402999999"))
    assert refused.value.field == "origin_code"
    assert count(database) == 0


def test_one_that_applied_is_seen_by_the_office_only_until_it_is_approved(
    database: Database,
) -> None:
    with transaction():
        applied = apply_as_cooperative(draft())
    assert find_cooperative("zhajia") is None
    assert get_cooperative(applied.id) is applied
    assert cooperatives([CooperativeState.applied], 0, 10) == [applied]
    with transaction():
        approve_cooperative(applied.id)
    assert find_cooperative("zhajia") is applied


def test_a_suspended_one_vanishes_and_its_pages_are_out_of_date(database: Database) -> None:
    cooperative = make_cooperative(slug="zhajia")
    topics = [f"cooperative:{cooperative.id}", "catalogue"]
    before = numbers(topics)
    with transaction():
        suspend_cooperative(cooperative.id)
    assert find_cooperative("zhajia") is None
    assert numbers(topics) == {topic: before[topic] + 1 for topic in topics}


def test_what_is_suspended_cannot_be_suspended_again(database: Database) -> None:
    cooperative = make_cooperative(state="suspended")
    before = numbers(["catalogue"])
    with pytest.raises(StepNotAllowed) as refused, transaction():
        suspend_cooperative(cooperative.id)
    assert refused.value.facts == {"step": "suspend", "state": "suspended"}
    assert numbers(["catalogue"]) == before


def test_an_id_that_is_none_is_missing(database: Database) -> None:
    with pytest.raises(Missing):
        get_cooperative(2**53)


def test_a_hall_shows_the_cooperatives_below_it_that_sell(database: Database) -> None:
    with transaction():
        load_halls(rows("halls.csv"))
    pears, peaches = make_cooperative(JIAOXI), make_cooperative(XUEYAN)
    make_cooperative(JIAOXI, state="suspended")
    shown = {slug: cooperatives_of_hall(get_hall(slug)) for slug in ("china", "tianning", "wujin")}
    assert shown == {"china": [pears, peaches], "tianning": [pears], "wujin": [peaches]}
