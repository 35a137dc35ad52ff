import pytest

from auth.data_class import DataClass
from auth.permissions import CATALOGUE
from auth.roles import STANDARD_ROLES, Role, RoleCode, granted_by

EVERY = pytest.mark.parametrize("role", STANDARD_ROLES.values(), ids=lambda role: role.code)
PARTNERS = pytest.mark.parametrize("role", [role for role in STANDARD_ROLES.values() if role.for_partners])


def classes(role: Role) -> set[DataClass]:
    return {CATALOGUE[name].data_class for name in role.permissions}


def costs_of(code: RoleCode) -> set[str]:
    return {name for name in granted_by([code]) if CATALOGUE[name].data_class is DataClass.COST}


def test_every_job_has_its_role() -> None:
    assert set(STANDARD_ROLES) == set(RoleCode)


@EVERY
def test_grants_only_what_the_catalogue_has(role: Role) -> None:
    assert role.permissions <= CATALOGUE.keys()


@EVERY
def test_is_described_in_a_sentence(role: Role) -> None:
    assert role.description.endswith(".")


@EVERY
def test_whoever_changes_a_thing_can_see_it(role: Role) -> None:
    seen = {f"{name.partition(':')[0]}:read" for name in role.permissions}
    assert seen <= role.permissions


@pytest.mark.parametrize("name", CATALOGUE)
def test_every_permission_is_granted_to_somebody(name: str) -> None:
    assert any(name in role.permissions for role in STANDARD_ROLES.values())


@pytest.mark.parametrize("name", [name for name in CATALOGUE if not name.startswith("platform.")])
def test_business_is_done_by_more_people_than_the_administrator(name: str) -> None:
    assert any(name in role.permissions for role in STANDARD_ROLES.values() if role.code is not RoleCode.ADMIN)


def test_an_auditor_reads_everything_and_changes_nothing() -> None:
    reads = {name for name in CATALOGUE if name.endswith(":read")}
    assert STANDARD_ROLES[RoleCode.AUDITOR].permissions == reads | {"audit.log:export"}


@pytest.mark.parametrize(
    "code",
    [
        RoleCode.SALES_REP,
        RoleCode.WAREHOUSE_CLERK,
        RoleCode.WAREHOUSE_MANAGER,
        RoleCode.HR_OFFICER,
        RoleCode.PRODUCTION_PLANNER,
        RoleCode.PRODUCTION_OPERATOR,
        RoleCode.SUPPORT_AGENT,
    ],
)
def test_sees_neither_cost_nor_margin(code: RoleCode) -> None:
    assert DataClass.COST not in classes(STANDARD_ROLES[code])


def test_a_sales_manager_sees_the_margin_and_a_sales_rep_does_not() -> None:
    assert "sales.margin:read" in STANDARD_ROLES[RoleCode.SALES_MANAGER].permissions
    assert "sales.margin:read" not in STANDARD_ROLES[RoleCode.SALES_REP].permissions


def test_a_customer_sees_no_cost_but_what_it_owes_and_has_paid_itself() -> None:
    assert costs_of(RoleCode.PARTNER_CUSTOMER) == {"finance.open_item:read", "finance.payment:read"}


def test_a_vendor_sees_no_cost_but_the_prices_bills_and_payments_of_its_own() -> None:
    own = {"finance.bill:read", "finance.open_item:read", "finance.payment:read", "purchasing.price:read"}
    assert costs_of(RoleCode.PARTNER_VENDOR) == own


@PARTNERS
def test_a_partner_sees_neither_ledger_nor_what_colleagues_leave_each_other(role: Role) -> None:
    hidden = ("account", "bank", "entry", "journal", "period", "remark", "report", "revaluation", "tax_return")
    assert not {f"finance.{name}:read" for name in hidden} & role.permissions


def test_a_sales_rep_sees_no_ledger_and_the_invoices_of_own_orders_alone() -> None:
    seen = {name for name in granted_by([RoleCode.SALES_REP]) if name.startswith("finance.")}
    assert seen == {"finance.invoice:read", "finance.payment_term:read", "finance.remark:read", "finance.tax:read"}


@PARTNERS
def test_a_partner_sees_no_stock_no_people_and_no_set_up(role: Role) -> None:
    assert classes(role) <= {DataClass.PUBLIC, DataClass.INTERNAL, DataClass.COST}
    hidden = ("inventory.stock", "inventory.move", "inventory.warehouse", "platform.user", "platform.role")
    assert not [name for name in role.permissions if name.startswith(hidden)]


@PARTNERS
def test_a_partner_changes_nothing_but_acknowledges_and_minds_its_own_inbox_and_programs(role: Role) -> None:
    changes = {name for name in role.permissions if not name.endswith(":read")}
    own = {
        *("platform.client:write", "platform.grant:revoke", "platform.notification:write", "platform.session:write"),
        *("platform.persisted_operation:write", "platform.webhook:write"),
        *("platform.bulk:query", "platform.sandbox:play", "platform.sandbox:write"),
    }
    assert changes <= {"purchasing.order:acknowledge", *own}


def test_a_customer_sees_no_purchases_and_a_vendor_no_sales() -> None:
    assert not [name for name in granted_by([RoleCode.PARTNER_CUSTOMER]) if name.startswith("purchasing.")]
    assert not [name for name in granted_by([RoleCode.PARTNER_VENDOR]) if name.startswith("sales.")]


def test_whoever_orders_does_not_approve() -> None:
    assert "purchasing.order:approve" not in STANDARD_ROLES[RoleCode.BUYER].permissions
    assert "purchasing.order:write" not in STANDARD_ROLES[RoleCode.CONTROLLER].permissions


def test_roles_add_up() -> None:
    both = granted_by([RoleCode.HR_OFFICER, RoleCode.SUPPORT_AGENT])
    assert both == granted_by([RoleCode.HR_OFFICER]) | granted_by([RoleCode.SUPPORT_AGENT])
    assert granted_by([]) == frozenset()
