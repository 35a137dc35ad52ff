"""The same answers through `Schema.execute` as through HTTP."""

import orjson
import pytest
import strawberry
from asyncpg import Pool
from strawberry.types import ExecutionResult

from auth.principal import Principal
from auth.roles import STANDARD_ROLES, RoleCode
from planner.answer import Planner
from resolvers.loaders import loaders_for
from resolvers.schema import build_schema, core_of
from server.graphql.answering import Answering
from server.graphql.caller import Caller
from server.graphql.documents import Documents
from server.graphql.extension import Context, PlannedExecution
from server.graphql.plans import Plans
from server.graphql.reader import PoolReader
from server.http.graphiql.page import DEFAULT_QUERY
from server.telemetry import logs
from server.telemetry.metrics import Metrics
from tests.databases import WALL
from tests.server.site import Site


@pytest.fixture(scope="module")
def schema() -> strawberry.Schema:
    """The schema that answers from plans."""
    return build_schema(extensions=[PlannedExecution])


@pytest.fixture
def context(schema: strawberry.Schema, demo_pool: Pool) -> Context:
    """The administrator of the demo, with what an execution needs."""
    core, metrics = core_of(schema), Metrics()
    permissions = STANDARD_ROLES[RoleCode.ADMIN].permissions
    administrator = Principal("ada", "a test", "Ada", permissions, companies=None, roles=(RoleCode.ADMIN,))
    planner = Planner(core, cursor_secret=b"of a test", cache=Plans(metrics))
    answering = Answering(
        Documents(core), planner, PoolReader(demo_pool, metrics, logs.logger(), wall=WALL), loaders_for
    )
    return Context(answering, Caller.of(administrator))


def code(result: ExecutionResult) -> str:
    [error] = result.errors or []
    return (error.extensions or {})["code"]


async def test_gives_the_answer_that_http_gives(schema: strawberry.Schema, context: Context, site: Site) -> None:
    result = await schema.execute(DEFAULT_QUERY, context_value=context)
    by_http = await site.ask(DEFAULT_QUERY)
    assert orjson.loads(orjson.dumps(result.data)) == by_http["data"]
    assert result.extensions == by_http["extensions"]


async def test_takes_variables_and_a_name(schema: strawberry.Schema, context: Context) -> None:
    document = "query A { __typename } query B($code: String!) { unitByCode(code: $code) { code } }"
    result = await schema.execute(document, {"code": "KG"}, context, operation_name="B")
    assert orjson.loads(orjson.dumps(result.data)) == {"unitByCode": {"code": "KG"}}


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("{ unitz }", "GRAPHQL_VALIDATION_FAILED"),
        ("{ viewer { " + "id @skip(if: false) " * 21 + "} }", "DIRECTIVE_LIMIT_EXCEEDED"),
        ('{ parties(first: 1, filter: { name: { eq: "\\u0000" } }) { totalCount } }', "BAD_USER_INPUT"),
    ],
)
async def test_refuses_what_http_refuses(
    schema: strawberry.Schema, context: Context, document: str, expected: str
) -> None:
    assert code(await schema.execute(document, context_value=context)) == expected
