"""The chart of accounts as clients see and write it."""

import datetime as dt
from typing import Any

import sqlalchemy as sa

import models
from models import AccountRole, AccountSubtype, AccountType
from planner.entity import entity
from planner.fields import Columns, column, measure, one
from planner.lists import pages
from schema import names
from schema.base import CompanyRecord, Connection, Money
from schema.enums import described
from schema.scalars import CurrencyCode

READ = "finance.account:read"
WRITE = "finance.account:write"
READ_ENTRIES = "finance.entry:read"

described(
    AccountType,
    "What an account tells of: what the company has and owes, or what it earned and spent.",
    {
        AccountType.ASSET: "What the company has.",
        AccountType.LIABILITY: "What the company owes to others.",
        AccountType.EQUITY: "What belongs to the owners.",
        AccountType.INCOME: "What was earned.",
        AccountType.EXPENSE: "What was spent.",
    },
)
described(
    AccountSubtype,
    "What is special about an account.",
    {
        AccountSubtype.RECEIVABLE: "What others owe; each line names who.",
        AccountSubtype.PAYABLE: "What is owed to others; each line names whom.",
        AccountSubtype.BANK: "Money at a bank.",
        AccountSubtype.CASH: "Money in a till.",
        AccountSubtype.STOCK: "The value of stock.",
        AccountSubtype.TAX: "Tax owed or to be got back.",
        AccountSubtype.FIXED_ASSET: "What is used for years.",
        AccountSubtype.CLEARING: "What is empty again when all that belongs together has come.",
        AccountSubtype.RETAINED_EARNINGS: "The results of past years.",
        AccountSubtype.COST_OF_SALES: "What was sold has cost.",
        AccountSubtype.DEPRECIATION: "What assets have lost in value.",
        AccountSubtype.OTHER: "Nothing special.",
    },
)
described(
    AccountRole,
    "What posting rules speak of; a company says which of its accounts plays which role.",
    {
        AccountRole.RECEIVABLE: "What customers owe.",
        AccountRole.PAYABLE: "What vendors are owed.",
        AccountRole.REVENUE: "What is earned by sales.",
        AccountRole.EXPENSE: "What is bought and used.",
        AccountRole.OUTPUT_TAX: "Tax on sales.",
        AccountRole.INPUT_TAX: "Tax on purchases that is got back.",
        AccountRole.TAX_TRANSITION: "Tax that is due only when it is paid for.",
        AccountRole.TAX_PAYABLE: "What a tax return comes to.",
        AccountRole.WITHHOLDING: "Tax that is withheld from payments to others, and owed for them.",
        AccountRole.WITHHELD_BY_CUSTOMERS: "Tax that customers withhold, and that the company gets credit for.",
        AccountRole.BANK: "Money at the bank, where no bank account says another.",
        AccountRole.CASH: "Money in the till.",
        AccountRole.ROUNDING: "What rounding totals leaves.",
        AccountRole.EXCHANGE_GAIN: "What was gained by rates between document and payment.",
        AccountRole.EXCHANGE_LOSS: "What was lost by rates between document and payment.",
        AccountRole.UNREALISED_EXCHANGE: "What open amounts would gain or lose by the rate of a day.",
        AccountRole.DISCOUNT_GIVEN: "What customers keep back for paying early.",
        AccountRole.DISCOUNT_TAKEN: "What is kept back from vendors for paying early.",
        AccountRole.WRITE_OFF: "What is not worth asking for.",
        AccountRole.DUNNING_INCOME: "Fees and interest on what is overdue.",
        AccountRole.BANK_CHARGES: "What banks charge.",
        AccountRole.RETAINED_EARNINGS: "Where the result of a year goes when it is closed.",
        AccountRole.OPENING: "What stands against opening balances.",
        AccountRole.SUSPENSE: "What nobody knows yet; empty when a period is closed.",
        AccountRole.STOCK: "The value of stock.",
        AccountRole.STOCK_ADJUSTMENT: "What counts find more or less.",
        AccountRole.COST_OF_SALES: "What was sold has cost.",
        AccountRole.DELIVERED_NOT_INVOICED: "What is delivered and not invoiced.",
        AccountRole.INVOICED_NOT_DELIVERED: "What is invoiced and not delivered.",
        AccountRole.RECEIVED_NOT_INVOICED: "What has arrived and is not invoiced.",
        AccountRole.PRICE_DIFFERENCE: "What is held at a standard cost was bought or billed at more than that.",
        AccountRole.PREPAYMENT_RECEIVED: "What customers paid before they got anything.",
        AccountRole.PREPAYMENT_MADE: "What vendors were paid before they sent anything.",
        AccountRole.COMMISSION_EXPENSE: "What salespeople earn by what they sell.",
        AccountRole.COMMISSION_PAYABLE: "What salespeople are owed of that.",
    },
)


