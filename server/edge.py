"""The edge: what answers operations, put together for one database. HTTP and the commands of operators come in by the same."""

import hashlib
import hmac
from collections.abc import Callable
from functools import cache, partial

from graphql import GraphQLSchema
from joserfc.jwk import ECKey
from sqlalchemy.ext.asyncio import AsyncEngine

from kernel.clock import SystemClock
from planner.answer import Planner
from planner.payload import Payloads
from resolvers.loaders import loaders_for
from resolvers.schema import build_schema, core_of
from server.bulk.documents import SchemaBulkDocuments
from server.files.wiring import links_of, storage_of
from server.graphql.answering import Answering, LoadersFor, Replicated
from server.graphql.documents import Documents
from server.graphql.plans import Plans
from server.graphql.reader import PoolReader
from server.jobs.transaction import unheard
from server.persisted.validity import SchemaDocuments
from server.read_only import ReadOnly
from server.settings import Settings
from server.telemetry import logs
from server.vault import vault_of
from server.webhooks.shapes import SubscriptionShapes
from server.writing.edge import Writing
from server.writing.reads import Reads
from server.writing.recording import Recorder
from server.writing.steps import StepReader
from server.writing.transaction import Transactions


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
) -> Answering:
    """Put together what answers the operations of a schema, reading and writing."""
    loaders: LoadersFor = partial(loaders_for, links=links_of(settings, key, SystemClock()))
    payloads = Payloads(core, cursor_secret(key), plans)
    documents = Documents(core)
    planner = Planner(core, cursor_secret=cursor_secret(key), cache=plans)
    shapes = SubscriptionShapes(core, documents, planner)
    writing = Writing(
        steps=StepReader(core, payloads),
        payloads=payloads,
        transactions=Transactions(
            engine,
            SystemClock(),
            storage_of(settings),
            vault_of(settings),
            shapes,
            SchemaDocuments(documents),
            SchemaBulkDocuments(documents, planner),
        ),
        reader=reader,
        loaders_for=loaders,
        recorder=recorder,
        log=logs.logger(),
        walled=settings.row_security,
        committed=committed,
    )
    return Answering(
        documents=documents,
        planner=planner,
        reader=reader,
        loaders_for=loaders,
        writer=writing,
        hidden=recorder.hidden,
        shown=reads.shown if reads is not None else None,
        replica=replica,
        require_writing=ReadOnly.of(settings).require_writing,
    )


def cursor_secret(key: ECKey) -> bytes:
    """Derive what cursors are signed with, so that all processes of an installation read each other's."""
    return hmac.new(str(key.as_dict(private=True)["d"]).encode(), b"cursors", hashlib.sha256).digest()
