"""Tables that spreadsheets wrote are read by the names of their columns."""

import pytest

from app.ground.refusals import FileNotAllowed
from app.ground.sheets import decoded, named_cells

COLUMNS = {"waybill": ("waybill", "邮件号"), "note": ("note", "备注(可空)")}
TEXT = "备注（可空）, 邮件号 ,x\n 坏了 ,９８１,\n,,\n,982\n"


def test_columns_are_found_by_any_name_in_any_order() -> None:
    for content in (TEXT.encode("utf-8-sig"), TEXT.encode("gb18030")):
        rows = named_cells(decoded(content, 500, "file"), COLUMNS, {"waybill"}.issubset)
        assert list(rows) == [
            (2, {"waybill": "９８１", "note": "坏了"}),
            (4, {"waybill": "982", "note": ""}),
        ]
    rows = named_cells("waybill\n1\n", COLUMNS, {"waybill"}.issubset, lambda cell: cell * 2)
    assert list(rows) == [(2, {"waybill": "11", "note": ""})]


@pytest.mark.parametrize("content", [b"", b"x" * 501, b"a\x00b", b"\x81"])
def test_what_is_no_text_is_refused(content: bytes) -> None:
    with pytest.raises(FileNotAllowed):
        decoded(content, 500, "file")


@pytest.mark.parametrize("text", ["", "note\n1\n", 'waybill\n"1'])
def test_a_table_without_its_columns_or_with_a_broken_row_is_refused(text: str) -> None:
    with pytest.raises(FileNotAllowed):
        list(named_cells(text, COLUMNS, {"waybill"}.issubset))
