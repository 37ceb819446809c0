"""What a page about money asks of the database does not grow with what it lists."""

from itertools import count

import pytest
from flask import Flask

from app.cooperatives.models import Cooperative
from app.db import transaction
from app.ground.claim_states import ClaimCause
from app.ground.postings import BANK, move
from app.ledger.actions import post
from app.people.models import Person
from app.settlement.kinds import Party, PartyKind, PayeeKind
from app.settlement.payees import check_draft, confirm, propose
from app.settlement.runs import settle
from app.shops.models import Shop
from tests.browser_of_pages import Pages
from tests.claims.complaints import sell_and_deliver
from tests.makers import make_cooperative, make_manager, make_postal, make_shop, make_shopkeeper
from tests.web.test_costs import costs

SHED = ("statements/", "payees/", "claims/", "households/")
SHOP = ("statements/", "payees/", "cash-days/", "remittances/")
OFFICE = (
    "claims/",
    "carrier-claims/",
    "settlement/",
    "payouts/",
    "payees/",
    "fees/",
    "disputes/",
    "cash/",
    "books/periods/",
    "books/corrections/",
    "refunds/waiting",
)
_serial = count(1)


def another(cooperative: Cooperative, shop: Shop, officers: tuple[Person, Person]) -> None:
    """A statement and bank details of each, a complaint, and a cooperative more that is owed."""
    cause: ClaimCause = ClaimCause.bad
    sell_and_deliver().complain(cause, bad_count=1)
    owed = make_cooperative(name=f"合作社{next(_serial)}")
    draft = check_draft(PayeeKind.bank, "合作社", "常州农商行", "6217001210012345678")
    parties = (
        Party(PartyKind.cooperative, cooperative.id),
        Party(PartyKind.shop, shop.id),
        Party(PartyKind.cooperative, owed.id),
    )
    for party in parties:
        with transaction():
            post(f"gift:{next(_serial)}", "更正", move(BANK, party.payable, 5000))
            settle(party)
        with transaction():
            proposed = propose(party, draft, officers[0].id)
            if party != parties[2]:
                confirm(party, proposed.id, officers[1].id)


@pytest.mark.parametrize("kind", ["sqlite"])
def test_long_lists_of_money_cost_as_many_statements_as_short_ones(
    app: Flask, pages: Pages
) -> None:
    cooperative, shop = make_cooperative(), make_shop()
    officers = make_postal(), make_postal("邮政二")
    faces = (
        (make_manager(cooperative), [f"/cooperative/{one}" for one in SHED]),
        (make_shopkeeper(shop), [f"/village/{one}" for one in SHOP]),
        (officers[0], [f"/office/{one}" for one in OFFICE]),
    )

    def measured() -> dict[str, int]:
        found = {}
        for person, addresses in faces:
            pages.sign_in(person)
            found |= costs(pages, addresses)
        return found

    for _ in range(2):
        another(cooperative, shop, officers)
    few = measured()
    for _ in range(3):
        another(cooperative, shop, officers)
    assert measured() == few
    assert {address: cost for address, cost in few.items() if cost > 15} == {}
