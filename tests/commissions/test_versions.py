"""Rules are drafted by one, published by another, announced in time, and then never changed."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from app import clock
from app.commissions.actions import (
    discard_draft,
    publish_draft,
    publish_first_version,
    remove_draft_rule,
    set_draft_rule,
    start_draft,
)
from app.commissions.models import CommissionDraft, CommissionVersion, DraftRule, PublishedRule
from app.commissions.queries import (
    commission_rule,
    drafts,
    forget_rules,
    get_draft,
    rules_on,
    versions,
)
from app.db import session, transaction
from app.editions.queries import numbers
from app.ground.commission_rules import Conditions, Sale
from app.ground.refusals import (
    CommissionDefaultMissing,
    CommissionNotAllowed,
    Missing,
    NoticeTooShort,
    SecondPersonNeeded,
)
from tests.clocks import Clock
from tests.makers import make_cooperative, make_lot, make_postal, make_variant
from tests.order_sheets import make_order
from tests.statements import count_statements

pytestmark = pytest.mark.usefixtures("database")


def drafted(days: int, commission_bp: int = 700) -> CommissionDraft:
    """Begins in so many days, and asks more of everybody unless told otherwise."""
    author = make_postal()
    with transaction():
        draft = start_draft(clock.today() + timedelta(days=days), "涨价", author.id)
        set_draft_rule(draft.id, Conditions(), commission_bp, 300)
    return draft


def counts() -> list[int]:
    models = (CommissionVersion, PublishedRule, CommissionDraft, DraftRule)
    return [session.execute(select(func.count()).select_from(one)).scalar_one() for one in models]


def test_a_market_opens_with_one_version_and_one_rule() -> None:
    (version,) = versions()
    assert (version.number, version.drafted_by_id, len(version.rules)) == (1, None, 1)
    assert rules_on(date(2020, 1, 1)) == rules_on(clock.today()) == version.rules
    with transaction():
        publish_first_version(900, 100)
    assert len(versions()) == 1


def test_a_draft_becomes_the_next_version_and_takes_effect_on_its_day(clock_: Clock) -> None:
    draft, second = drafted(7), make_postal()
    with transaction():
        assert publish_draft(draft.id, second.id, {}) == 2
    assert (drafts(), numbers(["fees"])) == ([], {"fees": 1})
    newest = versions()[0]
    assert (newest.published_by_id, newest.rules[0].commission_bp) == (second.id, 700)
    assert rules_on(clock.today())[0].commission_bp == 500
    clock_.stop("2026-07-31 23:59")
    assert rules_on(clock.today())[0].commission_bp == 500
    clock_.stop("2026-08-01 00:00")
    assert rules_on(clock.today()) == newest.rules
    assert rules_on(date(2026, 7, 31))[0].commission_bp == 500


def test_nobody_publishes_what_she_drafted_herself() -> None:
    draft = drafted(7)
    before = counts()
    with pytest.raises(SecondPersonNeeded), transaction():
        publish_draft(draft.id, draft.created_by_id, {})
    assert counts() == before


@pytest.mark.parametrize(("commission_bp", "days"), [(700, 7), (400, 2)])
def test_a_dearer_version_needs_a_week_and_a_cheaper_one_two_days(
    commission_bp: int, days: int
) -> None:
    second, early = make_postal(), drafted(days - 1, commission_bp)
    before = counts()
    with pytest.raises(NoticeTooShort) as told, transaction():
        publish_draft(early.id, second.id, {})
    assert told.value.facts["earliest_on"] == clock.today() + timedelta(days=days)
    assert counts() == before
    in_time = drafted(days, commission_bp)
    with transaction():
        publish_draft(in_time.id, second.id, {})


def test_two_versions_cannot_begin_on_one_day() -> None:
    second, first, same = make_postal(), drafted(9), drafted(9, 800)
    with transaction():
        publish_draft(first.id, second.id, {})
    with pytest.raises(NoticeTooShort) as told, transaction():
        publish_draft(same.id, second.id, {})
    assert told.value.facts["earliest_on"] == clock.today() + timedelta(days=10)


def test_a_draft_holds_each_condition_once_and_always_a_default() -> None:
    draft, cooperative = drafted(7), make_cooperative()
    second = make_postal()
    named = Conditions(cooperative_id=cooperative.id)
    with transaction():
        first = set_draft_rule(draft.id, named, 400, 200).id
        assert set_draft_rule(draft.id, named, 450, 100).id == first
    assert [(one.commission_bp, one.shop_bp) for one in get_draft(draft.id).rules] == [
        (700, 300),
        (450, 100),
    ]
    default = get_draft(draft.id).rules[0].id
    with pytest.raises(CommissionDefaultMissing), transaction():
        remove_draft_rule(draft.id, default)
    with pytest.raises(CommissionNotAllowed), transaction():
        set_draft_rule(draft.id, named, 100, 101)
    other = drafted(8)
    with pytest.raises(Missing), transaction():
        remove_draft_rule(other.id, first)
    with transaction():
        remove_draft_rule(draft.id, first)
    assert len(get_draft(draft.id).rules) == 1
    number = draft.id
    with transaction():
        discard_draft(number)
    with pytest.raises(Missing), transaction():
        publish_draft(number, second.id, {})


@pytest.mark.parametrize("table", ["commission_versions", "commission_rules"])
def test_what_was_published_stands_for_ever(table: str) -> None:
    with pytest.raises(IntegrityError, match="append-only"), transaction():
        session.execute(text(f"DELETE FROM {table}"))


def test_the_rules_are_read_once_a_day() -> None:
    forget_rules()
    sale = Sale(1, None, (), "storefront")
    with count_statements() as sent:
        for _ in range(5):
            commission_rule(sale, clock.today())
    assert len(sent) == 1


def test_a_line_keeps_the_rule_that_it_was_sold_by(clock_: Clock) -> None:
    variant = make_variant(price_fen=5800)
    make_lot(variant, best_before_on=None)
    before = make_order((variant, 1)).sub_orders[0].lines[0]
    draft, second = drafted(7), make_postal()
    with transaction():
        publish_draft(draft.id, second.id, {})
    clock_.stop("2026-08-01 08:00")
    after = make_order((variant, 1)).sub_orders[0].lines[0]
    assert [(one.commission_bp, one.commission_fen) for one in (before, after)] == [
        (500, 290),
        (700, 406),
    ]
    assert after.commission_rule_id == versions()[0].rules[0].id != before.commission_rule_id


@pytest.fixture
def clock_(clock: Clock) -> Clock:
    clock.stop("2026-07-25 09:00")
    return clock
