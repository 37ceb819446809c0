"""Which commission a sale pays: of the rules that fit it, the most specific one.

A rule may name a cooperative, a shop, a category and a channel; what it leaves open fits every
sale. Of two that fit, the one that names the cooperative goes before the one that does not, then
the one that names the shop, then the one whose category is nearer in the tree, then the one that
names the channel (docs/money.md). The rule that names nothing is the default; every list has one.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from app.ground.channels import Channel
from app.ground.digits import is_empty, plain
from app.ground.money import share_fen
from app.ground.refusals import CommissionDefaultMissing, CommissionNotAllowed, FieldMissing

MOST_BP = 5000
MOST_RULES = 100
# Whoever would have to pay more must have been told this many days before.
NOTICE_DAYS = 7
# Processes read the rules once a day: what begins earlier might be missed by one of them.
SHORTEST_NOTICE_DAYS = 2
# Beyond this many different sales it is not tried out whether somebody would pay more.
MOST_TRIED = 50_000
_PERCENT = re.compile(r"([0-9]{1,3})(?:\.([0-9]{1,2}))?\s*[%％]?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """None: whatever it is."""

    cooperative_id: int | None = None
    shop_id: int | None = None
    category_id: int | None = None
    channel: str | None = None

    @property
    def key(self) -> str:
        """One text for each combination, so that a list can hold it once; "" for the default."""
        named = {
            "cooperative": self.cooperative_id,
            "shop": self.shop_id,
            "category": self.category_id,
            "channel": self.channel,
        }
        return " ".join(f"{name}={what}" for name, what in named.items() if what is not None)


@dataclass(frozen=True, slots=True)
class CommissionRule:
    """`commission_bp` of the goods is the platform's, and of that `shop_bp` of the goods the
    village shop's, where there is one: never on top of it."""

    id: int
    conditions: Conditions
    commission_bp: int
    shop_bp: int

    @property
    def is_default(self) -> bool:
        return not self.conditions.key


@dataclass(frozen=True, slots=True)
class Sale:
    """`categories`: the product's own first, then those above it. `shop_id` only for orders that
    were placed at a counter."""

    cooperative_id: int
    shop_id: int | None
    categories: tuple[int, ...]
    channel: str


@dataclass(frozen=True, slots=True)
class Commission:
    """In fen of one line; the shop's part is within the whole."""

    fen: int
    shop_fen: int


def rule_for(rules: Iterable[CommissionRule], sale: Sale) -> CommissionRule:
    """The most specific that fits. Checked lists always have one."""
    fitting = [rule for rule in rules if fits(rule.conditions, sale)]
    return max(fitting, key=lambda rule: specificity(rule.conditions, sale))


def fits(asked: Conditions, sale: Sale) -> bool:
    return (
        asked.cooperative_id in (None, sale.cooperative_id)
        and asked.shop_id in (None, sale.shop_id)
        and (asked.category_id is None or asked.category_id in sale.categories)
        and asked.channel in (None, sale.channel)
    )


def specificity(asked: Conditions, sale: Sale) -> tuple[bool, bool, int, bool]:
    """Of rules that fit the sale; two different ones never have the same."""
    nearness = 0
    if asked.category_id is not None:
        nearness = len(sale.categories) - sale.categories.index(asked.category_id)
    return (
        asked.cooperative_id is not None,
        asked.shop_id is not None,
        nearness,
        asked.channel is not None,
    )


def commission_of(rule: CommissionRule, goods_fen: int, has_shop: bool) -> Commission:
    """Each share rounded half up; together never more than the commission itself."""
    fen = share_fen(goods_fen, rule.commission_bp)
    return Commission(fen, min(fen, share_fen(goods_fen, rule.shop_bp)) if has_shop else 0)


def check_shares(commission_bp: int, shop_bp: int) -> None:
    if not 0 <= commission_bp <= MOST_BP:
        raise CommissionNotAllowed(field="commission", most_bp=MOST_BP)
    if not 0 <= shop_bp <= commission_bp:
        raise CommissionNotAllowed(field="shop_share", most_bp=commission_bp)


