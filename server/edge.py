"""The edge: what answers operations, put together for one database. HTTP and the commands of operators come in by the same."""

import hashlib
import hmac
from collections.abc import Callable
from functools import cache, partial

from graphql import GraphQLSchema
from joserfc.jwk import ECKey
from sqlalchemy.ext.asyncio import AsyncEngine

from kernel.clock import SystemClock
from planner.answer import Planner, Reader
from planner.payload import Payloads
from resolvers.loaders import loaders_for
from resolvers.schema import build_schema, core_of
from server.bulk.documents import SchemaBulkDocuments
from server.files.wiring import links_of, storage_of
from server.graphql.answering import Answering, Replicated
from server.graphql.documents import Documents
from server.graphql.plans import Plans
from server.graphql.reader import PoolReader
from server.graphql.verifying import Verifying
from server.jobs.transaction import unheard
from server.persisted.validity import SchemaDocuments
from server.read_only import ReadOnly
from server.row_security import RowSecurity
from server.settings import Settings
from server.telemetry import logs
from server.vault import vault_of
from server.webhooks.shapes import SubscriptionShapes
from server.writing.edge import Writing
from server.writing.reads import Reads
from server.writing.recording import Recorder
from server.writing.steps import StepReader
from server.writing.transaction import Transactions
from services.work import untraced


@cache
def the_core() -> GraphQLSchema:
    """Give the schema, built once in a process that needs it only now and then."""
    return core_of(build_schema())


def answering_over(
    settings: Settings,
    key: ECKey,
    core: GraphQLSchema,
    reader: PoolReader,
    plans: Plans,
    engine: AsyncEngine,
    recorder: Recorder,
    reads: Reads | None = None,
    committed: Callable[[], None] = unheard,
    replica: Replicated | None = None,
    trace: Callable[[], str | None] = untraced,
) -> Answering:
    """Put together what answers the operations of a schema, reading and writing."""
    documents = Documents(core)
    planner = Planner(core, cursor_secret=cursor_secret(key), cache=plans)
    writing = writing_over(
        settings, key, planner, documents, reader, reader.verifying, engine, recorder, committed, trace
    )
    return Answering(
        documents=documents,
        planner=planner,
        reader=reader,
        loaders_for=writing.loaders_for,
        writer=writing,
        hidden=recorder.hidden,
        shown=reads.shown if reads is not None else None,
        replica=replica,
        require_writing=ReadOnly.of(settings).require_writing,
    )


def writing_over(
    settings: Settings,
    key: ECKey,
    planner: Planner,
    documents: Documents,
    reader: Reader,
    verifying: Verifying | None,
    engine: AsyncEngine,
    recorder: Recorder,
    committed: Callable[[], None] = unheard,
    trace: Callable[[], str | None] = untraced,
) -> Writing:
    """Put together what does mutations; what there is after a refusal is read by the reader."""
    core, clock = planner.schema, SystemClock()
    payloads = Payloads(core, planner.cursor_secret, planner.cache)
    transactions = Transactions(
        engine,
        clock,
        storage_of(settings),
        vault_of(settings),
        SubscriptionShapes(core, documents, planner),
        SchemaDocuments(documents),
        SchemaBulkDocuments(documents, planner),
        trace,
    )
    return Writing(
        steps=StepReader(core, payloads),
        payloads=payloads,
        transactions=transactions,
        reader=reader,
        loaders_for=partial(loaders_for, links=links_of(settings, key, clock)),
        recorder=recorder,
        log=logs.logger(),
        walled=settings.row_security is RowSecurity.ON,
        verifying=verifying,
        committed=committed,
    )


def cursor_secret(key: ECKey) -> bytes:
    """Derive what cursors are signed with, so that all processes of an installation read each other's."""
    return hmac.new(str(key.as_dict(private=True)["d"]).encode(), b"cursors", hashlib.sha256).digest()
