"""The extract: one file of invoice lines for every day, and what a line says.

Text that is repeated is read once: the half million lines have few different codes, prices and instants.
"""

import csv
import datetime as dt
import gzip
import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from kernel.clock import zone
from kernel.decimals import DecimalInvalid, parse_decimal
from services.migration.refusals import (
    FieldCountWrong,
    FileUnreadable,
    RowRefused,
    TableMissing,
    ValueUnreadable,
    problem_of,
)
from services.migration.standard.code import code
from services.migration.standard.dates import moment_in
from services.migration.standard.text import text

COLUMNS: Final = (
    "InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country",
)  # fmt: skip
ZONE: Final = "Europe/London"
FILES: Final = "by-day/*.csv.gz"

_WHOLE = re.compile(r"-?\d{1,9}", re.ASCII)
_CUSTOMER = re.compile(r"(\d{1,9})(\.0)?", re.ASCII)
_moment = cache(moment_in("iso", zone(ZONE)))
_code = cache(code)
_text = cache(text)


@dataclass(eq=False, slots=True)
class Sale:
    """A line of an invoice as the extract has it, with its values in their standard form."""

    part: str
    number: int
    texts: tuple[str, ...]
    invoice: str
    code: str
    description: str | None
    quantity: int
    placed_at: dt.datetime
    unit_price: Decimal
    customer: str | None
    country: str

    @property
    def amount(self) -> Decimal:
        """Quantity times price, with all digits."""
        return self.quantity * self.unit_price

    def values(self) -> dict[str, str]:
        """Give what the extract says, by column."""
        return dict(zip(COLUMNS, self.texts, strict=True))

    def rules(self) -> Iterator[str]:
        """Name the rules that changed a value."""
        for column, outcome in (("StockCode", _code(self.texts[1])), ("Description", _text(self.texts[2]))):
            for rule in outcome.rules:
                yield f"{column}: {rule}"
        if self.texts[6].endswith(".0"):
            yield "CustomerID: whole number"


@dataclass(eq=False, slots=True)
class Unreadable:
    """A line that is not what it should be, and why."""

    part: str
    number: int
    texts: tuple[str, ...]
    refusal: RowRefused
    amount: Decimal | None = None

    def values(self) -> dict[str, str]:
        """Give what the extract says, by column as far as there are columns."""
        return {
            (COLUMNS[place] if place < len(COLUMNS) else f"+{place}"): text for place, text in enumerate(self.texts)
        }

    @property
    def invoice(self) -> str | None:
        """The invoice that it is of, if the line is cut into its columns."""
        return self.texts[0].strip() if len(self.texts) == len(COLUMNS) else None


class Extract:
    """The files of a folder."""

    def __init__(self, folder: Path) -> None:
        """Read from this folder.

        Raises:
            TableMissing: it has no files of days.
        """
        self.files = sorted(file for file in folder.glob(FILES) if file.is_file())
        if not self.files:
            raise TableMissing(FILES)

    def sha256(self) -> str:
        """Sum up all files, with their names."""
        digest = sha256()
        for file in self.files:
            digest.update(file.name.encode() + b"\0" + sha256(file.read_bytes()).digest())
        return digest.hexdigest()

    def lines(self) -> Iterator[Sale | Unreadable]:
        """Read all lines, day by day.

        Raises:
            FileUnreadable: a file is not what it should be.
        """
        for file in self.files:
            yield from _lines(file)


def _lines(file: Path) -> Iterator[Sale | Unreadable]:
    part = file.name
    try:
        with gzip.open(file) as packed:
            reader = csv.reader(io.TextIOWrapper(packed, "utf-8", newline=""), strict=True)
            if tuple(next(reader, ())) != COLUMNS:
                raise FileUnreadable(part, "utf-8", "its first row does not name the columns")
            for number, texts in enumerate(reader, start=1):
                yield _line(part, number, tuple(texts))
    except (OSError, EOFError, zlib.error, UnicodeDecodeError, csv.Error) as error:
        raise FileUnreadable(part, "utf-8", problem_of(error)) from error


def _line(part: str, number: int, texts: tuple[str, ...]) -> Sale | Unreadable:
    if len(texts) != len(COLUMNS):
        return Unreadable(part, number, texts, FieldCountWrong(len(texts), len(COLUMNS)))
    try:
        return Sale(
            part,
            number,
            texts,
            texts[0].strip(),
            str(_code(texts[1]).value or ""),
            _words(texts[2]),
            _quantity(texts[3]),
            _instant(texts[4]),
            _price(texts[5]),
            _customer(texts[6]),
            texts[7],
        )
    except RowRefused as refusal:
        return Unreadable(part, number, texts, refusal, _amount(texts))


def _words(value: str) -> str | None:
    found = _text(value).value
    return found if isinstance(found, str) else None


def _instant(value: str) -> dt.datetime:
    found = _moment(value).value
    assert isinstance(found, dt.datetime)
    return found


@cache
def _quantity(value: str) -> int:
    if not _WHOLE.fullmatch(value):
        raise ValueUnreadable("Quantity", value, "a whole number")
    return int(value)


@cache
def _price(value: str) -> Decimal:
    try:
        return parse_decimal(value)
    except DecimalInvalid:
        raise ValueUnreadable("UnitPrice", value, "a decimal number") from None


@cache
def _customer(value: str) -> str | None:
    if not value:
        return None
    found = _CUSTOMER.fullmatch(value)
    if found is None:
        raise ValueUnreadable("CustomerID", value, "the number of a customer")
    return found[1]


def _amount(texts: tuple[str, ...]) -> Decimal | None:
    """Give what a line comes to, also where something else of it is not readable."""
    try:
        return _quantity(texts[3]) * _price(texts[5])
    except RowRefused:
        return None
