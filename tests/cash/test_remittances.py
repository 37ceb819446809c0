"""Notes on their way to the bank: out of the box, with nobody, in the bank; or not all of them."""

import pytest

from app.cash.actions import Explanation, Handing, confirm_cash, decide_difference, hand_over_cash
from app.cash.kinds import Bears, DifferenceReason, RemittancePurpose, Way
from app.cash.models import CashRemittance
from app.cash.queries import differences_waiting, remittances_of_shop, remittances_waiting
from app.db import transaction
from app.ground.postings import BANK, move, shop_credit
from app.ground.refusals import (
    CashBoxShort,
    FieldMissing,
    MoreThanOwed,
    ReferenceUsed,
    RequestKeyUsed,
    SecondPersonNeeded,
    StepNotAllowed,
)
from app.ledger.actions import post
from app.ledger.queries import balance
from app.orders.actions import Actor
from app.orders.kinds import ActorKind
from app.payments.refunds import cancel_order, hand_back_cash
from app.payments.shop_money import credit_used, movements_of_shop, prepaid_left
from tests.cash.boxes import (
    NOTHING_TO_SAY,
    WRONG_CHANGE,
    Box,
    assert_books_balance,
    closed,
    handing,
    next_key,
    sell,
    set_up_box,
)
from tests.makers import make_postal

pytestmark = pytest.mark.usefixtures("database")
TORN = Explanation(DifferenceReason.false_note, "一张十元破了，银行不收")


@pytest.fixture
def box() -> Box:
    made = set_up_box(20_000)
    sell(made)
    return made


def hand_over(box: Box, amount_fen: int, reference: str = "ICBC-0001") -> CashRemittance:
    with transaction():
        return hand_over_cash(box.shop.id, handing(amount_fen, reference), box.keeper.id)


def lies(box: Box) -> tuple[int, int, int]:
    return box.held_fen, balance(f"cash_in_transit:{box.shop.id}"), balance("bank")


def test_notes_are_the_banks_when_somebody_else_confirms_them(box: Box) -> None:
    had = box.held_fen
    remittance = hand_over(box, 15_000)
    assert lies(box) == (had - 15_000, 15_000, 0)
    with pytest.raises(SecondPersonNeeded), transaction():
        confirm_cash(remittance.id, 15_000, NOTHING_TO_SAY, box.keeper.id)
    with transaction():
        confirm_cash(remittance.id, 15_000, NOTHING_TO_SAY, box.officer.id)
    assert lies(box) == (had - 15_000, 0, 15_000)
    with pytest.raises(StepNotAllowed), transaction():
        confirm_cash(remittance.id, 15_000, NOTHING_TO_SAY, box.officer.id)
    assert remittances_waiting() == []
    assert_books_balance()


def test_ten_yuan_less_than_was_handed_over_is_explained_and_booked(box: Box) -> None:
    remittance = hand_over(box, 15_000)
    with pytest.raises(FieldMissing), transaction():
        confirm_cash(remittance.id, 14_000, NOTHING_TO_SAY, box.officer.id)
    with transaction():
        confirm_cash(remittance.id, 14_000, TORN, box.officer.id)
    assert lies(box)[1:] == (0, 14_000)
    assert balance("cash_differences") == 1000
    assert_books_balance()


@pytest.mark.parametrize(
    ("bears", "bank", "differences", "shop"),
    [(Bears.platform, 0, 15_000, 0), (Bears.shop, 0, 0, 15_000), (Bears.found, 15_000, 0, 0)],
)
def test_a_remittance_that_never_arrived_stays_on_its_way_until_it_is_decided(
    box: Box, bears: Bears, bank: int, differences: int, shop: int
) -> None:
    remittance = hand_over(box, 15_000)
    with transaction():
        confirm_cash(remittance.id, 0, TORN, box.officer.id)
    assert lies(box)[1:] == (15_000, 0)
    (waiting,) = differences_waiting()
    with pytest.raises(SecondPersonNeeded), transaction():
        decide_difference(waiting.id, bears, "", box.officer.id)
    second = make_postal("邮政小李")
    with transaction():
        decide_difference(waiting.id, bears, "", second.id)
    assert lies(box)[1:] == (0, bank)
    assert balance("cash_differences") == differences
    assert balance(f"shop_payable:{box.shop.id}") == shop
    assert_books_balance()


