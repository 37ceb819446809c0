"""What the demonstration is filled from hangs together, and everything in it has its picture."""

import csv
import json
from pathlib import Path

import pytest

DATA = Path(__file__).parents[2] / "app/data"
PICTURES = Path(__file__).parents[2] / "app/web/shared/static/pictures"
SHOWN = json.loads((PICTURES / "pictures.json").read_text(encoding="utf-8"))


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def slugs(name: str) -> list[str]:
    return [row["slug"] for row in rows(f"demonstration/{name}")]


PRODUCTS = {row["item"]: row for row in rows("demonstration/products.csv")}
REGIONS = {row["code"]: row for row in rows("regions.csv")}


@pytest.mark.parametrize("name", ["products", "cooperatives", "categories"])
def test_each_has_a_picture_and_no_picture_is_left_over(name: str) -> None:
    drawn = sorted(key for key in SHOWN if key.startswith(f"{name}/"))
    assert drawn == sorted(f"{name}/{slug}" for slug in slugs(f"{name}.csv"))


def test_every_hall_has_a_picture() -> None:
    assert [row["slug"] for row in rows("halls.csv") if row["picture"] not in SHOWN] == []


def test_every_listed_picture_is_there_and_no_other() -> None:
    listed = {f"{key}-{width}.webp" for key, shot in SHOWN.items() for width in shot["widths"]}
    found = {path.relative_to(PICTURES).as_posix() for path in PICTURES.rglob("*.webp")}
    assert found == listed


def test_all_pictures_together_stay_under_three_megabytes() -> None:
    assert sum(path.stat().st_size for path in PICTURES.rglob("*.webp")) < 3_000_000


def test_each_pack_belongs_to_a_product_and_each_product_has_a_pack() -> None:
    packs = {(row["item"], row["slug"]) for row in rows("demonstration/catalogue.csv")}
    assert packs == {(item, row["slug"]) for item, row in PRODUCTS.items()}


def test_a_packed_box_weighs_more_than_what_is_in_it_and_holds_it() -> None:
    for row in rows("demonstration/catalogue.csv"):
        litres = int(row["length_mm"]) * int(row["width_mm"]) * int(row["height_mm"]) / 1_000_000
        assert int(row["gross_g"]) > int(row["net_g"]), row["name"]
        assert litres * 1000 > int(row["net_g"]), row["name"]


def test_every_product_is_sold_by_exactly_one_cooperative() -> None:
    sold = [row["item_numbers"].split(";") for row in rows("demonstration/cooperatives.csv")]
    assert sorted(number for numbers in sold for number in numbers) == sorted(PRODUCTS)


def test_a_product_stands_in_a_category_without_children() -> None:
    categories = rows("demonstration/categories.csv")
    parents = {row["parent_slug"] for row in categories}
    leaves = {row["slug"] for row in categories} - parents
    assert {row["category"] for row in PRODUCTS.values()} == leaves


def test_attributes_use_the_keys_of_the_list_in_both_languages() -> None:
    codes = {row["code"] for row in rows("demonstration/attributes.csv")}
    for row in PRODUCTS.values():
        chinese = [pair.split("=")[0] for pair in row["attributes"].split(";")]
        english = [pair.split("=")[0] for pair in row["attributes_en"].split(";")]
        assert chinese == english
        assert set(chinese) <= codes


def test_people_and_places_stand_in_regions_that_exist() -> None:
    for name, column, level in (
        ("villagers.csv", "village_code", "village"),
        ("village_shops.csv", "village_code", "village"),
        ("shoppers.csv", "region_code", "county"),
    ):
        levels = {REGIONS[row[column]]["level"] for row in rows(f"demonstration/{name}")}
        assert levels == {level}


def test_every_demonstration_telephone_is_of_the_made_up_range() -> None:
    phones = [row["phone"] for row in rows("demonstration/villagers.csv") if row["phone"]]
    phones += [row["phone"] for row in rows("demonstration/shoppers.csv")]
    phones += [row["phone"] for row in rows("demonstration/cooperatives.csv")]
    assert [phone for phone in phones if not phone.startswith("1380519") or len(phone) != 11] == []
    assert len(phones) == len(set(phones))


def test_every_region_has_a_place_on_the_map_a_parent_and_both_names() -> None:
    for row in REGIONS.values():
        assert 73 < float(row["lng"]) < 135, row["name"]
        assert 3 < float(row["lat"]) < 54, row["name"]
        assert row["parent_code"] in REGIONS or row["level"] == "province", row["name"]
        assert all(row[column] for column in ("pinyin", "name_en", "short_name")), row["name"]


@pytest.mark.parametrize(
    ("code", "pinyin", "english"),
    [
        ("500000", "chong qing", "Chongqing"),
        ("320402109223", "zha jia cun", "Zhajia Village"),
        ("320402109", "zheng lu zhen", "Zhenglu Town"),
        ("320402", "tian ning qu", "Tianning District"),
        ("341500", "lu an", "Lu'an"),
        ("350200", "xia men", "Xiamen"),
        ("320116", "lu he qu", "Luhe District"),
        ("610000", "shan xi", "Shaanxi"),
    ],
)
def test_names_that_are_read_otherwise_are_read_right(code: str, pinyin: str, english: str) -> None:
    assert (REGIONS[code]["pinyin"], REGIONS[code]["name_en"]) == (pinyin, english)
