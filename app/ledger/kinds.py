"""The words of the books' columns."""

from enum import StrEnum


class CorrectionState(StrEnum):
    asked = "asked"
    booked = "booked"
    declined = "declined"
