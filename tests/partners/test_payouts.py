"""Paying out: what holds for every company, and the file that is carried to the bank."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import stripe

from app.ground.refusals import BankAnswerNotReadable, PartnerSilent
from app.partners.bank_file import BankFile, BankResult, read_bank_answer, write_bank_file
from app.partners.demo_payouts import DemoPayouts
from app.partners.demo_store import DemoStore
from app.partners.payouts import (
    PayoutAnswer,
    PayoutCompany,
    PayoutRefused,
    PayoutRequest,
    PayoutStanding,
)
from app.partners.stripe_payouts import StripePayouts
from tests.fake_stripe import KEY, fake_stripe

REQUEST = PayoutRequest(
    number="S20260801-0001",
    account="acct_1001",
    amount_fen=120400,
    memo="7 月货款",
    holder="查家湾果品合作社",
    bank="江苏江南农商行",
)


@pytest.fixture(params=["stripe_transfer", "demo_bank"])
def company(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[PayoutCompany]:
    if request.param == "stripe_transfer":
        monkeypatch.setattr(stripe.HTTPClient, "_sleep_time_seconds", lambda *_, **__: 0)
        with fake_stripe() as fake:
            yield StripePayouts(KEY, fake.base_url)
        return
    yield DemoPayouts(DemoStore(tmp_path / "partners.sqlite3"))


def test_asked_twice_with_one_number_it_is_paid_once(company: PayoutCompany) -> None:
    first, again = (company.pay(REQUEST) for _ in range(2))
    assert first == again
    assert (first.standing, bool(first.external_id)) == (PayoutStanding.paid, True)
    assert company.ask(REQUEST.number, first.external_id) == first
    assert company.ask(REQUEST.number, None) == first
    assert company.pay(replace(REQUEST, number="S2")).external_id != first.external_id


def test_what_was_never_asked_for_is_known_to_nobody(company: PayoutCompany) -> None:
    assert company.ask("S-unknown", None) is None


@pytest.mark.parametrize("changes", [{"amount_fen": 0}, {"amount_fen": -1}, {"account": "no_0000"}])
def test_a_clear_no_pays_nothing(company: PayoutCompany, changes: dict[str, object]) -> None:
    with pytest.raises(PayoutRefused):
        company.pay(replace(REQUEST, **changes))  # type: ignore[arg-type]
    assert company.ask(REQUEST.number, None) is None


def test_a_payout_may_be_taken_back_once(company: PayoutCompany) -> None:
    paid = company.pay(REQUEST)
    assert paid.external_id
    first, again = (company.reverse("V1", paid.external_id, 120400) for _ in range(2))
    assert (first, first.standing) == (again, PayoutStanding.returned)


def test_the_file_says_who_gets_what_in_yuan_and_no_name_becomes_a_formula() -> None:
    other = replace(REQUEST, number="S2", holder='=HYPERLINK("x")', account="6228", amount_fen=5)
    lines = write_bank_file([replace(REQUEST, account="6227001"), other]).decode("utf-8-sig")
    assert lines.split("\r\n") == [
        "流水号,收款人,开户行,收款账号,金额(元),附言",
        "S20260801-0001,查家湾果品合作社,江苏江南农商行,6227001,1204.00,7 月货款",
        'S2,"\'=HYPERLINK(""x"")",江苏江南农商行,6228,0.05,7 月货款',
        "",
    ]


@pytest.mark.parametrize("account", ["", "acct_1", "６２２７", "6227 001"])
def test_only_an_account_of_digits_goes_into_the_file(account: str) -> None:
    with pytest.raises(PayoutRefused):
        BankFile().pay(replace(REQUEST, account=account))
    with pytest.raises(PayoutRefused):
        BankFile().pay(replace(REQUEST, account="6227001", holder=""))
    assert BankFile().pay(replace(REQUEST, account="6227001")).standing is PayoutStanding.sent


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "gb18030"])
def test_the_banks_answer_is_read_whatever_its_columns_and_letters(encoding: str) -> None:
    text = "序号,结果,流水号,原因\r\n1,成功,S1,\r\n2, 失败 ,'S2,户名不符\r\n3,处理中,S3,\r\n"
    assert read_bank_answer(text.encode(encoding)) == [
        BankResult("S1", PayoutAnswer(None, PayoutStanding.paid)),
        BankResult("S2", PayoutAnswer(None, PayoutStanding.returned, "户名不符")),
        BankResult("S3", PayoutAnswer(None, PayoutStanding.sent)),
    ]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"", 1),
        (b"\xff\xfe\x00", 1),
        ("流水号,结果\r\n".encode(), 1),
        ("流水号,结果\r\nS1,成功\r\nS2,也许\r\n".encode(), 3),
        ("流水号,结果\r\nS1,成功\r\n,成功\r\n".encode(), 3),
        ("流水号,结果\r\nS1,成功\r\nS1,失败\r\n".encode(), 3),
        ("结果\r\n成功\r\n".encode(), 2),
        (b"a" * 2_000_001, 0),
        (("流水号,结果\r\n" + "x" * 200_000 + ",成功\r\n").encode(), 2),
    ],
)
def test_an_answer_is_taken_whole_or_not_at_all(content: bytes, line: int) -> None:
    with pytest.raises(BankAnswerNotReadable) as refused:
        read_bank_answer(content)
    assert refused.value.facts == {"line": line}


def test_a_transfer_whose_answer_was_lost_is_found_even_when_stripe_has_forgotten_its_key(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(stripe.HTTPClient, "_sleep_time_seconds", lambda *_, **__: 0)
    with fake_stripe() as fake:
        company = StripePayouts(KEY, fake.base_url)
        fake.faults_of["/v1/transfers"] = ["", "drop after", "drop after"]
        with pytest.raises(PartnerSilent):
            company.pay(REQUEST)
        fake.answers.clear()
        assert company.pay(REQUEST).standing is PayoutStanding.paid
        assert [one["amount"] for one in fake.transfers.values()] == [120400]
        (transfer,) = fake.transfers
        company.reverse("V1", transfer, 400)
        assert company.ask(REQUEST.number, transfer) == PayoutAnswer(transfer, PayoutStanding.paid)
        company.reverse("V2", transfer, 120000)
        answer = company.ask(REQUEST.number, None)
        assert answer == PayoutAnswer(transfer, PayoutStanding.returned)
        with pytest.raises(PayoutRefused):
            company.reverse("V3", transfer, 1)
