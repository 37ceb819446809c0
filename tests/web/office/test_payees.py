"""Looking at a whole account number is kept, with who did it."""

import pytest

from app.db import transaction
from app.settlement.kinds import Party, PartyKind, PayeeKind
from app.settlement.payees import check_draft, propose
from tests.browser_of_pages import Pages
from tests.makers import make_cooperative, make_postal, make_shop


@pytest.mark.parametrize("kind", ["sqlite"])
def test_who_looked_is_shown_and_an_overtaken_one_cannot_be_confirmed(pages: Pages) -> None:
    party = Party(PartyKind.shop, make_shop().id)
    make_cooperative()
    draft = check_draft(PayeeKind.bank, "谢邮掌柜", "邮储", "62170012100123")
    proposer = make_postal("邮政老陈")
    with transaction():
        first, second = (propose(party, draft, proposer.id).id for _ in range(2))
    pages.sign_in(make_postal("邮政小李"))
    waiting = pages.get("/office/payees/").links.values()
    assert f"/office/payees/{second}" in waiting
    assert f"/office/payees/{first}" not in waiting
    shown = pages.get(f"/office/payees/{second}")
    revealed = pages.submit(shown.form(f"/office/payees/{second}/reveal"))
    assert "62170012100123" in revealed.text
    assert "邮政小李" in pages.get(f"/office/payees/{second}").text
    assert pages.client.post(f"/office/payees/{first}/confirm").status_code == 404
