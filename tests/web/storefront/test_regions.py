import pytest

from tests.browser_of_pages import Browser

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


def names(client: Browser, address: str) -> dict[str, str]:
    return {one["code"]: one["name"] for one in client.get(address).get_json()}


def test_the_picker_goes_down_from_province_to_village(client: Browser) -> None:
    assert len(names(client, "/regions/000000.json")) == 31
    assert names(client, "/regions/320000.json")["320400"] == "常州市"
    assert names(client, "/regions/320402109.json")["320402109223"].startswith("查家")


def test_it_speaks_the_language_of_the_address(client: Browser) -> None:
    assert names(client, "/en/regions/000000.json")["320000"] == "Jiangsu"


def test_a_place_that_is_not_there_is_missing_in_the_words_of_machines(client: Browser) -> None:
    answer = client.get("/regions/999999.json")
    assert (answer.status_code, answer.mimetype) == (404, "application/json")
    assert answer.get_json()["error"]["code"] == "missing"
