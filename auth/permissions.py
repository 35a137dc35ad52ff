"""The catalogue of permissions: everything that a role can grant and a field can ask for.

A permission is named `module.thing:right`. Reading and writing are separate, and the transitions of a life cycle are
rights of their own. Each permission says which class of data it opens, so that one look tells what a role exposes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from auth.data_class import DataClass

READ: Final = "read"
WRITE: Final = "write"


class Module(StrEnum):
    """The modules that have permissions."""

    AUDIT = "audit"
    PLATFORM = "platform"
    FINANCE = "finance"
    INVENTORY = "inventory"
    LOGISTICS = "logistics"
    SALES = "sales"
    PURCHASING = "purchasing"


@dataclass(frozen=True, slots=True)
class Permission:
    """A right over a thing of a module, and the class of data that it opens."""

    module: Module
    thing: str
    right: str
    description: str
    data_class: DataClass

    @property
    def name(self) -> str:
        return f"{self.module}.{self.thing}:{self.right}"


@dataclass(frozen=True, slots=True)
class _Thing:
    """A row of the table below: what is read, and if it is ever written by hand, what is written."""

    module: Module
    name: str
    data_class: DataClass
    read: str
    write: str | None
    actions: tuple[tuple[str, str], ...] = ()


_AUDIT = (
    # Nobody writes the log: the database does.
    _Thing(
        Module.AUDIT,
        "log",
        DataClass.PERSONAL,
        "See the audit: every change with the values before and after it, refusals and denials, and verify its seals.",
        None,
    ),
)

_PLATFORM = (
    _Thing(
        Module.PLATFORM,
        "company",
        DataClass.INTERNAL,
        "See the companies: name, address, currency, time zone.",
        "Change the master data and policies of companies.",
    ),
    _Thing(
        Module.PLATFORM,
        "reference",
        DataClass.PUBLIC,
        "See reference data: currencies, exchange rates, countries, units and their conversions.",
        "Change reference data and record exchange rates.",
    ),
    _Thing(
        Module.PLATFORM,
        "party",
        DataClass.INTERNAL,
        "See customers, vendors and other parties with their addresses.",
        "Create and change parties and their addresses.",
    ),
    _Thing(
        Module.PLATFORM,
        "party_contact",
        DataClass.PERSONAL,
        "See how people are reached: contact persons, e-mail addresses, telephone numbers.",
        "Create and change contact persons, e-mail addresses and telephone numbers.",
    ),
    _Thing(
        Module.PLATFORM,
        "user",
        DataClass.PERSONAL,
        "See who can sign in, and with which roles.",
        "Invite users, change them and give them roles.",
    ),
    _Thing(
        Module.PLATFORM,
        "role",
        DataClass.INTERNAL,
        "See the roles and the permissions in them.",
        "Compose roles out of permissions.",
    ),
    _Thing(
        Module.PLATFORM,
        "number_series",
        DataClass.INTERNAL,
        "See the series from which documents take their numbers.",
        "Change the pattern and the period of number series.",
    ),
    _Thing(
        Module.PLATFORM,
        "external_reference",
        DataClass.INTERNAL,
        "See under which ids other systems know a record.",
        "Link records to their ids in other systems.",
    ),
    _Thing(
        Module.PLATFORM,
        "file",
        DataClass.INTERNAL,
        "See the files that one has uploaded oneself.",
        "Upload files.",
    ),
    _Thing(
        Module.PLATFORM,
        "attachment",
        DataClass.INTERNAL,
        "See and fetch what is attached to documents that one may see.",
        "Attach files to documents that one may see, and take them off.",
    ),
    _Thing(
        Module.PLATFORM,
        "notification",
        DataClass.INTERNAL,
        "See one's own notifications.",
        "Mark one's own notifications as read, and choose how to be told what.",
    ),
    _Thing(
        Module.PLATFORM,
        "approval",
        DataClass.INTERNAL,
        "See the requests for approval that one has made, may decide or has decided.",
        None,
        (
            (
                "decide",
                "Decide what waits for one, withdraw what one has asked for, and let somebody else decide in one's place.",
            ),
        ),
    ),
    _Thing(
        Module.PLATFORM,
        "approval_policy",
        DataClass.INTERNAL,
        "See which documents need approval, and every request for it.",
        "Say which documents need approval, and whose.",
    ),
    _Thing(
        Module.PLATFORM,
        "history",
        DataClass.INTERNAL,
        "See who changed what one may see, when, why and which fields, without the values.",
        None,
    ),
    _Thing(
        Module.PLATFORM,
        "job",
        DataClass.INTERNAL,
        "See the work in the background that others have asked for; one's own is seen without.",
        None,
    ),
    _Thing(
        Module.PLATFORM,
        "import",
        # A row of a source is shown as it was read, whoever it is about.
        DataClass.PERSONAL,
        "See imports with every row of their sources, mappings, other systems and the fields that they own.",
        "Prepare imports: bring files, say what their columns become, name other systems and give them fields.",
        (
            ("run", "Check imports and run them, which writes whatever their mappings say."),
            ("revert", "Take back what an import has made."),
        ),
    ),
)

_FINANCE = (
    _Thing(
        Module.FINANCE,
        "account",
        DataClass.INTERNAL,
        "See the chart of accounts, and which account plays which role.",
        "Change the chart of accounts, and which account plays which role.",
    ),
    _Thing(
        Module.FINANCE,
        "journal",
        DataClass.INTERNAL,
        "See the journals, and the templates of entries that come again.",
        "Change journals and templates.",
    ),
    _Thing(
        Module.FINANCE,
        "dimension",
        DataClass.INTERNAL,
        "See the dimensions that amounts are told apart by, such as cost centres.",
        "Change dimensions and their values.",
    ),
    _Thing(
        Module.FINANCE,
        "entry",
        DataClass.COST,
        "See journal entries, drafts of them, and the balances of accounts.",
        "Draft journal entries and change drafts.",
        (
            ("post", "Post journal entries, opening balances and what is due of templates."),
            ("reverse", "Undo posted entries by other entries."),
        ),
    ),
    _Thing(
        Module.FINANCE,
        "bank",
        DataClass.COST,
        "See bank accounts, their statements, what is suggested and what was reconciled.",
        "Keep bank accounts, and the rules by which their entries are known.",
        (
            ("import", "Bring in bank statements, and have suggestions reckoned."),
            ("reconcile", "Post what entries of the bank are for, and undo that."),
        ),
    ),
    _Thing(
        Module.FINANCE,
        "report",
        DataClass.COST,
        "See reports of the books, such as the balance sheet, and have the books checked.",
        None,
        (
            ("check", "Have the whole history of the books checked, and the report of it kept."),
            ("export", "Take the whole ledger out for other programs."),
        ),
    ),
    _Thing(
        Module.FINANCE,
        "open_item",
        DataClass.COST,
        "See what parties owe and are owed, and how it was settled.",
        None,
        (
            ("settle", "Settle open items with each other, and undo that."),
            ("write_off", "Write off what is open, within the limit of the company."),
        ),
    ),
    _Thing(
        Module.FINANCE,
        "payment",
        DataClass.COST,
        "See payments, what they are for, and how much the company lets go.",
        "Draft payments and change drafts.",
        (
            ("post", "Post payments, which settles what they are for."),
            ("void", "Undo posted payments."),
        ),
    ),
    _Thing(
        Module.FINANCE,
        "payment_policy",
        DataClass.INTERNAL,
        "See how much of open items a company lets go.",
        "Say how much of open items a company lets go.",
    ),
    _Thing(
        Module.FINANCE,
        "revaluation",
        DataClass.COST,
        "See how open items in foreign currencies were revalued.",
        None,
        (("run", "Revalue what is open in foreign currencies."),),
    ),
    _Thing(
        Module.FINANCE,
        "dunning",
        DataClass.INTERNAL,
        "See dunning levels and reminders.",
        "Change dunning levels.",
        (("run", "Remind parties of what is overdue, and post interest and fees."),),
    ),
    _Thing(
        Module.FINANCE,
        "invoice",
        DataClass.INTERNAL,
        "See what customers are invoiced and credited for the orders that one looks after, and how far it is paid.",
        "Draft invoices, bills and notes, and change drafts.",
        (("post", "Validate and post invoices, bills and notes."),),
    ),
    _Thing(
        Module.FINANCE,
        "customer_invoice",
        DataClass.INTERNAL,
        "See every invoice to a customer and the notes on them, besides those of one's own orders.",
        None,
    ),
    _Thing(
        Module.FINANCE,
        "remark",
        DataClass.INTERNAL,
        "See the remarks on invoices that colleagues leave each other.",
        None,
    ),
    _Thing(
        Module.FINANCE,
        "bill",
        DataClass.COST,
        "See the bills of vendors and the notes on them, besides the invoices to customers.",
        None,
    ),
    _Thing(
        Module.FINANCE,
        "payment_term",
        DataClass.INTERNAL,
        "See payment terms: when documents are due, and what is taken off for paying early.",
        "Create and change payment terms.",
    ),
    _Thing(
        Module.FINANCE,
        "tax",
        DataClass.INTERNAL,
        "See taxes with their rates, tax positions, and how parties are taxed; reckon the taxes of documents.",
        "Change taxes with their rates, tax positions, and how parties are taxed.",
    ),
    _Thing(
        Module.FINANCE,
        "tax_return",
        DataClass.COST,
        "See what was taxed, and the tax returns made of it.",
        "Draft tax returns, and change the forms that they are made by.",
        (
            ("file", "File tax returns, which locks their days for taxes."),
            ("settle", "Post what is owed by tax returns."),
        ),
    ),
    _Thing(
        Module.FINANCE,
        "period",
        DataClass.INTERNAL,
        "See fiscal years and periods, what is locked in them, and who may post nevertheless.",
        "Set up fiscal years, open periods, and see to their checklists.",
        (
            ("close", "Close periods and fiscal years."),
            ("reopen", "Open closed periods and fiscal years again."),
            ("lock", "Lock days, periods and years against posting."),
            ("except", "Let somebody post in spite of a lock, and take that back."),
        ),
    ),
)

_INVENTORY = (
    _Thing(
        Module.INVENTORY,
        "product",
        DataClass.PUBLIC,
        "See the catalogue: products, SKUs, categories, barcodes.",
        "Create and change products, SKUs, categories and barcodes.",
    ),
    _Thing(
        Module.INVENTORY,
        "cost",
        DataClass.COST,
        "See what products cost the company, and the value of stock.",
        "Set standard costs.",
    ),
    _Thing(
        Module.INVENTORY,
        "warehouse",
        DataClass.INTERNAL,
        "See warehouses and the tree of their locations.",
        "Create and change warehouses and locations.",
    ),
    _Thing(
        Module.INVENTORY,
        "stock",
        DataClass.INTERNAL,
        "See stock levels: on hand, reserved, available.",
        "Reserve stock and release reservations.",
        (("withhold", "Say which goods may not be given away, and which may again."),),
    ),
    _Thing(
        Module.INVENTORY,
        "move",
        DataClass.INTERNAL,
        "See the stock moves, the history of every stock level.",
        "Record receipts, issues, transfers and adjustments.",
    ),
    _Thing(
        Module.INVENTORY,
        "lot",
        DataClass.INTERNAL,
        "See lots and serial numbers with their expiry dates.",
        "Create and change lots and serial numbers.",
    ),
)

_LOGISTICS = (
    _Thing(
        Module.LOGISTICS,
        "carrier",
        DataClass.INTERNAL,
        "See carriers, their services and what these cost.",
        "Create and change carriers, their services and rates.",
    ),
    _Thing(
        Module.LOGISTICS,
        "shipment",
        DataClass.INTERNAL,
        "See what leaves, where it lies, and in which parcels it left.",
        "Make shipments of orders; pick and pack them.",
        (("ship", "Let goods leave."), ("cancel", "Call off what has not left.")),
    ),
    _Thing(
        Module.LOGISTICS,
        "tracking",
        DataClass.INTERNAL,
        "See where parcels are.",
        "Announce parcels to carriers, and record what happened to them.",
    ),
)

_SALES = (
    _Thing(
        Module.SALES,
        "order",
        DataClass.INTERNAL,
        "See sales orders, their lines and what customers pay for them.",
        "Draft sales orders and change their drafts.",
        (
            ("confirm", "Confirm sales orders, which promises the goods."),
            ("approve", "Approve or reject sales orders that wait for approval."),
            ("hold", "Put confirmed sales orders on hold and release them."),
            ("close", "Close sales orders, also short of what was ordered."),
            ("reopen", "Open closed sales orders again for a return."),
            ("cancel", "Cancel sales orders."),
            ("discount", "Set prices and give discounts on sales orders and quotations."),
        ),
    ),
    _Thing(
        Module.SALES,
        "quotation",
        DataClass.INTERNAL,
        "See quotations, their lines and what customers are offered.",
        "Draft quotations and change their drafts.",
        (
            ("send", "Send quotations to customers."),
            ("decide", "Write down what became of quotations, which may draft an order."),
        ),
    ),
    _Thing(
        Module.SALES,
        "return",
        DataClass.INTERNAL,
        "See what customers send back, what was found of it, and what they get.",
        "Ask whether goods may come back, and say that they are on their way.",
        (
            ("approve", "Let goods come back, or not."),
            ("receive", "Put what came back into stock."),
            ("inspect", "Say what becomes of what came back, and what the customer gets."),
            ("close", "Bring returns to their end."),
            ("cancel", "Call returns off of which nothing came back."),
        ),
    ),
    _Thing(
        Module.SALES,
        "price",
        DataClass.INTERNAL,
        "See list prices, price lists and customer groups, and why a price is what it is.",
        "Set list prices and price lists, and put customers into groups.",
    ),
    _Thing(
        Module.SALES,
        "promotion",
        DataClass.INTERNAL,
        "See pricing rules, coupons, and when these were used.",
        "Set pricing rules and coupons.",
        (("redeem", "Use coupons for sales orders, and take that back."),),
    ),
    # A margin is derived from price and cost: there is nothing to write.
    _Thing(
        Module.SALES,
        "margin",
        DataClass.COST,
        "See what is earned on sales: cost and margin of order lines and orders.",
        None,
    ),
    _Thing(
        Module.SALES,
        "credit",
        DataClass.INTERNAL,
        "See the credit limits of customers and how far they are used.",
        "Set the credit limits of customers.",
        (("override", "Confirm sales orders that exceed the credit limit of the customer."),),
    ),
)

_PURCHASING = (
    _Thing(
        Module.PURCHASING,
        "order",
        DataClass.INTERNAL,
        "See purchase orders and their lines.",
        "Draft purchase orders and change their drafts.",
        (
            ("submit", "Submit purchase orders for approval."),
            ("approve", "Approve or reject purchase orders."),
            ("send", "Send approved purchase orders to their vendors."),
            ("acknowledge", "Record that a vendor has accepted a purchase order."),
            ("close", "Complete purchase orders, or close them short of what was ordered."),
            ("cancel", "Cancel purchase orders."),
        ),
    ),
    _Thing(
        Module.PURCHASING,
        "price",
        DataClass.COST,
        "See what vendors charge.",
        "Record the prices of vendors.",
    ),
    _Thing(
        Module.PURCHASING,
        "vendor_product",
        DataClass.INTERNAL,
        "See which vendor supplies which product, under which code and with which lead time.",
        "Create and change vendor products.",
    ),
)


def _rights(thing: _Thing) -> Iterator[Permission]:
    yield Permission(thing.module, thing.name, READ, thing.read, thing.data_class)
    if thing.write is not None:
        yield Permission(thing.module, thing.name, WRITE, thing.write, thing.data_class)
    for action, description in thing.actions:
        yield Permission(thing.module, thing.name, action, description, thing.data_class)


CATALOGUE: Final[Mapping[str, Permission]] = MappingProxyType(
    {
        permission.name: permission
        for thing in (*_AUDIT, *_PLATFORM, *_FINANCE, *_INVENTORY, *_LOGISTICS, *_SALES, *_PURCHASING)
        for permission in _rights(thing)
    }
)
"""Every permission by its name, in the order of the modules."""
