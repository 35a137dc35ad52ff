"""Who decides, and when it is enough."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from uuid import UUID

import asyncpg
import pytest

from auth.roles import RoleCode
from tests.platform.approvals.office import Office, Person

CLIENTS = 64
DELEGATE = """
mutation ($company: ID!, $to: ID!, $on: Date!) {
  approvalDelegate(companyId: $company, delegateId: $to, endsOn: $on) { approvalDelegation { id } errors { code path } }
}
"""
REVOKE = "mutation ($id: ID!) { approvalDelegationRevoke(id: $id) { errors { code } } }"
WITHDRAW = "mutation ($id: ID!) { approvalWithdraw(id: $id) { approvalRequest { state } errors { code } } }"


async def asked(office: Office, *, writer: Person | None = None, requester: Person | None = None) -> str:
    """Ask for approval of a new draft, and give the request."""
    who = requester or await office.hire(RoleCode.ACCOUNTANT)
    return await office.requested(who, office.matter(await office.draft(), written_by=writer))


async def delegated(office: Office, person: Person, to: Person, days: int = 5) -> dict[str, object]:
    """Let somebody decide in somebody's place for some days."""
    until = (datetime.now(UTC) + timedelta(days=days)).date().isoformat()
    variables = {"company": f"Company:{office.company}", "to": f"User:{to.id}", "on": until}
    return (await office.ask(person, DELEGATE, variables))["approvalDelegate"]


async def test_nobody_approves_what_they_have_asked_for_or_written(office: Office) -> None:
    await office.policy()
    chief, writer, other = [await office.hire() for _ in range(3)]
    request = await asked(office, requester=chief, writer=writer)
    assert await office.decide(chief, request) == "SELF_APPROVAL"
    assert await office.decide(other, request) == "APPROVED"
    second = await asked(office, writer=writer)
    assert await office.decide(writer, second) == "SELF_APPROVAL"


async def test_those_who_are_not_asked_do_not_decide(office: Office) -> None:
    await office.policy([{"permission": "platform.approval_policy:write"}, {"roleCode": "AUDITOR"}])
    clerk, auditor, chief = [
        await office.hire(role) for role in (RoleCode.ACCOUNTANT, RoleCode.AUDITOR, RoleCode.CONTROLLER)
    ]
    request = await asked(office)
    assert await office.decide(clerk, request) == "NOT_FOUND"
    assert await office.decide(chief, request) == "PENDING"
    assert [task["request"]["id"] for task in await office.inbox(auditor)] == [request]
    assert await office.decide(chief, request) == "NOT_AN_APPROVER"


@pytest.mark.parametrize("ended", ["valid_until = current_date - 1", "valid_from = current_date + 2"])
async def test_those_do_not_decide_whose_role_does_not_hold_today(office: Office, ended: str) -> None:
    await office.policy()
    chief, request = await office.hire(), await asked(office)
    await office.shop.owner.execute(f"update user_role set {ended} where user_id = $1", chief.id)
    assert await office.decide(chief, request) == "NOT_AN_APPROVER"


async def test_takes_as_many_different_people_as_the_quorum_says(office: Office) -> None:
    await office.policy([{"roleCode": "CONTROLLER", "quorum": 2}])
    one, two, three = [await office.hire() for _ in range(3)]
    request = await asked(office)
    assert [await office.decide(who, request) for who in (one, one, two, three)] == [
        "PENDING", "NOT_AN_APPROVER", "APPROVED", "APPROVAL_NOT_PENDING",
    ]  # fmt: skip


async def test_one_rejection_ends_it_and_says_why(office: Office) -> None:
    await office.policy([{"roleCode": "CONTROLLER", "quorum": 2}])
    one, two = [await office.hire() for _ in range(2)]
    request = await asked(office)
    assert await office.decide(one, request) == "PENDING"
    assert await office.decide(two, request, "approvalReject", " ") == "VALUE_REQUIRED"
    assert await office.decide(two, request, "approvalReject", "Too much.") == "REJECTED"
    assert await office.inbox(one) == []


async def test_a_request_is_withdrawn_by_whoever_made_it(office: Office) -> None:
    await office.policy()
    clerk, chief = await office.hire(RoleCode.ACCOUNTANT), await office.hire()
    request = await asked(office, requester=clerk)
    refused = await office.ask(chief, WITHDRAW, {"id": request})
    assert [error["code"] for error in refused["approvalWithdraw"]["errors"]] == ["NOT_THE_REQUESTER"]
    withdrawn = await office.ask(clerk, WITHDRAW, {"id": request})
    assert withdrawn["approvalWithdraw"]["approvalRequest"] == {"state": "WITHDRAWN"}
    assert await office.inbox(chief) == []


