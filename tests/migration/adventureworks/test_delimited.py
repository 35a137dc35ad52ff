"""Text with separators: what is stated holds, a byte order mark goes before it, and nothing is guessed."""

import codecs

import pytest

from services.migration.refusals import FileUnreadable
from services.migration.sources.delimited import Layout, QuotedLayout

PIPED = Layout("utf-16", "+|", "&|")


def rows(layout: Layout | QuotedLayout, data: bytes) -> list[list[str]]:
    return list(layout.rows(data, "file.csv"))


def test_reads_tabs_and_lines() -> None:
    assert rows(Layout(), "1\tÄpfel\n2\t\n".encode()) == [["1", "Äpfel"], ["2", ""]]


def test_reads_lines_that_end_in_two_characters() -> None:
    assert rows(Layout(), b"1\ta\r\n2\tb\r\n") == [["1", "a"], ["2", "b"]]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_reads_utf_16_by_its_mark(encoding: str) -> None:
    mark = codecs.BOM_UTF16_LE if encoding == "utf-16-le" else codecs.BOM_UTF16_BE
    assert rows(PIPED, mark + "1+|Straße&|\r\n2+|x\ny&|\r\n".encode(encoding)) == [["1", "Straße"], ["2", "x\ny"]]


def test_reads_utf_16_without_a_mark_where_it_is_stated() -> None:
    assert rows(Layout("utf-16-le"), "1\tÄ\n".encode("utf-16-le")) == [["1", "Ä"]]


def test_refuses_utf_16_without_a_mark_where_it_is_not_stated() -> None:
    with pytest.raises(FileUnreadable, match="zero bytes"):
        rows(Layout(), "1\ta\n".encode("utf-16-le"))


def test_reads_another_encoding_where_it_is_stated() -> None:
    assert rows(Layout("cp1252"), "1\tSaint-Régis\n".encode("cp1252")) == [["1", "Saint-Régis"]]


def test_refuses_another_encoding_where_it_is_not_stated() -> None:
    with pytest.raises(FileUnreadable, match=r"file\.csv is not readable as utf-8: .* at byte 9"):
        rows(Layout(), "1\tSaint-Régis\n".encode("cp1252")[:-1])


def test_a_mark_goes_before_what_is_stated() -> None:
    assert rows(Layout("cp1252"), "﻿1\tÄ\n".encode()) == [["1", "Ä"]]


def test_wrong_separators_show_in_the_number_of_fields() -> None:
    assert rows(Layout(), b"1+|a&|\n") == [["1+|a&|"]]


def test_blank_lines_are_no_rows() -> None:
    assert rows(Layout(), b"\n1\ta\n\n\n") == [["1", "a"]]


def test_reads_quotes_with_line_breaks_within() -> None:
    assert rows(QuotedLayout(), b'a,b\n1,"x, ""y""\nz"\n') == [["a", "b"], ["1", 'x, "y"\nz']]


def test_reads_quotes_that_a_backslash_escapes_where_it_is_stated() -> None:
    assert rows(QuotedLayout(escape="\\"), b'1,"fits 2\\" receiver"\n') == [["1", 'fits 2" receiver']]
    with pytest.raises(FileUnreadable):
        rows(QuotedLayout(), b'1,"fits 2\\" receiver"\n')
