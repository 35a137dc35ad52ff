"""Why somebody may use a part of the schema: roles that grant it, what takes it away, and rows."""

from datetime import date
from uuid import UUID

import pytest
from asyncpg import Connection

from auth.roles import STANDARD_ROLES, RoleCode
from kernel.ids import uuid7
from tests.oracle.naive.dynamic import Value
from tests.schema.builders import company, insert, party
from tests.schema.conftest import Ask, Refused
from tests.schema.viewers import EVERYBODY, Viewer

MARGIN = "sales.margin:read"
REP = STANDARD_ROLES[RoleCode.SALES_REP].permissions
TOLD = """isAllowed explanation needs { permission coordinate isGranted narrowedBy grants { role companyId } }
  row { isSeen rules { rule holds } }"""


async def explain(ask: Ask, arguments: str, viewer: Viewer = EVERYBODY) -> Value:
    """Ask for an explanation, and give it."""
    answer = await ask(f"{{ explainAccess({arguments}) {{ access {{ {TOLD} }} errors {{ code path }} }} }}", viewer)
    return answer["explainAccess"]["access"] or answer["explainAccess"]["errors"]


async def granted(owner: Connection, role: str, company_id: UUID | None = None, **values: object) -> UUID:
    """Insert a user with a role, and give the user's id."""
    user_id = await insert(owner, "user_account", email=f"{uuid7().hex}@example.org", name="Bea")
    role_id = await owner.fetchval("select id from role where code = $1", role)
    await insert(owner, "user_role", user_id=user_id, role_id=role_id, company_id=company_id, **values)
    return user_id


async def narrowed_role(owner: Connection) -> str:
    """Insert a role that opens the customers of whoever has it, and give its code."""
    said = {"name": "District", "description": "", "permissions": ["platform.party:read"], "sales_reach": "OWN"}
    await insert(owner, "role", code="DISTRICT", **said)
    return "DISTRICT"


async def rules_of(ask: Ask, user: UUID, party_id: UUID) -> list[tuple[str, bool]]:
    """Give the parts of the policy that somebody meets at a party, each with whether it lets them see it."""
    told = await explain(ask, f'coordinate: "Party.name", userId: "User:{user}", id: "Party:{party_id}"')
    return [(each["rule"], each["holds"]) for each in told["row"]["rules"]]


async def test_tells_which_role_grants_what(ask: Ask) -> None:
    told = await explain(ask, 'coordinate: "SalesOrder.margin"')
    grants = [{"role": "ADMIN", "companyId": None}]
    said = {"isGranted": True, "narrowedBy": None, "grants": grants}
    assert told["isAllowed"]
    assert told["needs"] == [
        {"permission": "sales.order:read", "coordinate": "SalesOrder", **said},
        {"permission": MARGIN, "coordinate": "SalesOrder.margin", **said},
    ]


async def test_tells_that_no_role_grants_it(ask: Ask) -> None:
    told = await explain(ask, 'coordinate: "SalesOrder.margin"', Viewer(REP, roles=("SALES_REP",)))
    assert not told["isAllowed"]
    assert "SalesOrder.margin needs sales.margin:read, which no role of theirs grants." in told["explanation"]


async def test_explains_others_to_nobody_who_may_not_see_users(refused: Refused) -> None:
    other = f'coordinate: "SalesOrder.margin", userId: "User:{uuid7()}"'
    viewer = Viewer(REP, roles=("SALES_REP",))
    assert await refused(f"{{ explainAccess({other}) {{ access {{ isAllowed }} }} }}", viewer) == ["FORBIDDEN"]


async def test_tells_that_the_scope_takes_it_away(ask: Ask) -> None:
    viewer = Viewer(frozenset({"sales.order:read"}), scopes=("sales.order:read",))
    told = await explain(ask, 'coordinate: "SalesOrder.margin"', viewer)
    assert [need["narrowedBy"] for need in told["needs"]] == [None, "SCOPE"]


async def test_tells_that_the_program_may_not_ask_for_it(ask: Ask, owner: Connection) -> None:
    await insert(owner, "oauth_client", client_id="shop", name="Shop", kind="PUBLIC", scopes=["inventory.*"])
    told = await explain(ask, 'coordinate: "Query.salesOrders(filter:)"', Viewer(frozenset()))
    assert [need["narrowedBy"] for need in told["needs"]] == ["CLIENT"]


async def test_tells_of_what_everybody_may(ask: Ask) -> None:
    told = await explain(ask, 'coordinate: "Query.viewer"', Viewer(frozenset()))
    assert (told["isAllowed"], told["needs"], told["explanation"]) == (True, [], "Query.viewer needs no permission.")