def check_rules(rules: Sequence[CommissionRule]) -> None:
    """What can be published: exactly one default, no conditions twice, shares that are sane."""
    keys = [rule.conditions.key for rule in rules]
    if "" not in keys:
        raise CommissionDefaultMissing
    if len(set(keys)) != len(keys) or len(keys) > MOST_RULES:
        raise ValueError("conditions twice, or too many of them")
    for rule in rules:
        check_shares(rule.commission_bp, rule.shop_bp)


def notice_days(
    before: Sequence[CommissionRule], after: Sequence[CommissionRule], parents: Mapping[int, int]
) -> int:
    """How long before it begins a list must be told. `parents`: the category above each."""
    return NOTICE_DAYS if is_worse(before, after, parents) else SHORTEST_NOTICE_DAYS


def is_worse(
    before: Sequence[CommissionRule], after: Sequence[CommissionRule], parents: Mapping[int, int]
) -> bool:
    """Whether anybody would pay more, or any shop get less, for some sale: all are tried that the
    two lists can tell apart. Too many to try count as worse."""
    for tried, sale in enumerate(_telling_sales([*before, *after], parents)):
        was, will_be = rule_for(before, sale), rule_for(after, sale)
        if tried >= MOST_TRIED or will_be.commission_bp > was.commission_bp:
            return True
        if sale.shop_id is not None and will_be.shop_bp < was.shop_bp:
            return True
    return False


def _telling_sales(rules: Sequence[CommissionRule], parents: Mapping[int, int]) -> Iterator[Sale]:
    """0 is a cooperative or a shop that no rule names."""
    asked = [rule.conditions for rule in rules]
    cooperatives = {0, *(one.cooperative_id for one in asked if one.cooperative_id)}
    shops = {0, *(one.shop_id for one in asked if one.shop_id)}
    named = {one.category_id for one in asked if one.category_id}
    paths = [(), *(path_of(category, parents) for category in sorted(named))]
    counters: list[tuple[str, int | None]] = [(Channel.storefront.value, None)]
    counters += [(Channel.village.value, shop) for shop in sorted(shops)]
    for cooperative, path, (channel, shop) in product(sorted(cooperatives), paths, counters):
        yield Sale(cooperative, shop, path, channel)


def path_of(category_id: int, parents: Mapping[int, int]) -> tuple[int, ...]:
    """The category and those above it, nearest first."""
    path = [category_id]
    while path[-1] in parents:
        path.append(parents[path[-1]])
    return tuple(path)


@dataclass(frozen=True, slots=True)
class Change:
    """Of one list of rules to the next; `before` None: new, `after` None: gone."""

    conditions: Conditions
    before: CommissionRule | None
    after: CommissionRule | None


def changes(before: Sequence[CommissionRule], after: Sequence[CommissionRule]) -> list[Change]:
    """In the order of the keys, so the default comes first; what stayed is left out."""
    was = {rule.conditions.key: rule for rule in before}
    will_be = {rule.conditions.key: rule for rule in after}
    pairs = [(was.get(key), will_be.get(key)) for key in sorted(was | will_be)]
    return [
        Change(rule.conditions, old, new)
        for old, new in pairs
        for rule in [new or old]
        if rule is not None and _shares(old) != _shares(new)
    ]


def _shares(rule: CommissionRule | None) -> tuple[int, int] | None:
    return (rule.commission_bp, rule.shop_bp) if rule else None


def parse_share(text: object, *, field: str | None = None) -> int:
    """A percentage as typed ("6", "6.25", "６ %") in hundredths of a percent."""
    if is_empty(text):
        raise FieldMissing(field=field)
    found = _PERCENT.fullmatch(plain(text)) if isinstance(text, str) else None
    if found is None:
        raise CommissionNotAllowed(field=field, most_bp=MOST_BP)
    share_bp = int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))
    if share_bp > MOST_BP:
        raise CommissionNotAllowed(field=field, most_bp=MOST_BP)
    return share_bp
