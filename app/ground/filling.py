"""Several payments for several parts: who pays for what, exactly, both ways."""

from collections.abc import Sequence


def fill(parts: Sequence[int], payments: Sequence[int]) -> list[list[int]]:
    """The first payment pays for the first part, and so on until it is used up; then the next goes
    on. Rows (one for each payment) sum to the payments, columns to the parts."""
    if sum(parts) != sum(payments):
        raise ValueError("payments and parts are not the same money")
    open_fen = list(parts)
    rows = []
    for payment in payments:
        row = []
        for place, part in enumerate(open_fen):
            taken = min(payment, part)
            row.append(taken)
            open_fen[place] -= taken
            payment -= taken
        rows.append(row)
    return rows