def _company_currency(row: Columns) -> sa.ColumnElement[Any]:
    company = models.Company.__table__.alias()
    query = sa.select(company.c.currency).where(company.c.id == row.company_id)
    return query.correlate_except(company).scalar_subquery()


_NOW = sa.table(
    "period_balance_now",
    sa.column("company_id", sa.Uuid()),
    sa.column("account_id", sa.Uuid()),
    sa.column("value_id", sa.Uuid()),
    sa.column("debit", sa.Numeric()),
    sa.column("credit", sa.Numeric()),
)


def _balance(account: Columns) -> sa.ColumnElement[Any]:
    now = _NOW.alias()
    total = sa.select(sa.func.coalesce(sa.func.sum(now.c.debit - now.c.credit), sa.cast(0, sa.Numeric())))
    of_account = total.where(
        now.c.company_id == account.company_id, now.c.account_id == account.id, now.c.value_id.is_(None)
    )
    digits = sa.func.currency_exponent(_company_currency(account))
    rounded = sa.func.round(of_account.correlate_except(now).scalar_subquery(), digits, type_=sa.Numeric())
    return sa.case((account.is_group, sa.null()), else_=rounded)


@entity(models.LedgerAccount, needs=READ, order="code", writes=WRITE)
class LedgerAccount(CompanyRecord):
    """An account of the general ledger: a branch of the chart, of which only the leaves take postings."""

    code: str = column("Its number in the chart, unique in its company.", filters=True, orders=True, writes=True)
    name: str = column("What people call it.", key="name_key", filters=True, orders=True, writes=True)
    type: AccountType = column(
        "What it tells of; fixed once it has been posted to.", filters=True, groups=True, writes=True
    )
    subtype: AccountSubtype = column("What is special about it.", filters=True, groups=True, writes=True)
    parent: names.LedgerAccount | None = one(
        "The heading that it stands under; null at the root.", "parent_id", filters=True, groups=True, writes=True
    )
    is_group: bool = column("Whether it is a heading, which takes no postings.", groups=True, writes=True)
    currency: CurrencyCode | None = column(
        "The currency that it is kept in besides the company's; null for the company's alone.", writes=True
    )
    requires_party: bool = column("Whether each line on it names a party.", writes=True)
    archived_at: dt.datetime | None = column("When it was put out of use; null while it is in use.")
    balance: Money | None = measure(
        "What is on it now, debits less credits, in the company's currency; null for headings.",
        _balance,
        _company_currency,
        needs=READ_ENTRIES,
    )
    children: Connection[names.LedgerAccount] | None = pages(
        "The accounts right under it.", names.LedgerAccount, "parent_id", filters=True
    )
    lines: Connection[names.JournalLine] | None = pages(
        "What was posted to it.", names.JournalLine, "account_id", filters=True
    )


@entity(models.AccountDetermination, needs=READ, writes=WRITE)
class AccountDetermination(CompanyRecord):
    """Which account plays a role: for a category of products, else for a warehouse, else for the whole company."""

    role: AccountRole = column("The role.", filters=True, groups=True, writes=True, fixed=True)
    category: names.ProductCategory | None = one(
        "The category that it is for, and those below; null for any.",
        "category_id",
        filters=True,
        writes=True,
        fixed=True,
    )
    warehouse: names.Warehouse | None = one(
        "The warehouse that it is for; null for any.", "warehouse_id", filters=True, writes=True, fixed=True
    )
    account: names.LedgerAccount | None = one("The account.", "account_id", filters=True, groups=True, writes=True)
