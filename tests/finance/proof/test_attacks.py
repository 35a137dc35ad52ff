"""What somebody would try who has the application's way into the database, and no respect for the books: it is all refused."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Any

import asyncpg
import pytest
from asyncpg import Connection

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.finance.invoices.desk import desk_of as invoices_of
from tests.finance.office import Answer, Office, Word, office_of
from tests.finance.payments.desk import desk_of as payments_of
from tests.writing.shop import Shop

ENTRY = """
insert into journal_entry (company_id, journal_id, number, posted_on, period_id, description, currency, rate, company_currency,
  line_count, total_amount, kind, reverses_id)
values ('{company}', '{journal}', $number, '{day}', '{march}', 'Mine', 'EUR', 1, 'EUR', 2, 9.00, 'NORMAL', null)
"""
LINE = """
insert into journal_line (company_id, entry_id, position, posted_on, period_id, account_id, currency, debit, credit,
  company_currency, company_amount)
values ('{company}', '{entry}', 3, '{day}', '{march}', '{bank}', 'EUR', 5.00, 0.00, 'EUR', 5.00)
"""
TAXED = """
insert into tax_line (company_id, entry_id, position, taxed_on, tax_code_id, side, category, rate, currency, base, amount,
  deductible, company_currency, company_base, company_amount, company_deductible)
select company_id, entry_id, 90, taxed_on, tax_code_id, side, category, rate, currency, -base, 0.00, 0.00, company_currency,
  -company_base, 0.00, 0.00 from tax_line where entry_id = '{invoiced}'
"""
SETTLED = """
insert into settlement_line (company_id, settlement_id, open_item_id, settled_on, currency, amount, company_currency,
  company_amount)
select company_id, '{settlement}', id, '2026-06-30', currency, said.amount, company_currency, said.amount
from open_item join (values ('{second}'::uuid, 1.00), ('{credit}', -1.00)) as said (key, amount) on said.key = open_item.id
"""
SETTLING = """
with made as (
  insert into settlement (company_id, account_id, party_id, settled_on, currency)
  select company_id, account_id, party_id, '2026-06-30', currency from open_item where id = '{item}' returning *)
insert into settlement_line (company_id, settlement_id, open_item_id, settled_on, currency, amount, company_currency,
  company_amount)
select made.company_id, made.id, said.item::uuid, made.settled_on, 'EUR', said.amount, 'EUR', said.amount
from made cross join (values %s) as said (item, amount)
"""
PERIOD = """
insert into accounting_period (company_id, fiscal_year_id, number, starts_on, ends_on, is_adjustment, state)
select company_id, fiscal_year_id, 14, starts_on, ends_on, true, 'OPEN' from accounting_period where id = '{january}'
"""
UNDOING = """
with series as (update number_series set next_value = next_value + 1
  where company_id = '{company}' and code = 'JOURNAL GEN 2026' returning prefix || lpad((next_value - 1)::text, 6, '0') as number),
entry as (insert into journal_entry (company_id, journal_id, number, posted_on, period_id, description, currency, rate,
  company_currency, line_count, total_amount, kind, reverses_id)
  select company_id, journal_id, series.number, posted_on, period_id, 'Mine', currency, rate, company_currency, line_count,
  total_amount, 'REVERSAL', id from journal_entry, series where id = '{entry}' returning id)
insert into journal_line (company_id, entry_id, position, posted_on, period_id, account_id, currency, debit, credit,
  company_currency, company_amount)
select company_id, entry.id, position, posted_on, period_id, '{bank}', currency, credit, debit, company_currency, -company_amount
from journal_line, entry where entry_id = '{entry}'
"""
OFFER = """
insert into open_item_discount (company_id, open_item_id, until_on, currency, amount)
values ('{company}', '{item}', '2026-12-31', 'EUR', 50.00)
"""
UNNUMBERED = """
with entry as (insert into journal_entry (company_id, journal_id, posted_on, period_id, description, currency, rate,
  company_currency, line_count, total_amount)
  select company_id, journal_id, posted_on, period_id, 'Mine', currency, rate, company_currency, line_count, total_amount
  from journal_entry where id = '{entry}' returning id)
insert into journal_line (company_id, entry_id, position, posted_on, period_id, account_id, currency, debit, credit,
  company_currency, company_amount)
