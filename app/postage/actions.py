"""Tariffs are drafted, published for a day to come, and then stand for ever; boxes in use."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from sqlalchemy import delete, func, select

from app import clock
from app.db import changed, insert_into, lock_rows, session
from app.editions.actions import bump
from app.ground.postal_products import PostalProduct
from app.ground.refusals import Missing, TariffDateTooEarly, TooManyLines
from app.ground.tariffs import (
    MOST_AREAS,
    Area,
    Tariff,
    Terms,
    Zone,
    check_tariff,
    check_terms,
    with_zone,
)
from app.ground.texts import clean_line
from app.places.tree import tree
from app.postage.models import TariffDraft, TariffVersion
from app.postage.price_lists import ordinary_tariffs
from app.postage.queries import forget_rates, get_version

LONGEST_SOURCE = 300
TOPIC = "postage"


def load_rates(rows: Iterable[Mapping[str, str]], source: str) -> int:
    """The public tariff of ordinary parcels from its file; answers how many versions were new.

    A date that exists is left as it is: postage that was charged must stay explicable.
    """
    return sum(
        publish_first(tariff, origin, effective_from, source) is not None
        for origin, effective_from, tariff in ordinary_tariffs(rows)
    )


def publish_first(
    tariff: Tariff, origin_province: str, effective_from: date, source: str
) -> int | None:
    """From a file, by a command: its id, or None when that day has a version already. Other
    processes know it from midnight on."""
    return _publish(tariff, origin_province, effective_from, source, None, None)


def start_draft(version_id: int, by_id: int) -> TariffDraft:
    """With what a version says, to be changed."""
    version = get_version(version_id)
    return _start(version.tariff, version.origin_province, version.source, version.id, by_id)


def start_empty_draft(product: PostalProduct, origin_province: str, by_id: int) -> TariffDraft:
    return _start(Tariff(product), tree().get(origin_province).code, "", None, by_id)


def set_draft_terms(draft_id: int, terms: Terms, source: str) -> None:
    draft = _locked(draft_id)
    check_terms(terms)
    old = Tariff.from_facts(draft.rules)
    draft.source = clean_line(source, LONGEST_SOURCE, field="source")
    _keep(draft, Tariff(old.product, terms, old.zones, old.areas))


def set_draft_zone(draft_id: int, zone: Zone, instead_of: str | None) -> None:
    draft = _locked(draft_id)
    for code in zone.destinations:
        tree().get(code, field="destinations")
    _keep(draft, with_zone(Tariff.from_facts(draft.rules), zone, instead_of))


def remove_draft_zone(draft_id: int, group: str) -> None:
    draft = _locked(draft_id)
    old = Tariff.from_facts(draft.rules)
    zones = tuple(one for one in old.zones if one.group != group)
    if len(zones) == len(old.zones):
        raise Missing
    _keep(draft, Tariff(old.product, old.terms, zones, old.areas))


def set_draft_area(draft_id: int, area: Area) -> None:
    """Another figure for an area that is there takes its place."""
    draft = _locked(draft_id)
    old = Tariff.from_facts(draft.rules)
    code = tree().get(area.code[:6], field="area").code
    others = [one for one in old.areas if one.code != code]
    if len(others) >= MOST_AREAS:
        raise TooManyLines(most=MOST_AREAS, field="area")
    areas = sorted([*others, Area(code, area.surcharge_fen)], key=lambda one: one.code)
    _keep(draft, Tariff(old.product, old.terms, old.zones, tuple(areas)))


def remove_draft_area(draft_id: int, code: str) -> None:
    draft = _locked(draft_id)
    old = Tariff.from_facts(draft.rules)
    areas = tuple(one for one in old.areas if one.code != code)
    if len(areas) == len(old.areas):
        raise Missing
    _keep(draft, Tariff(old.product, old.terms, old.zones, areas))


def replace_draft_lines(draft_id: int, zones: tuple[Zone, ...], areas: tuple[Area, ...]) -> None:
    """All of a file, or a refusal and nothing."""
    draft = _locked(draft_id)
    old = Tariff.from_facts(draft.rules)
    whole = Tariff(old.product, old.terms, zones, areas)
    for code in (*(code for zone in zones for code in zone.destinations), *(a.code for a in areas)):
        tree().get(code, field="file")
    check_tariff(whole)
    _keep(draft, whole)


def discard_draft(draft_id: int) -> None:
    """It was never in force, so nothing of it is kept."""
    if not changed(delete(TariffDraft).where(TariffDraft.id == draft_id)):
        raise Missing
    session.expire_all()


def publish_draft(draft_id: int, effective_from: date, by_id: int) -> int:
    """In force from a day to come: TariffDateTooEarly before tomorrow, when every process has read
    it, and not after the newest version of its product. Answers the version's id."""
    draft = _locked(draft_id)
    tariff = Tariff.from_facts(draft.rules)
    check_tariff(tariff)
    earliest = earliest_day(tariff.product, draft.origin_province)
    if effective_from < earliest:
        raise TariffDateTooEarly(earliest_on=earliest, field="effective_from")
    version_id = _publish(
        tariff, draft.origin_province, effective_from, draft.source, draft.created_by_id, by_id
    )
    if version_id is None:
        # Somebody published another one for this day in the same moment.
        raise TariffDateTooEarly(
            earliest_on=effective_from + timedelta(days=1), field="effective_from"
        )
    discard_draft(draft_id)
    return version_id


def earliest_day(product: PostalProduct, origin_province: str) -> date:
    newest = session.scalar(
        select(func.max(TariffVersion.effective_from)).where(
            TariffVersion.product == product, TariffVersion.origin_province == origin_province
        )
    )
    return max(clock.today(), newest or date.min) + timedelta(days=1)


def _publish(
    tariff: Tariff,
    origin_province: str,
    effective_from: date,
    source: str,
    drafted_by_id: int | None,
    published_by_id: int | None,
) -> int | None:
    check_tariff(tariff)
    added = insert_into(TariffVersion).values(
        product=tariff.product,
        origin_province=origin_province,
        effective_from=effective_from,
        source=source,
        rules=tariff.as_facts(),
        drafted_by_id=drafted_by_id,
        published_by_id=published_by_id,
        published_at=clock.now(),
    )
    version_id = session.scalar(added.on_conflict_do_nothing().returning(TariffVersion.id))
    if version_id is not None:
        bump(TOPIC)
        forget_rates()
    return version_id


def _start(
    tariff: Tariff, origin_province: str, source: str, copied_from_id: int | None, by_id: int
) -> TariffDraft:
    draft = TariffDraft(
        product=tariff.product,
        origin_province=origin_province,
        source=source,
        rules=tariff.as_facts(),
        copied_from_id=copied_from_id,
        created_by_id=by_id,
        created_at=clock.now(),
        changed_at=clock.now(),
    )
    session.add(draft)
    session.flush()
    return draft


def _keep(draft: TariffDraft, tariff: Tariff) -> None:
    draft.rules = tariff.as_facts()
    draft.changed_at = clock.now()
    session.flush()


def _locked(draft_id: int) -> TariffDraft:
    found = lock_rows(TariffDraft, [draft_id])
    if not found:
        raise Missing
    return found[0]
