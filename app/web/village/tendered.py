"""Notes that a neighbour is likely to put on the counter."""

NOTES_FEN = (1_000, 2_000, 5_000, 10_000)


def likely_notes(due_fen: int) -> list[int]:
    """The exact sum first, then the sum made up with one kind of note, the least first."""
    rounded = {-(-due_fen // note) * note for note in NOTES_FEN}
    return [due_fen, *sorted(rounded - {due_fen})]


def change_of(received_fen: int | None, due_fen: int) -> int | None:
    """None when nothing was said about what was put down."""
    if received_fen is None or received_fen < due_fen:
        return None
    return received_fen - due_fen