select company_id, entry.id, position, posted_on, period_id, account_id, currency, debit, credit, company_currency, company_amount
from journal_line, entry where entry_id = '{entry}'
"""
NOTED = """
insert into invoice (id, company_id, kind, state, party_id, journal_id, invoice_on, posted_on, currency, rate, credits_id,
  discount_amount, net_amount, tax_amount, deducted_amount, rounding_amount, total_amount, entry_id)
select '{fresh}', company_id, 'CREDIT_NOTE', 'POSTED', party_id, journal_id, invoice_on, invoice_on, currency, 1, id, discount_amount,
  net_amount, tax_amount, deducted_amount, rounding_amount, total_amount, '{entry}' from invoice where id = '{invoice}';
"""
NOTED_LINE = """
insert into invoice_line (company_id, invoice_id, position, description, quantity, currency, unit_price, credits_line_id,
  net_amount, tax_amount, ledger_amount)
select company_id, '{fresh}', 1, description, %s, currency, unit_price, id, net_amount, tax_amount, ledger_amount
from invoice_line where invoice_id = '{invoice}'
"""
# What is looked at before its lines are there is not looked at again.
NUMBERED = """
with series as (update number_series set next_value = next_value + 1
  where company_id = '{company}' and code = 'JOURNAL GEN 2026' returning prefix || lpad((next_value - 1)::text, 6, '0') as number)
insert into journal_entry (id, company_id, journal_id, number, posted_on, period_id, description, currency, rate,
  company_currency, line_count, total_amount, kind, reverses_id)
select '%s', company_id, journal_id, series.number, posted_on, period_id, 'Mine', currency, rate, company_currency, line_count,
  total_amount, '%s', %s from journal_entry, series where id = '{entry}';
"""
LINES = """
insert into journal_line (company_id, entry_id, position, posted_on, period_id, account_id, currency, debit, credit,
  company_currency, company_amount, tax_code_id)
select company_id, '%s', position, posted_on, period_id, account_id, currency, debit, credit, company_currency, company_amount, %s
from journal_line where entry_id = '{entry}';
"""
TAX_OF_LINE = "case position when 2 then (select tax_code_id from tax_line where entry_id = '{invoiced}') end"
TAXED_EARLY = f"""
{NUMBERED % ("{fresh}", "NORMAL", "null")}
insert into tax_line (company_id, entry_id, position, taxed_on, tax_code_id, side, category, rate, currency, base, amount,
  deductible, company_currency, company_base, company_amount, company_deductible)
select company_id, '{{fresh}}', 1, '{{day}}', tax_code_id, side, category, rate, currency, base, 0.00, 0.00, company_currency,
  company_base, 0.00, 0.00 from tax_line where entry_id = '{{invoiced}}';
