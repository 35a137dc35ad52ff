"""Nobody is given a role by which they would have rights that do not go together."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from auth.permissions import CATALOGUE
from auth.roles import STANDARD_ROLES, RoleCode
from kernel.clock import SystemClock
from kernel.ids import uuid7
from services.platform.identity_provider_role import Following, provider_role_grant
from services.platform.role import RoleSaid, role_restore, role_update
from services.platform.segregation import SegregationBroken, Warned, require_segregated
from services.platform.segregation_rules import REFUSE, STANDARD_RULES
from tests.platform.segregation.people import give, own_role, person, role_id, working
from tests.schema.builders import insert
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
    # In a sandbox a program tries everything out by itself, and nothing there is real.
    held = [role.code for role in STANDARD_ROLES.values() if both <= role.permissions]
    assert set(held) - {RoleCode.SANDBOX} == {RoleCode.ADMIN}


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


async def test_the_role_of_administrators_is_given_to_anybody_and_excuses_nobody(shop: Shop) -> None:
    assert await given(shop, await person(shop, "BUYER"), "ADMIN") == []
    assert await given(shop, await person(shop, "ADMIN"), "BUYER") == []
    for since in (None, date(2999, 1, 1)):
        with pytest.raises(SegregationBroken) as refused:
            await given(shop, await person(shop, "ADMIN", "BUYER", valid_from=since), "ACCOUNTANT")
        assert set(refused.value.roles) == {"BUYER", "ACCOUNTANT"}


async def test_judges_those_who_get_the_role_by_delegation(shop: Shop) -> None:
    owner, delegate = await person(shop), await person(shop, "BUYER", company=shop.company)
    days = {"starts_on": date(2020, 1, 1), "ends_on": date(2999, 1, 1), "reason": "On holiday."}
    lent = {"user_id": owner, "delegate_id": delegate, "role_id": await role_id(shop, "ACCOUNTANT")}
    await insert(shop.owner, "rights_delegation", **lent, **days)
    await given(shop, owner, "ACCOUNTANT", shop.other)
    with pytest.raises(SegregationBroken):
        await given(shop, owner, "ACCOUNTANT", shop.company)


async def grow(shop: Shop, code: str, *parents: str, permissions: tuple[str, ...] | None = None) -> None:
    """Change a role to have some permissions and parents."""
    async with working(shop) as work:
        above = tuple([await role_id(shop, parent) for parent in parents])
        await role_update(work, await role_id(shop, code), 1, RoleSaid(permissions=permissions, parents=above))


async def test_refuses_that_a_role_grows_into_what_somebody_who_has_it_must_not_have(shop: Shop) -> None:
    small, below = await own_role(shop, "sales.order:read"), await own_role(shop)
    await person(shop, below, small, "BUYER")
    await grow(shop, below, small)
    await grow(shop, below, permissions=("sales.price:read",))
    with pytest.raises(SegregationBroken):
        await grow(shop, below, permissions=("finance.payment:post",))
    with pytest.raises(SegregationBroken):
        await grow(shop, below, "ACCOUNTANT")


async def test_judges_who_has_a_grown_role_by_inheritance_in_the_same_company_alone(shop: Shop) -> None:
    parent = await own_role(shop)
    child = await own_role(shop, parent=parent)
    buyer = await person(shop, "BUYER", company=shop.company)
    await give(shop, buyer, child, shop.other)
    await grow(shop, parent, permissions=("finance.payment:post",))
    await give(shop, buyer, child, shop.company)
    with pytest.raises(SegregationBroken):
        await grow(shop, parent, permissions=("finance.payment:post",))


async def test_refuses_to_restore_a_role_beside_which_another_was_given(shop: Shop) -> None:
    paying = await own_role(shop, "finance.payment:post")
    await person(shop, paying, "BUYER")
    await shop.owner.execute("update role set archived_at = now() where code = $1", paying)
    async with working(shop) as work:
        with pytest.raises(SegregationBroken):
            await role_restore(work, await role_id(shop, paying), 2)


async def test_a_role_may_keep_what_was_broken_before(shop: Shop) -> None:
    both = await own_role(shop, "finance.payment:post", "platform.party:write")
    await person(shop, both)
    await grow(shop, both, permissions=("finance.payment:post", "platform.party:write", "sales.price:read"))


async def test_refuses_that_roles_which_do_not_go_together_follow_from_one_word_of_a_provider(shop: Shop) -> None:
    provider = await insert(
        shop.owner, "identity_provider", name="The office", issuer=f"https://{uuid7().hex}.example.org",
        client_id="torso", sealed_secret="", secret_changed_at=SystemClock().now(), email_domains=["example.org"],
    )  # fmt: skip
    async with working(shop) as work:
        buyers = Following(provider, "groups", "buyers", await role_id(shop, "BUYER"), shop.company)
        await provider_role_grant(work, buyers)
        accountant = replace(buyers, role_id=await role_id(shop, "ACCOUNTANT"))
        await provider_role_grant(work, replace(accountant, value="accountants"))
        await provider_role_grant(work, replace(accountant, company_id=shop.other))
        with pytest.raises(SegregationBroken):
            await provider_role_grant(work, accountant)


async def test_says_nothing_of_what_was_broken_before(shop: Shop) -> None:
    both = await own_role(shop, "finance.payment:post", "platform.party:write")
    assert await given(shop, await person(shop, both), "SUPPORT_AGENT") == []


async def test_a_rule_out_of_use_refuses_nothing(shop: Shop) -> None:
    buyer = await person(shop, "BUYER")
    async with working(shop) as work:
        await work.raw.execute("update segregation_rule set archived_at = now()")
        assert await require_segregated(work, buyer, await role_id(shop, "ACCOUNTANT"), None) == []
