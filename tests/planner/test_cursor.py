"""Cursors mean something in the list that gave them, and nothing anywhere else."""

import base64

import pytest
from asyncpg import Connection
from sqlalchemy import LargeBinary, Text, literal, select
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg

from planner.cursor import list_key, null_pattern, open_cursor, payload, sealed
from planner.errors import PlanError

KEY = list_key(b"secret", "a list")


async def made(app: Connection, *values: str | None) -> str:
    """Let PostgreSQL seal a cursor."""
    columns = [literal(value, Text()) for value in values]
    statement = select(sealed(literal(KEY, LargeBinary()), payload(columns))).compile(dialect=PGDialect_asyncpg())
    return await app.fetchval(str(statement), *(statement.params[name] for name in statement.positiontup or ()))


async def test_opens_what_postgresql_sealed(app: Connection) -> None:
    cursor = await made(app, "Ünï \"quoted\" \\ 'x'", None, "2026-01-01")
    assert open_cursor(KEY, cursor, 3) == ["Ünï \"quoted\" \\ 'x'", None, "2026-01-01"]
    assert null_pattern(cursor) == (False, True, False)


async def test_a_long_cursor_has_no_line_breaks(app: Connection) -> None:
    cursor = await made(app, "x" * 500)
    assert "\n" not in cursor
    assert open_cursor(KEY, cursor, 1) == ["x" * 500]


async def test_refuses_the_cursor_of_another_list(app: Connection) -> None:
    other = list_key(b"secret", "the same list in another order")
    with pytest.raises(PlanError, match="not one of this list"):
        open_cursor(other, await made(app, "1"), 1)


async def test_refuses_a_changed_cursor(app: Connection) -> None:
    content = base64.urlsafe_b64decode(await made(app, "10") + "==")
    forged = base64.urlsafe_b64encode(content.replace(b"10", b"99")).decode().rstrip("=")
    with pytest.raises(PlanError):
        open_cursor(KEY, forged, 1)


@pytest.mark.parametrize("text", ["", "a", "ab", "????", "é", "\x00", "A" * 5000, "W10", "bnVsbA", "=" * 7])
def test_refuses_what_was_never_a_cursor(text: str) -> None:
    with pytest.raises(PlanError) as refusal:
        open_cursor(KEY, text, 1)
    assert refusal.value.code == "CURSOR_INVALID"
    assert null_pattern(text) in ("invalid", ())
