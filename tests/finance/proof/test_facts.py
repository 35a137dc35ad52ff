"""Facts of the books are kept from everybody: every table of finance is of a kind, and each kind has its wall."""

import asyncpg
import pytest
from asyncpg import Connection

from auth.second_wall import FUNCTIONS
from models import Base
from models.finance import rules
from tests.databases import WALL

# Written once, as a whole, and never again.
FACTS = {
    "bank_reconciliation", "dunning_notice", "integrity_report", "journal_entry", "journal_head", "journal_seal", "revaluation", "settlement",
}  # fmt: skip
# Written with the fact that they are a part of, and never again.
PARTS = {
    "bank_reconciliation_part", "dunning_notice_line", "open_item_discount", "revaluation_line", "settlement_line", "tax_line",
}  # fmt: skip
# An entry says how many lines it has, and lines name their values; a filed return takes no more.
COUNTED = {"journal_line", "journal_line_dimension", "tax_return_line"}
# Triggers and jobs write them.
REFLECTED = {"journal_unsealed", "open_item", "period_balance", "period_balance_delta"}
# Documents with a life: what is posted, filed or closed of them is fixed.
DOCUMENTS = {
    "accounting_period", "fiscal_year", "invoice", "invoice_deduction", "invoice_instalment", "invoice_line",
    "invoice_line_dimension", "invoice_line_tax", "invoice_tax", "invoice_withholding", "lock_exception", "payment", "payment_allocation", "period_lock", "tax_return",
    "tax_return_box",
}  # fmt: skip
# What the bank says; how far it is in the books is what its reconciliations add up to.
RECEIVED = {"bank_statement", "bank_statement_line"}
# What people set up, write by hand before it is posted, or are shown.
WRITABLE = {
    "account_determination", "bank_account", "bank_statement_draft", "bank_statement_draft_line", "dimension", "dimension_value",
    "dunning_level", "journal", "journal_entry_draft",
    "journal_entry_draft_line", "journal_entry_draft_line_dimension", "journal_template", "journal_template_line",
    "journal_template_line_dimension", "ledger_account", "match_condition", "match_rule", "match_suggestion",
    "match_suggestion_part", "payment_policy", "payment_term", "payment_term_discount", "payment_term_line",
    "payment_term_step", "period_task", "tax_box", "tax_box_part", "tax_code", "tax_component", "tax_policy", "tax_position",
    "tax_position_mapping", "tax_position_rule", "tax_profile", "tax_rate", "withholding_certificate",
}  # fmt: skip

WRITTEN_ONCE = sorted(FACTS | PARTS | COUNTED)
CHANGING = (
    "update {} set {column} = {column}",
    "delete from {}",
    "truncate {} cascade",
    "merge into {} using (select 1) as one on true when matched then delete",
    "alter table {} disable trigger all",
    "alter table {} drop constraint pk_{}",
    "drop table {} cascade",
    "create trigger mine before insert on {} for each row execute function append_only()",
    "create rule mine as on insert to {} do instead nothing",
    "copy {} from program 'true'",
    "alter table {} owner to current_user",
)
AROUND = (
    "set session_replication_role = replica",
    "set role torso_owner",
    "set session authorization torso_owner",
    "create table public.journal_line_of_mine (id uuid)",
    "create temporary table journal_line (id uuid)",
    "create schema mine",
    "create function public.posting_locked(uuid, text, date, text) returns boolean language sql return false",
    "create or replace function posting_locked(company uuid, in_area text, on_day date) returns boolean language sql return false",
    "alter function posting_locked(uuid, text, date) owner to current_user",
    "drop function append_only() cascade",
    "alter database template1 set session_replication_role = replica",
)
BOOKS = "models.finance."
FIRES = """
select array_agg(tgname::text order by tgname) from pg_trigger
where tgrelid = $1::text::regclass and tgenabled = 'O' and not tgisinternal
"""


