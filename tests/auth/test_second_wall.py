"""What the second wall says of single tables, as text."""

import re
from dataclasses import replace
from uuid import UUID

import pytest

from auth.policies import BEHIND_THE_SCHEMA, POLICIES
from auth.principal import Principal
from auth.second_wall import PAST, SETTINGS, announced, statements
from models import Base

COMPANY, PARTY = UUID(int=1), UUID(int=2)
CLERK = Principal(str(UUID(int=3)), "shop", "Clara", frozenset({"sales.order:read", "audit.log:read"}), (COMPANY,))


def policy_of(table: str) -> str:
    [found] = [each for each in statements() if each.startswith(f'create policy wall on "{table}"')]
    return found.partition(" using ")[2]


def test_rows_are_told_apart_by_company_and_by_partner() -> None:
    companies, party = (
        "sales_order.company_id = ANY ((select wall.partitions())::uuid[])",
        "(select wall.party())::uuid",
    )
    real = "(sales_order.company_id < 'ffffffff-0000-0000-0000-000000000000'::uuid) IS NOT false"
    own = (
        "case when 'SALES' = any((select wall.permissions())::text[]) "
        "then sales_order.sales_rep_id = ANY ((select wall.sales_reps())::uuid[]) else true end"
    )
    assert policy_of("sales_order") == (
        "(case (select wall.kind())::text "
        f"when 'COLLEAGUE' then {companies} when 'COLLEAGUE_EVERYWHERE' then {real} "
        f"when 'PARTNER' then sales_order.customer_id = {party} AND {companies} "
        f"when 'PARTNER_EVERYWHERE' then sales_order.customer_id = {party} AND {real} else false end and {own})"
    )


def test_what_is_internal_is_for_no_partner() -> None:
    assert "PARTNER" not in policy_of("stock_move")


def test_a_permission_is_asked_for_where_a_policy_asks_for_it() -> None:
    assert "case when 'audit.log:read' = any((select wall.permissions())::text[])" in policy_of("audit_entry")


def test_a_policy_that_would_ask_itself_is_a_function() -> None:
    assert "select" not in policy_of("invoice").replace("(select wall.", "")
    assert 'wall.sees_invoice_0("invoice")' in policy_of("invoice")


def test_types_are_named_in_one_order_so_that_the_text_stays_the_same() -> None:
    [text] = [each for each in statements() if "function wall.sees_audit_entry_0(" in each]
    named = re.findall(r"this.entity_type IS DISTINCT FROM '(\w+)'", text)
    assert named == sorted(named)
    assert len(named) > 20


@pytest.mark.parametrize("table", [*POLICIES, *BEHIND_THE_SCHEMA])
def test_every_table_is_read_only_by_who_is_announced(table: str) -> None:
    assert policy_of(table).startswith("(case (select wall.kind())::text when ")
    assert " else false end" in policy_of(table)


def test_what_is_read_past_the_wall_belongs_to_companies() -> None:
    assert all("company_id" in Base.metadata.tables[table].columns for table in PAST)


def test_no_table_is_both_a_type_and_behind_the_schema() -> None:
    assert not POLICIES.keys() & BEHIND_THE_SCHEMA.keys()


def test_a_viewer_is_announced_with_what_policies_ask_for() -> None:
    said = dict(zip(SETTINGS, announced(CLERK), strict=True))
    assert said == {
        "torso.kind": "COLLEAGUE",
        "torso.companies": f"{{{COMPANY}}}",
        "torso.party": "",
        "torso.user": CLERK.subject,
        "torso.subject": CLERK.subject,
        "torso.document_types": "{SalesOrder}",
        "torso.event_types": "{Job,SalesOrder}",
        "torso.permissions": "{audit.log:read}",
        "torso.sales_reps": "{}",
        "torso.warehouses": "{}",
    }


def test_a_viewer_whose_rows_are_narrowed_is_announced_with_what_they_see() -> None:
    rep = replace(CLERK, sales_reps=(UUID(int=3), UUID(int=4)), warehouses=())
    said = dict(zip(SETTINGS, announced(rep), strict=True))
    assert said["torso.permissions"] == "{SALES,WAREHOUSES,audit.log:read}"
    assert (said["torso.sales_reps"], said["torso.warehouses"]) == (f"{{{UUID(int=3)},{UUID(int=4)}}}", "{}")


@pytest.mark.parametrize(
    ("principal", "kind"),
    [
        (replace(CLERK, companies=None), "COLLEAGUE_EVERYWHERE"),
        (replace(CLERK, party_id=PARTY), "PARTNER"),
        (replace(CLERK, party_id=PARTY, companies=None), "PARTNER_EVERYWHERE"),
        (replace(CLERK, companies=()), "NOWHERE"),
    ],
)
def test_viewers_are_of_five_kinds(principal: Principal, kind: str) -> None:
    assert announced(principal)[0] == kind
