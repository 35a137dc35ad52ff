"""Cursors: where in an ordered list a page ends. They carry the order's values of one row, and a seal.

The seal is made with a key that depends on the list, its order and its filter, so a cursor of one list means nothing in
another and cannot be made up. PostgreSQL seals the cursors that it gives out, with the same key.
"""

import hashlib
import hmac
import json
from base64 import urlsafe_b64decode
from binascii import Error as Base64Error
from collections.abc import Iterable
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement

from planner.errors import PlanError
from planner.text import constant, number

SEAL_BYTES = 12
_CURSOR_MAX = 4096


def list_key(secret: bytes, about: object) -> bytes:
    """Derive the key for the cursors of one list: what it lists, in which order, through which filter."""
    return hmac.digest(secret, json.dumps(about, default=str, sort_keys=True).encode(), "sha256")


def sealed(key: ColumnElement[bytes], payload: ColumnElement[str]) -> ColumnElement[str]:
    """Make the text of a cursor in SQL."""
    content = sa.func.convert_to(payload, constant("UTF8"))
    digest = sa.func.sha256(key.op("||")(content))
    seal = sa.func.substr(digest, number(1), number(SEAL_BYTES))
    text = sa.func.encode(seal.op("||")(content), constant("base64"))
    # base64url without padding; PostgreSQL breaks long base64 into lines.
    return sa.func.translate(text, constant("+/=\n"), constant("-_"))


def payload(columns: Iterable[ColumnElement[Any]]) -> ColumnElement[str]:
    """Write the order's values of a row as a JSON array of texts and nulls."""
    values = sa.func.jsonb_build_array(*(sa.cast(column, sa.Text()) for column in columns))
    return sa.cast(values, sa.Text())


def open_cursor(key: bytes, cursor: str, count: int) -> list[str | None]:
    """Read a cursor that we sealed.

    Raises:
        PlanError: CURSOR_INVALID, when it is not one of this list.
    """
    content = _content(cursor)
    seal, written = content[:SEAL_BYTES], content[SEAL_BYTES:]
    if not hmac.compare_digest(seal, hashlib.sha256(key + written).digest()[:SEAL_BYTES]):
        raise _invalid()
    values = _values(written)
    if len(values) != count:
        raise _invalid()
    return values


def null_pattern(cursor: Any) -> object:
    """Tell which of a cursor's values are null: a plan differs by that, and by nothing else of a cursor."""
    if not isinstance(cursor, str):
        return None
    try:
        return tuple(value is None for value in _values(_content(cursor)[SEAL_BYTES:]))
    except PlanError:
        return "invalid"


def _content(cursor: str) -> bytes:
    if len(cursor) > _CURSOR_MAX or not cursor.isascii():
        raise _invalid()
    try:
        return urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    except (Base64Error, ValueError):
        raise _invalid() from None


def _values(written: bytes) -> list[str | None]:
    try:
        values = json.loads(written)
    except (ValueError, RecursionError):
        raise _invalid() from None
    if not isinstance(values, list):
        raise _invalid()
    return cast("list[str | None]", values)


def _invalid() -> PlanError:
    return PlanError("The cursor is not one of this list, in this order and with this filter.", "CURSOR_INVALID")
