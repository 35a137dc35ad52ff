"""What bulk operations are done with, put together for one worker."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial

from models import BulkOperation
from planner.answer import Loaders
from server.bulk.documents import SchemaBulkDocuments
from server.bulk.reading import Snapshots
from server.bulk.using import Using
from server.bulk.writing import Doing
from server.files.wiring import links_of
from server.graphql.deprecated import Deprecated
from server.jobs.binding import Tools
from server.telemetry import logs
from server.writing.edge import Writing
from server.writing.recording import Recorder
from services.platform.bulk import rights
from services.platform.bulk.document import Asked


@dataclass(frozen=True)
class BulkDesk:
    """What bulk operations are done with."""

    documents: SchemaBulkDocuments
    loaders: Callable[[tuple[str, ...]], Loaders]
    """Gives the loaders that answer in the languages given, best first."""


def desk_of(tools: Tools) -> BulkDesk:
    """Put together what bulk operations are done with; the schema is built with the first one, which takes seconds."""
    from planner.answer import Planner
    from resolvers.loaders import loaders_for
    from server.edge import cursor_secret, the_core
    from server.graphql.documents import Documents

    core = the_core()
    planner = Planner(core, cursor_secret(tools.key))
    links = links_of(tools.settings, tools.key, tools.clock)
    return BulkDesk(SchemaBulkDocuments(Documents(core), planner), partial(loaders_for, links=links))


@asynccontextmanager
async def doing(tools: Tools, operation: BulkOperation) -> AsyncGenerator[Doing]:
    """Give what does the mutation of a bulk operation for each line; what was refused and used on the way is written down at the end.

    Raises:
        BulkDocumentUnfit, BulkFieldForbidden: it cannot be done any more, or not by them.
    """
    principal = rights.read(operation.rights)
    asked = Asked(operation.document, operation.operation_name, {})
    recorder = Recorder(tools.pool, logs.logger())
    desk, writing = await asyncio.to_thread(_writing, tools, recorder)
    mutation = desk.documents.mutation(asked, principal)
    using = Using.of(tools, operation.client_id)
    deprecated = Deprecated(desk.documents.planner.schema)
    try:
        yield Doing(writing, mutation, operation.operation_name, principal, operation.id, using, deprecated)
    finally:
        await using.keep()
        await recorder.write_down(all_of_it=True)


def _writing(tools: Tools, recorder: Recorder) -> tuple[BulkDesk, Writing]:
    from server.edge import writing_over

    desk = desk_of(tools)
    documents, planner, transactions = desk.documents.documents, desk.documents.planner, tools.transactions
    reader = Snapshots(tools.pool, tools.settings.row_security)
    writing = writing_over(
        tools.settings,
        tools.key,
        planner,
        documents,
        reader,
        reader.verifying,
        transactions.engine,
        recorder,
        transactions.committed,
        transactions.trace,
    )
    return desk, writing