def test_every_table_of_the_books_is_of_a_kind() -> None:
    kinds = (FACTS, PARTS, COUNTED, REFLECTED, DOCUMENTS, RECEIVED, WRITABLE)
    tables = {str(mapper.local_table) for mapper in Base.registry.mappers if mapper.class_.__module__.startswith(BOOKS)}
    assert sorted(name for kind in kinds for name in kind) == sorted(tables)


def test_what_is_written_once_is_declared_so() -> None:
    assert sorted(rules.FACTS) == WRITTEN_ONCE


@pytest.mark.parametrize("table", sorted({*WRITTEN_ONCE, *REFLECTED}))
async def test_the_application_changes_nothing_that_is_written_once(app: Connection, table: str) -> None:
    key = next(column.name for column in Base.metadata.tables[table].columns if column.name not in ("id", "version"))
    for statement in CHANGING:
        if table == "open_item" and statement.startswith("update"):
            key = "settled_amount"
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with app.transaction():
                await app.execute(statement.replace("{column}", key).replace("{}", table))


@pytest.mark.parametrize("column", ["amount", "booked_on", "remittance", "matched_amount", "statement_id"])
async def test_what_the_bank_says_stays_as_it_said(app: Connection, column: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await app.execute(f"update bank_statement_line set {column} = {column}")


@pytest.mark.parametrize(
    "statement", ["update bank_statement set closing_amount = 1", "delete from bank_statement_line"]
)
async def test_statements_of_the_bank_stay(app: Connection, statement: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await app.execute(statement)


@pytest.mark.parametrize("table", sorted({*REFLECTED, "journal_line_dimension", "journal_seal"}))
async def test_the_application_writes_nothing_that_triggers_and_jobs_write(app: Connection, table: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await app.execute(f"insert into {table} default values")


@pytest.mark.parametrize("statement", AROUND)
async def test_the_application_does_not_get_around_triggers(app: Connection, statement: str) -> None:
    with pytest.raises((asyncpg.InsufficientPrivilegeError, asyncpg.UndefinedObjectError)):
        await app.execute(statement)


@pytest.mark.parametrize("table", WRITTEN_ONCE)
async def test_facts_stay_as_they_are_for_the_owner_too(owner: Connection, table: str) -> None:
    fires = await owner.fetchval(FIRES, table)
    assert {"append_only", "append_only_all"} <= set(fires)
    if table in PARTS:
        assert "part_of_new" in fires
    with pytest.raises(asyncpg.RestrictViolationError):
        await owner.execute(f"truncate {table} cascade")


async def test_whoever_may_call_a_function_of_the_owner_can_only_do_what_it_is_for(app: Connection) -> None:
    """Triggers are called by tables alone; what folds and seals takes what is there, and says how much; what forgets
    takes no more than who signed in or read, half a year ago, and days of events; what tells of events moves them on;
    what values stock writes what goods at standard cost are
    worth from a day on, what issues after one that came late are worth, and what a bill says that goods have cost which
    it names.
    """
    rows = await app.fetch(
        "select p.oid::regprocedure::text as name, p.prorettype = 'trigger'::regtype as is_trigger, p.proconfig from pg_proc as p "
        "where p.pronamespace = 'public'::regnamespace and p.prosecdef"
    )
    assert all("search_path=public, pg_temp" in (row["proconfig"] or ()) for row in rows)
    called = {row["name"] for row in rows if not row["is_trigger"]}
    names = {name.partition("(")[0] for name in called}
    ledger = {
        "audit_erase",
        "audit_forget",
        "audit_refusal",
        "audit_seal",
        "feed_advance",
        "feed_forget",
        "finance_fold_balances",
        "journal_seal",
    }
    of_the_wall = FUNCTIONS if WALL.stands else ()
    assert names - {*of_the_wall} == ledger | {"stock_correct", "stock_receipts_billed", "stock_revalue"}
    for row in rows:
        if row["is_trigger"]:
            with pytest.raises(asyncpg.FeatureNotSupportedError):
                async with app.transaction():
                    await app.execute(f"select {row['name']}")
