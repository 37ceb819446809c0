"""The chain that journal entries hang on: every link's digest stands for all entries before it.

An outsider works it out with nothing but SHA-256 (docs/money.md): the digest before, a line feed,
and the entry as one line of JSON. A test holds that what we ship to outsiders says the same.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

BEFORE_THE_FIRST = "0" * 64
# As SQLite keeps them; sortable, to the microsecond, in UTC.
MOMENT = "%Y-%m-%d %H:%M:%S.%f"


@dataclass(frozen=True, slots=True)
class ChainedEntry:
    """What an entry says: moments as texts, `postings` as (id, debit, credit, fen) in id order.

    Accounts are there by name, so that one that is called otherwise later is noticed.
    """

    entry_id: int
    fact: str
    memo: str
    order_id: int | None
    happened_at: str
    booked_at: str
    postings: Sequence[tuple[int, str, str, int]]

    @property
    def line(self) -> str:
        """One line of JSON: keys in order of the alphabet, no blanks, letters as they are."""
        said = {
            "booked_at": self.booked_at,
            "entry": self.entry_id,
            "fact": self.fact,
            "happened_at": self.happened_at,
            "memo": self.memo,
            "order": self.order_id,
            "postings": self.postings,
        }
        return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def digest_after(before: str, line: str) -> str:
    return sha256(f"{before}\n{line}".encode()).hexdigest()
