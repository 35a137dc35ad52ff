"""Places in the feed, and the cursors that stand for them."""

import os
from typing import Final, NamedTuple
from uuid import UUID

import asyncpg
from asyncpg import Connection

from models.platform import event

NONCE_BYTES: Final = 8
"""How much of a cursor is random, so that two cursors do not tell whether anything happened between them."""


class CursorInvalid(Exception):
    """A cursor is none that was given out for the feed."""


class ResyncRequired(Exception):
    """The feed does not go on from a position: what came after it is forgotten, or the database is another one."""


class Place(NamedTuple):
    """How far the feed is, and from where it is kept; of another epoch nothing is known."""

    epoch: UUID
    position: int
    first_position: int

    def goes_on_from(self, epoch: UUID, position: int) -> bool:
        """Tell whether everything after a position of an epoch is there."""
        return self.epoch == epoch and self.first_position - 1 <= position <= self.position


_PLACE: Final = "select epoch, position, first_position from feed_state"


async def place(connection: Connection) -> Place:
    """Tell how far the feed is."""
    row = await connection.fetchrow(_PLACE)
    assert row is not None
    return Place(*row)


async def sealed(connection: Connection, key: bytes, position: int) -> str:
    """Make the cursor that stands for a position."""
    nonce = os.urandom(NONCE_BYTES)
    return await connection.fetchval("select feed_cursor_seal($1, $2, $3)", key, position, nonce)


async def opened(connection: Connection, key: bytes, cursor: str) -> int:
    """Give the position that a cursor stands for.

    Raises:
        CursorInvalid: it was not made with this key.
        ResyncRequired: the feed does not go on from there.
    """
    try:
        return await connection.fetchval("select feed_cursor_open($1, $2)", key, cursor)
    except asyncpg.PostgresError as error:
        match error.sqlstate:
            case event.CURSOR_INVALID:
                raise CursorInvalid from None
            case event.RESYNC_REQUIRED:
                raise ResyncRequired from None
            case _:
                raise
