"""`./torso operations`: the operations by which a program asks, registered from the manifest that its build has written."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Final, TypeAlias
from uuid import UUID

import orjson
import typer

from kernel.errors import DomainError
from server.cli.operating import as_operator
from server.cli.output import results, working
from server.database import Database, open_database
from server.errors import OperatorError
from server.settings import Settings
from services.platform.persisted_operation.document import Documents
from services.platform.persisted_operation.registering import (
    Registered,
    operations_register,
    operations_unregister,
)
from services.refusals import SeveralRefusals
from services.work import Work

app = typer.Typer(no_args_is_help=True)

Client: TypeAlias = Annotated[str, typer.Option(help="What the program calls itself: its client_id.")]

_CLIENT: Final = "select id from oauth_client where client_id = $1"
_LISTED: Final = """
select 'sha256:' || operation.sha256 as document_id, own_id, array_to_string(operation_names, ', ') as names, operation.recorded_at
from persisted_operation operation join oauth_client client on client.id = operation.client_id
where client.client_id = $1 order by operation.id
"""


@app.callback()
def operations() -> None:
    """Look after the operations by which programs ask."""


@app.command()
def register(
    manifest: Annotated[
        Path, typer.Argument(metavar="MANIFEST", help="The file that the build of the program writes.")
    ],
    client: Client,
) -> None:
    """Register the documents of a manifest of Apollo, Relay or graphql-codegen; what was registered before stays."""
    said = _read(manifest)
    with working("Building the schema"):
        documents = checking()
    with open_database(Settings()) as database:
        done = asyncio.run(register_in(database, client, said, documents))
    typer.echo(f"{done.added} of {done.listed} operations are new.")


@app.command()
def unregister(
    documents: Annotated[list[str], typer.Argument(metavar="ID…", help="sha256:…, or the ids of the build.")],
    client: Client,
) -> None:
    """Take operations back: the program asks by them no more."""
    with open_database(Settings()) as database:
        count = asyncio.run(unregister_in(database, client, documents))
    typer.echo(f"{count} operations are registered no more.")


@app.command(name="list")
def list_(client: Client) -> None:
    """List what is registered for a program."""
    from rich.table import Table

    table = Table("documentId", "own id", "operations", "registered")
    with open_database(Settings()) as database:
        for row in asyncio.run(listed_in(database, client)):
            table.add_row(*row)
    results().print(table)


def _read(manifest: Path) -> object:
    try:
        return orjson.loads(manifest.read_bytes())
    except (OSError, orjson.JSONDecodeError) as error:
        raise OperatorError(f"{manifest} cannot be read: {error}") from None


def checking() -> Documents:
    """Give what holds documents against the schema."""
    from server.edge import the_core
    from server.graphql import documents
    from server.persisted.validity import SchemaDocuments

    return SchemaDocuments(documents.Documents(the_core()))


async def register_in(database: Database, client: str, said: object, documents: Documents) -> Registered:
    """Register a manifest for a program.

    Raises:
        OperatorError: there is no such program, or the manifest does not fit.
    """
    async with _working(database) as work:
        work.documents = documents
        return await operations_register(work, await _client(work, client), said, at_once_max=None)


async def unregister_in(database: Database, client: str, documents: Sequence[str]) -> int:
    """Take documents of a program back, and give how many they were.

    Raises:
        OperatorError: there is no such program, or no such document.
    """
    async with _working(database) as work:
        _, count = await operations_unregister(work, await _client(work, client), documents)
        return count


async def listed_in(database: Database, client: str) -> list[list[str]]:
    """Give what is registered for a program, in words.

    Raises:
        OperatorError: there is no such program.
    """
    async with _working(database) as work:
        await _client(work, client)
        rows = await work.raw.fetch(_LISTED, client)
    return [
        [row["document_id"], row["own_id"] or "", row["names"], f"{row['recorded_at']:%Y-%m-%d %H:%M}"] for row in rows
    ]


@asynccontextmanager
async def _working(database: Database) -> AsyncGenerator[Work]:
    """Open a transaction; what is refused is told to whoever called."""
    try:
        async with as_operator(database) as work:
            yield work
    except DomainError as refusal:
        raise OperatorError(_told(refusal)) from None
    except SeveralRefusals as several:
        raise OperatorError("\n".join(map(_told, several.refusals))) from None


def _told(refusal: DomainError) -> str:
    return f"{'.'.join(map(str, refusal.path))}: {refusal}"


async def _client(work: Work, client: str) -> UUID:
    key = await work.raw.fetchval(_CLIENT, client)
    if key is None:
        raise OperatorError(f"There is no program {client}.")
    return key
