"""Rules are drafted by one person, published by another, and then stand for ever."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, timedelta

from sqlalchemy import delete, func, select

from app import clock
from app.commissions.models import CommissionDraft, CommissionVersion, DraftRule, PublishedRule
from app.commissions.queries import forget_rules, rule_of, versions
from app.db import changed, insert_into, lock_rows, session
from app.editions.actions import bump
from app.ground.commission_rules import (
    MOST_RULES,
    CommissionRule,
    Conditions,
    check_rules,
    check_shares,
    notice_days,
)
from app.ground.refusals import (
    CommissionDefaultMissing,
    Missing,
    NoticeTooShort,
    SecondPersonNeeded,
    TooManyLines,
)
from app.ground.texts import clean_line

LONGEST_NOTE = 200
FIRST_DAY = date(2026, 1, 1)


def publish_first_version(commission_bp: int, shop_bp: int) -> None:
    """What a market opens with; nothing when it has a version already."""
    if session.scalar(select(CommissionVersion.id).limit(1)) is not None:
        return
    check_shares(commission_bp, shop_bp)
    version = CommissionVersion(
        number=1, effective_from=FIRST_DAY, note="", published_at=clock.now()
    )
    version.rules.append(PublishedRule(key="", commission_bp=commission_bp, shop_bp=shop_bp))
    session.add(version)
    session.flush()
    forget_rules()


def start_draft(effective_from: date, note: str, by_id: int) -> CommissionDraft:
    """With the rules of the newest version, to be changed."""
    draft = CommissionDraft(
        effective_from=effective_from,
        note=clean_line(note, LONGEST_NOTE, field="note"),
        created_by_id=by_id,
        created_at=clock.now(),
    )
    draft.rules.extend(
        DraftRule(
            key=rule.conditions.key,
            **asdict(rule.conditions),
            commission_bp=rule.commission_bp,
            shop_bp=rule.shop_bp,
        )
        for rule in versions()[0].rules
    )
    session.add(draft)
    session.flush()
    return draft


def change_draft(draft_id: int, effective_from: date, note: str) -> None:
    draft = _locked(draft_id)
    draft.effective_from = effective_from
    draft.note = clean_line(note, LONGEST_NOTE, field="note")
    session.flush()


def set_draft_rule(
    draft_id: int, conditions: Conditions, commission_bp: int, shop_bp: int
) -> DraftRule:
    """A new rule, or other shares for the one with these conditions."""
    check_shares(commission_bp, shop_bp)
    draft = _locked(draft_id)
    rule = next((one for one in draft.rules if one.key == conditions.key), None)
    if rule is None:
        if len(draft.rules) >= MOST_RULES:
            raise TooManyLines(most=MOST_RULES)
        rule = DraftRule(key=conditions.key, **asdict(conditions))
        draft.rules.append(rule)
    rule.commission_bp, rule.shop_bp = commission_bp, shop_bp
    session.flush()
    return rule


def remove_draft_rule(draft_id: int, rule_id: int) -> None:
    """The default stays: CommissionDefaultMissing. A rule of another draft: Missing."""
    _locked(draft_id)
    rule = session.get(DraftRule, rule_id)
    if rule is None or rule.draft_id != draft_id:
        raise Missing
    if not rule.key:
        raise CommissionDefaultMissing
    session.delete(rule)
    session.flush()
    session.expire_all()


def discard_draft(draft_id: int) -> None:
    """It was never in force, so nothing of it is kept."""
    session.execute(delete(DraftRule).where(DraftRule.draft_id == draft_id))
    if not changed(delete(CommissionDraft).where(CommissionDraft.id == draft_id)):
        raise Missing
    session.expire_all()


def publish_draft(draft_id: int, by_id: int, parents: Mapping[int, int]) -> int:
    """Announced at once, in force from its day on. Answers its number.

    Not by who drafted it: SecondPersonNeeded. Too soon for those who would pay more, or not after
    the newest version: NoticeTooShort. `parents`: the category above each.
    """
    draft = _locked(draft_id)
    if draft.created_by_id == by_id:
        raise SecondPersonNeeded
    rules = [rule_of(one) for one in draft.rules]
    check_rules(rules)
    earliest = earliest_day(rules, parents)
    if draft.effective_from < earliest:
        raise NoticeTooShort(field="effective_from", earliest_on=earliest)
    newest = session.execute(select(func.max(CommissionVersion.number))).scalar_one()
    added = insert_into(CommissionVersion).values(
        number=newest + 1,
        effective_from=draft.effective_from,
        note=draft.note,
        drafted_by_id=draft.created_by_id,
        published_by_id=by_id,
        published_at=clock.now(),
    )
    version_id = session.scalar(added.on_conflict_do_nothing().returning(CommissionVersion.id))
    if version_id is None:
        # Somebody published another one in the same moment.
        raise NoticeTooShort(
            field="effective_from", earliest_on=draft.effective_from + timedelta(days=1)
        )
    session.execute(
        insert_into(PublishedRule).values([_published(version_id, one) for one in rules])
    )
    discard_draft(draft_id)
    bump("fees")
    forget_rules()
    return int(newest) + 1


def earliest_day(rules: list[CommissionRule], parents: Mapping[int, int]) -> date:
    """The first day from which these rules may be in force if they are published today."""
    newest = versions()[0]
    told = clock.today() + timedelta(days=notice_days(newest.rules, rules, parents))
    return max(told, newest.effective_from + timedelta(days=1))


def _published(version_id: int, rule: CommissionRule) -> dict[str, object]:
    return {
        "version_id": version_id,
        "key": rule.conditions.key,
        **asdict(rule.conditions),
        "commission_bp": rule.commission_bp,
        "shop_bp": rule.shop_bp,
    }


def _locked(draft_id: int) -> CommissionDraft:
    found = lock_rows(CommissionDraft, [draft_id])
    if not found:
        raise Missing
    return found[0]
