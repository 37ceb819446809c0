"""Two of everything, so that whatever one can see of the other stands out.

Each town has a word that nobody else has; every text of hers that a person could read holds it.
"""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from app import clock
from app.cash.actions import Explanation, Handing, close_day, count_cash, hand_over_cash
from app.cash.kinds import DifferenceReason, Way
from app.cash.queries import differences_of_closes
from app.catalogue.collections import CollectionDraft, save_collection
from app.catalogue.models import Product
from app.claims.drop_offs import take_in_return
from app.claims.models import CarrierClaim, Claim, Remedy
from app.claims.opening import ClaimWish, open_claim, photo_owner
from app.claims.returns import ReturnWish, start_return, write_return
from app.commissions.actions import set_draft_rule, start_draft
from app.cooperatives.models import Cooperative
from app.db import session, transaction
from app.ground.claim_states import ClaimCause
from app.ground.commission_rules import Conditions
from app.ground.postings import BANK, SUSPENSE, Bearer, Posting, cash_box, move
from app.ground.remedies import RemedyKind
from app.ground.return_states import ReturnReason, WayPayer
from app.growers.actions import HouseholdDraft, add_household, new_page_key
from app.ledger.actions import post
from app.ledger.corrections import ask_for_correction
from app.orders.actions import Actor, place_order
from app.orders.kinds import ActorKind, Channel, DeliveryPreference
from app.orders.models import Order, SubOrder
from app.orders.wishes import Delivery, Recipient
from app.outbox.models import Message
from app.parcels.actions import hand_over, locked, pack, print_labels
from app.parcels.batches import keep_paper, start_batch
from app.parcels.kinds import EventSource, LabelSize
from app.parcels.manifests import make_manifest
from app.parcels.models import Parcel, ParcelException
from app.parcels.queries import parcels_of_order
from app.parcels.tracking import TrackingFact, record_scans
from app.partners.cards import DisputeAnswer, DisputeStanding
from app.partners.payouts import PayoutKind
from app.payments.actions import take_cash
from app.payments.bank_receipts import Receipt, record_receipt
from app.payments.disputes import record_dispute
from app.payments.kinds import ProposalState, ReceiptPurpose, RefundReason, Tender
from app.payments.models import Refund, RefundProposal
from app.payments.pay_links import make_pay_link
from app.payments.refunds import RefundWish, cancel_order
from app.payments.shop_money import propose_terms
from app.people.actions import AddressDraft, save_address
from app.people.models import Person, RoleGrant
from app.people.queries import saved_addresses
from app.photos.actions import keep_photo, need_photos
from app.photos.developing import Developed, Picture
from app.photos.models import Photo
from app.photos.queries import picture_owner
from app.places.models import Outlet
from app.postage.actions import start_draft as start_tariff_draft
from app.postage.models import BoxType, TariffVersion
from app.rounds.actions import RoundWish, build_round, set_out
from app.rounds.queries import get_round
from app.settlement.kinds import Party, PartyKind, PayeeKind
from app.settlement.payees import check_draft, confirm, propose
from app.settlement.payouts import freeze, payouts_of
from app.settlement.runs import settle
from app.shelves.places import PlaceDraft, add_place
from app.shops.models import Shop, Villager
from app.stock.inbound import InboundWish, announce_inbound
from app.stock.models import Lot
from app.stock.moves import plan_move
from app.warehousing.waves import WaveWish, start_wave
from tests.catalogue.goods import publish
from tests.makers import (
    JIAOXI,
    make_administrator,
    make_clerk,
    make_consent,
    make_cooperative,
    make_lot,
    make_manager,
    make_person,
    make_postal,
    make_shop,
    make_shopkeeper,
    make_villager,
    make_warehouse,
)
from tests.order_sheets import PUDONG, make_waybills, make_wish
from tests.payments.test_paying import begin, paid, tell
from tests.reconciliation.lists import nobodys_money

PHONE = "13912341234"
# Nearer to a warehouse in Tianning than to any shed.
TIANNING_TOWN = "320402001"
# What is in an address of something that is not there.
NOTHING = {
    "number": "991231999999",
    "part": "991231999999-1",
    "waybill": "ZZ999999995CN",
    "slug": "nothing-of-that-name",
    "name": "cash_box:999999",
}
NO_ID = "999999"


