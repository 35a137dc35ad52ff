"""Folding what has been posted into the balances of periods, so that few deltas are left to be added up by who reads."""

from typing import Final

from asyncpg import Connection, Pool

BATCH: Final = 20_000


async def fold(writing: Pool | Connection) -> int:
    """Fold all deltas that are committed, and tell how many there were.

    Where somebody else is folding at this moment, nothing is left to do.
    """
    folded = 0
    while (batch := await writing.fetchval("select finance_fold_balances($1)", BATCH)) > 0:
        folded += batch
    return folded
