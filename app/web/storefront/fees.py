"""What the market keeps of a price: now, from when on something else, and ever before."""

from dataclasses import dataclass
from datetime import date

from flask import Blueprint

from app import clock
from app.commissions.queries import Version, versions
from app.ground.breakdown import break_down
from app.ground.commission_rules import (
    NOTICE_DAYS,
    SHORTEST_NOTICE_DAYS,
    Change,
    changes,
    commission_of,
)
from app.web.commission_words import names_of
from app.web.guard import public_page
from app.web.pages import page
from app.web.splits import Split, split_of

pages = Blueprint("fees", __name__, url_prefix="/fees")
EXAMPLE_FEN, EXAMPLE_POSTAGE_FEN = 5200, 900


@dataclass(frozen=True, slots=True)
class Told:
    """A version and how it differs from the one before; `until` is its last day."""

    version: Version
    changes: list[Change]
    until: date | None


@pages.get("/")
@public_page(topics=("fees",))
def home() -> str:
    told = _told(versions())
    now = next(
        one for one in told if one.version.effective_from <= clock.today() or one is told[-1]
    )
    return page(
        now=now,
        announced=[one for one in told if one.version.effective_from > clock.today()],
        history=[one for one in told if one.version.number < now.version.number],
        names=names_of(rule.conditions for one in told for rule in one.version.rules),
        example=_example(now.version),
        example_fen=EXAMPLE_FEN,
        notice_days=NOTICE_DAYS,
        shortest_notice_days=SHORTEST_NOTICE_DAYS,
    )


def _told(newest_first: list[Version]) -> list[Told]:
    earlier = [*newest_first[1:], None]
    later = [None, *newest_first[:-1]]
    return [
        Told(
            one,
            changes(before.rules, one.rules) if before else [],
            date.fromordinal(after.effective_from.toordinal() - 1) if after else None,
        )
        for one, before, after in zip(newest_first, earlier, later, strict=True)
    ]


def _example(version: Version) -> Split:
    """A box that a villager orders at her shop, by the rule for all other sales."""
    default = next(rule for rule in version.rules if rule.is_default)
    commission = commission_of(default, EXAMPLE_FEN, has_shop=True)
    return split_of(
        break_down(
            goods_fen=EXAMPLE_FEN,
            postage_fen=EXAMPLE_POSTAGE_FEN,
            postage_cost_fen=EXAMPLE_POSTAGE_FEN,
            commission_fen=commission.fen,
            shop_commission_fen=commission.shop_fen,
            packing_fen=0,
        )
    )
