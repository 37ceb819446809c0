import pytest

from app.web.pages import safe_next

HOSTILE = (
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "\t//evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "https://evil.example",
    "https:evil.example",
    "http:/evil.example",
    "javascript:alert(1)",
    "evil.example",
    "@evil.example",
    " //evil.example",
    "/orders\r\nSet-Cookie: a=b",
    "/。evil",
    "/" + "a" * 600,
    "",
    None,
)


@pytest.mark.parametrize("text", HOSTILE)
def test_nobody_is_sent_away_from_the_market(text: str | None) -> None:
    assert safe_next(text, "/home") == "/home"


@pytest.mark.parametrize("text", ["/", "/orders/26112300001?tab=parcels#top", "/en/cart", "/@me"])
def test_a_path_of_our_own_is_kept(text: str) -> None:
    assert safe_next(text, "/home") == text
