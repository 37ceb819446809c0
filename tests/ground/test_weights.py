import pytest

from app.ground.weights import jin, price_per_jin_fen, volumetric_grams


@pytest.mark.parametrize(
    ("price", "net", "per_jin"),
    [(5800, 5000, 580), (3600, 2500, 720), (5200, 500, 5200), (100, 300, 167), (1, 1000, 1)],
)
def test_a_price_per_jin_rounds_half_up(price: int, net: int, per_jin: int) -> None:
    assert price_per_jin_fen(price, net) == per_jin


def test_a_pack_without_weight_has_no_price_per_jin() -> None:
    with pytest.raises(ValueError, match="without weight"):
        price_per_jin_fen(100, 0)


@pytest.mark.parametrize(
    ("sides_cm", "grams"),
    [
        ((30, 25, 20), 2500),
        ((35, 25, 15), 2188),
        ((40, 30, 20), 4000),
        ((40, 30, 25), 5000),
        ((45, 33, 24), 5940),
    ],
)
def test_volumetric_weights_of_produce_boxes(sides_cm: tuple[int, ...], grams: int) -> None:
    length, width, height = (side * 10 for side in sides_cm)
    assert volumetric_grams(length, width, height) == grams


@pytest.mark.parametrize(
    ("grams", "text"),
    [(2500, "5"), (1200, "2.4"), (500, "1"), (125, "0.25"), (0, "0"), (5000, "10")],
)
def test_grams_in_jin(grams: int, text: str) -> None:
    assert jin(grams) == text