@pytest.mark.parametrize(
    "coordinate", ["Nothing", "Query.nothing", "Query.viewer(x:)", "Query.", "", "@requires", "a b"]
)
async def test_refuses_what_is_no_part_of_the_schema(ask: Ask, coordinate: str) -> None:
    refused = await explain(ask, f'coordinate: "{coordinate}"')
    assert refused == [{"code": "COORDINATE_UNKNOWN", "path": ["coordinate"]}]


async def test_explains_others_by_the_roles_that_hold_today(ask: Ask, owner: Connection) -> None:
    of = await company(owner)
    user = await granted(owner, "SALES_MANAGER", of, valid_from=date(2020, 1, 1))
    gone = await granted(owner, "SALES_MANAGER", of, valid_until=date(2020, 1, 1))
    told = await explain(ask, f'coordinate: "SalesOrder.margin", userId: "User:{user}"')
    assert told["needs"][1]["grants"] == [{"role": "SALES_MANAGER", "companyId": f"Company:{of}"}]
    assert not (await explain(ask, f'coordinate: "SalesOrder.margin", userId: "User:{gone}"'))["isAllowed"]


async def test_explains_what_a_role_has_from_another(ask: Ask, owner: Connection) -> None:
    user = await granted(owner, "HR_OFFICER")
    officer, manager = [
        await owner.fetchval("select id from role where code = $1", code) for code in ("HR_OFFICER", "SALES_MANAGER")
    ]
    await insert(owner, "role_parent", role_id=officer, parent_id=manager)
    told = await explain(ask, f'coordinate: "SalesOrder.margin", userId: "User:{user}"')
    assert told["needs"][1]["grants"] == [{"role": "HR_OFFICER", "companyId": None}]


async def test_explains_rows_to_whom_sees_them_by_the_company_of_the_row(ask: Ask, owner: Connection) -> None:
    one, other = await company(owner, "ONE"), await company(owner, "TWO")
    user = await granted(owner, "SALES_REP", one)
    rows = [await party(owner, each) for each in (one, other)]
    told = [await explain(ask, f'coordinate: "Party.name", userId: "User:{user}", id: "Party:{key}"') for key in rows]
    assert [each["isAllowed"] for each in told] == [True, False]
    assert [each["row"]["rules"] for each in told] == [[{"rule": "COMPANY", "holds": holds}] for holds in (True, False)]
    narrow = Viewer(companies=(one,))
    hidden = await explain(ask, f'coordinate: "Party.name", userId: "User:{user}", id: "Party:{rows[1]}"', narrow)
    assert hidden["row"] == {"isSeen": False, "rules": []}


async def test_tells_what_narrows_the_rows_of_another_where_something_does(ask: Ask, owner: Connection) -> None:
    of = await company(owner)
    rep, manager = await granted(owner, await narrowed_role(owner), of), await granted(owner, "SALES_MANAGER", of)
    customers = [await party(owner, of, f"C-{who}", sales_rep_id=who) for who in (rep, manager)]
    for key in customers:
        await insert(owner, "party_role", company_id=of, party_id=key, role="CUSTOMER")
    told = [await rules_of(ask, who, key) for who in (rep, manager) for key in customers]
    reached = ("COMPANY", True)
    assert told == [[reached, ("SALES", True)], [reached, ("SALES", False)], [reached], [reached]]


async def test_tells_only_of_roles_in_companies_that_one_sees(ask: Ask, owner: Connection) -> None:
    one, other = await company(owner, "ONE"), await company(owner, "TWO")
    user = await granted(owner, "SALES_REP", one)
    manager = await owner.fetchval("select id from role where code = 'SALES_MANAGER'")
    await insert(owner, "user_role", user_id=user, role_id=manager, company_id=other)
    told = await explain(ask, f'coordinate: "SalesOrder.margin", userId: "User:{user}"', Viewer(companies=(one,)))
    assert [need["grants"] for need in told["needs"]] == [[{"role": "SALES_REP", "companyId": f"Company:{one}"}], []]


async def test_knows_no_user_whom_one_does_not_see(ask: Ask, owner: Connection) -> None:
    one, other = await company(owner, "ONE"), await company(owner, "TWO")
    user = await granted(owner, "SALES_REP", other)
    for key in (user, uuid7()):
        refused = await explain(ask, f'coordinate: "Party.name", userId: "User:{key}"', Viewer(companies=(one,)))
        assert refused == [{"code": "USER_UNKNOWN", "path": ["userId"]}]
