"""What can be done to the chart of accounts, and how books are set up."""

from collections.abc import Mapping
from typing import Any

import strawberry

from planner.drafts import key_of
from planner.fields import argument
from planner.mutations import Outcome, mutation
from resolvers.writing import archives, creates, creates_many, deletes, restores, updates, updates_many
from schema import names
from schema.finance.account import WRITE
from schema.finance.chart import ChartFormat
from schema.finance.period import WRITE as WRITE_PERIODS
from schema.finance.period import BooksSetUpInput
from schema.payloads import bulk_payload, payload
from services.finance import cut_off
from services.finance.account import ACCOUNT, DETERMINATION
from services.finance.chart import bring_in, general_chart, guessed_format, read_chart
from services.finance.set_up import NewBooks, set_up_books
from services.work import Work


async def _import(work: Work, given: Mapping[str, Any]) -> Outcome:
    company_id = key_of(given["companyId"], "Company", ("companyId",))
    accounts = read_chart(given["content"], ChartFormat(given["format"]), ("content",))
    keys = await bring_in(work, company_id, accounts)
    return {"ledgerAccounts": keys, "count": len(keys)}


async def _set_up(work: Work, given: Mapping[str, Any]) -> Outcome:
    said, path = given["input"], ("input",)
    company_id = key_of(said["companyId"], "Company", (*path, "companyId"))
    text = said.get("chart")
    chart = general_chart() if text is None else read_chart(text, guessed_format(text), (*path, "chart"))
    books = NewBooks(company_id, said["code"], said["startsOn"], said["endsOn"], chart, path)
    return {"fiscalYear": await set_up_books(work, books)}


async def _set_cut_off(work: Work, given: Mapping[str, Any]) -> Outcome:
    company_id = key_of(given["companyId"], "Company", ("companyId",))
    return {"company": await cut_off.set_cut_off(work, company_id, is_on=given["isOn"])}


@strawberry.type
class LedgerAccountMutations:
    """What can be done to the chart of accounts, and how books are set up."""

    books_set_up = mutation(
        "Set the books of a company up: a chart, journals, dimensions and the first fiscal year with open periods.",
        payload(names.FiscalYear),
        _set_up,
        needs=WRITE_PERIODS,
        arguments=[argument("input", BooksSetUpInput, "What is to be set up.", required=True)],
    )
    revenue_cut_off_set = mutation(
        "Tell revenue on the day on which goods leave, or with the invoice, from today on; what is on its way is posted today.",
        payload(names.Company),
        _set_cut_off,
        needs=WRITE,
        arguments=[
            argument("company_id", strawberry.ID, "The company whose revenue it is.", required=True),
            argument("is_on", bool, "Whether it is told when goods leave.", required=True),
        ],
        key_required=True,
    )
    chart_import = mutation(
        "Bring a chart of accounts in: accounts are added, and those whose codes are there are changed.",
        bulk_payload(names.LedgerAccount),
        _import,
        needs=WRITE,
        arguments=[
            argument("company_id", strawberry.ID, "The company whose chart it is.", required=True),
            argument(
                "content",
                str,
                "A table with the fields code, name, type, subtype, parent, currency, requires_party and roles (separated "
                "by blanks), the first three of which are needed: 5,000 accounts at most.",
                required=True,
            ),
            argument("format", ChartFormat, "How it is written.", required=True, default=ChartFormat.CSV),
        ],
    )
    ledger_account_create = creates(names.LedgerAccount, "Add an account.", ACCOUNT, needs=WRITE)
    ledger_account_update = updates(
        names.LedgerAccount, "Change an account, or move it in the chart.", ACCOUNT, needs=WRITE
    )
    ledger_account_bulk_create = creates_many(names.LedgerAccount, "Add many accounts.", ACCOUNT, needs=WRITE)
    ledger_account_bulk_update = updates_many(names.LedgerAccount, "Change many accounts.", ACCOUNT, needs=WRITE)
    ledger_account_archive = archives(names.LedgerAccount, "Put an account out of use.", ACCOUNT, needs=WRITE)
    ledger_account_restore = restores(names.LedgerAccount, "Put an account back into use.", ACCOUNT, needs=WRITE)
    ledger_account_delete = deletes(
        names.LedgerAccount, "Take an account away that nothing refers to.", ACCOUNT, needs=WRITE
    )
    account_determination_create = creates(
        names.AccountDetermination, "Say which account plays a role.", DETERMINATION, needs=WRITE
    )
    account_determination_update = updates(
        names.AccountDetermination, "Let another account play a role.", DETERMINATION, needs=WRITE
    )
    account_determination_delete = deletes(
        names.AccountDetermination, "Say no more which account plays a role.", DETERMINATION, needs=WRITE
    )
