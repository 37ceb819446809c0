"""Where the shop's commission goes."""

import pytest
from flask import Flask

from tests.browser_of_pages import Pages
from tests.counters import open_counter


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_shopkeeper_proposes_and_takes_back(app: Flask, pages: Pages) -> None:
    open_counter(app, pages)
    form = pages.get("/village/payees/").form("/village/payees/")
    said = {"kind": "bank", "holder": "谢邮掌柜", "bank": "邮储", "account": "62170012100123"}
    waiting = pages.submit(form, **said)
    assert "**** 0123" in waiting.text
    gone = pages.submit(waiting.form("/village/payees/1/refuse"))
    assert "未同意" in gone.text