def test_a_box_gives_no_more_than_it_holds_and_a_receipt_counts_once(box: Box) -> None:
    had = box.held_fen
    with pytest.raises(CashBoxShort), transaction():
        hand_over_cash(box.shop.id, handing(had + 1), box.keeper.id)
    closed(box, had - 5000, WRONG_CHANGE)  # waits for the office, but the notes are not there
    with pytest.raises(CashBoxShort) as short, transaction():
        hand_over_cash(box.shop.id, handing(had - 4999), box.keeper.id)
    assert short.value.facts["held_fen"] == had - 5000
    hand_over(box, 5000)
    with pytest.raises(ReferenceUsed), transaction():
        hand_over_cash(box.shop.id, handing(5000), box.keeper.id)
    van = handing(5000, way=Way.van)
    for _ in range(2):
        with transaction():
            hand_over_cash(box.shop.id, van, box.keeper.id)
    changed = type(van)(van.request_key, van.way, van.reference, 6000)
    with pytest.raises(RequestKeyUsed), transaction():
        hand_over_cash(box.shop.id, changed, box.keeper.id)
    assert [one.amount_fen for one in remittances_of_shop(box.shop.id)] == [5000, 5000]
    assert_books_balance()


def test_a_day_with_a_sale_a_refund_a_short_box_and_a_remittance_adds_up(box: Box) -> None:
    second = sell(box)
    with transaction():
        refund_id = cancel_order(second.id, Actor(ActorKind.shopkeeper, box.keeper.id), "不要了")[
            0
        ].id
    with transaction():
        hand_back_cash(refund_id, box.shop.id)
    had = box.held_fen
    closed(box, had - 800, WRONG_CHANGE)
    remittance = hand_over(box, 10_000)
    with transaction():
        confirm_cash(remittance.id, 9_000, TORN, box.officer.id)
    assert lies(box) == (had - 10_800, 0, 9_000)
    assert balance("cash_differences") == 1_800
    assert balance("refund_payable") == 0
    assert_books_balance()


def bring_own(box: Box, amount_fen: int, purpose: RemittancePurpose, slip: str) -> CashRemittance:
    own = Handing(next_key(), Way.bank, slip, amount_fen, purpose)
    with transaction():
        return hand_over_cash(box.shop.id, own, box.keeper.id)


def test_own_notes_of_a_shop_become_its_money_and_leave_the_box_alone(box: Box) -> None:
    had, owner = box.held_fen, box.shop.id
    with transaction():
        post("order on credit", "", move(shop_credit(owner), BANK, 9_000))
    prepaid = bring_own(box, had + 5_000, RemittancePurpose.prepaid, "A-1")
    credit = bring_own(box, 6_000, RemittancePurpose.credit, "A-2")
    with pytest.raises(MoreThanOwed) as refused:
        bring_own(box, 3_001, RemittancePurpose.credit, "A-3")
    assert refused.value.facts["owed_fen"] == 3_000
    assert (lies(box), credit_used(owner), prepaid_left(owner)) == ((had, 0, -9_000), 9_000, 0)
    assert_books_balance()
    with pytest.raises(SecondPersonNeeded), transaction():
        confirm_cash(prepaid.id, had, NOTHING_TO_SAY, box.keeper.id)
    with transaction():
        confirm_cash(prepaid.id, had, NOTHING_TO_SAY, box.officer.id)
        post("a quicker transfer", "", move(BANK, shop_credit(owner), 5_000))
    with transaction():
        confirm_cash(credit.id, 6_000, NOTHING_TO_SAY, box.officer.id)
    assert (credit_used(owner), prepaid_left(owner)) == (0, had + 2_000)
    assert lies(box) == (had, 0, had + 2_000)
    assert differences_waiting() == []
    told = movements_of_shop(owner)
    assert [one.change_fen for one in told] == [2_000, -4_000, -5_000, had, 9_000]
    assert [one.source_id for one in told[:2]] == [str(credit.id)] * 2
    # What one entry moved on both accounts stays on one page.
    assert len(movements_of_shop(owner, limit=1)) == 2
    assert len(movements_of_shop(owner, told[1].entry_id, limit=1)) == 1
    assert_books_balance()
