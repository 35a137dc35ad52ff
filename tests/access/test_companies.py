"""Whoever works in several companies says in which, and never has a right in a company that is held in another."""

from auth.roles import STANDARD_ROLES, RoleCode
from kernel.ids import uuid7
from tests.access.people import VIEWER, People

SALES_REP = STANDARD_ROLES[RoleCode.SALES_REP].permissions
BUYER = STANDARD_ROLES[RoleCode.BUYER].permissions


async def token_of_two_roles(people: People) -> str:
    user = await people.hire(RoleCode.SALES_REP)
    await people.give(user, RoleCode.BUYER, people.other)
    return people.token(await people.grant(user))


async def test_without_a_company_counts_what_is_held_in_all_of_them(people: People) -> None:
    viewer = await people.viewer(await token_of_two_roles(people))
    assert (set(viewer["permissions"]), viewer["roles"]) == (SALES_REP & BUYER, [])
    assert len(viewer["companies"]["nodes"]) == 2


async def test_with_a_company_counts_what_is_held_there_over_its_rows(people: People) -> None:
    token = await token_of_two_roles(people)
    for company, role, permissions in ((people.company, "SALES_REP", SALES_REP), (people.other, "BUYER", BUYER)):
        viewer = await people.viewer(token, torso_company=f"Company:{company}")
        assert (set(viewer["permissions"]), viewer["roles"]) == (permissions, [role])
        assert len(viewer["companies"]["nodes"]) == 1


async def test_the_same_role_everywhere_counts_everywhere(people: People) -> None:
    user = await people.hire(RoleCode.BUYER)
    await people.give(user, RoleCode.BUYER, people.other)
    assert await people.permissions(people.token(await people.grant(user))) == BUYER


async def test_a_role_of_every_company_counts_beside_those_of_one(people: People) -> None:
    user = await people.hire(RoleCode.SALES_REP)
    await people.give(user, RoleCode.BUYER, None)
    token = people.token(await people.grant(user))
    assert await people.permissions(token) == BUYER
    assert await people.permissions(token, torso_company=f"Company:{people.company}") == BUYER | SALES_REP
    assert await people.permissions(token, torso_company=f"Company:{people.other}") == BUYER


async def test_refuses_a_company_that_is_not_there_or_none_of_theirs(people: People) -> None:
    one = people.token(await people.grant(await people.hire(RoleCode.ADMIN)))
    every = await people.hire(None)
    await people.give(every, RoleCode.ADMIN, None)
    for token, company in (
        (one, people.other), (one, uuid7()), (people.token(await people.grant(every)), uuid7()), (people.site.token(), uuid7()),
    ):  # fmt: skip
        answer = await people.send(token, torso_company=f"Company:{company}")
        assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (403, "COMPANY_NOT_REACHED")


async def test_refuses_a_header_that_is_no_company(people: People) -> None:
    for said, code in (("acme", "ID_INVALID"), (f"User:{uuid7()}", "ID_OF_OTHER_TYPE")):
        answer = await people.send(people.site.token(), VIEWER, torso_company=said)
        assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (400, code)


async def test_narrows_a_token_that_says_its_rights_itself(people: People) -> None:
    viewer = await people.viewer(people.site.token(), torso_company=f"Company:{people.company}")
    assert len(viewer["companies"]["nodes"]) == 1
