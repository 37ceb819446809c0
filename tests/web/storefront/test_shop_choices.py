import pytest
from flask import Flask

from app.web.storefront.shop_choices import shop_choices
from tests.makers import ZHENGLU, make_shop

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


def test_the_nearest_shop_comes_first_and_a_service_centre_is_called_one(app: Flask) -> None:
    far = make_shop(ZHENGLU, name="郑陆快递服务中心", kind="campus", opening_hours="08:00-21:30")
    near = make_shop("320402109003", name="焦溪村邮站")
    with app.test_request_context("/"):
        choices = dict(shop_choices("320402109003"))
    assert [*choices] == [str(near.id), str(far.id)]
    assert "约 0.0 公里" in choices[str(near.id)]
    assert "快递服务中心 · " in choices[str(far.id)]
    assert "08:00-21:30" in choices[str(far.id)]
