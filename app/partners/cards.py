"""What we ask of any card company, and what it may answer. Never called inside a transaction."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

CURRENCY = "cny"
# How a buyer may pay at any company.
METHODS = ("card", "alipay", "wechat_pay")


class Forged(Exception):
    """A message that the company did not sign, or not now, or not for us."""


class CardRefused(Exception):
    """The company understood us and said no; `reason` is its word for why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class RefundReturned(CardRefused):
    """The money of a refund has come back, or never left: the company says so of the refund itself.
    Any other no tells of our question and nothing of the money."""


class Standing(StrEnum):
    open = "open"
    paid = "paid"
    failed = "failed"
    expired = "expired"


@dataclass(frozen=True, slots=True)
class CardRequest:
    """`payment_number` is our own and the idempotency key: asked twice, one session is opened."""

    payment_number: str
    order_number: str
    amount_fen: int
    description: str
    success_url: str
    cancel_url: str
    language: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class CardSession:
    external_id: str
    hosted_url: str


@dataclass(frozen=True, slots=True)
class CardAnswer:
    """`methods` are those that its page takes, where the company says so."""

    external_id: str
    payment_number: str
    standing: Standing
    amount_fen: int
    currency: str
    methods: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RefundRequest:
    number: str
    external_id: str
    amount_fen: int


@dataclass(frozen=True, slots=True)
class RefundAnswer:
    """`is_done` is false while the bank still works on it."""

    external_id: str
    is_done: bool


class RefundStanding(StrEnum):
    under_way = "under_way"
    done = "done"
    returned = "returned"


@dataclass(frozen=True, slots=True)
class RefundNews:
    """How a refund stood when the message was written; `number` is ours, empty for a refund that
    somebody made at the company's own desk."""

    external_id: str
    number: str
    standing: RefundStanding
    amount_fen: int
    currency: str


class DisputeStanding(StrEnum):
    """`won` is also an inquiry that was closed: nothing is lost by it."""

    needs_response = "needs_response"
    under_review = "under_review"
    won = "won"
    lost = "lost"


@dataclass(frozen=True, slots=True)
class DisputeAnswer:
    """A buyer has told her bank that she did not want this payment. The company takes
    `withdrawn_fen` and `fee_fen` from us as long as it runs and gives `reinstated_fen` back when we
    are right; the fee stays lost. `payment_number` is ours, empty when the company cannot tell."""

    external_id: str
    payment_number: str
    standing: DisputeStanding
    amount_fen: int
    currency: str
    reason: str
    due_by: datetime | None
    opened_at: datetime
    withdrawn_fen: int
    fee_fen: int
    reinstated_fen: int


@dataclass(frozen=True, slots=True)
class CardMessage:
    """A signed message. `answer` is what it says of a session of ours, `refund` of a refund, if it
    is about one. Of a dispute only the name is taken: how it stands is asked (app/jobs/money.py),
    since its messages overtake each other."""

    external_id: str
    kind: str
    answer: CardAnswer | None
    facts: dict[str, Any]
    refund: RefundNews | None = None
    dispute_id: str | None = None


class BalanceKind(StrEnum):
    """Why the company's account for us moved. A dispute that is won moves it a second time."""

    charge = "charge"
    refund = "refund"
    refund_failure = "refund_failure"
    dispute = "dispute"
    dispute_reversal = "dispute_reversal"
    transfer = "transfer"
    transfer_reversal = "transfer_reversal"
    payout = "payout"
    payout_failure = "payout_failure"
    fee = "fee"
    other = "other"


@dataclass(frozen=True, slots=True)
class BalanceTransaction:
    """One movement of the company's account for us, as the company counts it: positive came to us,
    and `net_fen` is `amount_fen` less `fee_fen`.

    `source_external_id` is the company's name for what moved it: for a refund, a dispute or a
    transfer the one that we keep. `payment_number` is ours where the company repeats it.
    `payout_external_id`: the payout to our bank that took it along, once there was one.
    """

    external_id: str
    kind: BalanceKind
    amount_fen: int
    fee_fen: int
    net_fen: int
    source_external_id: str
    payment_number: str | None
    created_at: datetime
    payout_external_id: str | None


MOST_FEN = 10**12
_LONGEST_ID = 255


def check_message(message: CardMessage) -> CardMessage:
    """ValueError for words and sums that no table of ours could keep, signed or not."""
    answer, refund = message.answer, message.refund
    names = [message.external_id, message.kind, message.dispute_id or ""]
    if answer is not None:
        names += [answer.external_id, answer.payment_number, answer.currency]
    if refund is not None:
        names += [refund.external_id, refund.number, refund.currency]
    if any(one and not 0 <= one.amount_fen <= MOST_FEN for one in (answer, refund)):
        raise ValueError("amount")
    if not message.external_id or any(
        len(name) > _LONGEST_ID or not name.isprintable() for name in names
    ):
        raise ValueError("name")
    return message


class CardCompany(Protocol):
    """Errors: PartnerSilent when the outcome is unknown, CardRefused when it is a clear no."""

    tender: str

    def open_session(self, request: CardRequest) -> CardSession: ...

    def ask(self, external_id: str) -> CardAnswer: ...

    def close(self, external_id: str) -> CardAnswer:
        """Nobody may pay this session any more. It may be too late: then the answer is `paid`."""
        ...

    def refund(self, request: RefundRequest) -> RefundAnswer: ...

    def ask_refund(self, external_id: str) -> RefundAnswer:
        """RefundReturned when the bank has sent the money back."""
        ...

    def ask_dispute(self, external_id: str) -> DisputeAnswer: ...

    def disputes(self) -> list[DisputeAnswer]:
        """The latest hundred: for those whose messages never came."""
        ...

    def submit_evidence(self, external_id: str, number: str, text: str) -> DisputeAnswer:
        """What we have to say, once and for all; `number` is the idempotency key."""
        ...

    def balance_transactions(
        self, since: datetime, until: datetime
    ) -> Iterator[BalanceTransaction]:
        """Those made from `since` to before `until`, oldest first. Asks as it is gone through, so
        PartnerSilent may come in the middle: take all of them before keeping any."""
        ...

    def read_message(self, body: bytes, headers: Mapping[str, str]) -> CardMessage:
        """Forged for anything that is not verifiably the company's."""
        ...
