"""The roles a person can be granted."""

from enum import StrEnum


class Role(StrEnum):
    shopkeeper = "shopkeeper"
    clerk = "clerk"
    manager = "manager"
    postal = "postal"
    administrator = "administrator"
