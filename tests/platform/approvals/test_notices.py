"""Who is told of requests for approval: those who are asked, again after days, and whoever has asked."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from auth.roles import RoleCode
from kernel.clock import FixedClock
from services.platform.approval_task import sweep
from tests.finance.books import ACTOR, working
from tests.platform.approvals.office import Office, Person
from tests.platform.approvals.test_journal_entries import drafted, posted

INBOX = "{ notifications(first: 20) { nodes { kind subject text node { id } } } }"
NOW = datetime.now(UTC)


async def told(office: Office, person: Person) -> list[str]:
    """Give the kinds of what somebody was told, in their order."""
    nodes = (await office.ask(person, INBOX))["notifications"]["nodes"]
    return [node["kind"] for node in reversed(nodes)]


async def swept(office: Office, at: datetime) -> None:
    """Do what the clock does, at a moment."""
    async with working(office.engine, ACTOR, keep=True) as work:
        work.clock = FixedClock(at)
        await sweep(work)


async def asked(office: Office, requester: Person) -> str:
    """Ask for approval of a new draft."""
    return await office.requested(requester, office.matter(await office.draft()))


async def test_those_who_may_decide_are_told_and_whoever_asks_is_not(office: Office) -> None:
    await office.policy()
    clerk, chief, other = await office.hire(RoleCode.ACCOUNTANT), await office.hire(), await office.hire()
    request = await asked(office, clerk)

    (notice,) = (await office.ask(chief, INBOX))["notifications"]["nodes"]

    assert notice["node"] == {"id": request}
    assert (notice["kind"], notice["subject"]) == ("APPROVAL_WANTED", "Your approval is wanted: Entry: Rent")
    assert clerk.name in notice["text"]
    assert (await told(office, other), await told(office, clerk)) == (["APPROVAL_WANTED"], [])


async def test_the_next_step_is_told_when_its_turn_comes(office: Office) -> None:
    await office.policy([{"roleCode": "CONTROLLER"}, {"roleCode": "AUDITOR"}])
    clerk, chief, auditor = [
        await office.hire(role) for role in (RoleCode.ACCOUNTANT, RoleCode.CONTROLLER, RoleCode.AUDITOR)
    ]
    request = await asked(office, clerk)
    assert await told(office, auditor) == []

    assert await office.decide(chief, request) == "PENDING"

    assert (await told(office, auditor), await told(office, chief)) == (["APPROVAL_WANTED"], ["APPROVAL_WANTED"])


@pytest.mark.parametrize(
    ("verb", "kind"), [("approvalApprove", "APPROVAL_GIVEN"), ("approvalReject", "APPROVAL_REFUSED")]
)
async def test_whoever_has_asked_is_told_of_the_decision_and_by_whom(office: Office, verb: str, kind: str) -> None:
    await office.policy()
    clerk, chief = await office.hire(RoleCode.ACCOUNTANT), await office.hire()
    request = await asked(office, clerk)

    await office.decide(chief, request, verb, "Because.")

    (notice,) = (await office.ask(clerk, INBOX))["notifications"]["nodes"]
    assert (notice["kind"], notice["node"]) == (kind, {"id": request})
    # The token of these tests calls everybody by their role.
    assert notice["text"].startswith("Controller has ")
    assert "Because." in notice["text"]


async def test_nobody_is_told_of_a_decision_before_the_quorum_is_there(office: Office) -> None:
    await office.policy([{"roleCode": "CONTROLLER", "quorum": 2}])
    clerk, one, two = await office.hire(RoleCode.ACCOUNTANT), await office.hire(), await office.hire()
    request = await asked(office, clerk)

    assert await office.decide(one, request) == "PENDING"
    assert await told(office, clerk) == []
    assert await office.decide(two, request) == "APPROVED"
    assert await told(office, clerk) == ["APPROVAL_GIVEN"]


async def test_those_who_leave_it_lying_are_reminded_every_three_days(office: Office) -> None:
    await office.policy()
    clerk, chief = await office.hire(RoleCode.ACCOUNTANT), await office.hire()
    await asked(office, clerk)

    for days in (1, 4, 5, 8):
        await swept(office, NOW + timedelta(days=days))

    assert await told(office, chief) == ["APPROVAL_WANTED", "APPROVAL_REMINDER", "APPROVAL_REMINDER"]


async def test_who_gets_the_role_later_is_told_by_the_clock(office: Office) -> None:
    await office.policy()
    clerk = await office.hire(RoleCode.ACCOUNTANT)
    await asked(office, clerk)
    late = await office.hire()

    await swept(office, NOW)
    await swept(office, NOW)

    assert await told(office, late) == ["APPROVAL_WANTED"]


async def test_whoever_has_asked_is_told_when_nobody_decides_in_time(office: Office) -> None:
    await office.policy(expiresAfterDays=300)
    clerk, chief = await office.hire(RoleCode.ACCOUNTANT), await office.hire()
    request = await asked(office, clerk)

    await swept(office, NOW + timedelta(days=300))

    assert await told(office, clerk) == ["APPROVAL_EXPIRED"]
    assert await office.inbox(chief) == []
    state = "select state from approval_request where id = $1"
    assert await office.shop.owner.fetchval(state, UUID(request.partition(":")[2])) == "EXPIRED"


async def test_whoever_has_asked_is_told_when_another_asks_after_nobody_decided_in_time(books: Office) -> None:
    """Whether or not the clock has come by."""
    await books.policy(expiresAfterDays=1)
    clerk, other, chief = [await books.hire(role) for role in (RoleCode.ACCOUNTANT,) * 2 + (RoleCode.CONTROLLER,)]
    draft = await drafted(books, clerk, "5000.00")
    matter = books.matter(UUID(draft["id"].partition(":")[2]), revision="version 1")
    # Requests of these tests are made on a day in March 2026, which is long ago.
    await books.requested(clerk, matter)
    (refusal,) = (await posted(books, other, draft))["errors"]
    assert await told(books, clerk) == ["APPROVAL_EXPIRED"]
    assert [task["request"]["id"] for task in await books.inbox(chief)] == [refusal["request"]["id"]]
