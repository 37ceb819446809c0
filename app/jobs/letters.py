"""Later work by post: what people with an e-mail address are told, in the language they ordered in.

The message holds ids only; names and addresses are looked up when the letter is written.
"""

from flask import current_app
from flask_babel import force_locale, gettext

from app.claims.queries import Claim, get_claim
from app.db import Facts, session
from app.ground.money import yuan_parts
from app.ground.order_states import OrderState
from app.orders.models import Order
from app.orders.queries import get_order
from app.parcels.paper_words import PRODUCTS
from app.parcels.pools import find_pool
from app.partners.letters import Letter, letters_at
from app.payments.queries import get_payment
from app.people.kinds import Role
from app.people.queries import get_person, persons_with_role
from app.settlement.kinds import PartyKind
from app.settlement.payees import get_payee


def send_letter(facts: Facts) -> None:
    """{"person_id", "subject", "text"}; whoever has no address is not told."""
    person = get_person(int(facts["person_id"]))
    if person.email and person.disabled_at is None:
        send(Letter(person.email, str(facts["subject"]), str(facts["text"])))


def tell_order_paid(facts: Facts) -> None:
    order = get_order(int(facts["order_id"]))
    address = address_of(order)
    if address is None:
        return
    with force_locale(locale_of(order)):
        subject = gettext("Order %(number)s is paid", number=order.number)
        text = gettext(
            "Thank you. The cooperatives have been told and pack as soon as they have picked. "
            "How your order stands: %(address)s",
            address=f"{market_address()}/orders/{order.number}",
        )
    send(Letter(address, subject, text))


def tell_payment_returned(facts: Facts) -> None:
    """It came too late, or twice. Nothing is said of when the money will be there: the bank's."""
    payment = get_payment(int(facts["payment_id"]))
    order = payment.order
    address = address_of(order)
    if address is None:
        return
    with force_locale(locale_of(order)):
        subject = gettext("Your payment for order %(number)s goes back", number=order.number)
        if order.state == OrderState.paid:
            text = gettext(
                "Order %(number)s had been paid already. This second payment goes back to where it "
                "came from; you need not do anything.",
                number=order.number,
            )
        else:
            text = gettext(
                "It came after order %(number)s had ended, and the boxes could not be had any "
                "more. All of it goes back to where it came from; you need not do anything.",
                number=order.number,
            )
    send(Letter(address, subject, text))


def tell_claim(facts: Facts) -> None:
    """Each turn that somebody else took; how it stands is on the page."""
    claim = get_claim(int(facts["claim_id"]))
    order = claim.sub_order.order
    address = address_of(order)
    if address is None:
        return
    with force_locale(locale_of(order)):
        subject = gettext("Your claim about order %(number)s", number=order.number)
        text = gettext(
            "%(news)s The whole of it: %(address)s",
            news=_news(str(facts["step"]), claim),
            address=f"{market_address()}/orders/{order.number}/claims/{claim.number}",
        )
    send(Letter(address, subject, text))


def _news(step: str, claim: Claim) -> str:
    yuan = "¥" + ".".join(yuan_parts(claim.decided_fen or 0))
    return {
        "open": gettext("We have your claim."),
        "accept": gettext("Your claim is accepted: %(sum)s goes back to you.", sum=yuan),
        "contest": gettext("The cooperative sees it differently. The post office decides."),
        "approve": gettext(
            "The post office has decided: %(sum)s goes back to you. You may appeal once within "
            "seven days.",
            sum=yuan,
        ),
        "deny": gettext(
            "The post office has decided that nothing is owed. You may appeal once within seven "
            "days."
        ),
        "settle_back": gettext("The boxes were received: %(sum)s goes back to you.", sum=yuan),
        "return_over": gettext(
            "The boxes were not sent back, or were not accepted: nothing is paid. You may appeal "
            "within seven days."
        ),
        "arbitrate": gettext("Your appeal is decided: in all %(sum)s goes back to you.", sum=yuan),
    }[step]


def tell_payee(facts: Facts) -> None:
    """To everybody who answers for the party, whoever changed it: the account's last signs only."""
    payee = get_payee(int(facts["payee_id"]))
    party, role = payee.account.party, Role.manager
    scope = {"cooperative_id": party.id}
    if party.kind is PartyKind.shop:
        role, scope = Role.shopkeeper, {"shop_id": party.id}
    addresses = [one.email for one in persons_with_role(role, **scope) if one.email]
    account, confirmed = payee.account.masked, payee.is_confirmed
    with force_locale("zh_Hans"):
        subject = gettext("Your bank details are being changed")
        text = gettext(
            "New account: %(account)s. Confirmed by a second person: %(confirmed)s. Money goes "
            "there three days after that. If nobody of you wanted this, "
            "call the post office at once.",
            account=account,
            confirmed=gettext("yes") if confirmed else gettext("not yet"),
        )
    for address in addresses:
        send(Letter(address, subject, text))


def tell_waybills_low(facts: Facts) -> None:
    """A pool is down to its last tenth, or orders wait because no number was left for them. Told
    to the post's own people; how many are left is what is left now."""
    pool = find_pool(facts["product"], facts["outlet_id"])
    addresses = [one.email for one in persons_with_role(Role.postal) if one.email]
    with force_locale("zh_Hans"):
        subject = gettext("Waybill numbers are running out")
        whose = pool.outlet.name if pool and pool.outlet else gettext("every outlet")
        text = gettext(
            "Pool: %(outlet)s, %(product)s. Numbers left: %(count)s. Take in new ones before paid "
            "orders have to wait: %(address)s",
            outlet=whose,
            product=PRODUCTS[facts["product"]],
            count=pool.free if pool else 0,
            address=f"{market_address()}/office/waybills/",
        )
    for address in addresses:
        send(Letter(address, subject, text))


def address_of(order: Order) -> str | None:
    """A village order's person is its shopkeeper's villager, whom the shop tells itself."""
    if order.person_id is None:
        return None
    person = get_person(order.person_id)
    return person.email if person.disabled_at is None else None


def locale_of(order: Order) -> str:
    return order.language.replace("-", "_")


def market_address() -> str:
    return str(current_app.extensions["settings"].base_url)


def send(letter: Letter) -> None:
    # No connection is held while a mail server takes its time.
    session.rollback()
    letters_at(current_app.extensions["settings"].mail_url).send(letter)
