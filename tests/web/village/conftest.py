import pytest
from flask import Flask

from tests.browser_of_pages import Pages
from tests.counters import Counter, open_counter


@pytest.fixture
def counter(app: Flask, pages: Pages) -> Counter:
    return open_counter(app, pages)
