"""The demonstration's evening: shops count their boxes; two are not as the books have them."""

from collections.abc import Mapping

from app.cash.actions import (
    Explanation,
    Handing,
    close_day,
    confirm_cash,
    count_cash,
    hand_over_cash,
)
from app.cash.kinds import DifferenceReason, Way
from app.cash.queries import remittances_waiting
from app.db import transaction
from app.ground.notes import KINDS, counted_fen, to_remit
from app.ground.postings import cash_box
from app.ledger.queries import balance, balances

# Missing in the fullest boxes, in fen: one is settled by a sentence, one waits for the office.
SHORT_FEN = (3_000, 500)
SMALL_CHANGE = Explanation(DifferenceReason.miscounted, "几分钱的零头")
WRONG_CHANGE = Explanation(DifferenceReason.wrong_change, "下午人多，零钱找错了")


def bring_to_the_bank(keepers: Mapping[int, int]) -> None:
    """A week before: the fullest box and the first shop's are counted, and the former goes to the
    bank."""
    held = {shop: balance(cash_box(shop)) for shop in keepers}
    fullest = max(keepers, key=lambda shop: held[shop])
    for shop_id in {min(keepers), fullest}:
        notes = _notes(held[shop_id])
        with transaction():
            count = count_cash(shop_id, notes, keepers[shop_id], "a week before")
            close_day(count.id, shop_id, SMALL_CHANGE, keepers[shop_id], "a week before")
    spare_fen = counted_fen(to_remit(_notes(held[fullest])))
    handing = Handing("a week before", Way.bank, f"CK{fullest:04d}", spare_fen)
    with transaction():
        hand_over_cash(fullest, handing, keepers[fullest])


def see_in_the_bank(person_id: int) -> None:
    """All that was handed over has arrived."""
    with transaction():
        for one in remittances_waiting():
            confirm_cash(one.id, one.amount_fen, Explanation(None, ""), person_id)


def close_boxes(keepers: Mapping[int, int]) -> None:
    """`keepers`: the shopkeeper's person of each shop. What is to spare goes to the bank."""
    held = {name: fen for name, fen in balances("cash_box:").items() if fen > 0}
    boxes = sorted(keepers.items(), key=lambda one: -held.get(cash_box(one[0]), 0))
    for place, (shop_id, keeper_id) in enumerate(boxes):
        if cash_box(shop_id) not in held:
            continue
        short_fen = SHORT_FEN[place] if place < len(SHORT_FEN) else 0
        notes = _notes(held[cash_box(shop_id)] - short_fen)
        with transaction():
            count = count_cash(shop_id, notes, keeper_id, "evening")
            close_day(count.id, shop_id, WRONG_CHANGE, keeper_id, "evening")
        spare_fen = counted_fen(to_remit(notes))
        if spare_fen:
            handing = Handing("evening", Way.van, f"YC{shop_id:04d}", spare_fen)
            with transaction():
                hand_over_cash(shop_id, handing, keeper_id)


def _notes(fen: int) -> dict[str, int]:
    """As few as possible; single fen, which nobody has in a box, are left out."""
    notes = {}
    for kind, worth in KINDS.items():
        notes[kind], fen = divmod(max(fen, 0), worth)
    return notes
