"""See test_claims.py for who may see a photo; here is what an address may not be made of."""

import pytest

from tests.browser_of_pages import Pages

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


@pytest.mark.parametrize("name", ["x", "..", "%2e%2e", "a" * 400, "0" * 32, "%00", "梨"])
def test_of_a_strange_name_there_is_nothing(pages: Pages, name: str) -> None:
    assert pages.client.get(f"/photos/{name}.webp").status_code in (400, 404)