@dataclass(frozen=True, slots=True)
class Town:
    """`own` is what stands in addresses of hers: "village.shelf.waybill" → "ZZ…". `secrets` are
    texts that only her own people may read, by face."""

    people: dict[str, Person]
    own: dict[str, str]
    secrets: dict[str, tuple[str, ...]]
    word: str


def build_two_towns() -> tuple[Town, Town]:
    make_waybills(60, first=70_000_000)
    with transaction():
        save_collection(CollectionDraft(slug="ripe-now", name="当季", name_en="In season"))
    return _build("槐影"), _build("榧香")


def _build(word: str) -> Town:
    """A cooperative whose goods a shopper has bought with a card and a villager with cash; of a
    second villager's order the money is still to be handed back."""
    cooperative = make_cooperative(name=f"{word}合作社", contact_name=f"{word}经理")
    product = publish(cooperative, 3600, name=f"{word}梨", slug=f"pear-{cooperative.id}")
    lot = make_lot(product.variants[0], 40)
    shop = make_shop(name=f"{word}村邮站", keeper_name=f"{word}掌柜")
    people = _people(word, cooperative, shop)
    keeper = people["shopkeeper"]
    villager = make_villager(
        shop, f"{word}阿婆", detail=f"{word}塘岸", pinyin_initials="ap", created_by_id=keeper.id
    )
    consent = make_consent(villager)
    bought = _buy(word, product, people["shopper"])
    sold, refund = _sell(word, product, villager, keeper), _owe(word, product, villager, keeper)
    hers, villagers = _complain(word, product, villager, people)
    grant = session.scalars(
        select(RoleGrant).where(RoleGrant.person_id == people["clerk"].id)
    ).one()
    return Town(
        people=people,
        own={
            **_own_of_cooperative(product, lot, bought),
            **_own_of_shop(villager, consent.id, sold, refund),
            **_own_of_shopper(cooperative, product, people["shopper"], bought),
            "storefront.pay_for.secret": _pay_link(word, product, people["shopper"]),
            **_own_of_office(cooperative, bought, refund, grant),
            **_send_back(hers.sub_order.order),
            **_send_back_at_the_counter(villagers.parcel, villager, keeper.id),
            **_own_exceptions(villagers, grant.person_id),
            "cooperative.came_back.waybill": _turned_back(word, product, people["shopper"]),
            **_own_claims(hers, villagers),
            **_own_statements(word, cooperative, shop),
            **_own_terms(shop, people["postal"]),
            **_own_payees(word, cooperative, shop, people),
            **_own_round(word, product, people),
            **_own_warehouse(word, product, people["shopper"]),
            **_own_labels(cooperative, bought, people["clerk"]),
            **_own_manifest(word, product, people),
        },
        secrets=_secrets(word, lot, bought, sold),
        word=word,
    )


def _people(word: str, cooperative: Cooperative, shop: Shop) -> dict[str, Person]:
    shopper = make_person(f"{word}买家")
    with transaction():
        save_address(shopper, AddressDraft(f"{word}买家", PHONE, PUDONG, f"{word}路 1 号"))
    return {
        "shopper": shopper,
        "shopkeeper": make_shopkeeper(shop, f"{word}掌柜"),
        "clerk": make_clerk(cooperative, f"{word}店员"),
        "manager": make_manager(cooperative, f"{word}经理"),
        "postal": make_postal(f"{word}邮政"),
        "administrator": make_administrator(f"{word}管理"),
    }


def _place(word: str, product: Product, **wish: object) -> Order:
    with transaction():
        wanted = make_wish((product.variants[0], 1), **wish)
        return place_order(wanted, f"a-secret-of-{word}-{wanted.request_key}")


def _buy(word: str, product: Product, shopper: Person, *, region_code: str = PUDONG) -> Order:
    recipient = Recipient(
        name=f"{word}买家", phone=PHONE, region_code=region_code, detail=f"{word}路 1 号"
    )
    order = _place(word, product, person_id=shopper.id, recipient=recipient)
    tell(paid(begin(order), f"event of {order.number}"))
    return order


def _pay_link(word: str, product: Product, shopper: Person) -> str:
    order = _place(word, product, person_id=shopper.id)
    secret = f"pays-for-{order.number}"
    with transaction():
        make_pay_link(order.id, Actor(ActorKind.buyer, shopper.id), secret, secret)
    return secret


