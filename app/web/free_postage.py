"""Where a cooperative pays the carriage, in words and as a form."""

from flask_babel import gettext as _

from app.cooperatives.queries import Cooperative, free_postage_of
from app.ground.digits import is_empty
from app.ground.money import parse_yuan
from app.ground.refusals import RegionUnknown
from app.ground.texts import clean_line
from app.places.tree import tree
from app.web.formats import named
from app.web.forms import Form

LONGEST = 400


def take_free_postage(form: Form, cooperative: Cooperative) -> dict[str, int]:
    """Its rules as they become: the sum that was typed, for the provinces that were; no sum: never
    free there."""
    words = form.take("provinces", clean_line, longest=LONGEST) or ""
    from_fen = 0
    if not is_empty(form.sent.get("from")):
        from_fen = form.take("from", parse_yuan, least_fen=1)
    rules = free_postage_of(cooperative)
    for word in words.replace("，", " ").replace("、", " ").replace(",", " ").split():
        code = _province(word)
        if code is None:
            form.refuse("provinces", RegionUnknown())
        elif from_fen:
            rules[code] = from_fen
        else:
            rules.pop(code, None)
    form.check()
    return rules


def _province(word: str) -> str | None:
    return next(
        (
            one.code
            for one in tree().children(None)
            if word in (one.code, one.name, one.name_en) or one.name.startswith(word)
        ),
        None,
    )


def free_postage_in_words(cooperative: Cooperative) -> list[tuple[int, str]]:
    """Fen of goods, and the provinces to which carriage is free from there on."""
    by_fen: dict[int, list[str]] = {}
    for code, from_fen in sorted(free_postage_of(cooperative).items()):
        by_fen.setdefault(from_fen, []).append(named(tree().get(code)))
    return [(from_fen, _(", ").join(names)) for from_fen, names in sorted(by_fen.items())]
