"""Whose looks are counted together."""

import pytest

from app.web.throttle import whence


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        (None, ""),
        ("a socket", "a socket"),
    ],
)
def test_a_house_with_many_addresses_is_one_visitor(address: str | None, counted: str) -> None:
    assert whence(address) == counted