def _sell(word: str, product: Product, villager: Villager, keeper: Person) -> Order:
    order = _place(
        word,
        product,
        channel=Channel.village,
        shop_id=villager.shop_id,
        villager_id=villager.id,
        placed_by_id=keeper.id,
        delivery=Delivery(
            preference=DeliveryPreference.shop, shop_id=villager.shop_id, has_consent=True
        ),
        recipient=Recipient(
            name=f"{word}阿婆", phone=None, region_code=JIAOXI, detail=f"{word}塘岸"
        ),
    )
    with transaction():
        take_cash(order.id, villager.shop_id)
    return order


def _owe(word: str, product: Product, villager: Villager, keeper: Person) -> Refund:
    """Of an order that was paid in cash and thought better of."""
    order = _sell(word, product, villager, keeper)
    with transaction():
        actor = Actor(ActorKind.shopkeeper, keeper.id)
        return cancel_order(order.id, actor, "计划有变")[0]


def _count(villager: Villager) -> int:
    with transaction():
        return count_cash(villager.shop_id, {}, villager.created_by_id, "count").id


def _propose(part: SubOrder, person_id: int) -> int:
    """As if it had been more than one person decides alone."""
    proposal = RefundProposal(
        request_key=f"proposal {part.number}",
        sub_order_id=part.id,
        amount_fen=100,
        reason=RefundReason.goodwill,
        borne_by=Bearer.sale,
        facts=RefundWish(reason=RefundReason.goodwill, goods={part.lines[0].id: 100}).as_facts(),
        note="",
        state=ProposalState.waiting,
        proposed_by_id=person_id,
        proposed_at=clock.now(),
    )
    with transaction():
        session.add(proposal)
        session.flush()
        return proposal.id


def _dispute(bought: Order) -> int:
    """Lost, and of none of our payments, so that the order's refunds are not held up."""
    answer = DisputeAnswer(
        external_id=f"du_{bought.number}",
        payment_number="",
        standing=DisputeStanding.lost,
        amount_fen=100,
        currency="cny",
        reason="fraudulent",
        due_by=None,
        opened_at=clock.now(),
        withdrawn_fen=100,
        fee_fen=0,
        reinstated_fen=0,
    )
    with transaction():
        return record_dispute(Tender.demo_card, answer).id


def _cash() -> dict[str, str]:
    """A box that was found with too much in it, and of which notes have gone to the bank."""
    shop = make_shop()
    keeper = make_shopkeeper(shop)
    explanation = Explanation(DifferenceReason.unknown, "多出来的")
    with transaction():
        post(f"change:{shop.id}", "", [Posting(cash_box(shop.id), "bank", 9000)])
    with transaction():
        count = count_cash(shop.id, {"note100": 1, "note20": 1}, keeper.id, "count")
        close = close_day(count.id, shop.id, explanation, keeper.id, "close")
        handing = Handing("handing", Way.bank, f"slip {shop.id}", 2000)
        remittance = hand_over_cash(shop.id, handing, keeper.id)
    (difference,) = differences_of_closes([close]).values()
    return {
        "office.cash.shop_id": str(shop.id),
        "office.cash.close_id": str(close.id),
        "office.cash.remittance_id": str(remittance.id),
        "office.cash.difference_id": str(difference.id),
    }


def _complain(
    word: str, product: Product, villager: Villager, people: dict[str, Person]
) -> tuple[Claim, Claim]:
    """The shopper's with a photo, the villager's about a parcel that the carrier has lost."""
    bought = _buy(word, product, people["shopper"])
    sold = _sell(word, product, villager, people["shopkeeper"])
    session.expire_all()
    parcels = [parcels_of_order(order.id)[0] for order in (bought, sold)]
    clerk = Actor(ActorKind.cooperative, people["clerk"].id)
    with transaction():
        rows = locked(parcel.id for parcel in parcels)
        print_labels(rows, clerk)
        pack(rows, clerk)
        hand_over(rows, clerk)
    for parcel, code in zip(parcels, ("704", "987"), strict=True):
        fact = TrackingFact(
            external_id=f"scan {code} of {parcel.waybill_number}",
            code=code,
            place="上海",
            note="",
            source=EventSource.carrier,
            happened_at=clock.now(),
        )
        with transaction():
            record_scans([(parcel.waybill_number, fact)])
    session.expire_all()
    shown = Developed(f"{word}的照片", Picture(b"large", 8, 6), Picture(b"small", 4, 3))
    with transaction():
        photo = keep_photo(photo_owner(bought), shown)
        told = ClaimWish(
            request_key=f"bad {bought.number}",
            waybill=parcels[0].waybill_number,
            cause=ClaimCause.bad,
            line_id=bought.sub_orders[0].lines[0].id,
            bad_count=1,
            note=f"{word}买家说",
            photos=[photo.name],
        )
        hers = open_claim(bought.id, told, Actor(ActorKind.buyer, people["shopper"].id))
    with transaction():
        told = ClaimWish(
            request_key=f"lost {sold.number}",
            waybill=parcels[1].waybill_number,
            cause=ClaimCause.lost,
        )
        keeper = Actor(ActorKind.shopkeeper, people["shopkeeper"].id)
        villagers = open_claim(sold.id, told, keeper)
    return hers, villagers


