"""What goes into cells of tables that spreadsheets open."""

# What a spreadsheet takes for the beginning of a formula, or skips to find one.
FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")


def defused(text: str) -> str:
    """Somebody's "=HYPERLINK(…)" stays what it is, a text: an apostrophe goes before it."""
    return f"'{text}" if text.lstrip(" \u3000").startswith(FORMULA_STARTS) else text
