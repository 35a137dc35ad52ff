"""What a token grants follows from the database at the moment at which it is shown."""

from datetime import UTC, datetime, timedelta

import pytest

from auth.roles import STANDARD_ROLES, RoleCode
from tests.access.people import People
from tests.schema import builders
from tests.schema.builders import insert

TODAY = datetime.now(UTC).date()
DAY = timedelta(days=1)


async def test_gives_what_the_roles_of_a_user_grant(people: People) -> None:
    token = people.token(await people.grant(await people.hire(RoleCode.SALES_REP)))
    viewer = await people.viewer(token)
    assert set(viewer["permissions"]) == STANDARD_ROLES[RoleCode.SALES_REP].permissions
    assert (viewer["roles"], viewer["kind"], len(viewer["companies"]["nodes"])) == (["SALES_REP"], "USER", 1)


async def test_narrows_by_the_program_by_the_grant_and_by_the_token(people: People) -> None:
    user = await people.hire(RoleCode.SALES_MANAGER)
    client = await people.program(scopes=["sales.*", "platform.company:read"])
    granted = await people.grant(user, client, scopes=["sales.order:read", "sales.margin:read", "platform.*"])
    token = people.token(granted, "sales.order:read platform.* inventory.*")
    assert await people.permissions(token) == {"sales.order:read", "platform.company:read"}


async def test_gives_nothing_to_a_program_that_may_ask_for_nothing(people: People) -> None:
    granted = await people.grant(await people.hire(RoleCode.ADMIN), await people.program(scopes=[]))
    assert await people.permissions(people.token(granted)) == set()


@pytest.mark.parametrize(("since", "until", "holds"), [
    (TODAY, TODAY, True), (None, TODAY - DAY, False), (TODAY + DAY, None, False), (TODAY - DAY, TODAY + DAY, True),
])  # fmt: skip
async def test_counts_the_roles_that_hold_today(
    people: People, since: datetime | None, until: datetime | None, holds: bool
) -> None:
    user = await people.hire(None)
    await people.give(user, RoleCode.BUYER, people.company, since=since, until=until)
    assert bool(await people.permissions(people.token(await people.grant(user)))) == holds


async def test_a_role_has_what_its_parents_have(people: People) -> None:
    top, _ = await people.compose("sales.order:read")
    middle, _ = await people.compose("sales.price:read", parents=(top,))
    _, code = await people.compose("sales.quotation:read", parents=(middle,))
    token = people.token(await people.grant(await people.hire(code)))
    assert await people.permissions(token) == {"sales.order:read", "sales.price:read", "sales.quotation:read"}
    await people.owner.execute("update role set archived_at = now() where id = $1", top)
    other = people.token(await people.grant(await people.hire(code)))
    assert await people.permissions(other) == {"sales.price:read", "sales.quotation:read"}


async def test_a_class_of_data_is_everything_that_can_be_read_of_it(people: People) -> None:
    _, code = await people.compose("COST:read", "nothing.that:exists")
    permissions = await people.permissions(people.token(await people.grant(await people.hire(code))))
    assert {"inventory.cost:read", "sales.margin:read", "purchasing.price:read"} <= permissions
    assert all(each.endswith(":read") for each in permissions)


async def test_a_user_of_a_partner_has_the_roles_of_partners_alone(people: People) -> None:
    party = await builders.party(people.owner, people.company, "C-1")
    user = await people.hire(RoleCode.PARTNER_CUSTOMER, party_id=party)
    await people.give(user, RoleCode.ADMIN, None)
    token = people.token(await people.grant(user))
    viewer = await people.viewer(token)
    assert set(viewer["permissions"]) == STANDARD_ROLES[RoleCode.PARTNER_CUSTOMER].permissions
    assert len(viewer["companies"]["nodes"]) == 1


async def test_our_own_people_have_no_roles_of_partners(people: People) -> None:
    token = people.token(await people.grant(await people.hire(RoleCode.PARTNER_VENDOR)))
    assert await people.permissions(token) == set()


async def test_through_a_program_of_a_partner_one_acts_for_it(people: People) -> None:
    party = await builders.party(people.owner, people.company, "C-2")
    client = await people.program(party_id=party, company_id=people.company)
    ours = people.token(await people.grant(await people.hire(RoleCode.ADMIN), client))
    assert await people.permissions(ours) == set()
    theirs = await people.hire(RoleCode.PARTNER_CUSTOMER, party_id=party)
    assert await people.permissions(people.token(await people.grant(theirs, client)))
    others = await people.hire(
        RoleCode.PARTNER_CUSTOMER, party_id=await builders.party(people.owner, people.company, "C-3")
    )
    assert await people.permissions(people.token(await people.grant(others, client))) == set()


async def test_a_program_in_its_own_name_has_its_own_roles(people: People) -> None:
    client = await people.program()
    role = await people.role(RoleCode.WAREHOUSE_CLERK)
    await insert(people.owner, "oauth_client_role", client_id=client[0], role_id=role, company_id=people.company)
    viewer = await people.viewer(people.token(await people.grant(None, client)))
    assert (viewer["kind"], viewer["id"], viewer["roles"]) == ("CLIENT", client[1], ["WAREHOUSE_CLERK"])
