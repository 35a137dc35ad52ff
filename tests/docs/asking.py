"""Asking what the pages ask, as the server would."""

from collections.abc import Awaitable, Callable
from typing import TypeAlias

import orjson
from asyncpg import Pool

from auth.principal import Principal
from auth.roles import STANDARD_ROLES, RoleCode
from planner.answer import Planner
from resolvers.loaders import loaders_for
from resolvers.schema import build_schema
from server.graphql.answering import Answering, refusal_body
from server.graphql.caller import Caller
from server.graphql.documents import Documents
from server.graphql.errors import Refused
from server.graphql.plans import Plans
from server.graphql.reader import PoolReader
from server.graphql.request import GraphQLRequest
from server.telemetry.logs import logger
from server.telemetry.metrics import Metrics
from services.demo.identity import PARTY_OF, companies_of
from tests.docs.pages import Example, Json

Ask: TypeAlias = Callable[[Example], Awaitable[dict[str, Json]]]


def asking(pool: Pool) -> Ask:
    """Give the way to ask: an example's query as whoever it says, for the body of the answer."""
    schema = build_schema()._schema  # pyright: ignore[reportPrivateUsage] - Strawberry gives it by no other name
    metrics = Metrics()
    planner = Planner(schema, cursor_secret=b"secret of a test", cache=Plans(metrics))
    answering = Answering(Documents(schema), planner, PoolReader(pool, metrics, logger()), loaders_for)

    async def ask(example: Example) -> dict[str, Json]:
        request = GraphQLRequest(example.query, variables=example.variables)
        try:
            reply = await answering.answer(answering.read(request), Caller.of(somebody(example.role), ("en",)))
        except Refused as refused:
            return {"data": None, **orjson.loads(refusal_body(refused.errors))}
        return orjson.loads(reply.body)

    return ask


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
