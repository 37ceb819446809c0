"""What holds for every card company: the stand-in and Stripe keep one contract."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import stripe

from app import clock
from app.partners.cards import (
    BalanceKind,
    CardAnswer,
    CardRefused,
    CardSession,
    DisputeStanding,
    Forged,
    RefundRequest,
    Standing,
)
from tests.clocks import Clock
from tests.partners.companies import SECRET, Company, as_body, company_of, make_request
from tests.partners.forgeries import BODIES, HEADERS, NAMES, SUBJECTS


@pytest.fixture(autouse=True)
def _no_pause_before_another_try(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stripe.HTTPClient, "_sleep_time_seconds", lambda *_, **__: 0)


@pytest.fixture(params=["stripe", "demo_card"])
def company(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Company]:
    with company_of(request.param, tmp_path) as one:
        assert one.cards.tender == request.param
        yield one


def opened(company: Company, **changes: Any) -> CardSession:
    return company.cards.open_session(make_request(**changes))


def paid(company: Company, **changes: Any) -> str:
    session_id = opened(company, **changes).external_id
    company.pay(session_id)
    return session_id


class TestSessions:
    def test_a_session_has_a_name_and_an_address(self, company: Company) -> None:
        session = opened(company)
        assert session.external_id
        assert session.hosted_url.startswith("http://")
        assert session.external_id in session.hosted_url

    def test_asked_twice_with_one_number_one_session_is_opened(self, company: Company) -> None:
        request = make_request()
        first, again = (company.cards.open_session(request) for _ in range(2))
        assert first == again
        assert opened(company, number="P-another").external_id != first.external_id

    def test_a_number_is_not_good_for_another_sum(self, company: Company) -> None:
        request = make_request()
        session = company.cards.open_session(request)
        with pytest.raises(CardRefused):
            company.cards.open_session(replace(request, amount_fen=1))
        assert company.cards.ask(session.external_id).amount_fen == 11750

    def test_an_open_session_is_open(self, company: Company) -> None:
        session_id = opened(company).external_id
        assert replace(company.cards.ask(session_id), methods=()) == CardAnswer(
            external_id=session_id,
            payment_number="P20260720-0001-abcd",
            standing=Standing.open,
            amount_fen=11750,
            currency="cny",
        )

    def test_a_paid_session_is_paid_and_stays_so_when_it_is_closed(self, company: Company) -> None:
        session_id = paid(company)
        assert company.cards.ask(session_id).standing is Standing.paid
        assert company.cards.close(session_id).standing is Standing.paid
        assert company.cards.ask(session_id).standing is Standing.paid

    def test_a_closed_session_has_expired_and_closing_it_again_does_no_harm(
        self, company: Company
    ) -> None:
        session_id = opened(company).external_id
        for _ in range(2):
            assert company.cards.close(session_id).standing is Standing.expired
        assert company.cards.ask(session_id).standing is Standing.expired

    def test_a_session_that_ran_out_has_expired(self, company: Company) -> None:
        session_id = opened(company).external_id
        company.run_out(session_id)
        assert company.cards.ask(session_id).standing is Standing.expired

    def test_nobody_knows_a_session_that_was_not_opened(self, company: Company) -> None:
        for ask in (company.cards.ask, company.cards.close):
            with pytest.raises(CardRefused):
                ask("cs_unknown")


class TestDisputes:
    @pytest.mark.parametrize("end", [DisputeStanding.won, DisputeStanding.lost])
    def test_a_dispute_is_answered_and_ends_once(
        self, company: Company, end: DisputeStanding
    ) -> None:
        name = company.dispute(paid(company))
        begun = company.cards.ask_dispute(name)
        assert (begun.standing, begun.amount_fen, begun.withdrawn_fen, begun.reinstated_fen) == (
            DisputeStanding.needs_response,
            11750,
            11750,
            0,
        )
        assert (begun.payment_number, begun.currency) == (make_request().payment_number, "cny")
        assert begun.due_by == begun.opened_at + timedelta(days=7)
        answered = company.cards.submit_evidence(name, "E1", "取件码核对")
        assert answered == replace(begun, standing=DisputeStanding.under_review)
        assert company.cards.disputes() == [answered]
        company.end_dispute(name, end)
        won_fen = 11750 if end is DisputeStanding.won else 0
        assert company.cards.ask_dispute(name) == replace(
            begun, standing=end, reinstated_fen=won_fen
        )
        with pytest.raises(CardRefused):
            company.cards.submit_evidence(name, "E2", "again")

    def test_nobody_knows_a_dispute_that_was_not_begun(self, company: Company) -> None:
        with pytest.raises(CardRefused):
            company.cards.ask_dispute("du_unknown")
        assert company.cards.disputes() == []


class TestRefunds:
    def test_a_refund_asked_twice_with_one_number_is_paid_once(self, company: Company) -> None:
        request = RefundRequest("R1", paid(company), 11750)
        first, again = (company.cards.refund(request) for _ in range(2))
        assert (first, first.is_done) == (again, True)
        assert company.cards.ask_refund(first.external_id) == first

    def test_a_payment_may_be_given_back_in_parts_and_no_more_than_it_was(
        self, company: Company
    ) -> None:
        session_id = paid(company)
        company.cards.refund(RefundRequest("R1", session_id, 11000))
        company.cards.refund(RefundRequest("R2", session_id, 750))
        with pytest.raises(CardRefused):
            company.cards.refund(RefundRequest("R3", session_id, 1))

    @pytest.mark.parametrize("amount_fen", [11751, 0, -1])
    def test_no_other_sum_is_given_back(self, company: Company, amount_fen: int) -> None:
        session_id = paid(company)
        with pytest.raises(CardRefused):
            company.cards.refund(RefundRequest("R1", session_id, amount_fen))
        assert company.cards.refund(RefundRequest("R2", session_id, 11750)).is_done

    def test_a_number_is_not_good_for_another_refund(self, company: Company) -> None:
        session_id = paid(company)
        company.cards.refund(RefundRequest("R1", session_id, 100))
        with pytest.raises(CardRefused):
            company.cards.refund(RefundRequest("R1", session_id, 200))

    def test_what_was_not_paid_is_not_given_back(self, company: Company) -> None:
        session_id = opened(company).external_id
        for name in (session_id, "cs_unknown"):
            with pytest.raises(CardRefused):
                company.cards.refund(RefundRequest("R1", name, 100))

    def test_nobody_knows_a_refund_that_was_not_made(self, company: Company) -> None:
        with pytest.raises(CardRefused):
            company.cards.ask_refund("re_unknown")


class TestBalance:
    def test_every_movement_of_our_money_is_listed_with_its_fee(self, company: Company) -> None:
        since = clock.now().replace(microsecond=0)
        session_id = paid(company)
        refund = company.cards.refund(RefundRequest("R1", session_id, 750))
        until = clock.now() + timedelta(seconds=2)
        charge, back = company.cards.balance_transactions(since, until)
        assert (charge.kind, charge.amount_fen) == (BalanceKind.charge, 11750)
        # 3.4 % and 0.6 %, half a fen rounded up.
        assert charge.fee_fen == {"stripe": 400, "demo_card": 71}[company.cards.tender]
        assert charge.net_fen == 11750 - charge.fee_fen
        assert (back.kind, back.amount_fen, back.fee_fen) == (BalanceKind.refund, -750, 0)
        assert back.source_external_id == refund.external_id
        assert {one.payment_number for one in (charge, back)} == {"P20260720-0001-abcd"}
        assert list(company.cards.balance_transactions(until, until)) == []
        assert list(company.cards.balance_transactions(since, since)) == []


def broken(company: Company, body: bytes, header: str | None) -> None:
    headers = {} if header is None else {company.header: header}
    with pytest.raises(Forged):
        company.cards.read_message(body, headers)


class TestMessages:
    def test_who_has_paid_is_told_signed(self, company: Company) -> None:
        session_id = opened(company).external_id
        message = company.cards.read_message(*company.pay(session_id))
        assert message.answer == company.cards.ask(session_id)
        assert (message.answer.standing, message.answer.amount_fen) == (Standing.paid, 11750)
        assert message.external_id
        assert message.facts["object"] == session_id

    def test_the_example_is_readable_as_it_stands(self, company: Company) -> None:
        """Each forgery below differs from it in one thing."""
        body = as_body(company.example())
        message = company.cards.read_message(body, {company.header: company.sign(body, SECRET)})
        assert (message.external_id, message.answer) == (
            "evt_1",
            CardAnswer("cs_1", "P1", Standing.paid, 11750, "cny"),
        )

    @pytest.mark.parametrize("wrong", HEADERS.values(), ids=HEADERS)
    def test_a_broken_signature_is_forged(
        self, company: Company, wrong: Callable[[str], str | None]
    ) -> None:
        body = as_body(company.example())
        broken(company, body, wrong(company.sign(body, SECRET)))

    @pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
    def test_what_is_no_message_is_forged_though_signed(
        self, company: Company, body: bytes
    ) -> None:
        broken(company, body, company.sign(body, SECRET))

    @pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
    def test_an_event_that_we_could_not_keep_is_forged(self, company: Company, name: str) -> None:
        body = as_body({**company.example(), "id": name})
        broken(company, body, company.sign(body, SECRET))

    def test_an_event_without_a_name_or_a_kind_is_forged(self, company: Company) -> None:
        for needed in ("id", "kind", "type"):
            event = company.example()
            if event.pop(needed, None) is not None:
                body = as_body(event)
                broken(company, body, company.sign(body, SECRET))

    @pytest.mark.parametrize("changes", SUBJECTS.values(), ids=SUBJECTS)
    def test_a_session_that_we_could_not_keep_is_forged(
        self, company: Company, changes: dict[str, Any]
    ) -> None:
        event = company.example()
        subject = event["data"]["object"] if "data" in event else event["session"]
        subject.update(changes)
        body = as_body(event)
        broken(company, body, company.sign(body, SECRET))

    def test_an_altered_or_rewritten_body_is_forged(self, company: Company) -> None:
        body = as_body(company.example())
        header = company.sign(body, SECRET)
        for other in (body.replace(b"11750", b"1"), body + b" ", body.replace(b" ", b"")):
            broken(company, other, header)

    def test_bytes_that_are_no_text_are_forged(self, company: Company) -> None:
        body = as_body(company.example())
        broken(company, body + b"\xff", company.sign(body, SECRET))

    def test_another_secret_is_forged(self, company: Company) -> None:
        body = as_body(company.example())
        for secret in (SECRET[:-1], SECRET.upper(), " "):
            broken(company, body, company.sign(body, secret))

    @pytest.mark.parametrize("secret", ["", " ", "\n"])
    def test_without_a_secret_of_ours_nothing_is_believed(
        self, company: Company, secret: str
    ) -> None:
        body = as_body(company.example())
        with pytest.raises(Forged):
            company.with_secret("").read_message(body, {company.header: company.sign(body, secret)})

    @pytest.mark.parametrize("seconds", [-300, 300])
    def test_a_message_is_good_for_five_minutes(
        self, company: Company, clock: Clock, seconds: int
    ) -> None:
        body = as_body(company.example())
        signed_at = clock.stop("2026-07-20 08:00")
        header = company.sign(body, SECRET)
        clock.move(seconds=-seconds)
        assert company.cards.read_message(body, {company.header: header}).external_id == "evt_1"
        clock.stop(signed_at + timedelta(seconds=-seconds + (1 if seconds < 0 else -1)))
        broken(company, body, header)

    def test_a_message_of_next_year_is_forged(self, company: Company) -> None:
        body = as_body(company.example())
        with clock.stopped_at(clock.now() + timedelta(days=365)):
            header = company.sign(body, SECRET)
        broken(company, body, header)
