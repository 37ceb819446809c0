"""What an address promises: its form and what may be done there."""

from pathlib import Path

from flask import Flask

PROMISED = Path(__file__).with_name("routes.txt")
ALWAYS = {"HEAD", "OPTIONS"}


def promises(app: Flask) -> list[str]:
    """One line for each, such as "POST /cart/add"."""
    return sorted(
        {
            f"{method} {rule.rule}"
            for rule in app.url_map.iter_rules()
            for method in (rule.methods or set()) - ALWAYS
        },
        key=lambda line: line.split()[::-1],
    )