def _picture(cooperative_id: int) -> str:
    """Of goods, sent by their cooperative: for everybody."""
    owner = picture_owner(cooperative_id)
    shown = Developed("a picture", Picture(b"large", 8, 6), Picture(b"small", 4, 3))
    with transaction():
        photo = keep_photo(owner, shown)
        need_photos(owner, [photo.name], 1, field="photos")
    return photo.name


def _turned_back(word: str, product: Product, shopper: Person) -> str:
    """A parcel that the carrier has brought back to who sent it."""
    waybill = _waybill(_buy(word, product, shopper))
    for minutes, code in enumerate(("203", "711")):
        fact = TrackingFact(
            external_id=f"scan {code} of {waybill}",
            code=code,
            place="常州",
            note="",
            source=EventSource.carrier,
            happened_at=clock.now() + timedelta(seconds=minutes),
        )
        with transaction():
            record_scans([(waybill, fact)])
    session.expire_all()
    return waybill


def _send_back(bought: Order) -> dict[str, str]:
    """Something that does not spoil, on its way back; and what else could be sent back."""
    parcel = parcels_of_order(bought.id)[0]
    wish = ReturnWish(
        request_key=f"return {bought.number}",
        waybill=parcel.waybill_number,
        reason=ReturnReason.quality,
        boxes={parcel.contents[0].order_line_id: 1},
    )
    with transaction():
        back = start_return(bought.id, wish, Actor(ActorKind.postal))
        # As if it had been brought after its time, and taken.
        back.late_since = clock.now()
    return {
        "storefront.returns.number": bought.number,
        "storefront.returns.waybill": parcel.waybill_number,
        "storefront.returns.back": back.number,
        "office.late_returns.back": back.number,
        "office.returns.number": bought.number,
        "office.returns.waybill": parcel.waybill_number,
        "office.returns.back": back.number,
    }


def _send_back_at_the_counter(parcel: Parcel, villager: Villager, keeper_id: int) -> dict[str, str]:
    """Started before the carrier lost it: its keeper sees the label, and took the return in."""
    shop = session.get_one(Shop, villager.shop_id)
    keeper = Actor(ActorKind.shopkeeper, keeper_id)
    wish = ReturnWish(
        request_key=f"return {parcel.waybill_number}",
        waybill=parcel.waybill_number,
        reason=ReturnReason.no_reason,
        boxes={parcel.contents[0].order_line_id: 1},
    )
    with transaction():
        origin = locked([parcel.id])[0]
        back = write_return(origin, wish, WayPayer.buyer, keeper)
        take_in_return(shop, back.parcel.waybill_number, keeper)
    return {
        "village.drop_offs.waybill": back.parcel.waybill_number,
        "village.returns.number": parcel.sub_order.order.number,
        "village.returns.waybill": parcel.waybill_number,
        "village.returns.back": back.number,
    }


def _own_exceptions(villagers: Claim, person_id: int) -> dict[str, str]:
    """Of the parcel that was lost: the trouble it was in, and a remedy that waits for a second."""
    row = select(ParcelException).where(ParcelException.parcel_id == villagers.parcel_id)
    exception = session.scalars(row.order_by(ParcelException.id)).first()
    assert exception is not None
    remedy = Remedy(
        request_key=f"remedy {villagers.number}",
        exception_id=exception.id,
        parcel_id=exception.parcel_id,
        kind=RemedyKind.refund,
        state=ProposalState.waiting,
        bearer=Bearer.platform,
        lots={},
        amount_fen=300_00,
        words="",
        proposed_by_id=person_id,
        proposed_at=clock.now(),
    )
    with transaction():
        session.add(remedy)
        session.flush()
    return {
        "office.exceptions.exception_id": str(exception.id),
        "office.exceptions.remedy_id": str(remedy.id),
    }


