"""Forgetting what programs used of the schema long ago."""

from datetime import date, timedelta
from typing import Final

from asyncpg import Pool

KEPT: Final = timedelta(days=730)
_FORGET: Final = "delete from schema_use where used_on < $1"


async def forget(pool: Pool, today: date) -> None:
    """Forget what was used more than two years ago."""
    await pool.execute(_FORGET, today - KEPT)
