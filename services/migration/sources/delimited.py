"""Text with separators, as old systems write it: the encoding and the separators are stated, never guessed.

A byte order mark states the encoding, so it goes before what was stated for the file. Everything else that does not fit
what was stated is refused: a wrong encoding when the file is read, wrong separators by the number of fields.
"""

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from services.migration.refusals import FileUnreadable

# UTF-32's mark begins like UTF-16's, so it is looked for first.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LINE_ENDS = "\r\n"


@dataclass(frozen=True)
class Layout:
    """How a file is written. A row may end in anything, and the line may break after it."""

    encoding: str = "utf-8"
    field_end: str = "\t"
    row_end: str = "\n"

    def rows(self, data: bytes, file: str) -> Iterator[list[str]]:
        """Read the rows; blank ones are no rows.

        Raises:
            FileUnreadable: the bytes are not text in the encoding.
        """
        for row in decoded(data, self.encoding, file).split(self.row_end):
            fields = row.strip(_LINE_ENDS)
            if fields:
                yield fields.split(self.field_end)


@dataclass(frozen=True)
class QuotedLayout:
    """Comma-separated values with quotes (RFC 4180), the names of the columns in the first row.

    A quote within quotes is doubled, unless a character is stated that stands before it.
    """

    encoding: str = "utf-8"
    escape: str | None = None

    def rows(self, data: bytes, file: str) -> Iterator[list[str]]:
        """Read the rows, the names first.

        Raises:
            FileUnreadable: the bytes are not text in the encoding, or the quotes do not match.
        """
        text = io.StringIO(decoded(data, self.encoding, file), newline="")
        reader = csv.reader(text, strict=True, doublequote=self.escape is None, escapechar=self.escape)
        try:
            yield from (row for row in reader if row)
        except csv.Error as error:
            raise FileUnreadable(file, self.encoding, str(error)) from error


def decoded(data: bytes, encoding: str, file: str) -> str:
    """Turn bytes into text, strictly.

    Raises:
        FileUnreadable: a byte does not fit the encoding, or the text has characters that no text has.
    """
    stated = next((name for mark, name in _MARKS if data.startswith(mark)), encoding)
    try:
        text = data.decode(stated)
    except UnicodeDecodeError as error:
        raise FileUnreadable(file, stated, f"{error.reason} at byte {error.start}") from error
    if "\0" in text:
        raise FileUnreadable(file, stated, "it has zero bytes, as UTF-16 without a byte order mark would")
    return text


def lines_of(text: str) -> list[str]:
    """Cut text into lines where they end, and nowhere else: letters that Unicode counts as line ends may stand in values."""
    return text.replace("\r\n", "\n").split("\n")
