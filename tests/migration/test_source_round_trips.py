"""Whatever is written in a form that can be stated is read back as it was; whatever else comes is refused, and nothing breaks."""

import csv
import datetime as dt
import io
import json
from collections.abc import Sequence
from contextlib import suppress
from decimal import Decimal
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kernel.decimals import plain
from services.migration.refusals import SourceUnusable
from services.migration.sources.formats import format_of
from services.migration.sources.opening import read_table
from services.migration.sources.reading import ReadTable
from tests.migration.spreadsheets import workbook

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252", "iso8859-15", "cp437")
LETTERS = st.characters(exclude_categories=("Cs",), exclude_characters="\0")
TEXTS = st.text(LETTERS, max_size=12)
# Separators that other systems have been seen with, and some that nobody should use.
SEPARATORS = (",", ";", "\t", "|", "~", "\x1f", "€", "+|", "||", "::")


def tables(cells: st.SearchStrategy[Any], columns: int = 3) -> st.SearchStrategy[list[list[Any]]]:
    """Invent the rows of a table, all of the same length."""
    return st.lists(st.lists(cells, min_size=columns, max_size=columns), max_size=6)


def read(data: bytes, form: dict[str, object]) -> ReadTable:
    """Read some bytes as a file."""
    return read_table(data, "file", format_of(form))


def texts(table: ReadTable) -> list[list[str]]:
    """Give the texts of all rows."""
    assert all(row.refusal is None for row in table.rows)
    return [list(row.texts.values()) for row in table.rows]


def encoded(text: str, encoding: str) -> bytes:
    """Write text in an encoding that has its letters."""
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        assume(condition=False)
        raise


@given(tables(TEXTS), st.sampled_from(ENCODINGS), st.sampled_from([*SEPARATORS[:7]]), st.sampled_from("\"'"))
def test_reads_quoted_text_as_it_was_written(rows: list[list[str]], encoding: str, separator: str, quote: str) -> None:
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=separator, quotechar=quote, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows([["a", "b", "c"], *rows])
    data = encoded(written.getvalue(), encoding)
    form: dict[str, object] = {"encoding": encoding, "separator": separator, "quote": quote}
    assert texts(read(data, form)) == rows


@given(
    tables(TEXTS),
    st.sampled_from(ENCODINGS),
    st.sampled_from(SEPARATORS),
    st.sampled_from(("\n", "\r\n", "&|\r\n", "\x1e")),
)
def test_reads_odd_separators_as_they_are_stated(
    rows: list[list[str]], encoding: str, separator: str, row_end: str
) -> None:
    assume(not any(set(separator + row_end + "\r\n") & set(cell) for row in rows for cell in row))
    data = encoded("".join(separator.join(row) + row_end for row in rows), encoding)
    form: dict[str, object] = {
        "encoding": encoding, "separator": separator, "quote": None, "row_end": row_end, "columns": ["a", "b", "c"],
    }  # fmt: skip
    assert texts(read(data, form)) == rows


@given(tables(TEXTS.filter(lambda text: "\n" not in text and "\r" not in text)), st.sampled_from(ENCODINGS))
def test_reads_columns_of_fixed_width_as_they_were_written(rows: list[list[str]], encoding: str) -> None:
    rows = [stripped for row in rows if any(stripped := [cell.strip() for cell in row])]
    data = encoded("\r\n".join("".join(cell.ljust(12) for cell in row) for row in rows), encoding)
    fields = [{"name": name, "start": 1 + 12 * place, "width": 12} for place, name in enumerate("abc")]
    assert texts(read(data, {"kind": "fixed", "encoding": encoding, "fields": fields})) == rows


@given(tables(st.one_of(TEXTS, st.integers(), st.booleans(), st.none())))
def test_reads_json_as_it_was_written(rows: list[list[object]]) -> None:
    said = [dict(zip("abc", row, strict=True)) for row in rows]
    lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in said)
    for form, text in (("json", json.dumps(said)), ("json_lines", lines)):
        assert texts(read(text.encode(), {"kind": form})) == [[as_text(cell) for cell in row] for row in rows]


def as_text(cell: object) -> str:
    """Write a value of JSON as rows have it."""
    return "" if cell is None else str(cell).lower() if isinstance(cell, bool) else str(cell)


NUMBERS = st.decimals(min_value=-999_999_999, max_value=999_999_999, places=6)
MOMENTS = st.datetimes(min_value=dt.datetime(1901, 1, 1), max_value=dt.datetime(2099, 12, 31)).map(  # noqa: DTZ001
    lambda moment: moment.replace(microsecond=0)
)


@given(st.lists(NUMBERS, min_size=1, max_size=5))
def test_reads_numbers_of_spreadsheets_with_their_digits(numbers: Sequence[Decimal]) -> None:
    table = read(workbook([["a"], *([number] for number in numbers)]), {"kind": "workbook", "sheet": "Goods"})
    assert [Decimal(row.texts["a"]) for row in table.rows] == list(numbers)
    assert all(row.texts["a"] == plain(Decimal(row.texts["a"])) for row in table.rows)


@given(st.lists(MOMENTS, min_size=1, max_size=5))
def test_reads_moments_of_spreadsheets_to_the_second(moments: Sequence[dt.datetime]) -> None:
    table = read(workbook([["a"], *([moment] for moment in moments)]), {"kind": "workbook", "sheet": "Goods"})
    assert [dt.datetime.fromisoformat(row.texts["a"]) for row in table.rows] == list(moments)


FORMS = st.one_of(
    st.fixed_dictionaries(
        {},
        optional={
            "encoding": st.sampled_from((*ENCODINGS, "klingon", "rot13", "idna", "")),
            "separator": st.text(max_size=2) | st.sampled_from("\n\r\"'; "),
            "quote": st.none() | st.text(max_size=2) | st.sampled_from("\n\"'; "),
            "escape": st.none() | st.text(max_size=2),
            "row_end": st.text(max_size=2),
            "columns": st.lists(st.text(max_size=3), max_size=3),
        },
    ),
    st.fixed_dictionaries({"kind": st.sampled_from(("json", "json_lines"))}),
    st.fixed_dictionaries({"kind": st.just("workbook"), "sheet": st.text(max_size=3), "skip": st.integers(0, 3)}),
    st.fixed_dictionaries(
        {
            "kind": st.just("fixed"),
            "fields": st.lists(
                st.fixed_dictionaries(
                    {"name": st.text(max_size=2), "start": st.integers(0, 9), "width": st.integers(0, 9)}
                ),
                max_size=3,
            ),
        }
    ),
)


@settings(max_examples=500)
@given(st.one_of(st.binary(max_size=60), st.text(max_size=60).map(str.encode)), FORMS)
def test_reads_or_refuses_whatever_comes(data: bytes, form: dict[str, object]) -> None:
    with suppress(SourceUnusable):
        numbers = [row.number for row in read(data, form).rows]
        assert numbers == sorted(set(numbers))
