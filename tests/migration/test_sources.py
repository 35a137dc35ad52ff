"""Files of every kind become rows of text by column, and what is not certain is asked for."""

from decimal import Decimal

import pytest

from services.migration.refusals import FileUnreadable, SourceUnusable, TableMissing
from services.migration.sources.formats import format_of
from services.migration.sources.opening import read_table
from services.migration.sources.reading import ColumnsUnclear, EncodingUncertain, FormatInvalid, ReadTable
from tests.migration.spreadsheets import workbook

GOODS = [["code", "price"], ["007", Decimal("0.1")], [None, None], [Decimal(12), Decimal("1e21")]]


def read(data: bytes, **form: object) -> ReadTable:
    """Read some bytes as a file."""
    return read_table(data, "file", format_of(form))


def texts(table: ReadTable) -> list[list[str]]:
    """Give the texts of all rows."""
    return [list(row.texts.values()) for row in table.rows]


def test_reads_separators_and_quotes_as_they_are_stated() -> None:
    table = read(b'name;city\n"Smith; Jane";"Le ""Havre"""\n', separator=";")
    assert (table.columns, texts(table)) == (("name", "city"), [["Smith; Jane", 'Le "Havre"']])


def test_reads_odd_separators() -> None:
    table = read(b"1+|Bike&|\r\n2+|Bell&|\r\n", separator="+|", row_end="&|", quote=None, columns=["id", "name"])
    assert texts(table) == [["1", "Bike"], ["2", "Bell"]]


def test_reads_columns_of_fixed_width() -> None:
    fields = [{"name": "code", "start": 1, "width": 4}, {"name": "name", "start": 6, "width": 10}]
    assert texts(read("0001 Räder\n0002 Bell\n".encode("cp1252"), kind="fixed", encoding="cp1252", fields=fields)) == [
        ["0001", "Räder"], ["0002", "Bell"],
    ]  # fmt: skip


def test_reads_numbers_of_spreadsheets_as_they_were_typed() -> None:
    table = read(workbook(GOODS), kind="workbook", sheet="Goods")
    assert texts(table) == [["007", "0.1"], ["12", "1000000000000000000000"]]
    assert [row.number for row in table.rows] == [1, 3]


def test_reads_json_with_all_digits_and_names_what_is_nested() -> None:
    table = read(b'[{"price": 1.10, "at": {"city": "Graz"}, "big": 12345678901234567890}]', kind="json")
    assert dict(table.rows[0].texts) == {"price": "1.10", "at.city": "Graz", "big": "12345678901234567890"}


def test_keeps_rows_that_are_not_rows_of_the_table_with_the_reason() -> None:
    table = read(b"a,b\n1,2\n1,2,3\n")
    assert [row.refusal.code if row.refusal else None for row in table.rows] == [None, "FIELD_COUNT_WRONG"]
    lines = read(b'{"a": 1}\n{"a": [1, 2]}\n3\n', kind="json_lines")
    assert [row.refusal is not None for row in lines.rows] == [False, True, True]


def test_asks_for_the_encoding_of_what_is_not_utf_8() -> None:
    with pytest.raises(EncodingUncertain) as refused:
        read("Straße;Größe\nMüller;Käse\n".encode("cp1252"), separator=";")
    assert refused.value.candidates


@pytest.mark.parametrize(
    ("data", "form", "refusal"),
    [
        (b"a,a\n1,2\n", {}, ColumnsUnclear),
        (b"", {}, ColumnsUnclear),
        (b'a\n"1\n', {}, FileUnreadable),
        (b"a\n1\n", {"encoding": "klingon"}, FormatInvalid),
        (b"a\n1\n", {"sheet": "x"}, FormatInvalid),
        (b"a||b\n", {"separator": "||"}, FormatInvalid),
        (b"a;b\n", {"separator": ";", "quote": ";"}, FormatInvalid),
        (b"a\n1\n", {"kind": "workbook", "sheet": "x"}, FileUnreadable),
        (b"{", {"kind": "json"}, FileUnreadable),
        (
            b"ab",
            {"kind": "fixed", "fields": [{"name": "a", "start": 1, "width": 2}, {"name": "b", "start": 2, "width": 1}]},
            FormatInvalid,
        ),
    ],
)
def test_refuses_files_that_are_not_what_is_said(
    data: bytes, form: dict[str, object], refusal: type[SourceUnusable]
) -> None:
    with pytest.raises(refusal):
        read(data, **form)


def test_refuses_a_sheet_that_is_not_there() -> None:
    with pytest.raises(TableMissing):
        read(workbook(GOODS), kind="workbook", sheet="Prices")