def _own_claims(hers: Claim, villagers: Claim) -> dict[str, str]:
    photo = select(Photo.name).where(Photo.owner == photo_owner(hers.sub_order.order))
    asked = select(CarrierClaim.number).where(CarrierClaim.claim_id == villagers.id)
    return {
        "cooperative.claims.claim": hers.number,
        "office.carrier_claims.carrier_claim": session.scalars(asked).one(),
        "office.claims.claim": hers.number,
        "storefront.claims.claim": hers.number,
        "storefront.claims.number": hers.sub_order.order.number,
        "storefront.pictures.name": _picture(hers.cooperative_id),
        "storefront.pictures.size": "large",
        "storefront.photos.name": session.scalars(photo).one(),
        "village.claims.claim": villagers.number,
        "village.claims.number": villagers.sub_order.order.number,
    }


def _waybill(order: Order) -> str:
    return parcels_of_order(order.id)[0].waybill_number


def _own_of_cooperative(product: Product, lot: Lot, bought: Order) -> dict[str, str]:
    with transaction():
        draft = HouseholdDraft("果农", None, product.origin_code, 35)
        household = add_household(product.cooperative_id, draft)
        key = new_page_key(household)
    return {
        "cooperative.households.household_id": str(household.id),
        "cooperative.households.lot_id": str(lot.id),
        "storefront.grower.secret": key,
        "cooperative.lots.lot_id": str(lot.id),
        "cooperative.packing.number": bought.sub_orders[0].number,
        "cooperative.packs.product_id": str(product.id),
        "cooperative.packs.variant_id": str(product.variants[0].id),
        "cooperative.parcels.waybill": _waybill(bought),
        "cooperative.scale.waybill": _waybill(bought),
        "cooperative.products.product_id": str(product.id),
    }


def _own_labels(cooperative: Cooperative, bought: Order, clerk: Person) -> dict[str, str]:
    ids = [one.id for one in parcels_of_order(bought.id)]
    with transaction():
        actor = Actor(ActorKind.cooperative, clerk.id)
        batch = start_batch(ids, LabelSize.medium, actor, cooperative.id)
        keep_paper(batch.id, b"%PDF-1.4", 1)
    return {
        "cooperative.labels.batch_id": str(batch.id),
        "office.labels.batch_id": str(batch.id),
    }


def _own_manifest(word: str, product: Product, people: dict[str, Person]) -> dict[str, str]:
    """A parcel that the van has taken, and that nobody has counted yet."""
    parcels = parcels_of_order(_buy(word, product, people["shopper"]).id)
    clerk = Actor(ActorKind.cooperative, people["clerk"].id)
    with transaction():
        rows = locked(one.id for one in parcels)
        print_labels(rows, clerk)
        pack(rows, clerk)
        number = make_manifest(rows, rows[0].outlet_id, clerk, f"van of {word}").number
    return {"cooperative.manifests.number": number, "office.manifests.number": number}


def _own_of_shop(
    villager: Villager, consent_id: int, sold: Order, refund: Refund
) -> dict[str, str]:
    return {
        "village.cash.refund_id": str(refund.id),
        "village.cash_days.count_id": str(_count(villager)),
        "village.consents.consent_id": str(consent_id),
        "village.consents.villager_id": str(villager.id),
        "village.orders.number": sold.number,
        "village.pay_links.number": sold.number,
        "village.shelf.waybill": _waybill(sold),
        "village.agreements.waybill": _waybill(sold),
        "village.uncollected.waybill": _waybill(sold),
        "village.places.place_id": str(_place_on_shelf(villager.shop_id)),
        "village.villagers.villager_id": str(villager.id),
    }


