"""States of a cooperative."""

from enum import StrEnum


class CooperativeState(StrEnum):
    applied = "applied"
    approved = "approved"
    suspended = "suspended"
    closed = "closed"
