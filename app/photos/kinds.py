"""The two sizes that every photo is kept in."""

from enum import StrEnum


class PhotoSize(StrEnum):
    large = "large"
    small = "small"
