"""Asking what the pages ask, as the server would."""

from collections.abc import Awaitable, Callable
from typing import TypeAlias

import orjson
from asyncpg import Pool
from graphql import OperationType
from sqlalchemy.ext.asyncio import AsyncEngine

from auth.principal import Principal
from auth.roles import STANDARD_ROLES, RoleCode
from kernel.clock import SystemClock
from planner.answer import Planner
from planner.changes import Reading
from planner.following import follow
from planner.payload import Payloads
from resolvers.loaders import loaders_for
from resolvers.schema import build_schema
from server.graphql.answering import Answering, Asked, refusal_body
from server.graphql.caller import Caller
from server.graphql.documents import Documents
from server.graphql.errors import Refused
from server.graphql.plans import Plans
from server.graphql.reader import PoolReader
from server.graphql.request import GraphQLRequest
from server.live.teller import Teller
from server.row_security import RowSecurity
from server.telemetry.logs import logger
from server.telemetry.metrics import Metrics
from server.writing.edge import Writing
from server.writing.recording import Recorder
from server.writing.steps import StepReader
from server.writing.transaction import Transactions
from services.demo.identity import PARTY_OF, companies_of
from tests.databases import WALL
from tests.docs.pages import Example, Json

Ask: TypeAlias = Callable[[Example], Awaitable[dict[str, Json]]]


def asking(pool: Pool, engine: AsyncEngine) -> Ask:
    """Give the way to ask: an example's query as whoever it says, for the body of the answer."""
    schema = build_schema()._schema  # pyright: ignore[reportPrivateUsage] - Strawberry gives it by no other name
    metrics = Metrics()
    planner = Planner(schema, cursor_secret=b"secret of a test", cache=Plans(metrics))
    reader = PoolReader(pool, metrics, logger(), wall=WALL)
    payloads = Payloads(schema, planner.cursor_secret, planner.cache)
    # Mutations of the pages are simulated, or refused.
    transactions = Transactions(engine, SystemClock())
    steps = StepReader(schema, payloads)
    recorder, walled = Recorder(pool, logger()), WALL is RowSecurity.ON
    writing = Writing(steps, payloads, transactions, reader, loaders_for, recorder, logger(), walled, reader.verifying)
    answering = Answering(Documents(schema), planner, reader, loaders_for, writing)

    async def ask(example: Example) -> dict[str, Json]:
        request = GraphQLRequest(example.query, variables=example.variables)
        try:
            asked = answering.read(request)
            if asked.operation.operation is OperationType.SUBSCRIPTION:
                return orjson.loads(await _first_answer(answering, asked, Caller.of(somebody(example.role), ("en",))))
            reply = await answering.answer(asked, Caller.of(somebody(example.role), ("en",)))
        except Refused as refused:
            return {"data": None, **orjson.loads(refusal_body(refused.errors))}
        return orjson.loads(reply.body)

    return ask


async def _first_answer(answering: Answering, asked: Asked, caller: Caller) -> bytes:
    """Tell what a subscription tells first: what is there, or everything that has happened."""
    variables, text = asked.request.variables, asked.document.text
    following = follow(answering.planner, asked.document.ast, None, variables, caller.access, key=text)
    reading = Reading.SNAPSHOT if following.has_snapshot else Reading.EACH
    teller = Teller(answering)
    batch = await teller.read(following, reading, 0, None if following.has_snapshot else 1_000_000)
    return (await teller.told(following, reading, batch, caller.languages)).payload


def somebody(role: str) -> Principal:
    """Give somebody in a standard role, with the rights that `./torso token` gives."""
    code = RoleCode(role)
    return Principal(
        f"demo-{role.lower()}",
        "docs",
        STANDARD_ROLES[code].name,
        STANDARD_ROLES[code].permissions,
        companies=companies_of(code),
        party_id=PARTY_OF.get(code),
        roles=(code,),
    )
