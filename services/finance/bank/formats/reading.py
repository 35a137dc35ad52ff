"""Reading what all formats have: text in some encoding, amounts, days, currencies.

An amount or a day that cannot be read is a reason to refuse the file, never one to leave an entry out.
"""

import codecs
import datetime as dt
import re
from decimal import Decimal

from kernel.errors import echo
from services.finance.bank.formats.statement import StatementUnreadable

# Banks write up to 18 digits; 5 decimals occur where a price is told as an amount.
_AMOUNT = re.compile(r"[+-]?(?:[0-9]{1,18}(?:[.,][0-9]{0,6})?|[.,][0-9]{1,6})")
_DAY = re.compile(r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})")
_CURRENCY = re.compile(r"[A-Z]{3}")
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def text_of(content: bytes) -> str:
    """Read text: by its byte order mark, else as UTF-8, else as Windows-1252, which most banks mean by ASCII.

    Windows-1252 leaves five bytes undefined; a file with one of those is read as ISO 8859-1, which has them all.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    for encoding in ("utf-8", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("iso-8859-1")


def amount_of(text: str | None, where: str) -> Decimal:
    """Read an amount with a point or a comma before its decimals, and none between thousands.

    Raises:
        StatementUnreadable: it is something else.
    """
    said = (text or "").strip()
    if not _AMOUNT.fullmatch(said):
        raise StatementUnreadable(f'"{echo(said)}" is no amount ({where})')
    value = Decimal(said.replace(",", "."))
    return value or value.copy_abs()


def day_of(text: str | None, where: str) -> dt.date:
    """Read a day, as the bank tells it where it is; a time behind it is left out.

    Raises:
        StatementUnreadable: there is no such day.
    """
    said = (text or "").strip()
    match = _DAY.match(said)
    try:
        return dt.date(*(int(part) for part in match.groups())) if match else _no_day(said, where)
    except ValueError:
        return _no_day(said, where)


def currency_of(text: str | None, where: str) -> str:
    """Read a currency's code.

    Raises:
        StatementUnreadable: it is not three capital letters.
    """
    said = (text or "").strip()
    if not _CURRENCY.fullmatch(said):
        raise StatementUnreadable(f'"{echo(said)}" is no currency ({where})')
    return said


def words_of(*texts: str | None) -> str:
    """Join what was said in several places, each once and without line breaks."""
    found = [" ".join(text.replace("\0", " ").split()) for text in texts if text]
    return " ".join(dict.fromkeys(text for text in found if text))


def _no_day(said: str, where: str) -> dt.date:
    raise StatementUnreadable(f'"{echo(said)}" is no day ({where})')
