"""`./torso webhooks`: the documents in whose shape programs are told, for checking another schema against them."""

import asyncio
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Final

import orjson
import typer

from server.database import JOB, Database, connect, open_database
from server.settings import Settings

app = typer.Typer(no_args_is_help=True)

_DOCUMENTS: Final = """
select id::text as endpoint, name, document, operation_name, variables::text from webhook_endpoint
where archived_at is null order by id
"""


@app.callback()
def webhooks() -> None:
    """Look after what programs are told."""


@app.command()
def documents(
    to: Annotated[Path | None, typer.Option(help="The file to write; stdout when left out.")] = None,
) -> None:
    """Write the documents of all endpoints, one a line, for `./torso schema --check --documents`."""
    with open_database(Settings()) as database:
        found = asyncio.run(_documents(database))
    text = b"".join(orjson.dumps(each) + b"\n" for each in found)
    if to is None:
        sys.stdout.buffer.write(text)
    else:
        to.write_bytes(text)


async def _documents(database: Database) -> Sequence[Mapping[str, Any]]:
    connection = await connect(database, JOB)
    try:
        rows = await connection.fetch(_DOCUMENTS)
    finally:
        await connection.close()
    return [{**row, "variables": orjson.loads(row["variables"])} for row in rows]
