"""Where a cooperative pays the carriage, in words and as a form."""

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import ngettext

from app.cooperatives.queries import Cooperative, free_postage_of
from app.ground.digits import is_empty
from app.ground.free_carriage import FreeFrom
from app.ground.money import parse_yuan
from app.ground.quantities import parse_whole
from app.ground.refusals import RegionUnknown
from app.ground.texts import clean_line
from app.places.tree import Place, tree
from app.web.formats import named, yuan
from app.web.forms import Form

LONGEST = 400
MOST_BOXES = 99


def provinces() -> list[Place]:
    return tree().children(None)


def take_free_from(form: Form) -> FreeFrom:
    """Nothing typed: never."""
    fen = boxes = 0
    if not is_empty(form.sent.get("from")):
        fen = form.take("from", parse_yuan, least_fen=1) or 0
    if not is_empty(form.sent.get("from_boxes")):
        boxes = form.take("from_boxes", parse_whole, least=1, most=MOST_BOXES) or 0
    return FreeFrom(fen, boxes)


def take_free_postage(form: Form, cooperative: Cooperative) -> dict[str, FreeFrom]:
    """Its rules as they become: what was typed, for the provinces that were; nothing typed: never
    free there."""
    words = form.take("provinces", clean_line, longest=LONGEST) or ""
    free = take_free_from(form)
    codes = []
    for word in words.replace("，", " ").replace("、", " ").replace(",", " ").split():
        code = _province(word)
        if code is None:
            form.refuse("provinces", RegionUnknown())
        else:
            codes.append(code)
    form.check()
    return changed_rules(cooperative, codes, free)


def changed_rules(
    cooperative: Cooperative, codes: list[str], free: FreeFrom
) -> dict[str, FreeFrom]:
    """The others stay as they are."""
    rules = free_postage_of(cooperative)
    for code in codes:
        rules.pop(code, None)
        if not free.is_never:
            rules[code] = free
    return rules


def _province(word: str) -> str | None:
    return next(
        (
            one.code
            for one in provinces()
            if word in (one.code, one.name, one.name_en) or one.name.startswith(word)
        ),
        None,
    )


def free_in_words(free: FreeFrom) -> str:
    """Empty when it never is."""
    words = []
    if free.fen:
        words.append(_("from goods of ¥%(price)s", price=yuan(free.fen)))
    if free.boxes:
        words.append(ngettext("from %(num)d box", "from %(num)d boxes", free.boxes))
    return _(" or ").join(words)


def free_postage_in_words(rules: Mapping[str, FreeFrom]) -> list[tuple[str, str]]:
    """From when on, and the provinces to which carriage is free from there on."""
    by_rule: dict[FreeFrom, list[str]] = {}
    for code, free in sorted(rules.items()):
        by_rule.setdefault(free, []).append(named(tree().get(code)))
    return [(free_in_words(free), _(", ").join(names)) for free, names in sorted(by_rule.items())]