async def test_a_delegate_decides_in_the_place_of_somebody_else_and_both_count_once(office: Office) -> None:
    await office.policy([{"roleCode": "CONTROLLER", "quorum": 2}])
    chief, clerk = await office.hire(), await office.hire(RoleCode.ACCOUNTANT)
    request = await asked(office)
    assert (await delegated(office, chief, clerk))["errors"] == []
    (task,) = await office.inbox(clerk)
    assert task["request"]["id"] == request
    assert await office.decide(clerk, request) == "PENDING"
    assert await office.decide(chief, request) == "NOT_AN_APPROVER"


async def test_a_delegate_is_no_way_around_having_written_it(office: Office) -> None:
    await office.policy()
    chief, clerk = await office.hire(), await office.hire(RoleCode.ACCOUNTANT)
    await delegated(office, chief, clerk)
    request = await asked(office, writer=clerk)
    assert await office.decide(clerk, request) == "NOT_FOUND"


async def test_a_delegation_ends_when_it_is_taken_back(office: Office) -> None:
    await office.policy()
    chief, clerk = await office.hire(), await office.hire(RoleCode.ACCOUNTANT)
    made = await delegated(office, chief, clerk)
    request = await asked(office)
    assert len(await office.inbox(clerk)) == 1
    delegation = made["approvalDelegation"]
    assert isinstance(delegation, dict)
    await office.ask(chief, REVOKE, {"id": delegation["id"]})
    assert await office.inbox(clerk) == []
    assert await office.decide(clerk, request) == "NOT_FOUND"


@pytest.mark.parametrize("days", [-2, 400])
async def test_a_delegation_has_an_end_that_is_near(office: Office, days: int) -> None:
    chief, clerk = await office.hire(), await office.hire(RoleCode.ACCOUNTANT)
    told = await delegated(office, chief, clerk, days)
    assert told["errors"] == [{"code": "DELEGATION_END_UNFIT", "path": ["endsOn"]}]


async def test_of_many_who_approve_at_once_as_many_count_as_it_takes(office: Office) -> None:
    await office.policy([{"roleCode": "CONTROLLER", "quorum": 3}, {"roleCode": "CONTROLLER", "quorum": 2}])
    people = [await office.hire() for _ in range(CLIENTS)]
    request = await asked(office)
    outcomes = Counter(await office.decide_all(people, request))
    assert outcomes == {"PENDING": 4, "APPROVED": 1, "APPROVAL_NOT_PENDING": CLIENTS - 5}
    count = (
        "select position, count(distinct user_id) from approval_decision where request_id = $1 group by 1 order by 1"
    )
    rows = await office.shop.owner.fetch(count, UUID(request.partition(":")[2]))
    assert [tuple(row) for row in rows] == [(1, 3), (2, 2)]


async def test_one_who_approves_many_times_at_once_counts_once(office: Office) -> None:
    await office.policy([{"roleCode": "CONTROLLER", "quorum": 2}])
    chief, request = await office.hire(), await asked(office)
    outcomes = Counter(await office.decide_all([chief] * CLIENTS, request))
    assert outcomes == {"PENDING": 1, "NOT_AN_APPROVER": CLIENTS - 1}


async def test_many_who_ask_at_once_make_one_request(office: Office) -> None:
    await office.policy()
    clerk, draft = await office.hire(RoleCode.ACCOUNTANT), await office.draft()
    requests = await asyncio.gather(*(office.requested(clerk, office.matter(draft)) for _ in range(8)))
    assert len(set(requests)) == 1


DECIDED = """
insert into approval_decision (company_id, request_id, position, verdict, user_id, user_name)
select company_id, id, {position}, 'APPROVED', {user}, 'Eve' from approval_request where id = $1
"""


@pytest.mark.parametrize(
    ("statement", "rule"),
    [
        ("update approval_request set state = 'APPROVED', decided_at = now() where id = $1", "quorum_is_reached"),
        ("update approval_request set amount = 1.00 where id = $1", "request_is_fixed"),
        (DECIDED.format(position=1, user="requested_by::uuid"), "approver_is_somebody_else"),
        (DECIDED.format(position=2, user="(select id from user_account limit 1)"), "step_is_current"),
    ],
)
async def test_the_database_lets_nobody_around_it(office: Office, statement: str, rule: str) -> None:
    await office.policy()
    request = UUID((await asked(office)).partition(":")[2])
    app = await asyncpg.connect(office.shop.database.app_url)
    try:
        with pytest.raises(asyncpg.CheckViolationError) as told:
            await app.execute(statement, request)
        assert told.value.constraint_name == rule  # pyright: ignore[reportAttributeAccessIssue] - asyncpg sets it from the message
    finally:
        await app.close()


async def test_what_was_decided_is_never_decided_again(office: Office) -> None:
    await office.policy()
    request = await asked(office)
    assert await office.decide(await office.hire(), request) == "APPROVED"
    app = await asyncpg.connect(office.shop.database.app_url)
    try:
        with pytest.raises(asyncpg.CheckViolationError, match="decided_once"):
            await app.execute(
                "update approval_request set state = 'WITHDRAWN' where id = $1", UUID(request.partition(":")[2])
            )
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await app.execute("delete from approval_decision")
    finally:
        await app.close()
