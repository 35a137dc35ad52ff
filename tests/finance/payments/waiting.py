"""Telling in which order locks are taken: whoever waits for open items holds no number yet."""

import asyncio
from collections.abc import Awaitable
from typing import Any
from uuid import UUID

import asyncpg

from tests.writing.shop import Shop

_WAITS = "select exists (select from pg_stat_activity where $1 = any(pg_blocking_pids(pid)))"
_ITEMS = "select from open_item where id = any($1::uuid[]) for update"
_NUMBERS = "select from number_series where company_id = $1 for update nowait"


async def held_back(shop: Shop, company: UUID, items: list[UUID], act: Awaitable[Any]) -> Any:  # noqa: ANN401 - what comes of it
    """Do something while somebody else holds open items, see that it waits without a number, and give what came of it.

    Raises:
        LockNotAvailableError: a number has been taken already.
    """
    holder = await asyncpg.connect(shop.database.owner_url)
    try:
        async with holder.transaction():
            await holder.execute(_ITEMS, items)
            doing = asyncio.ensure_future(act)
            while not await shop.owner.fetchval(_WAITS, holder.get_server_pid()):
                assert not doing.done(), await doing
                await asyncio.sleep(0.01)
            await shop.owner.execute(_NUMBERS, company)
    finally:
        await holder.close()
    return await doing
