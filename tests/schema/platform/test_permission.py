"""The catalogue of permissions, and who has what."""

from asyncpg import Connection

from auth.permissions import CATALOGUE
from auth.roles import STANDARD_ROLES
from tests.oracle.naive.dynamic import Value
from tests.schema.builders import insert
from tests.schema.conftest import Ask

MATRIX = """{ permissionMatrix(input: %s) { roles permissions { permission roles }
  coordinates { coordinate permissions roles } errors { code path } } }"""


async def matrix(ask: Ask, given: str) -> Value:
    """Ask for the matrix."""
    return (await ask(MATRIX % given))["permissionMatrix"]


async def test_tells_the_catalogue(ask: Ask) -> None:
    told = (await ask("{ permissions { name module thing right dataClass description } }"))["permissions"]
    assert [each["name"] for each in told] == list(CATALOGUE)
    margin = next(each for each in told if each["name"] == "sales.margin:read")
    assert (margin["module"], margin["thing"], margin["right"], margin["dataClass"]) == (
        "sales", "margin", "read", "COST"
    )  # fmt: skip


async def test_tells_which_roles_grant_what(ask: Ask) -> None:
    told = await matrix(ask, "{}")
    assert told["coordinates"] is None
    assert {row["permission"]: set(row["roles"]) for row in told["permissions"]} == {
        name: {code for code, role in STANDARD_ROLES.items() if name in role.permissions} for name in CATALOGUE
    }


async def test_tells_which_roles_may_use_a_part_of_the_schema(ask: Ask) -> None:
    told = await matrix(
        ask, '{ roles: ["SALES_REP", "SALES_MANAGER"], coordinates: ["SalesOrder.margin", "Query.node"] }'
    )
    margin, node = told["coordinates"]
    assert margin["permissions"] == ["sales.order:read", "sales.margin:read"]
    assert (margin["roles"], node["roles"]) == (["SALES_MANAGER"], ["SALES_MANAGER", "SALES_REP"])


async def test_tells_of_all_parts_of_a_type_and_of_one_module(ask: Ask) -> None:
    told = await matrix(ask, '{ module: "audit", type: "Currency" }')
    assert [row["permission"] for row in told["permissions"]] == ["audit.log:read", "audit.log:export"]
    assert {"Currency", "Currency.code"} <= {row["coordinate"] for row in told["coordinates"]}


async def test_counts_what_a_role_has_from_another(ask: Ask, owner: Connection) -> None:
    rep, own = (
        await owner.fetchval("select id from role where code = 'SALES_REP'"),
        {"name": "Own", "description": "Own."},
    )
    mine = await insert(owner, "role", code="MINE", **own, permissions=["sales.margin:read"])
    await insert(owner, "role_parent", role_id=mine, parent_id=rep)
    told = await matrix(ask, '{ roles: ["MINE"], coordinates: ["SalesOrder.margin"] }')
    assert told["coordinates"][0]["roles"] == ["MINE"]


async def test_refuses_what_is_no_part_of_the_schema(ask: Ask) -> None:
    told = await matrix(ask, '{ coordinates: ["Query.node", "Query.nothing"] }')
    assert told["errors"] == [{"code": "COORDINATE_UNKNOWN", "path": ["input", "coordinates", "1"]}]
    told = await matrix(ask, '{ type: "Nothing" }')
    assert told["errors"] == [{"code": "COORDINATE_UNKNOWN", "path": ["input", "type"]}]
