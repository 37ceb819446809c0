"""Later work for shelves: who has not come for what waits."""

from app.db import transaction
from app.shelves.reminders import remind_of_parcels


def remind_of_shelves() -> None:
    with transaction():
        remind_of_parcels()
