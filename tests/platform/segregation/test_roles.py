"""Nobody is given a role by which they would have rights that do not go together."""

from datetime import date
from uuid import UUID

import pytest

from auth.permissions import CATALOGUE
from auth.roles import STANDARD_ROLES, RoleCode
from services.platform.segregation import SegregationBroken, Warned, require_segregated
from services.platform.segregation_rules import REFUSE, STANDARD_RULES
from tests.platform.segregation.people import own_role, person, role_id, working
from tests.writing.shop import Shop


async def given(shop: Shop, user: UUID, role: str, company: UUID | None = None) -> list[Warned]:
    """Ask whether somebody may be given a role."""
    async with working(shop) as work:
        return await require_segregated(work, user, await role_id(shop, role), company, ("roleId",))


def test_standard_rules_name_what_there_is() -> None:
    assert {name for rule in STANDARD_RULES for name in rule[2:4]} <= set(CATALOGUE)
    assert len({rule.code for rule in STANDARD_RULES}) == len(STANDARD_RULES)


@pytest.mark.parametrize(
    "rule", [rule for rule in STANDARD_RULES if rule.severity is REFUSE], ids=lambda rule: rule.code
)
def test_each_standard_role_by_itself_keeps_what_is_refused(rule: tuple[str, ...]) -> None:
    both = {rule[2], rule[3]}
    assert [role.code for role in STANDARD_ROLES.values() if both <= role.permissions] == [RoleCode.ADMIN]


async def test_refuses_a_second_role_that_does_not_go_with_the_first(shop: Shop) -> None:
    buyer = await person(shop, "BUYER")
    with pytest.raises(SegregationBroken) as refused:
        await given(shop, buyer, "ACCOUNTANT")
    assert refused.value.path == ("roleId",)
    assert set(refused.value.roles) == {"BUYER", "ACCOUNTANT"}


async def test_refuses_a_role_that_has_both_from_others(shop: Shop) -> None:
    everything = await own_role(shop, "finance.payment:post", parent="BUYER")
    with pytest.raises(SegregationBroken):
        await given(shop, await person(shop), everything)


async def test_gives_the_roles_in_different_companies(shop: Shop) -> None:
    buyer = await person(shop, "BUYER", company=shop.company)
    await given(shop, buyer, "ACCOUNTANT", shop.other)
    for company in (shop.company, None):
        with pytest.raises(SegregationBroken):
            await given(shop, buyer, "ACCOUNTANT", company)


async def test_counts_roles_that_begin_later_and_none_that_have_ended(shop: Shop) -> None:
    later = await person(shop, "BUYER", valid_from=date(2999, 1, 1))
    with pytest.raises(SegregationBroken):
        await given(shop, later, "ACCOUNTANT")
    assert await given(shop, await person(shop, "BUYER", valid_until=date(2020, 1, 1)), "SALES_REP") == []


async def test_warns_of_what_is_only_looked_at(shop: Shop) -> None:
    (warned,) = await given(shop, await person(shop, "SALES_REP"), await own_role(shop, "sales.credit:override"))
    assert (warned.first_permission, warned.second_permission) == ("sales.order:write", "sales.credit:override")


async def test_administrators_are_exempt(shop: Shop) -> None:
    assert await given(shop, await person(shop, "BUYER"), "ADMIN")


async def test_says_nothing_of_what_was_broken_before(shop: Shop) -> None:
    both = await own_role(shop, "finance.payment:post", "platform.party:write")
    assert await given(shop, await person(shop, both), "SUPPORT_AGENT") == []


async def test_a_rule_out_of_use_refuses_nothing(shop: Shop) -> None:
    buyer = await person(shop, "BUYER")
    async with working(shop) as work:
        await work.raw.execute("update segregation_rule set archived_at = now()")
        assert await require_segregated(work, buyer, await role_id(shop, "ACCOUNTANT"), None) == []
