"""Which of several rules counts for a line: the most particular, then the one of higher priority."""

from typing import Any

import pytest

from kernel.ids import uuid7
from tests.sales.commissions.bureau import Bureau
from tests.schema import builders


@pytest.fixture
async def ids(bureau: Bureau) -> dict[str, str]:
    """The salesperson, a category with one below it, a group that the customer is in, and another of each."""
    owner, company = bureau.office.shop.owner, bureau.office.company
    said: dict[str, Any] = {"company_id": company}
    upper = await builders.insert(owner, "product_category", **said, code="UP", name="Up")
    lower = await builders.insert(owner, "product_category", **said, code="LOW", name="Low", parent_id=upper)
    other = await builders.insert(owner, "product_category", **said, code="ELSE", name="Else")
    group = await builders.insert(owner, "customer_group", **said, code="IN", name="In")
    stranger = await builders.insert(owner, "customer_group", **said, code="OUT", name="Out")
    await owner.execute(
        "update party set customer_group_id = $1 where id = $2", group, bureau.desk.party.partition(":")[2]
    )
    return {
        "rep": f"User:{bureau.rep}", "nobody": f"User:{await bureau.somebody()}", "group": f"CustomerGroup:{group}",
        "stranger": f"CustomerGroup:{stranger}", "upper": f"ProductCategory:{upper}",
        "lower": f"ProductCategory:{lower}", "other": f"ProductCategory:{other}",
    }  # fmt: skip


async def sell(bureau: Bureau, ids: dict[str, str]) -> list[str]:
    """Bill goods of the lower category, and tell by which rules they earn something."""
    owner = bureau.office.shop.owner
    sku = await builders.sku(owner, bureau.office.company, uuid7().hex[-10:])
    await owner.execute(
        "update product set category_id = $1 where id = (select product_id from sku where id = $2)",
        ids["lower"].partition(":")[2], sku,
    )  # fmt: skip
    await bureau.billed(10, of=await bureau.sold(sku=sku))
    return [each["ruleCode"] for each in await bureau.lines()]


CASES: list[tuple[list[dict[str, Any]], int]] = [
    # The salesperson before the category, the category before the group, whatever their priority.
    ([{"salesRepId": "rep"}, {"categoryId": "lower", "groupId": "group", "priority": 9}], 0),
    ([{"groupId": "group", "priority": 9}, {"categoryId": "upper"}], 1),
    ([{"priority": 9}, {"groupId": "group"}], 1),
    # The deeper category before the one above it.
    ([{"categoryId": "upper", "priority": 9}, {"categoryId": "lower"}], 1),
    # All that are named count together.
    ([{"salesRepId": "rep", "priority": 9}, {"salesRepId": "rep", "groupId": "group"}], 1),
    # Among equals the priority, then the code.
    ([{"priority": 1}, {"priority": 2}], 1),
    ([{}, {}], 0),
    # What is for others does not count.
    ([{}, {"salesRepId": "nobody"}, {"groupId": "stranger"}, {"categoryId": "other"}], 0),
    ([{}, {"priority": 9, "validUntil": "2026-03-09"}, {"priority": 9, "validFrom": "2026-03-11"}], 0),
]


@pytest.mark.parametrize(("rules", "counts"), CASES)
async def test_one_rule_counts_for_a_line(
    bureau: Bureau, ids: dict[str, str], rules: list[dict[str, Any]], counts: int
) -> None:
    for place, said in enumerate(rules):
        given = {name: ids.get(value, value) if isinstance(value, str) else value for name, value in said.items()}
        await bureau.rule(f"R{place}", **given)
    assert await sell(bureau, ids) == [f"R{counts}"]


async def test_a_rule_out_of_use_counts_for_what_was_billed_before(bureau: Bureau, ids: dict[str, str]) -> None:
    rule = await bureau.rule()
    await bureau.office.shop.owner.execute(
        "update commission_rule set archived_at = '2026-03-11T08:00:00Z' where id = $1", rule.partition(":")[2]
    )
    assert await sell(bureau, ids) == ["ALL"]
    await bureau.billed(10, invoiceOn="2026-03-11")
    assert len(await bureau.lines()) == 1
