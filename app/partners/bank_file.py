"""Payouts by a file that somebody carries to the bank, and the bank's answer read back.

Both are CSV in UTF-8 with a byte order mark, as spreadsheets in China open them. The bank's answer
needs three columns, in any order and among others: 流水号, 结果 and 原因.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from app.ground.money import yuan_parts
from app.ground.refusals import BankAnswerNotReadable, FileNotAllowed
from app.ground.sheets import decoded, defused
from app.partners.payouts import (
    PayoutAnswer,
    PayoutKind,
    PayoutRefused,
    PayoutRequest,
    PayoutStanding,
)

HEADERS = ("流水号", "收款人", "开户行", "收款账号", "金额(元)", "附言")
_NUMBER, _RESULT, _REASON = "流水号", "结果", "原因"
_RESULTS = {
    "成功": PayoutStanding.paid,
    "失败": PayoutStanding.returned,
    "退回": PayoutStanding.returned,
    "处理中": PayoutStanding.sent,
}
MOST_BYTES = 2_000_000
MOST_ROWS = 10_000
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class BankResult:
    """One line of the bank's answer; `number` is our payout's."""

    number: str
    answer: PayoutAnswer


class BankFile:
    """Nothing leaves by `pay`: it only says that the payout is now one for the file."""

    kind = PayoutKind.bank_file

    def pay(self, request: PayoutRequest) -> PayoutAnswer:
        if not (request.account.isascii() and request.account.isdigit() and request.holder):
            raise PayoutRefused("account")
        return PayoutAnswer(None, PayoutStanding.sent)

    def ask(self, number: str, external_id: str | None) -> PayoutAnswer | None:
        """The bank is not asked: it answers by a file."""
        return PayoutAnswer(None, PayoutStanding.sent)

    def reverse(self, number: str, external_id: str, amount_fen: int) -> PayoutAnswer:
        raise PayoutRefused("a bank takes nothing back by itself")


def write_bank_file(requests: Sequence[PayoutRequest]) -> bytes:
    """The same requests always give the same bytes."""
    text = io.StringIO(newline="")
    sheet = csv.writer(text, lineterminator="\r\n")
    sheet.writerow(HEADERS)
    for one in requests:
        yuan = ".".join(yuan_parts(one.amount_fen))
        words = (defused(word) for word in (one.holder, one.bank))
        sheet.writerow([one.number, *words, one.account, yuan, defused(one.memo)])
    return text.getvalue().encode("utf-8-sig")


def read_bank_answer(content: bytes) -> list[BankResult]:
    """All of it or BankAnswerNotReadable(line): a half-read answer would be believed by halves."""
    if len(content) > MOST_BYTES:
        raise BankAnswerNotReadable(line=0, field="answer")
    rows = csv.DictReader(io.StringIO(_decoded(content), newline=""))
    results: list[BankResult] = []
    seen: set[str] = set()
    try:
        for line, row in enumerate(rows, start=2):
            one = _result(row)
            if one is None or one.number in seen or line > MOST_ROWS:
                raise BankAnswerNotReadable(line=line, field="answer")
            seen.add(one.number)
            results.append(one)
    except csv.Error as fault:
        raise BankAnswerNotReadable(line=len(results) + 2, field="answer") from fault
    if not results:
        raise BankAnswerNotReadable(line=1, field="answer")
    return results


def _decoded(content: bytes) -> str:
    """Banks still write GB 18030; what is neither is not guessed at."""
    try:
        return decoded(content, MOST_BYTES, "answer")
    except FileNotAllowed as fault:
        raise BankAnswerNotReadable(line=1, field="answer") from fault


def _result(row: dict[str | None, str | list[str] | None]) -> BankResult | None:
    """None for a line without a number of ours or a word that we know."""
    words = {
        str(name).strip(): value.strip() for name, value in row.items() if isinstance(value, str)
    }
    number, standing = words.get(_NUMBER, "").lstrip("'"), _RESULTS.get(words.get(_RESULT, ""))
    if not number or len(number) > _LONGEST or standing is None:
        return None
    return BankResult(number, PayoutAnswer(None, standing, words.get(_REASON, "")[:_LONGEST]))
