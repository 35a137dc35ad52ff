"""Policies say something that can be kept."""

import pytest

from auth.roles import RoleCode
from tests.platform.approvals.office import Office

UPDATE = """
mutation ($input: ApprovalPolicyUpdateInput!) {
  approvalPolicyUpdate(input: $input) { approvalPolicy { steps { quorum } } errors { code path } }
}
"""


async def test_keeps_what_is_said(office: Office) -> None:
    made = await office.policy([{"roleCode": "CONTROLLER", "quorum": 2}, {"permission": "sales.order:approve"}])
    assert made["errors"] == []
    assert made["approvalPolicy"]["amountAbove"] == {"amount": "1000.00"}
    assert made["approvalPolicy"]["steps"] == [
        {"position": 1, "roleCode": "CONTROLLER", "permission": None, "quorum": 2},
        {"position": 2, "roleCode": None, "permission": "sales.order:approve", "quorum": 1},
    ]


UNFIT: list[tuple[list[dict[str, object]], str]] = [
    ([{"roleCode": "NOBODY"}], "APPROVER_UNKNOWN"),
    ([{"permission": "finance.everything:approve"}], "APPROVER_UNKNOWN"),
    ([{}], "APPROVER_UNKNOWN"),
    ([{"roleCode": "CONTROLLER", "permission": "sales.order:approve"}], "APPROVER_UNKNOWN"),
    ([{"roleCode": "CONTROLLER", "quorum": 0}], "RULE_BROKEN"),
]


@pytest.mark.parametrize(("steps", "code"), UNFIT)
async def test_refuses_steps_that_ask_nobody(office: Office, steps: list[dict[str, object]], code: str) -> None:
    made = await office.policy(steps)
    assert [error["code"] for error in made["errors"]] == [code]


async def test_refuses_documents_that_are_not_put_to_approval(office: Office) -> None:
    made = await office.policy(documentType="Party")
    assert made["errors"] == [{"code": "NOT_APPROVABLE", "path": ["input", "documentType"]}]


async def test_refuses_a_policy_that_asks_nobody(office: Office) -> None:
    made = (await office.policy())["approvalPolicy"]
    token = office.shop.token(companies=[office.company])
    step = await office.shop.owner.fetchval(
        "select id from approval_step where policy_id = $1", made["id"].partition(":")[2]
    )
    change = {"id": made["id"], "version": made["version"], "steps": {"remove": [f"ApprovalStep:{step}"]}}
    answer = await office.shop.ask(UPDATE, {"input": change}, token=token)
    assert [error["code"] for error in answer["data"]["approvalPolicyUpdate"]["errors"]] == ["VALUE_REQUIRED"]


async def test_accountants_neither_see_nor_write_policies(office: Office) -> None:
    clerk = await office.hire(RoleCode.ACCOUNTANT)
    text = "{ approvalPolicies(first: 1) { nodes { id } } }"
    answer = await office.shop.ask(text, token=office.token(clerk))
    assert answer["errors"][0]["extensions"]["code"] == "FORBIDDEN"