set constraints tax_line_agrees immediate;
{LINES % ("{fresh}", TAX_OF_LINE)}
"""
TURNED_EARLY = f"""
{NUMBERED % ("{fresh}", "NORMAL", "null")} {NUMBERED % ("{later}", "REVERSAL", "'{fresh}'")}
set constraints journal_entry_reverses immediate;
{LINES % ("{fresh}", "null")} {LINES % ("{later}", "null")}
"""
EXCEPTION = """
insert into lock_exception (company_id, user_id, area, reason, expires_at, granted_by)
values ('{company}', '{user}', 'ALL', 'Mine', now() + interval '1 day', '%s')
"""

ATTACKS = [
    # Entries and their numbers.
    (ENTRY.replace("$number", "'GEN-2026-000900'"), "number_of_its_series"),
    (ENTRY.replace("$number", "'MINE-1'"), "number_of_its_series"),
    (ENTRY.replace("$number", "null").replace("'{day}'", "'2026-04-01'"), "posted_within_period"),
    (ENTRY.replace("$number", "null").replace("{march}", "{january}").replace("{day}", "2026-01-05"), "period_open"),
    (ENTRY.replace("$number", "null").replace("'{company}'", "'{other}'"), "company"),
    (UNNUMBERED, "has_number"),
    (LINE, "entry_is_whole"),
    (LINE.replace(", 3,", ", 2,"), "uq_journal_line_entry_id_position"),
    (f"set local search_path = pg_catalog; {LINE.replace('journal_line', 'public.journal_line')}", "entry_is_whole"),
    ("set local app.actor = 'Bea'; " + LINE, "entry_is_whole"),
    (UNDOING, "reversal_of_whole"),
    (TURNED_EARLY, "reversal_of_whole"),
    *(
        (f"update number_series set {change} where company_id = '{{company}}' and code = 'JOURNAL GEN 2026'", "numbers_without_gap")
        for change in ("next_value = next_value + 1", "next_value = 1", "prefix = 'X'", "code = 'OLD'", "code = 'JOURNAL X 2026'")
    ),
    ("delete from number_series where company_id = '{company}' and code = 'JOURNAL GEN 2026'", "numbers_without_gap"),
    ("update journal set kind = 'GENERAL' where id = '{sales}'", "posted_is_fixed"),
    ("update journal set code = 'XXX' where id = '{sales}'", "posted_is_fixed"),
    ("update company set currency = 'USD' where id = '{company}'", "posted_is_fixed"),
    ("update ledger_account set type = 'LIABILITY' where id = '{bank}'", "posted_account_is_fixed"),
    ("update ledger_account set subtype = 'RECEIVABLE' where id = '{bank}'", "posted_account_is_fixed"),
    ("delete from ledger_account where id = '{bank}'", "fk_"),
    # Periods, years and locks.
    (PERIOD, "period_within_year"),
    (PERIOD.replace("starts_on, ends_on, true", "'2026-12-31', '2026-12-31', true"), "uq_accounting_period_adjustment"),
    (PERIOD.replace("true, 'OPEN'", "false, 'OPEN'"), "ex_accounting_period_days"),
    ("update accounting_period set state = 'OPEN' where id = '{january}'", "state_follows"),
    ("update accounting_period set state = 'LOCKED' where id = '{march}'", "state_follows"),
    ("update accounting_period set starts_on = '2026-03-02' where id = '{march}'", "opened_period_stays"),
    ("update accounting_period set is_adjustment = true where id = '{april}'", "period_within_year"),
    ("delete from accounting_period where id = '{january}'", "opened_period_stays"),
    *(
        (f"update fiscal_year set {change} where id = '{{year}}'", "year_stays")
        for change in ("code = '2027'", "ends_on = '2027-06-30'", "closing_entry_id = '{entry}'")
    ),
    ("update fiscal_year set state = 'LOCKED' where id = '{year}'", "state_follows"),
    ("update fiscal_year set state = 'CLOSED' where id = '{year}'", "state_follows"),
    ("delete from period_lock where company_id = '{company}' and hard", "hard_lock_only_forward"),
    ("update period_lock set locked_through = '2025-01-01' where company_id = '{company}' and hard", "hard_lock_only_forward"),
    ("update period_lock set hard = false where company_id = '{company}' and hard", "hard_lock_only_forward"),
    (EXCEPTION % "somebody", "granted_by_whoever_works"),
    ("set local app.actor = '{user}'; " + EXCEPTION % "{user}", "granted_to_others"),
    *(
        (f"update lock_exception set {change} where company_id = '{{company}}'", "exception_stays")
        for change in ("expires_at = expires_at + interval '1 day'", "granted_by = 'me'", "area = 'STOCK'")
    ),
    ("delete from lock_exception where company_id = '{company}'", "exception_stays"),
    # What is owed, and what is paid of it.
    (SETTLED, "whole_when_written"),
    (SETTLING % "('{item}', 1.00), ('{item_of_other}', -1.00)", "settles_one_account"),
    (SETTLING % "('{item}', 1.00), ('{credit}', -0.99)", "settlement_balances"),
    (SETTLING % "('{item}', 1.00)", "settlement_balances"),
    (SETTLING % "('{item}', 100.00), ('{credit}', -100.00)", "settled_within_amount"),
    (SETTLING.replace("'2026-06-30'", "'2026-01-05'") % "('{item}', 1.00), ('{credit}', -1.00)", "settled_in_open_period"),
    (SETTLING.replace("'2026-06-30'", "'2026-02-01'") % "('{item}', 1.00), ('{credit}', -1.00)", "settled_after_posting"),
    (OFFER, "whole_when_written"),
    ("update payment set state = 'DRAFT' where id = '{payment}'", "payment_moves_in_order"),
    ("update payment set state = 'DRAFT', entry_id = null where id = '{payment}'", "posted_payment_is_fixed"),
    ("update payment set amount = 1.00 where id = '{payment}'", "posted_payment_is_fixed"),
    ("delete from payment where id = '{payment}'", "posted_payment_is_fixed"),
    ("update payment_allocation set amount = 1.00 where payment_id = '{payment}'", "posted_payment_is_fixed"),
    ("update payment_allocation set payment_id = '{payment}' where payment_id = '{drafted_payment}'", "posted_payment_is_fixed"),
    ("update payment_allocation set payment_id = '{drafted_payment}' where payment_id = '{payment}'", "posted_payment_is_fixed"),
    ("delete from payment_allocation where payment_id = '{payment}'", "posted_payment_is_fixed"),
    # Invoices and taxes.
    ("update invoice set total_amount = 1.00, net_amount = 1.00, tax_amount = 0.00 where id = '{invoice}'", "posted_invoice_is_fixed"),
    ("update invoice set party_id = '{other_party}' where id = '{invoice}'", "posted_invoice_is_fixed"),
    ("update invoice set state = 'DRAFT', entry_id = null where id = '{invoice}'", "posted_invoice_is_fixed"),
    ("delete from invoice where id = '{invoice}'", "posted_invoice_is_fixed"),
    ("update invoice_line set invoice_id = '{invoice}', position = 9 where invoice_id = '{draft}'", "posted_invoice_is_fixed"),
    ("update invoice_line set invoice_id = '{draft}', position = 9 where invoice_id = '{invoice}'", "posted_invoice_is_fixed"),
    ("update invoice_line set quantity = 2 where invoice_id = '{invoice}'", "posted_invoice_is_fixed"),
    ("delete from invoice_tax where invoice_id = '{invoice}'", "posted_invoice_is_fixed"),
    ("update invoice_instalment set open_item_id = '{credit}' where invoice_id = '{invoice}'", "posted_invoice_is_fixed"),
    (NOTED + NOTED_LINE % 1000, "credited_within_line"),
    (f"{NOTED}set constraints all immediate; {NOTED_LINE % 1000}", "credited_within_line"),
    (f"{NOTED}{NOTED_LINE % 1}".replace("{invoice}", "{draft}"), "credited_within_line"),
    (TAXED, "whole_when_written"),
    (TAXED_EARLY, "entry_is_whole"),
    ("update tax_return set payable = 1.00 where id = '{filed}'", "filed_return_is_fixed"),
    ("update tax_return set state = 'DRAFT', filed_at = null, filed_by = null where id = '{filed}'", "filed_return_is_fixed"),
    ("delete from tax_return where id = '{filed}'", "filed_return_is_fixed"),
    ("update tax_return_box set return_id = '{filed}', code = 'X' where return_id = '{unfiled}'", "filed_return_is_fixed"),
    ("update tax_return_box set return_id = '{unfiled}', code = 'X' where return_id = '{filed}'", "filed_return_is_fixed"),
    ("update tax_return_box set amount = 1.00 where return_id = '{filed}'", "filed_return_is_fixed"),
]  # fmt: skip


@dataclass(frozen=True)
class Target:
    """A company with something of everything, and the ids to attack it with."""

    url: str
    ids: dict[str, str]


def bare(answer: Answer) -> str:
    """Give the id of something as the database has it."""
    return answer["id"].partition(":")[2]


async def taxes_told(office: Office, tax: str) -> tuple[Answer, Answer]:
    """File the return of February, and draft that of March."""
    of: dict[str, Any] = {"companyId": f"Company:{office.company}"}
    parts = [{"taxCodeId": tax, "side": Word("OUTPUT"), "figure": Word("TAX")}]
    box = {**of, "form": "U30", "code": "056", "name": "Tax", "position": 1, "payableSign": 1, "parts": parts}
    await office.done("taxBoxCreate", "taxBox { id }", input=box)
    returned = "taxReturn { id version }"
    days: dict[str, Any] = {"form": "U30", "startsOn": "2026-02-01", "endsOn": "2026-02-28"}
    filed = await office.done("taxReturnCreate", returned, **of, **days)
    said: Answer = {"id": filed["id"], "version": filed["version"], "idempotencyKey": str(uuid7())}
    await office.done("taxReturnFile", returned, **said)
    days = {"form": "U30", "startsOn": "2026-03-01", "endsOn": "2026-03-31"}
    return filed, await office.done("taxReturnCreate", returned, **of, **days)


async def locked(office: Office) -> None:
    """Close and lock January, lock 2025 for good, and except somebody from a soft lock."""
    january = (await office.periods())[0]
    await office.close_period(january)
    closed = (await office.periods())[0]
    await office.done("accountingPeriodLock", "accountingPeriod { id }", id=closed["id"], version=closed["version"])
    lock = {"companyId": f"Company:{office.company}", "area": Word("ALL"), "lockedUntil": "2025-12-31", "hard": True}
    await office.done("periodLockSet", "periodLock { id }", input=lock)
    user = await office.shop.owner.fetchval("select id from user_account limit 1")
    said = {"companyId": f"Company:{office.company}", "userId": f"User:{user}", "area": Word("SALES"),
            "reason": "Late", "expiresAt": "2099-01-01T00:00:00Z"}  # fmt: skip
    await office.done("lockExceptionGrant", "lockException { id }", RoleCode.CONTROLLER, input=said)


async def world(shop: Shop) -> dict[str, str]:
    """Keep the books of a company for a while, and give the ids of what is there."""
    office, owner = await office_of(shop), shop.owner
    await owner.execute(
        "insert into user_account (id, email, name) values (gen_random_uuid(), gen_random_uuid()::text || '@example.org', 'Ada')"
    )
    desk, till = await invoices_of(office), await payments_of(office)
    tax = await desk.tax("V20", "20")
    invoice = await desk.posted(desk.line(1, 50, "V20"))
    draft = await desk.draft(desk.line(1, 10, "V20"))
    entry = await office.post({"1410": "9.00", "3010": "-9.00"}, "2026-03-15")
    item, of_other = await till.owed("50.00"), await (await payments_of(office)).owed("50.00")
    second, credit = await till.owed("30.00"), await till.owed("-50.00")
    payment = await till.pay("20.00", {"openItemId": item, "amount": "20.00"})
    drafted = await till.draft("5.00", {"openItemId": of_other, "amount": "5.00"})
    filed, unfiled = await taxes_told(office, tax)
    await locked(office)
    periods = {period["number"]: bare(period) for period in await office.periods()}
    bank = office.accounts["1410"].partition(":")[2]
    settlement = await owner.fetchval("select id from settlement where payment_id = $1", bare(payment))
    user = await owner.fetchval("select id from user_account limit 1")
    return {
        "company": str(office.company), "other": str(shop.other), "journal": office.journals["GEN"].partition(":")[2],
        "sales": office.journals["SAL"].partition(":")[2], "day": "2026-03-15", "bank": bank, "user": str(user),
        "january": periods[1], "march": periods[3], "april": periods[4], "year": bare(office.year),
        "entry": bare(entry), "invoice": bare(invoice), "draft": bare(draft), "invoiced": bare(invoice["entry"]),
        "item": item.partition(":")[2], "item_of_other": of_other.partition(":")[2], "credit": credit.partition(":")[2],
        "second": second.partition(":")[2],
        "payment": bare(payment), "drafted_payment": bare(drafted), "settlement": str(settlement),
        "fresh": str(uuid7()), "later": str(uuid7()), "other_party": str(till.party), "filed": bare(filed), "unfiled": bare(unfiled),
    }  # fmt: skip


_WORLDS: dict[str, Target] = {}


@pytest.fixture
async def target(finance_shop: Shop) -> Target:
    """A company to attack, made once; attacks are rolled back."""
    url = finance_shop.database.app_url
    if url not in _WORLDS:
        _WORLDS[url] = Target(url, await world(finance_shop))
    return _WORLDS[url]


@pytest.fixture
async def attacker(target: Target) -> AsyncGenerator[Connection]:
    """A connection of the application, on which nothing is kept."""
    connection = await asyncpg.connect(target.url)
    transaction = connection.transaction()
    await transaction.start()
    yield connection
    await transaction.rollback()
    await connection.close()


@pytest.mark.parametrize(("statement", "rule"), ATTACKS)
async def test_refuses(target: Target, attacker: Connection, statement: str, rule: str) -> None:
    with pytest.raises(asyncpg.IntegrityConstraintViolationError) as refused:
        await attacker.execute(f"{statement.format(**target.ids)}; set constraints all immediate")
    assert rule in (refused.value.constraint_name or "")  # pyright: ignore[reportAttributeAccessIssue] - asyncpg sets it


async def test_what_is_refused_to_others_is_done_by_posting(target: Target, attacker: Connection) -> None:
    """The attacks are refused for what they are: the same rows are written where they follow the rules."""
    made = UNDOING.replace("'{bank}', currency, credit", "account_id, currency, credit").format(**target.ids)
    await attacker.execute(made)
    await attacker.execute(
        SETTLING.format(**target.ids) % f"('{target.ids['item']}', 1.00), ('{target.ids['credit']}', -1.00)"
    )
    await attacker.execute((NOTED + NOTED_LINE % 1).format(**target.ids))
    await attacker.execute("set constraints all immediate")
