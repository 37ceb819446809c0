"""Two lists of the same money, theirs and ours: what belongs together, what differs, who is alone.

Each movement of theirs comes with the facts under which it may stand in our books; ours says what
those moved. A fact is given away once, so a movement that they list twice is not explained twice.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    matched = "matched"
    amount_differs = "amount_differs"
    theirs_not_ours = "theirs_not_ours"
    ours_not_theirs = "ours_not_theirs"


@dataclass(frozen=True, slots=True)
class Moved:
    """`facts`: the names that our books may have for it, the likeliest first."""

    external_id: str
    amount_fen: int
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pairing:
    moved: Moved
    verdict: Verdict
    fact: str | None
    ours_fen: int


def pair(
    theirs: Iterable[Moved], ours: Mapping[str, int], given_away: Iterable[str] = ()
) -> list[Pairing]:
    """In the order of theirs. A fact of the same amount is preferred; failing that the likeliest
    one that is there differs. `given_away`: facts that earlier movements have."""
    taken = set(given_away)
    found = []
    for moved in theirs:
        free = [fact for fact in moved.facts if fact in ours and fact not in taken]
        same = [fact for fact in free if ours[fact] == moved.amount_fen]
        if not free:
            found.append(Pairing(moved, Verdict.theirs_not_ours, None, 0))
            continue
        fact = (same or free)[0]
        taken.add(fact)
        verdict = Verdict.matched if same else Verdict.amount_differs
        found.append(Pairing(moved, verdict, fact, ours[fact]))
    return found


def unexplained_fen(differences: Sequence[tuple[int, int]]) -> int:
    """Ours less theirs of everything that does not agree: so much the two balances may differ."""
    return sum(ours - theirs for theirs, ours in differences)
