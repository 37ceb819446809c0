"""What goes into cells of tables that spreadsheets open."""

# What a spreadsheet takes for the beginning of a formula, or skips to find one.
FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")


def defused(text: str) -> str:
    """Somebody's "=HYPERLINK(…)" stays what it is, a text: an apostrophe goes before it. So does
    one before a text that begins with an apostrophe: whoever takes the first away has the text."""
    is_formula = text.lstrip(" \u3000").startswith(FORMULA_STARTS)
    return f"'{text}" if is_formula or text.startswith("'") else text
