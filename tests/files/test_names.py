"""Names of files: what people called them, and nothing that acts on a screen or a disk."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.files.answers import disposition
from services.platform.file_name import BYTES_MAX, cleaned


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("order.pdf", "order.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ada\\Bestellung Nr. 5.pdf", "Bestellung Nr. 5.pdf"),
        ("Übersicht – größe.pdf", "Übersicht – größe.pdf"),
        ("u\u0308ber.txt", "über.txt"),
        ("請求書.pdf", "請求書.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("a\r\nSet-Cookie: x.txt", "a Set-Cookie: x.txt"),
        ("nul\0l.txt", "null.txt"),
        ("  trailing. . ", "trailing"),
        ("..", "file"),
        ("", "file"),
        ("folder/", "file"),
    ],
)
def test_keeps_what_people_called_it(given_name: str, kept: str) -> None:
    assert cleaned(given_name) == kept


def test_shortens_a_long_name_before_its_extension() -> None:
    name = cleaned("ä" * 300 + ".pdf")
    assert name.endswith("ä.pdf")
    assert len(name.encode()) <= BYTES_MAX


@given(st.text(max_size=400))
def test_whatever_it_was_called_it_is_a_name(text: str) -> None:
    name = cleaned(text)
    assert name == cleaned(name)
    assert name not in ("", ".", "..")
    assert not set(name) & set("/\\\0\r\n")
    assert len(name.encode()) <= BYTES_MAX


@given(st.text(max_size=100))
def test_a_name_is_one_header_and_nothing_more(text: str) -> None:
    header = disposition(cleaned(text))
    assert header.isascii()
    assert header.isprintable()
    assert header.count('"') == 2
