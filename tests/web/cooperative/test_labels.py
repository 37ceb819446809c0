"""A batch of labels, from the button to the paper."""

import pytest
from flask import Flask

from app.jobs.worker import Worker
from tests.browser_of_pages import Browser
from tests.web.cooperative.conftest import Shed

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


def test_new_labels_are_asked_for_and_opened_when_they_are_drawn(
    app: Flask, shed: Shed, client: Browser
) -> None:
    shed.buy()
    shed.buy()
    page = shed.pages.get("/cooperative/labels/")
    page = shed.pages.submit(page.form("/cooperative/labels/"), size="76x130", which="new")
    assert page.has_text("绘制中")
    assert page.has_text("已绘制 0 张，共 2 张")
    assert client.get("/cooperative/labels/1/labels.pdf").status_code == 404
    Worker(app).drain()
    page = shed.pages.get("/cooperative/labels/1")
    assert page.has_text("可打印")
    paper = client.get("/cooperative/labels/1/labels.pdf")
    assert (paper.content_type, paper.headers["Cache-Control"]) == (
        "application/pdf",
        "private, no-store",
    )
    page = shed.pages.submit(page.form("/cooperative/labels/1/again"))
    assert page.h1 == "第 2 批面单"
    assert page.has_text("补打")


def test_without_a_size_or_a_parcel_nothing_is_printed(shed: Shed, client: Browser) -> None:
    shed.buy()
    answer = client.post("/cooperative/labels/", data={"which": "new"})
    assert answer.status_code == 422
    assert "第 1 批" not in shed.pages.get("/cooperative/labels/").text


def test_an_empty_shed_says_where_batches_will_be(shed: Shed) -> None:
    assert shed.pages.get("/cooperative/labels/").has_text("还没有批次")
