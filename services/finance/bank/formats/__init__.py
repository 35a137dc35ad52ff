"""Reading what banks send: `read_statements` tells the format by the content, never by the name of the file."""

import re
from collections.abc import Sequence
from typing import Final

from services.finance.bank.formats.camt import read_camt
from services.finance.bank.formats.mt940 import read_mt940
from services.finance.bank.formats.ofx import read_ofx
from services.finance.bank.formats.reading import text_of
from services.finance.bank.formats.statement import Statement, StatementFormatUnknown

_HEAD: Final = 4_096
_OFX: Final = re.compile(r"<OFX\b|^\s*OFXHEADER", re.IGNORECASE)
_MT940: Final = re.compile(r"^:(?:2[0158]C?|6[0-5][A-Z]?|940|86):", re.MULTILINE)


def read_statements(content: bytes) -> Sequence[Statement]:
    """Read the statements of a file, whole.

    Raises:
        StatementFormatUnknown: it is in no format that is read here.
        StatementUnreadable: something in it cannot be read.
    """
    head = text_of(content[:_HEAD]).lstrip()
    if _OFX.search(head):
        return read_ofx(content)
    if head.startswith("<"):
        return read_camt(content)
    if _MT940.search(head):
        return read_mt940(content)
    raise StatementFormatUnknown


__all__ = ["read_statements"]
