"""Village shops, their villagers and what these allow."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app import clock as market_clock
from app.db import session, transaction
from app.ground.refusals import (
    FieldMissing,
    Missing,
    NameTaken,
    PhoneNotAllowed,
    RegionUnknown,
    RequestKeyUsed,
)
from app.people.models import Person
from app.shops.actions import (
    ShopDraft,
    VillagerDraft,
    add_villager,
    change_villager,
    close_shop,
    open_shop,
    record_consent,
    revoke_consent,
)
from app.shops.kinds import ConsentMethod, ConsentPurpose
from app.shops.models import Shop, Villager
from app.shops.pinyin import initials
from app.shops.queries import (
    consents_of,
    get_consent_of,
    get_shop,
    get_villager_of,
    live_consent,
    shops_near,
    villagers_of,
)
from tests.clocks import Clock
from tests.makers import (
    JIAOXI,
    TIANNING,
    XUEYAN,
    ZHENGLU,
    make_consent,
    make_person,
    make_shop,
    make_shopkeeper,
    make_villager,
)

pytestmark = pytest.mark.usefixtures("database")
WANG = VillagerDraft("form-1", "王阿婆", "138 0519 0001", JIAOXI, "塘岸上 7 号")
ORDER, RECEIVE = ConsentPurpose.order_for_me, ConsentPurpose.receive_for_me


def add(shop: Shop, draft: VillagerDraft = WANG, by: Person | None = None) -> Villager:
    keeper = by or make_shopkeeper(shop)
    with transaction():
        return add_villager(shop, draft, keeper)


def count_villagers() -> int | None:
    return session.scalar(select(func.count()).select_from(Villager))


# --------------------------------------------------------------------------------------- shops

JIAOXI_SHOP = ShopDraft(
    slug="jiaoxi",
    name="焦溪村邮站",
    name_en="Jiaoxi village shop",
    village_code=JIAOXI,
    detail="老街 12 号",
    keeper_name="谢邮掌柜",
    phone="13805190001",
    opening_hours="07:00–18:30",
)


def test_a_shop_opens_in_a_village() -> None:
    with transaction():
        shop = open_shop(JIAOXI_SHOP)
    assert (get_shop(shop.id).name, shop.state) == ("焦溪村邮站", "open")


def test_two_shops_cannot_have_one_name() -> None:
    with transaction():
        open_shop(JIAOXI_SHOP)
    with pytest.raises(NameTaken), transaction():
        open_shop(replace(JIAOXI_SHOP, slug="another"))
    assert session.scalar(select(func.count()).select_from(Shop)) == 1


@pytest.mark.parametrize("code", ["999999", TIANNING, ""])
def test_a_shop_is_in_a_village_that_we_know(code: str) -> None:
    with pytest.raises(RegionUnknown), transaction():
        open_shop(replace(JIAOXI_SHOP, village_code=code))


def test_the_nearest_shop_comes_first_and_another_county_is_too_far() -> None:
    zhenglu, jiaoxi, xueyan = make_shop(ZHENGLU), make_shop(JIAOXI), make_shop(XUEYAN)
    assert [shop.id for shop in shops_near(JIAOXI)] == [jiaoxi.id, zhenglu.id]
    assert [shop.id for shop in shops_near(XUEYAN)] == [xueyan.id]
    assert [shop.id for shop in shops_near(TIANNING)] == [zhenglu.id, jiaoxi.id]


def test_a_closed_shop_is_not_offered() -> None:
    shop = make_shop(JIAOXI)
    with transaction():
        close_shop(shop)
    assert shops_near(JIAOXI) == []


# ----------------------------------------------------------------------------------- villagers


def test_a_villager_is_written_down_with_initials_and_a_plain_phone() -> None:
    villager = add(make_shop())
    assert (villager.name, villager.pinyin_initials, villager.phone) == (
        "王阿婆",
        "wap",
        "13805190001",
    )


def test_a_villager_may_have_no_phone() -> None:
    assert add(make_shop(), replace(WANG, phone=None)).phone is None


def test_the_form_sent_twice_writes_down_one_villager() -> None:
    shop = make_shop()
    keeper = make_shopkeeper(shop)
    assert add(shop, by=keeper).id == add(shop, by=keeper).id
    assert count_villagers() == 1


def test_the_same_key_with_somebody_else_is_refused() -> None:
    shop = make_shop()
    add(shop)
    with pytest.raises(RequestKeyUsed):
        add(shop, replace(WANG, name="李阿婆"))
    assert count_villagers() == 1


@pytest.mark.parametrize(
    ("draft", "refusal"),
    [
        (replace(WANG, name=" "), FieldMissing),
        (replace(WANG, phone="12345"), PhoneNotAllowed),
        (replace(WANG, village_code="000000000000"), RegionUnknown),
    ],
)
def test_what_cannot_be_right_writes_nothing(
    draft: VillagerDraft, refusal: type[Exception]
) -> None:
    shop = make_shop()
    with pytest.raises(refusal):
        add(shop, draft)
    assert count_villagers() == 0


@pytest.mark.parametrize("text", ["0001", "王", "阿婆", "wa", "WA P", "０００１"])
def test_a_villager_is_found_by_digits_name_or_initials(text: str) -> None:
    shop = make_shop()
    wang = add(shop)
    add(shop, VillagerDraft("form-2", "李大爷", "13805190002", JIAOXI, "河边"))
    assert [one.id for one in villagers_of(shop.id, text)] == [wang.id]


@pytest.mark.parametrize("text", ["%", "_", "138", "ap", "\\"])
def test_signs_and_middles_find_nobody(text: str) -> None:
    shop = make_shop()
    add(shop)
    assert villagers_of(shop.id, text) == []


def test_without_a_text_the_last_written_down_come_first() -> None:
    shop = make_shop()
    first, second = make_villager(shop), make_villager(shop)
    assert [one.id for one in villagers_of(shop.id)] == [second.id, first.id]


def test_another_shops_villager_is_missing() -> None:
    shop, other = make_shop(), make_shop()
    villager = make_villager(shop, "王阿婆")
    consent = make_consent(villager)
    assert villagers_of(other.id, "王") == []
    with pytest.raises(Missing):
        get_villager_of(other.id, villager.id)
    with pytest.raises(Missing):
        get_consent_of(other.id, consent.id)
    assert get_consent_of(shop.id, consent.id).id == consent.id


def test_a_new_name_has_new_initials() -> None:
    villager = add(make_shop())
    with transaction():
        change_villager(villager, replace(WANG, name="单雄信"))
    assert (villager.pinyin_initials, villager.request_key) == ("sxx", "form-1")


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("王秀英", "wxy"),
        ("单田芳", "stf"),
        ("查文斌", "zwb"),
        ("恽代英", "ydy"),
        ("尉迟恭", "ycg"),
        ("单", "d"),
        ("Wang 阿婆", "wangap"),
        ("喆喆", "zz"),
        ("😀", ""),
    ],
)
def test_initials_of_names(name: str, letters: str) -> None:
    assert initials(name) == letters


# ------------------------------------------------------------------------------------ consents


def test_a_consent_lives_for_a_year(clock: Clock) -> None:
    given_at = clock.stop("2026-07-01 08:00")
    villager = make_villager(make_shop())
    keeper = make_person()
    with transaction():
        consent = record_consent(villager, ORDER, ConsentMethod.paper_slip, None, keeper, "2026-01")
    assert live_consent(villager.id, ORDER, given_at) is not None
    clock.stop("2027-07-01 07:59")
    assert live_consent(villager.id, ORDER, market_clock.now()) is not None
    clock.stop("2027-07-01 08:00")
    assert live_consent(villager.id, ORDER, market_clock.now()) is None
    assert [one.id for one in consents_of(villager.id)] == [consent.id]


def test_a_consent_is_for_one_purpose() -> None:
    villager = make_villager(make_shop())
    make_consent(villager, ORDER)
    assert live_consent(villager.id, RECEIVE, market_clock.now()) is None


def test_a_revoked_consent_no_longer_holds_but_held_before(clock: Clock) -> None:
    given_at = clock.stop("2026-07-01 08:00")
    villager = make_villager(make_shop())
    consent = make_consent(villager)
    revoked_at = clock.move(days=1)
    with transaction():
        revoke_consent(consent)
    clock.move(days=1)
    with transaction():
        revoke_consent(consent)
    assert consent.revoked_at == revoked_at
    assert live_consent(villager.id, ORDER, market_clock.now()) is None
    assert live_consent(villager.id, ORDER, given_at) is not None


@pytest.mark.parametrize("witness", [None, "", "  "])
def test_spoken_consent_needs_a_witness(witness: str | None) -> None:
    villager = make_villager(make_shop())
    keeper = make_person()
    with pytest.raises(FieldMissing), transaction():
        record_consent(
            villager, ORDER, ConsentMethod.spoken_before_witness, witness, keeper, "2026-01"
        )
    assert consents_of(villager.id) == []


def test_the_table_itself_refuses_a_spoken_consent_without_a_witness() -> None:
    villager = make_villager(make_shop())
    with pytest.raises(IntegrityError):
        make_consent(villager, method="spoken_before_witness")
