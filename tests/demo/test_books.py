"""The books of the demo add up, and every report has something to tell: asked as somebody does who keeps or audits them."""

from collections.abc import AsyncGenerator
from decimal import Decimal
from typing import Any, cast

import pytest
from asyncpg import Connection, Pool

from server.database import Database, create_engine
from services.demo.identity import COMPANY_ID, CUSTOMER_PARTY_ID, SISTER_ID
from tests.docs.asking import Ask, asking
from tests.docs.pages import Example

BOTH = f'companyIds: ["Company:{COMPANY_ID}", "Company:{SISTER_ID}"]'
OURS = f'companyIds: ["Company:{COMPANY_ID}"]'
YEAR = 'startsOn: "2025-01-01", endsOn: "2025-12-31"'
NUMBERS_UNLIKE = """
select count(*) from invoice join journal_entry as entry on entry.id = invoice.entry_id
where invoice.number is distinct from entry.number or invoice.rate <> entry.rate
"""
BANK_UNLIKE = """
select statement.closing_amount - (select sum(company_amount) from journal_line as line
    join bank_account as account on account.account_id = line.account_id where line.posted_on <= statement.to_on)
  - coalesce((select sum(amount - matched_amount) from bank_statement_line where statement_id = statement.id), 0)
from bank_statement as statement order by to_on
"""
STATES = {
    "invoice": {"DRAFT", "VALIDATED", "POSTED", "CANCELLED"},
    "payment": {"DRAFT", "POSTED", "RECONCILED"},
    "tax_return": {"DRAFT", "SETTLED"},
    "bank_statement_line": {"UNMATCHED", "SUGGESTED", "RECONCILED"},
    "accounting_period": {"FUTURE", "OPEN", "CLOSED"},
    "fiscal_year": {"OPEN", "CLOSED"},
}


@pytest.fixture(scope="module")
async def ask(demo_database: Database, demo_pool: Pool) -> AsyncGenerator[Ask]:
    """Ask the demo."""
    engine = create_engine(demo_database)
    yield asking(demo_pool, engine)
    await engine.dispose()


async def told(ask: Ask, query: str, role: str = "ACCOUNTANT") -> Any:  # noqa: ANN401 - JSON of any shape
    """Give what a root field is answered with."""
    body = await ask(Example("", f"{{ told: {query} }}", role, {}, None))
    assert "errors" not in body, body
    return cast("dict[str, Any]", body["data"])["told"]


async def test_every_check_holds(ask: Ask) -> None:
    answer = await told(ask, f"integrityChecks({BOTH}) {{ checks {{ kind holds findings }} }}", "AUDITOR")
    assert answer["checks"]
    assert [check for check in answer["checks"] if not check["holds"]] == []


async def test_the_trial_balance_of_a_closed_year_comes_to_nothing(ask: Ask) -> None:
    query = f"trialBalance(input: {{ {OURS}, {YEAR} }}) {{ companies {{ lines {{ code }} totals {{ closing {{ amount }} }} }} }}"
    (company,) = (await told(ask, query))["companies"]
    assert len(company["lines"]) > 10
    assert [total["closing"]["amount"] for total in company["totals"]] == ["0.00"]


async def test_a_closed_year_earned_something_and_left_nothing_behind(demo: Connection) -> None:
    earned = await demo.fetchval(
        "select -sum(company_amount) from journal_line as line join journal_entry as entry on entry.id = line.entry_id "
        "join ledger_account as account on account.id = line.account_id where account.type in ('INCOME', 'EXPENSE') "
        "and entry.company_id = $1 and line.posted_on < '2026-01-01' and not entry.is_closing",
        COMPANY_ID,
    )
    kept = await demo.fetchval(
        "select -sum(company_amount) from journal_line as line join ledger_account as account "
        "on account.id = line.account_id where account.subtype = 'RETAINED_EARNINGS' and line.company_id = $1",
        COMPANY_ID,
    )
    assert earned == kept > 50_000


async def test_receivables_are_of_several_ages(ask: Ask) -> None:
    query = f'agedReceivables(input: {{ {OURS}, asOf: "2026-11-20" }}) {{ companies {{ amounts {{ amount }} total {{ amount }} }} }}'
    (company,) = (await told(ask, query))["companies"]
    amounts = [Decimal(each["amount"]) for each in company["amounts"]]
    assert all(amount > 0 for amount in amounts)
    assert sum(amounts) == Decimal(company["total"]["amount"])


async def test_a_customer_has_a_statement_of_account(ask: Ask) -> None:
    query = f"""statementOfAccount(input: {{ companyId: "Company:{COMPANY_ID}", partyId: "Party:{CUSTOMER_PARTY_ID}",
      startsOn: "2026-07-01", endsOn: "2026-11-20" }}) {{ __typename }}"""
    assert await told(ask, query)


async def test_documents_have_the_numbers_and_rates_of_their_entries(demo: Connection) -> None:
    assert await demo.fetchval(NUMBERS_UNLIKE) == 0


async def test_the_bank_says_what_the_ledger_says_but_for_what_nobody_has_posted_yet(demo: Connection) -> None:
    assert [row[0] for row in await demo.fetch(BANK_UNLIKE)] == [0, 0, 0]


@pytest.mark.parametrize(("table", "states"), STATES.items(), ids=STATES)
async def test_documents_of_finance_are_in_every_state_that_says_something(
    demo: Connection, table: str, states: set[str]
) -> None:
    rows = await demo.fetch(f"select distinct state from {table}")
    assert {row["state"] for row in rows} == states


async def test_something_was_discounted_exchanged_reminded_of_and_paid_in_parts(demo: Connection) -> None:
    for happened in (
        "payment_allocation where discount_amount > 0",
        "journal_entry where kind = 'EXCHANGE_DIFFERENCE'",
        "open_item where dunned_level = 3 and open_amount > 0",
        "settlement_line as part join settlement_line as more using (open_item_id) where part.id < more.id",
        "invoice where kind = 'CREDIT_NOTE'",
        "invoice_deduction",
        "revaluation_line",
    ):
        assert await demo.fetchval(f"select count(*) from {happened}") > 0, happened
