"""Views that exist only in tests of what all views share."""

from collections.abc import Callable
from typing import Any

from flask import Flask


def add_view(
    app: Flask, address: str, view: Callable[..., Any], face: str = "storefront", **options: Any
) -> None:
    """As if a page file `throwaway` of the face had it."""
    prefix = "" if face == "storefront" else f"/{face}"
    endpoint = f"{face}.throwaway.{view.__name__}"
    app.add_url_rule(f"{prefix}{address}", endpoint, view, **options)
