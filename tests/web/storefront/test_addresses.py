import pytest

from tests.browser_of_pages import Browser

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


def test_a_pasted_address_is_sorted_into_its_fields(client: Browser) -> None:
    pasted = "李雷 13912345678 江苏省常州市天宁区郑陆镇查家村12号"
    answer = client.post("/addresses/parse.json", data={"pasted": pasted})
    assert answer.json == {
        "recipient": "李雷",
        "phone": "13912345678",
        "province": "320000",
        "city": "320400",
        "county": "320402",
        "town": "320402109",
        "detail": "查家村12号",
        "is_sure": True,
    }
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_what_is_no_address_is_said_to_be_unsure(client: Browser) -> None:
    answer = client.post("/addresses/parse.json", data={"pasted": "明天下午来"})
    assert answer.json is not None
    assert (answer.json["province"], answer.json["is_sure"]) == ("", False)


@pytest.mark.parametrize("pasted", ["", "梨" * 301, "a\0b"])
def test_what_cannot_be_read_is_refused_in_json(client: Browser, pasted: str) -> None:
    answer = client.post("/addresses/parse.json", data={"pasted": pasted})
    assert answer.status_code == 422
    assert answer.is_json


def test_the_regions_below_one_are_listed_in_the_language_of_the_address(client: Browser) -> None:
    cities = client.get("/regions/320000.json")
    assert {"code": "320400", "name": "常州市"} in (cities.json or [])
    assert "max-age=86400" in cities.headers["Cache-Control"]
    assert len(client.get("/regions/000000.json").json or []) >= 31
    assert {"code": "320400", "name": "Changzhou"} in (
        client.get("/en/regions/320000.json").json or []
    )
    assert client.get("/regions/320402109223.json").json == []
    assert client.get("/regions/999999.json").status_code == 404
