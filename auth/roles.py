"""The standard roles: a table of who may do what.

A role is a set of permissions that fits a job. A partner's roles are for tokens that act for a party; row policies then
show them the documents of that party alone, whatever the role grants.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from auth.bundles import COLLEAGUE, EVERYBODY, HANDLE_GOODS, KEEP_BOOKS, SEE_GOODS, SELL, TRY_OUT
from auth.permissions import CATALOGUE, READ


class RoleCode(StrEnum):
    """The jobs that the standard roles are made for."""

    SALES_REP = "SALES_REP"
    SALES_MANAGER = "SALES_MANAGER"
    WAREHOUSE_CLERK = "WAREHOUSE_CLERK"
    WAREHOUSE_MANAGER = "WAREHOUSE_MANAGER"
    BUYER = "BUYER"
    ACCOUNTANT = "ACCOUNTANT"
    CONTROLLER = "CONTROLLER"
    HR_OFFICER = "HR_OFFICER"
    PRODUCTION_PLANNER = "PRODUCTION_PLANNER"
    PRODUCTION_OPERATOR = "PRODUCTION_OPERATOR"
    SUPPORT_AGENT = "SUPPORT_AGENT"
    AUDITOR = "AUDITOR"
    ADMIN = "ADMIN"
    PARTNER_CUSTOMER = "PARTNER_CUSTOMER"
    PARTNER_VENDOR = "PARTNER_VENDOR"
    SANDBOX = "SANDBOX"


@dataclass(frozen=True, slots=True)
class Role:
    """A job with the permissions that it needs."""

    code: RoleCode
    name: str
    description: str
    permissions: frozenset[str]
    for_partners: bool = False


_TABLE = (
    Role(
        RoleCode.SALES_REP,
        "Sales representative",
        "Looks after customers and their orders; sees prices, stock and the invoices of those orders, neither cost nor margin.",
        SELL,
    ),
    Role(
        RoleCode.SALES_MANAGER,
        "Sales manager",
        "Answers for sales: prices, credit limits, approvals and margins.",
        SELL
        | {
            "finance.customer_invoice:read",
            "platform.user:read",
            "sales.agreement:confirm",
            "sales.agreement:end",
            "sales.commission_rule:write",
            "sales.credit:override",
            "sales.credit:write",
            "sales.margin:read",
            "sales.order:approve",
            "sales.order:discount",
            "sales.order:hold",
            "sales.order:close",
            "sales.order:reopen",
            "sales.price:write",
            "sales.promotion:write",
            "sales.return:approve",
            "sales.return:close",
            "sales.team:write",
            "sales.team_commission:read",
        },
    ),
    Role(
        RoleCode.WAREHOUSE_CLERK,
        "Warehouse clerk",
        "Receives, moves, counts and ships goods; sees quantities, no amounts of cost.",
        HANDLE_GOODS,
    ),
    Role(
        RoleCode.WAREHOUSE_MANAGER,
        "Warehouse manager",
        "Answers for the warehouses, their locations and what the shelves say of products.",
        HANDLE_GOODS
        | {
            "inventory.product:write",
            "inventory.transfer:write_off",
            "inventory.warehouse:write",
            "logistics.carrier:write",
            "logistics.shipment:assign",
            "platform.number_series:read",
            "platform.user:read",
            "purchasing.vendor_product:read",
        },
    ),
    Role(
        RoleCode.BUYER,
        "Buyer",
        "Chooses vendors, keeps their prices and orders from them; the approval is somebody else's.",
        COLLEAGUE
        | SEE_GOODS
        | {
            "finance.payment_term:read",
            "finance.tax:read",
            "inventory.cost:read",
            "inventory.move:read",
            "inventory.product:write",
            "inventory.transfer:read",
            "logistics.shipment:drop",
            "logistics.shipment:read",
            "platform.party:read",
            "platform.party:write",
            "platform.party_contact:read",
            "platform.party_contact:write",
            "purchasing.order:read",
            "purchasing.order:write",
            "purchasing.order:submit",
            "purchasing.order:send",
            "purchasing.order:acknowledge",
            "purchasing.order:close",
            "purchasing.order:cancel",
            "purchasing.price:read",
            "purchasing.price:write",
            "purchasing.return:read",
            "purchasing.return:write",
            "purchasing.vendor_product:read",
            "purchasing.vendor_product:write",
            "sales.order:read",
        },
    ),
    Role(
        RoleCode.ACCOUNTANT,
        "Accountant",
        "Keeps the books: enters and posts, sees all documents with their amounts, records exchange rates.",
        KEEP_BOOKS | {"finance.journal:write", "finance.payment_term:write", "finance.tax:write"},
    ),
    Role(
        RoleCode.CONTROLLER,
        "Controller",
        "Answers for the books, costs, credit and spending: closes and locks, sets standard costs, approves purchases.",
        KEEP_BOOKS
        | {
            "finance.account:write",
            "finance.bank:write",
            "finance.dimension:write",
            "finance.journal:write",
            "finance.dunning:write",
            "finance.payment_policy:write",
            "finance.payment_term:write",
            "finance.period:write",
            "finance.period:close",
            "finance.period:reopen",
            "finance.period:lock",
            "finance.period:except",
            "finance.report:check",
            "finance.report:export",
            "finance.tax:write",
            "finance.tax_return:file",
            "finance.tax_return:settle",
            "inventory.cost:write",
            "platform.approval_policy:read",
            "platform.approval_policy:write",
            "platform.number_series:write",
            "platform.segregation:read",
            "platform.segregation:write",
            "platform.user:read",
            "purchasing.order:approve",
            "sales.credit:override",
            "sales.credit:write",
        },
    ),
    Role(
        RoleCode.HR_OFFICER,
        "HR officer",
        "Looks after the people of the company; sees who can sign in and with which roles.",
        COLLEAGUE | {"platform.role:read", "platform.segregation:read", "platform.user:read"},
    ),
    Role(
        RoleCode.PRODUCTION_PLANNER,
        "Production planner",
        "Plans what is made from what: demand, supply and stock, without amounts of cost.",
        COLLEAGUE
        | SEE_GOODS
        | {
            "inventory.move:read",
            "inventory.product:write",
            "inventory.stock:write",
            "inventory.transfer:read",
            "platform.party:read",
            "purchasing.order:read",
            "purchasing.vendor_product:read",
            "sales.order:read",
        },
    ),
    Role(
        RoleCode.PRODUCTION_OPERATOR,
        "Production operator",
        "Takes material from stock and puts finished goods into it.",
        COLLEAGUE | SEE_GOODS | {"inventory.lot:write", "inventory.move:read", "inventory.move:write"},
    ),
    Role(
        RoleCode.SUPPORT_AGENT,
        "Support agent",
        "Answers customers: sees who they are, what they ordered and whether it is there.",
        COLLEAGUE
        | SEE_GOODS
        | {
            "logistics.shipment:read",
            "logistics.tracking:read",
            "platform.party:read",
            "platform.party_contact:read",
            "sales.order:read",
            "sales.price:read",
            "sales.return:read",
            "sales.return:write",
        },
    ),
    Role(
        RoleCode.AUDITOR,
        "Auditor",
        "Reads everything and changes nothing.",
        frozenset(permission.name for permission in CATALOGUE.values() if permission.right == READ)
        | {"audit.log:export"},
    ),
    Role(
        RoleCode.ADMIN,
        "Administrator",
        "Sets the system up; may do everything.",
        frozenset(CATALOGUE),
    ),
    Role(
        RoleCode.PARTNER_CUSTOMER,
        "Partner: customer",
        "A customer's own system: the catalogue with list prices, and the customer's own orders, shipments, returns, invoices, "
        "payments and addresses.",
        EVERYBODY
        | {
            "finance.customer_invoice:read",
            "finance.invoice:read",
            # What it owes and has paid is no cost to hide from it; it sees its own alone, which are all the rows it sees.
            "finance.open_item:read",
            "finance.payment:read",
            "inventory.product:read",
            "logistics.shipment:read",
            "logistics.tracking:read",
            "platform.client:read",
            "platform.client:write",
            "platform.party:read",
            "platform.persisted_operation:read",
            "platform.persisted_operation:write",
            "platform.sandbox:play",
            "platform.sandbox:read",
            "platform.sandbox:write",
            "platform.webhook:read",
            "platform.webhook:write",
            "sales.agreement:read",
            "sales.order:read",
            "sales.price:read",
            "sales.quotation:read",
            "sales.return:read",
        },
        for_partners=True,
    ),
    Role(
        RoleCode.PARTNER_VENDOR,
        "Partner: vendor",
        "A vendor's own system: the purchase orders to it, which it acknowledges, what it supplies, its bills and payments.",
        EVERYBODY
        | {
            "finance.bill:read",
            "finance.customer_invoice:read",
            "finance.invoice:read",
            "finance.open_item:read",
            "finance.payment:read",
            "inventory.product:read",
            "platform.client:read",
            "platform.client:write",
            "platform.party:read",
            "platform.persisted_operation:read",
            "platform.persisted_operation:write",
            "platform.sandbox:play",
            "platform.sandbox:read",
            "platform.sandbox:write",
            "platform.webhook:read",
            "platform.webhook:write",
            "purchasing.order:read",
            "purchasing.order:acknowledge",
            # Prices are a cost to us; a vendor sees those of its own orders and offers, which are all the rows it sees.
            "purchasing.price:read",
            "purchasing.vendor_product:read",
        },
        for_partners=True,
    ),
    Role(
        RoleCode.SANDBOX,
        "Sandbox",
        "What the program of a sandbox may do there: all of the business, and nothing that is beyond one company.",
        TRY_OUT,
    ),
)

STANDARD_ROLES: Final[Mapping[RoleCode, Role]] = MappingProxyType({role.code: role for role in _TABLE})
"""The standard roles by their code."""


def granted_by(roles: Iterable[RoleCode]) -> frozenset[str]:
    """Give what some roles grant together."""
    return frozenset[str]().union(*(STANDARD_ROLES[role].permissions for role in roles))
