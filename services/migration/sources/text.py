"""Text files: with separators of any kind, quoted or not, or with columns of fixed width."""

import csv
import io
from collections.abc import Iterator, Sequence
from itertools import pairwise

from charset_normalizer import from_bytes

from services.migration.refusals import FileUnreadable
from services.migration.sources.delimited import decoded, lines_of
from services.migration.sources.formats import Delimited, FixedWidth
from services.migration.sources.reading import (
    EncodingCandidate,
    EncodingUncertain,
    FormatInvalid,
    ReadTable,
    numbered,
    require_names,
)

HINTS = 3
LOOKED_AT = 50_000
SHOWN = 30
"""Bytes on either side."""


def read_delimited(data: bytes, file: str, form: Delimited) -> ReadTable:
    """Read a file with separators.

    Raises:
        SourceUnusable: it is not text in its encoding, or its columns have no names.
    """
    rows = _cut(_text(data, file, form.encoding), file, form)
    columns = require_names(form.columns or next(rows, ()), file)
    return ReadTable(columns, list(numbered(file, columns, rows)))


def read_fixed_width(data: bytes, file: str, form: FixedWidth) -> ReadTable:
    """Read a file whose columns stand at the same place in every line.

    Raises:
        SourceUnusable: it is not text in its encoding, or two columns overlap.
    """
    cuts = sorted(form.fields, key=lambda field: field.start)
    for one, following in pairwise(cuts):
        if one.start + one.width > following.start:
            raise FormatInvalid(f"{one.name} and {following.name} overlap")
    columns = require_names([field.name for field in form.fields], file)
    lines = [line for line in lines_of(_text(data, file, form.encoding))[form.skip :] if line.strip()]
    rows = ([line[field.start - 1 : field.start - 1 + field.width].strip() for field in form.fields] for line in lines)
    return ReadTable(columns, list(numbered(file, columns, rows)))


def _text(data: bytes, file: str, encoding: str | None) -> str:
    if encoding is not None:
        try:
            return decoded(data, encoding, file)
        except LookupError:
            raise FormatInvalid(f"there is no encoding {encoding}") from None
    try:
        return decoded(data, "utf-8-sig", file)
    except FileUnreadable:
        raise EncodingUncertain(file, _candidates(data)) from None


def _candidates(data: bytes) -> Sequence[EncodingCandidate]:
    """Find encodings that fit what stands around the first byte that is not UTF-8, and show how it reads in each."""
    around = _around(data, LOOKED_AT)
    shown = _around(data, SHOWN)
    return [
        EncodingCandidate(match.encoding, shown.decode(match.encoding, "replace"))
        for match in list(from_bytes(around))[:HINTS]
    ]


def _around(data: bytes, count: int) -> bytes:
    try:
        data.decode()
    except UnicodeDecodeError as error:
        return data[max(0, error.start - count) : error.start + count]
    return data[:count]


def _cut(text: str, file: str, form: Delimited) -> Iterator[Sequence[str]]:
    if form.quote is None:
        rows = (row.strip("\r\n") for row in text.split(form.row_end))
        return (row.split(form.separator) for row in rows if row)
    if len(form.separator) > 1 or form.row_end not in {"\n", "\r\n"}:
        raise FormatInvalid("quotes go with a separator of one character and rows that end with their line")
    signs = [sign for sign in (form.separator, form.quote, form.escape) if sign is not None]
    if len(set(signs)) < len(signs) or {"\r", "\n"} & set(signs):
        raise FormatInvalid("separator, quote and escape are different characters, and no ends of lines")
    return _quoted(text, file, form)


def _quoted(text: str, file: str, form: Delimited) -> Iterator[Sequence[str]]:
    reader = csv.reader(
        io.StringIO(text, newline=""),
        strict=True,
        delimiter=form.separator,
        quotechar=form.quote,
        doublequote=form.escape is None,
        escapechar=form.escape,
    )
    try:
        yield from (row for row in reader if row)
    except csv.Error as error:
        raise FileUnreadable(file, form.encoding or "utf-8", str(error)) from error
