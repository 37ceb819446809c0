"""The demonstration's money desk: what the office, the sheds and the keepers do with the past
month's money, each by her own sign-in, and some of it left for whoever looks."""

from collections.abc import Callable, Mapping

from flask import current_app
from sqlalchemy import select

from app import clock
from app.commands.demo_boxes import bring_to_the_bank, see_in_the_bank
from app.commands.demo_households import pay_some
from app.commands.demo_people import LOGINS, person_id_of
from app.commands.demo_refunds import dispute, give_back, receive_money_of_nobody, take_back
from app.commands.demo_shops import ask_for_more, open_accounts
from app.cooperatives.models import Cooperative
from app.db import session, transaction
from app.ground.dates import month_of
from app.ground.postings import cash_box
from app.jobs.growers import share_out_to_households
from app.jobs.money import reconcile_cards
from app.jobs.worker import Worker
from app.ledger.periods import close_period, next_to_close
from app.ledger.queries import balance
from app.partners.payouts import PayoutKind
from app.settlement.kinds import Party, PartyKind, PayeeKind
from app.settlement.payees import PayeeDraft, check_draft, confirm, propose
from app.settlement.payouts import Hindrance, candidates, freeze, release

BANKS = ("江南农商银行", "中国邮政储蓄银行", "农业银行常州分行")
# The demonstration's bank knows no account that ends so.
UNKNOWN_ACCOUNT = "0000"
WITH_DETAILS = 14
SHARED_EVERY = 6


class MoneyDesk:
    """Comes after each step of the month."""

    def __init__(self, keepers: Mapping[int, int]) -> None:
        self.keepers = keepers
        self.worker = Worker(current_app._get_current_object())  # type: ignore[attr-defined]
        self.postal, self.second = person_id_of(LOGINS["postal"]), person_id_of(LOGINS["postal 2"])
        self.shops: list[int] = []
        self.mistaken: Party | None = None
        # By how many half days are left.
        self.diary: dict[int, Callable[[], None]] = {
            28: self._open_accounts,
            24: self._pay_out,
            22: self._learn_a_wrong_account,
            14: receive_money_of_nobody,
            12: dispute,
            10: self._pay_out,
            9: self._tell_the_right_account,
            8: lambda: bring_to_the_bank(keepers),
            6: lambda: see_in_the_bank(self.postal),
            5: give_back,
            3: take_back,
            2: lambda: ask_for_more(self.shops),
            1: self._leave_the_rest,
        }

    def attend(self, left: int) -> None:
        if left % SHARED_EVERY == 0:
            share_out_to_households()
        if left in self.diary:
            self.diary[left]()
            self.worker.drain()

    def _open_accounts(self) -> None:
        """Of the shop whose keeper signs in, and of the one that has taken most so far."""
        held = {shop: balance(cash_box(shop)) for shop in self.keepers if shop != min(self.keepers)}
        self.shops = [min(self.keepers), max(held, key=lambda shop: held[shop])]
        open_accounts(self.shops)

    def _pay_out(self) -> None:
        with transaction():
            batch = freeze(PayoutKind.demo_bank, self.postal)
            release(batch.id, self.second)

    def _learn_a_wrong_account(self) -> None:
        """Of the shed to which most is due and whose details nobody has written down yet."""
        lacking = [one for one in candidates() if one.hindrance is Hindrance.no_details]
        if lacking:
            self.mistaken = max(lacking, key=lambda one: one.due_fen).party
            with transaction():
                _agree_details(self.mistaken, UNKNOWN_ACCOUNT, self.postal, self.second)

    def _tell_the_right_account(self) -> None:
        """Nobody has confirmed it yet."""
        if self.mistaken:
            with transaction():
                propose(self.mistaken, _draft(self.mistaken, "4471"), self.postal)

    def _leave_the_rest(self) -> None:
        """A batch for a second person, what could be told from the card company's list told, and
        households paid."""
        with transaction():
            freeze(PayoutKind.demo_bank, self.postal)
        reconcile_cards()
        share_out_to_households()
        pay_some()


def agree_bank_details(keepers: Mapping[int, int]) -> None:
    """Of most sheds and of one shop; the first by its own managers, the others by the office."""
    postal, second = person_id_of(LOGINS["postal"]), person_id_of(LOGINS["postal 2"])
    sheds = session.scalars(select(Cooperative.id).order_by(Cooperative.id)).all()
    parties = [Party(PartyKind.cooperative, one) for one in sheds[:WITH_DETAILS]]
    managers = person_id_of(LOGINS["manager"]), person_id_of(LOGINS["manager 2"])
    _agree_details(parties[0], "1018", *managers)
    for party in parties[1:]:
        _agree_details(party, f"{1018 + party.id}", postal, second)
    shop_id = min(keepers)
    _agree_details(Party(PartyKind.shop, shop_id), "2207", keepers[shop_id], postal)


def _agree_details(party: Party, last: str, proposer: int, confirmer: int) -> None:
    confirm(party, propose(party, _draft(party, last), proposer).id, confirmer)


def _draft(party: Party, last: str) -> PayeeDraft:
    bank = BANKS[party.id % len(BANKS)]
    return check_draft(PayeeKind.bank, _holder(party), bank, f"6217001210{party.id:04d}{last}")


def _holder(party: Party) -> str:
    if party.kind is PartyKind.cooperative:
        return session.get_one(Cooperative, party.id).name
    return "查玉珍"


def close_first_month() -> None:
    """The office has closed the month in which the market opened, once it was over."""
    month = next_to_close()
    if month is not None and month < month_of(clock.today()):
        with transaction():
            close_period(month, person_id_of(LOGINS["administrator"]))
