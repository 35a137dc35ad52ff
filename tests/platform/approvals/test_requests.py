"""What needs approval is done only with it."""

from uuid import UUID

from auth.roles import RoleCode
from services.platform.approval import ApprovalRejected, ApprovalRequired
from tests.platform.approvals.office import Office


async def test_lets_pass_what_no_policy_names(office: Office) -> None:
    clerk, draft = await office.hire(RoleCode.ACCOUNTANT), await office.draft()
    assert await office.require(clerk, office.matter(draft)) is None
    await office.policy()
    assert await office.require(clerk, office.matter(draft, "1000.00")) is None


async def test_asks_those_of_the_step_for_what_is_above_the_limit(office: Office) -> None:
    await office.policy()
    clerk, chief, draft = await office.hire(RoleCode.ACCOUNTANT), await office.hire(), await office.draft()
    request = await office.requested(clerk, office.matter(draft, "1000.01"))
    (task,) = await office.inbox(chief)
    assert task["request"] == {
        "id": request, "description": "Entry: Rent", "amount": {"amount": "1000.01", "currency": "EUR"}, "steps": [{"quorum": 1}],
    }  # fmt: skip
    assert await office.inbox(clerk) == []


async def test_asks_once_however_often_it_is_tried(office: Office) -> None:
    await office.policy()
    clerk, draft = await office.hire(RoleCode.ACCOUNTANT), await office.draft()
    first = await office.requested(clerk, office.matter(draft))
    assert await office.requested(clerk, office.matter(draft)) == first


async def test_goes_on_once_it_is_approved(office: Office) -> None:
    await office.policy()
    clerk, chief, draft = await office.hire(RoleCode.ACCOUNTANT), await office.hire(), await office.draft()
    request = await office.requested(clerk, office.matter(draft))
    assert await office.decide(chief, request) == "APPROVED"
    assert await office.require(clerk, office.matter(draft)) is None
    assert await office.inbox(chief) == []


async def test_what_has_been_changed_since_is_approved_again(office: Office) -> None:
    await office.policy()
    clerk, chief, draft = await office.hire(RoleCode.ACCOUNTANT), await office.hire(), await office.draft()
    request = await office.requested(clerk, office.matter(draft))
    assert await office.decide(chief, request) == "APPROVED"
    again = await office.requested(clerk, office.matter(draft, revision="2"))
    assert again != request
    third = await office.requested(clerk, office.matter(draft, revision="3"))
    states = {
        str(row["id"]): row["state"]
        for row in await office.shop.owner.fetch("select id, state from approval_request where document_id = $1", draft)
    }
    keys = [request.partition(":")[2], again.partition(":")[2], third.partition(":")[2]]
    assert [states[key] for key in keys] == ["APPROVED", "WITHDRAWN", "PENDING"]


async def test_nobody_is_asked_any_more_of_what_has_been_changed_since(office: Office) -> None:
    await office.policy()
    clerk, chief, draft = await office.hire(RoleCode.ACCOUNTANT), await office.hire(), await office.draft()
    await office.requested(clerk, office.matter(draft))
    second = await office.requested(clerk, office.matter(draft, revision="2"))
    assert [task["request"]["id"] for task in await office.inbox(chief)] == [second]


async def test_an_approval_holds_up_to_the_amount_that_was_approved(office: Office) -> None:
    """As the same bill comes to more at the rate of another day."""
    await office.policy()
    clerk, chief, draft = await office.hire(RoleCode.ACCOUNTANT), await office.hire(), await office.draft()
    request = await office.requested(clerk, office.matter(draft, "5000.00"))
    assert await office.decide(chief, request) == "APPROVED"
    assert await office.require(clerk, office.matter(draft, "4999.99")) is None
    assert await office.require(clerk, office.matter(draft, "5000.001")) is None
    assert await office.requested(clerk, office.matter(draft, "5000.01")) != request


async def test_a_request_for_less_waits_no_more(office: Office) -> None:
    await office.policy()
    clerk, chief, draft = await office.hire(RoleCode.ACCOUNTANT), await office.hire(), await office.draft()
    small = await office.requested(clerk, office.matter(draft, "5000"))
    large = await office.requested(clerk, office.matter(draft, "6000"))
    assert await office.decide(chief, small) == "APPROVAL_NOT_PENDING"
    assert [task["request"]["id"] for task in await office.inbox(chief)] == [large]
    assert await office.requested(clerk, office.matter(draft, "5000")) == large


async def test_what_one_policy_approved_is_approved_again_where_another_holds(office: Office) -> None:
    await office.policy(name="Any", amountAbove=None, steps=[{"roleCode": "ACCOUNTANT"}])
    clerk, other, chief = [await office.hire(role) for role in (RoleCode.ACCOUNTANT,) * 2 + (RoleCode.CONTROLLER,)]
    draft = await office.draft()
    request = await office.requested(clerk, office.matter(draft, "5000"))
    assert await office.decide(other, request) == "APPROVED"
    await office.policy(name="Large")
    again = await office.requested(clerk, office.matter(draft, "5000"))
    assert (again != request, await office.decide(chief, again)) == (True, "APPROVED")
    assert await office.require(clerk, office.matter(draft, "5000")) is None


async def test_what_was_rejected_is_changed_first(office: Office) -> None:
    await office.policy()
    clerk, chief, draft = await office.hire(RoleCode.ACCOUNTANT), await office.hire(), await office.draft()
    request = await office.requested(clerk, office.matter(draft))
    assert await office.decide(chief, request, "approvalReject") == "REJECTED"
    assert isinstance(await office.require(clerk, office.matter(draft)), ApprovalRejected)
    assert isinstance(await office.require(clerk, office.matter(draft, revision="2")), ApprovalRequired)


async def test_the_highest_limit_that_fits_decides(office: Office) -> None:
    await office.policy(name="Any", amountAbove=None, steps=[{"roleCode": "ACCOUNTANT"}])
    await office.policy(name="Large", amountAbove="1000.00", steps=[{"roleCode": "CONTROLLER", "quorum": 2}])
    clerk, draft = await office.hire(RoleCode.ACCOUNTANT), await office.draft()
    small = await office.requested(clerk, office.matter(draft, "5"))
    large = await office.requested(clerk, office.matter(await office.draft(), "5000"))
    asked = "select role_code, quorum from approval_request_step where request_id = $1"
    rows = [await office.shop.owner.fetchrow(asked, UUID(key.partition(":")[2])) for key in (small, large)]
    assert [tuple(row) for row in rows if row] == [("ACCOUNTANT", 1), ("CONTROLLER", 2)]


async def test_asks_for_nothing_where_the_document_was_never_written(office: Office) -> None:
    await office.policy()
    clerk, chief = await office.hire(RoleCode.ACCOUNTANT), await office.hire()
    await office.requested(clerk, office.matter(UUID(int=7)))
    assert await office.inbox(chief) == []


async def test_a_request_that_nobody_decides_in_time_is_over(office: Office) -> None:
    await office.policy(expiresAfterDays=1)
    clerk, chief, draft = await office.hire(RoleCode.ACCOUNTANT), await office.hire(), await office.draft()
    request = await office.requested(clerk, office.matter(draft))
    key = UUID(request.partition(":")[2])
    # Requests of these tests are made on a day in March 2026, which is long ago.
    assert await office.decide(chief, request) == "APPROVAL_NOT_PENDING"
    assert await office.shop.owner.fetchval("select expires_at < now() from approval_request where id = $1", key)
