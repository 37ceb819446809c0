"""Messages that no card company has sent, or that nobody could keep: each wrong in one thing."""

from collections.abc import Callable
from typing import Any

# From the good header to one that proves nothing.
HEADERS: dict[str, Callable[[str], str | None]] = {
    "none": lambda good: None,
    "empty": lambda good: "",
    "no time": lambda good: good.partition(",")[2],
    "no signature": lambda good: good.partition(",")[0],
    "v0 only": lambda good: good.replace("v1=", "v0="),
    "a byte beyond ASCII": lambda good: good + "\xe9",
    "only a byte beyond ASCII": lambda good: f"{good.partition(',')[0]},v1=\xe9",
    "half a character": lambda good: f"{good.partition(',')[0]},v1=\udce9",
    "an empty signature": lambda good: f"{good.partition(',')[0]},v1=",
    "cut off": lambda good: good[:-1],
    "another time": lambda good: f"t=1{good[2:]}",
    "a time of 5000 digits": lambda good: f"t={'9' * 5000},{good.partition(',')[2]}",
    "a time that is none": lambda good: f"t=now,{good.partition(',')[2]}",
    "a time in Chinese digits": lambda good: f"t=١,{good.partition(',')[2]}",
    "a million commas": lambda good: "," * 1_000_000,
    "a megabyte": lambda good: f"{good.partition(',')[0]},v1={'a' * 1_000_000}",
    "equal signs": lambda good: "=====,t,v1,=",
}
BODIES: dict[str, bytes] = {
    "empty": b"",
    "no JSON": b"paid",
    "a list": b"[]",
    "nothing": b"null",
    "a number": b"1",
    "a text": b'"paid"',
    "an empty object": b"{}",
    "not a number": b"NaN",
    "deeply nested": b"[" * 100_000,
    "deeply nested objects": b'{"a":' * 100_000,
    "with NUL": b"\x00",
}
NAMES = {
    "NUL": "evt\x00",
    "half a character": "evt\ud800",
    "a thousand letters": "e" * 1000,
    "nothing": "",
    "a line break": "evt\n",
}
SUBJECTS: dict[str, dict[str, Any]] = {
    "amount beyond any column": {"amount_total": 2**63, "amount_fen": 2**63},
    "negative amount": {"amount_total": -1, "amount_fen": -1},
    "endless amount": {"amount_total": float("inf"), "amount_fen": float("inf")},
    "amount that is none": {"amount_total": float("nan"), "amount_fen": float("nan")},
    "amount in words": {"amount_total": "ten", "amount_fen": "ten"},
    "a list of amounts": {"amount_total": [1], "amount_fen": [1]},
    "NUL in the name": {"id": "cs\x00"},
    "half a character in the currency": {"currency": "cn\udfff"},
    "NUL in the payment's number": {
        "payment_number": "P\x00",
        "metadata": {"payment_number": "P\x00"},
    },
}