def _own_round(word: str, product: Product, people: dict[str, Person]) -> dict[str, str]:
    """A parcel of a third neighbour at the delivery office, on a round that is out."""
    recipient = Recipient(
        name=f"{word}买家", phone=PHONE, region_code=JIAOXI, detail=f"{word}路 3 号"
    )
    order = _place(word, product, person_id=people["shopper"].id, recipient=recipient)
    tell(paid(begin(order), f"event of {order.number}"))
    session.expire_all()
    waybill = _waybill(order)
    fact = TrackingFact(
        external_id=f"scan 713 of {waybill}",
        code="713",
        place="郑陆",
        note="",
        source=EventSource.carrier,
        happened_at=clock.now(),
    )
    officer = Actor(ActorKind.postal, people["postal"].id)
    with transaction():
        record_scans([(waybill, fact)])
    with transaction():
        outlet = Outlet(
            code=f"round {word}",
            name=f"{word}投递部",
            name_en=word,
            kind="delivery",
            region_code=JIAOXI[:9],
            detail=word,
        )
        session.add(outlet)
        session.flush()
        built = build_round(outlet, RoundWish(people["postal"].id, 9, 99_000), officer)
        set_out(get_round(built.id), officer)
    return {
        "office.rounds.outlet_id": str(outlet.id),
        "office.outlets.outlet_id": str(outlet.id),
        "office.rounds.round_id": str(built.id),
        "office.rounds.position": "1",
        "office.courier.round_id": str(built.id),
        "office.courier.waybill": waybill,
        "office.courier.position": "1",
    }


def _place_on_shelf(shop_id: int) -> int:
    with transaction():
        return add_place(shop_id, PlaceDraft("A1", False, 8)).id


def _own_of_shopper(
    cooperative: Cooperative, product: Product, shopper: Person, bought: Order
) -> dict[str, str]:
    return {
        "storefront.addresses.id": str(saved_addresses(shopper.id)[0].id),
        "storefront.collections.slug": "ripe-now",
        "storefront.cooperatives.slug": cooperative.slug,
        "storefront.hall.slug": "changzhou",
        "storefront.orders.number": bought.number,
        "storefront.handing.number": bought.number,
        "storefront.track.number": _waybill(bought),
        "storefront.orders.secret": f"a-secret-of-{cooperative.name[:2]}-{bought.request_key}",
        "storefront.pay.number": bought.number,
        "storefront.products.slug": product.slug,
        "storefront.regions.code": "320000",
    }


def _own_of_office(
    cooperative: Cooperative, bought: Order, refund: Refund, grant: RoleGrant
) -> dict[str, str]:
    moment = clock.now()
    given_up = Message(
        kind="letter", facts={}, left_at=moment, due_at=moment, tries=9, given_up_at=moment
    )
    with transaction():
        session.add(given_up)
    with transaction():
        entry_id = post(f"opening:{bought.id}", "", move(BANK, SUSPENSE, 5), order_id=bought.id).id
        correction = ask_for_correction(entry_id, "错了", grant.person_id)
        draft = start_draft(clock.today(), "太急", grant.person_id)
        of_shop = Conditions(channel=Channel.village)
        rule = set_draft_rule(draft.id, of_shop, 400, 300)
        tariff_version_id = session.scalars(select(TariffVersion.id).limit(1)).one()
        tariff_draft = start_tariff_draft(tariff_version_id, grant.person_id)
    return {
        "office.corrections.correction_id": str(correction.id),
        "office.corrections.entry_id": str(entry_id),
        "office.periods.month": f"{clock.today():%Y-%m}",
        "office.commissions.draft_id": str(draft.id),
        "office.tariffs.version_id": str(tariff_version_id),
        "office.tariff_drafts.draft_id": str(tariff_draft.id),
        "office.box_types.box_type_id": str(session.scalars(select(BoxType.id).limit(1)).one()),
        "office.commissions.rule_id": str(rule.id),
        "office.books.name": f"cooperative_held:{cooperative.id}",
        "office.books.entry_id": str(entry_id),
        **_cash(),
        **nobodys_money(cooperative.id),
        "office.cooperatives.cooperative_id": str(cooperative.id),
        "office.messages.message_id": str(given_up.id),
        "office.orders.number": bought.number,
        "office.orders.part": bought.sub_orders[0].number,
        "office.parcels.waybill": _waybill(bought),
        "office.payments.refund_id": str(refund.id),
        "office.refunds.refund_id": str(refund.id),
        "office.refunds.part": bought.sub_orders[0].number,
        "office.refunds.proposal_id": str(_propose(bought.sub_orders[0], grant.person_id)),
        "office.disputes.dispute_id": str(_dispute(bought)),
        "office.people.person_id": str(grant.person_id),
        "office.people.grant_id": str(grant.id),
    }


