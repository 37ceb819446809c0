import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ground.money import MAX_FEN, allocate, parse_yuan, share_fen, yuan_parts
from app.ground.refusals import FieldMissing, MoneyNotAllowed

fen = st.integers(min_value=-MAX_FEN, max_value=MAX_FEN)
weights = st.lists(st.integers(min_value=0, max_value=10**9), min_size=1, max_size=30)


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        (100, [1, 1, 1], [34, 33, 33]),
        (5200, [2500, 2500], [2600, 2600]),
        (1000, [0, 0, 0], [334, 333, 333]),
        (0, [3, 4], [0, 0]),
        (-100, [1, 1, 1], [-34, -33, -33]),
        (10, [0, 5], [0, 10]),
        (7, [3, 2, 2], [3, 2, 2]),
        (5, [1, 2, 1], [1, 3, 1]),
        (0, [], []),
    ],
)
def test_a_total_is_divided_by_largest_remainders(
    total: int, weights: list[int], parts: list[int]
) -> None:
    assert allocate(total, weights) == parts


@given(fen, weights)
def test_no_fen_is_lost(total: int, weights: list[int]) -> None:
    parts = allocate(total, weights)
    assert sum(parts) == total
    assert allocate(-total, weights) == [-part for part in parts]
    if any(weights):
        exact = [total * weight / sum(weights) for weight in weights]
        tolerance = 1 + abs(total) * 1e-12
        assert all(abs(a - b) < tolerance for a, b in zip(parts, exact, strict=True))


def test_money_cannot_be_given_to_nobody_or_by_a_negative_weight() -> None:
    with pytest.raises(ValueError, match="nobody"):
        allocate(1, [])
    with pytest.raises(ValueError, match="negative"):
        allocate(1, [2, -1])


@pytest.mark.parametrize(
    ("amount", "basis_points", "share"),
    [
        (5200, 500, 260),
        (1, 5000, 1),
        (-1, 5000, -1),
        (1, 4999, 0),
        (333, 1000, 33),
        (335, 1000, 34),
    ],
)
def test_a_share_rounds_half_up_and_mirrors(amount: int, basis_points: int, share: int) -> None:
    assert share_fen(amount, basis_points) == share


@pytest.mark.parametrize(
    ("amount", "parts"),
    [(5200, ("52", "00")), (5, ("0", "05")), (-50, ("-0", "50")), (-5201, ("-52", "01"))],
)
def test_yuan_and_fen_are_parted(amount: int, parts: tuple[str, str]) -> None:
    assert yuan_parts(amount) == parts


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("52", 5200),
        ("52.5", 5250),
        (" 52.50 ", 5250),
        ("0.01", 1),
        ("５２．５", 5250),
        ("¥52", 5200),
        ("￥ 52元", 5200),
        ("007", 700),
    ],
)
def test_yuan_are_read_as_people_type_them(typed: str, amount: int) -> None:
    assert parse_yuan(typed) == amount


@pytest.mark.parametrize(
    "typed",
    ["-1", "1e3", "NaN", "1_000", "٣", "1.234", "1,200", ".5", "5.", "10" * 200, "²", "1 2", 5, [],
     {}, "\x00", "Infinity", "10000000000.01"],
)  # fmt: skip
def test_everything_else_is_not_money(typed: object) -> None:
    with pytest.raises(MoneyNotAllowed) as refused:
        parse_yuan(typed, field="price")
    assert refused.value.field == "price"


@pytest.mark.parametrize("typed", [None, "", "  ", "　"])
def test_no_money_typed_is_a_missing_field(typed: object) -> None:
    with pytest.raises(FieldMissing):
        parse_yuan(typed)


@given(st.integers(min_value=0, max_value=MAX_FEN))
def test_what_is_written_is_read_again(amount: int) -> None:
    assert parse_yuan(".".join(yuan_parts(amount))) == amount
