"""Which partners the settings ask for: real ones where their keys are, the demonstration's else."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from app.partners.bank_file import BankFile
from app.partners.cards import CardCompany
from app.partners.carriers import Carrier
from app.partners.china_post import ChinaPost
from app.partners.demo_cards import DemoCards
from app.partners.demo_payouts import DemoPayouts
from app.partners.demo_post import DemoPost
from app.partners.demo_store import Deliver, DemoStore
from app.partners.http_carrier import HttpCarrier
from app.partners.paper_post import PaperPost
from app.partners.payouts import PayoutCompany, PayoutKind
from app.partners.stripe_cards import StripeCards
from app.partners.stripe_payouts import StripePayouts
from app.partners.wire import Line
from config import Settings

HOSTED_PATH = "/demonstration/cards"


@dataclass(frozen=True, slots=True)
class Partners:
    """`payouts`: every way in which cooperatives and shops can be paid here."""

    cards: CardCompany
    carrier: Carrier
    payouts: Mapping[PayoutKind, PayoutCompany]


def join_partners(
    settings: Settings, place_name: Callable[[str], str], deliver: Deliver
) -> Partners:
    """`place_name` gives the demonstration's carrier a post office's name for a region code."""
    store = DemoStore(settings.data_dir / "demonstration-partners.sqlite3")
    return Partners(
        _cards(settings, store, deliver),
        _carrier(settings, store, place_name, deliver),
        {one.kind: one for one in _payouts(settings, store)},
    )


def _cards(settings: Settings, store: DemoStore, deliver: Deliver) -> CardCompany:
    if settings.stripe_secret_key and settings.stripe_webhook_secret:
        return StripeCards(
            settings.stripe_secret_key, settings.stripe_webhook_secret, settings.stripe_api_base
        )
    return DemoCards(store, settings.secret_key, settings.base_url + HOSTED_PATH, deliver)


def _payouts(settings: Settings, store: DemoStore) -> Iterator[PayoutCompany]:
    yield BankFile()
    if settings.stripe_secret_key and settings.stripe_webhook_secret:
        yield StripePayouts(settings.stripe_secret_key, settings.stripe_api_base)
    elif not settings.is_production:
        yield DemoPayouts(store)


def _carrier(
    settings: Settings, store: DemoStore, place_name: Callable[[str], str], deliver: Deliver
) -> Carrier:
    if settings.china_post_base_url:
        return ChinaPost(
            Line(settings.china_post_base_url),
            sender=settings.china_post_sender or "",
            authorization=settings.china_post_secret or "",
            sign_key=settings.china_post_sign_key or "",
            secret=settings.carrier_secret,
        )
    if settings.carrier_base_url:
        return HttpCarrier(Line(settings.carrier_base_url), settings.carrier_secret)
    if settings.is_production:
        return PaperPost(settings.carrier_secret)
    return DemoPost(store, settings.carrier_secret, place_name, deliver)
