"""The halls 地方馆."""

import pytest
from sqlalchemy.orm import Session, scoped_session

from app.commands.reference import rows
from app.db import transaction
from app.ground.refusals import Missing
from app.places.actions import load_halls
from app.places.queries import (
    find_hall,
    get_hall,
    hall_path,
    halls,
    halls_below,
    halls_holding,
)
from tests.statements import count_statements

Database = scoped_session[Session]
COUNTIES = ["tianning", "zhonglou", "xinbei", "wujin", "jintan", "liyang"]


@pytest.fixture(autouse=True)
def _halls(database: Database) -> None:
    with transaction():
        load_halls(rows("halls.csv"))


def test_the_halls_go_from_the_nation_to_the_six_counties() -> None:
    assert [hall.slug for hall in halls()] == ["china", "jiangsu", "changzhou", *COUNTIES]
    assert get_hall("changzhou").name == "常州馆"


def test_loading_halls_again_changes_nothing() -> None:
    before = halls()
    with transaction():
        assert load_halls(rows("halls.csv")) == 9
    assert halls() == before


def test_a_hall_knows_the_way_down_to_it_and_what_is_below() -> None:
    names = [hall.name for hall in hall_path(get_hall("liyang"))]
    assert names == ["全国馆", "江苏馆", "常州馆", "溧阳馆"]
    assert [hall.slug for hall in halls_below(get_hall("changzhou"))] == COUNTIES


def test_what_grows_in_a_village_is_in_every_hall_above_it() -> None:
    slugs = [hall.slug for hall in halls_holding("320402109223")]
    assert slugs == ["china", "jiangsu", "changzhou", "tianning"]


def test_a_hall_that_is_none_is_missing() -> None:
    assert find_hall("suzhou") is None
    with pytest.raises(Missing):
        get_hall("suzhou")


def test_halls_cost_no_statement_once_they_are_known() -> None:
    halls()
    with count_statements() as sent:
        hall_path(get_hall("tianning"))
    assert sent == []
