"""The demonstration's households: who brought the boxes of each lot, and what they are given."""

import random
from collections.abc import Iterator

from sqlalchemy import select

from app import clock
from app.catalogue.models import Product, Variant
from app.commands.demo_people import GROWER_KEY, clerk_of
from app.cooperatives.models import Cooperative
from app.db import session, transaction
from app.ground.money import allocate
from app.growers.actions import (
    HouseholdDraft,
    add_household,
    hash_page_key,
    pay_household,
    set_growers,
)
from app.growers.kinds import PayoutWay
from app.growers.models import Household
from app.growers.queries import standings
from app.stock.models import Lot

SEED = 19971018
# The last has too few for its figures to be told.
FEWEST, MOST, TOO_FEW = 6, 9, 3
GIVEN_NAMES = (  # noqa: SIM905
    "根生 秀英 建国 桂珍 洪兴 阿巧 志明 玉兰 福根 雪芬 国平 彩娣 "
    "仁娣 永康 惠芳 金林 小妹 伟忠 银凤 卫东 杏芳 和平 荷英 汉文"
).split()
MARRIED_IN = "王陈徐蒋周吴钱沈"
WAYS = (PayoutWay.cash, PayoutWay.bank, PayoutWay.wechat)
PAYING = 3


def register_households(cooperatives: list[Cooperative]) -> None:
    """Most bear the name of the village, as its clerk does. One has a link to its own page."""
    chance = random.Random(SEED)
    for cooperative in cooperatives:
        is_last = cooperative is cooperatives[-1]
        count = TOO_FEW if is_last else chance.randint(FEWEST, MOST)
        names = chance.sample(GIVEN_NAMES, k=count)
        households = []
        for given in names:
            clan = cooperative.contact_name[0]
            family = clan if chance.random() < 0.6 else chance.choice(MARRIED_IN)
            mu_tenths = chance.randint(8, 95)
            draft = HouseholdDraft(family + given, None, cooperative.origin_code, mu_tenths)
            households.append(add_household(cooperative.id, draft))
        if cooperative is cooperatives[0]:
            households[0].page_key_hash = hash_page_key(GROWER_KEY)
        _bring(cooperative, households, chance)


def _bring(cooperative: Cooperative, households: list[Household], chance: random.Random) -> None:
    """Each lot was picked by three to all of them, and every box of it is somebody's."""
    lots = select(Lot).join(Variant, Variant.id == Lot.variant_id).join(Product)
    for lot in session.scalars(lots.where(Product.cooperative_id == cooperative.id)).all():
        growers = chance.sample(households, k=chance.randint(3, len(households)))
        boxes = allocate(lot.on_hand, [chance.randint(2, 9) for _ in growers])
        set_growers(lot, dict(zip([one.id for one in growers], boxes, strict=True)))


def pay_some() -> None:
    """The first few sheds have given every second household what was due to it."""
    with transaction():
        for cooperative_id, household_id, fen in list(_due()):
            pay_household(
                cooperative_id,
                household_id,
                seen_fen=fen,
                paid_on=clock.today(),
                way=WAYS[household_id % len(WAYS)],
                by_id=clerk_of(cooperative_id),
                request_key=f"demonstration-household-{household_id}",
            )


def _due() -> Iterator[tuple[int, int, int]]:
    sheds = session.scalars(select(Cooperative.id).order_by(Cooperative.id)).all()
    paying = 0
    for shed in sheds:
        due = [one for one in standings(shed) if one.due_fen > 0]
        for one in due[::2]:
            yield shed, one.household.id, one.due_fen
        paying += bool(due)
        if paying == PAYING:
            return