def _own_statements(word: str, cooperative: Cooperative, shop: Shop) -> dict[str, str]:
    ours, theirs = Party(PartyKind.cooperative, cooperative.id), Party(PartyKind.shop, shop.id)
    numbers = []
    for party in (ours, theirs):
        with transaction():
            post(f"gift:{party}", f"{word}的更正", move(BANK, party.payable, 500))
            statement = settle(party)
        assert statement is not None
        numbers.append(statement.number)
    return {
        "cooperative.statements.number": numbers[0],
        "village.statements.number": numbers[1],
        "office.settlement.number": numbers[0],
    }


def _own_terms(shop: Shop, postal: Person) -> dict[str, str]:
    receipt = Receipt(
        reference=f"transfer {shop.id}",
        received_on=clock.today(),
        amount_fen=700,
        payer_name=shop.name,
        purpose=ReceiptPurpose.prepaid,
        shop_id=shop.id,
    )
    with transaction():
        return {
            "office.shop_money.receipt_id": str(record_receipt(receipt, postal.id).id),
            "office.shop_money.terms_id": str(propose_terms(shop.id, 700, postal.id).id),
            "office.shop_money.decision": "reject",
            "office.shop_money.shop_id": str(shop.id),
        }


def _own_warehouse(word: str, product: Product, shopper: Person) -> dict[str, str]:
    """A parcel that leaves from it, one in a wave, and boxes on their way to it."""
    warehouse = make_warehouse()
    make_lot(product.variants[0], 20, warehouse_id=warehouse.id)
    first = _buy(word, product, shopper, region_code=TIANNING_TOWN)
    _buy(word, product, shopper, region_code=TIANNING_TOWN)
    wave = WaveWish(request_key=f"wave {word}", most=1)
    shed = make_lot(product.variants[0], 5)
    van = InboundWish(
        request_key=f"van {word}",
        warehouse_id=warehouse.id,
        boxes_of={shed.id: 2},
        expected_on=clock.today(),
    )
    with transaction():
        wave_number = start_wave(warehouse.id, wave, None).number
    with transaction():
        shipment = announce_inbound(product.cooperative_id, van, None).number
    moved = make_lot(product.variants[0], 5, warehouse_id=warehouse.id)
    wish = InboundWish(
        request_key=f"move {word}",
        warehouse_id=make_warehouse().id,
        boxes_of={moved.id: 1},
        expected_on=clock.today(),
    )
    with transaction():
        move = plan_move(warehouse.id, wish, None).number
    return {
        "office.warehouses.slug": warehouse.slug,
        "office.station.slug": warehouse.slug,
        "office.station.waybill": _waybill(first),
        "office.waves.number": wave_number,
        "office.inbound.number": shipment,
        "office.moves.slug": warehouse.slug,
        "office.moves.number": move,
        "cooperative.inbound.number": shipment,
    }


def _own_payees(
    word: str, cooperative: Cooperative, shop: Shop, people: dict[str, Person]
) -> dict[str, str]:
    """A proposal of each, and one that was confirmed and frozen in a batch."""
    parties = (Party(PartyKind.cooperative, cooperative.id), Party(PartyKind.shop, shop.id))
    draft = check_draft(PayeeKind.bank, f"{word}合作社", "常州农商行", "6217001210012345678")
    proposer, other = make_postal(f"{word}邮政二"), make_postal(f"{word}邮政三")
    with clock.stopped_at(clock.now() - timedelta(days=4)), transaction():
        confirm(parties[0], propose(parties[0], draft, proposer.id).id, other.id)
    with transaction():
        post(f"more:{word}", "更正", move(BANK, parties[0].payable, 5000))
        batch = freeze(PayoutKind.bank_file, proposer.id)
        payout_id = payouts_of(batch.id)[0].id
    with transaction():
        first, second = (propose(party, draft, proposer.id).id for party in parties)
    return {
        "cooperative.payees.payee_id": str(first),
        "village.payees.payee_id": str(second),
        "office.payees.payee_id": str(first),
        "office.payouts.number": batch.number,
        "office.payouts.payout_id": str(payout_id),
    }


def _secrets(word: str, lot: Lot, bought: Order, sold: Order) -> dict[str, tuple[str, ...]]:
    """Goods and who grows them are for everybody; the rest is not."""
    orders = (bought.number, sold.number, _waybill(bought), _waybill(sold))
    return {
        "cooperative": (word, lot.number, *orders),
        "village": (*(f"{word}{one}" for one in ("阿婆", "塘岸", "买家", "村邮站")), *orders),
        "storefront": (*(f"{word}{one}" for one in ("买家", "路", "阿婆", "塘岸")), *orders),
    }
