"""Weight is a whole number of grams. 斤 is exactly 500 g."""

JIN_GRAMS = 500


def price_per_jin_fen(price_fen: int, net_grams: int) -> int:
    """What 500 g cost in a pack of this price, half a fen rounded up."""
    if net_grams <= 0:
        raise ValueError("a pack without weight")
    return (price_fen * JIN_GRAMS * 2 + net_grams) // (net_grams * 2)


def volumetric_grams(length_mm: int, width_mm: int, height_mm: int, divisor: int = 6000) -> int:
    """L×W×H in cm³ divided by 6000 gives kilograms; rounded up to the gram.

    With millimetres the thousands cancel out: mm³ / 6000 is grams.
    """
    return -(-length_mm * width_mm * height_mm // divisor)


def jin(grams: int) -> str:
    """Grams in 斤 without idle zeros: "5", "2.4"; rounded to hundredths (5 g)."""
    hundredths = (grams * 100 * 2 + JIN_GRAMS) // (JIN_GRAMS * 2)
    whole, rest = divmod(hundredths, 100)
    return f"{whole}.{rest:02d}".rstrip("0").rstrip(".")
