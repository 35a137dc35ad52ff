"""`./torso usage`: what programs use of the contract, for checking another contract against it."""

import asyncio
import sys
from datetime import date
from pathlib import Path
from typing import Annotated, Final

import asyncpg
import orjson
import typer

from kernel.clock import SystemClock
from server.contract.use import Stored, Usage, Use, usage_document
from server.database import JOB, Database, connect, open_database
from server.settings import Settings

_USES: Final = """
select client_id, coordinate, sum(requests)::bigint as requests, max(used_on) as last_on from schema_use
group by 1, 2 order by 1, 2
"""
# Before the first day nothing was counted, and of that day only a part.
_SINCE: Final = "select min(used_on) from schema_use"
_DOCUMENTS: Final = """
select name || ' (WebhookEndpoint:' || id || ')' as name, document, operation_name, variables::text from webhook_endpoint
where archived_at is null
union all
select client.name || ' (PersistedOperation:' || operation.id || ')', operation.document, null, '{}'
from persisted_operation operation join oauth_client client on client.id = operation.client_id
where client.archived_at is null
union all
select distinct operation.client_id || ' (BulkOperation)', operation.document, operation.operation_name,
  coalesce(operation.variables, '{}')::text
from bulk_operation operation order by name
"""


def usage(
    to: Annotated[Path | None, typer.Option(help="The file to write; stdout when left out.")] = None,
) -> None:
    """Write what programs have used and stored, for `./torso schema --check --usage`."""
    with open_database(Settings()) as database:
        text = usage_document(asyncio.run(usage_of(database, SystemClock().now().date())))
    if to is None:
        sys.stdout.buffer.write(text)
    else:
        to.write_bytes(text)


def _stored(row: asyncpg.Record) -> Stored:
    return Stored(row["name"], row["document"], row["operation_name"], orjson.loads(row["variables"]))


async def usage_of(database: Database, today: date) -> Usage:
    """Read what programs have used and stored."""
    connection = await connect(database, JOB)
    try:
        uses = [Use(*row.values()) for row in await connection.fetch(_USES)]
        since = await connection.fetchval(_SINCE)
        rows = await connection.fetch(_DOCUMENTS)
    finally:
        await connection.close()
    documents = [_stored(row) for row in rows]
    return Usage(today, since or today, uses, documents)
