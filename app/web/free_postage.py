"""Where a cooperative pays the carriage, in words and as a form."""

from flask_babel import gettext as _

from app.cooperatives.queries import Cooperative, free_postage_of
from app.places.tree import tree
from app.web.formats import named


def free_postage_in_words(cooperative: Cooperative) -> list[tuple[int, str]]:
    """Fen of goods, and the provinces to which carriage is free from there on."""
    by_fen: dict[int, list[str]] = {}
    for code, from_fen in sorted(free_postage_of(cooperative).items()):
        by_fen.setdefault(from_fen, []).append(named(tree().get(code)))
    return [(from_fen, _(", ").join(names)) for from_fen, names in sorted(by_fen.items())]
