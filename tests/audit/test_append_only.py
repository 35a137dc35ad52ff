"""Nobody writes the audit by hand, and nobody takes anything from it."""

import asyncpg
import pytest
from asyncpg import Connection

from server.database import Database
from services.platform.audit import Attempt, Outcome, record_refusal
from services.work import Actor
from tests.schema.builders import company

ADA = Actor("ada", "shop", "r-1", "Ada")
INSERT = "insert into audit_entry (operation, actor) values ('INSERT', 'somebody else')"


@pytest.mark.parametrize(
    "statement",
    [
        INSERT,
        "update audit_entry set actor = 'somebody else'",
        "delete from audit_entry",
        "truncate audit_entry cascade",
        "insert into audit_unsealed (entry_id) select id from audit_entry",
        "delete from audit_unsealed",
        "insert into audit_seal (position, entry_id, hash) select 1, id, '' from audit_entry limit 1",
        "update audit_seal set position = position + 1",
        "delete from audit_seal",
        "truncate audit_seal",
        "update audit_head set signature = ''",
        "delete from audit_head",
        "truncate audit_head",
        "alter table party disable trigger audit",
        "drop trigger audit on party",
        "create trigger mine after insert on audit_head for each row execute function audit('Party')",
        "create or replace function audit() returns trigger language plpgsql as 'begin return null; end'",
    ],
)
async def test_the_application_cannot_bend_the_audit(app: Connection, statement: str) -> None:
    await company(app)
    await app.fetchval("select audit_seal(10)")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await app.execute(statement)


@pytest.mark.parametrize("table", ["audit_entry", "audit_seal"])
@pytest.mark.parametrize("statement", ["update {} set recorded_at = now()", "delete from {}", "truncate {} cascade"])
async def test_not_even_the_owner_changes_it(owner: Connection, table: str, statement: str) -> None:
    await company(owner)
    await owner.fetchval("select audit_seal(10)")
    with pytest.raises(asyncpg.RestrictViolationError, match="append-only"):
        await owner.execute(statement.format(table))


async def test_records_a_refusal_with_its_facts(app: Connection) -> None:
    acme = await company(app)
    attempt = Attempt("partyUpdate", "Party", acme, acme)
    key = await record_refusal(app, ADA, attempt, "STALE_VERSION", {"current": 3})
    entry = await app.fetchrow("select * from audit_entry where id = $1", key)
    assert entry is not None
    assert (entry["operation"], entry["attempted"], entry["code"]) == ("REFUSED", "partyUpdate", "STALE_VERSION")
    assert (entry["facts"], entry["actor_name"], entry["company_id"]) == ('{"current": 3}', "Ada", acme)


async def test_records_a_denial(app: Connection) -> None:
    key = await record_refusal(app, ADA, "Sku.standardCost", "FORBIDDEN", outcome=Outcome.DENIED)
    assert await app.fetchval("select operation from audit_entry where id = $1", key) == "DENIED"


async def test_refuses_to_record_a_change_that_nobody_made(app: Connection) -> None:
    forged = "select audit_refusal('UPDATE', 'x', 'x', null, 'Party', null, null, 'bob', null, null, null, null)"
    with pytest.raises(asyncpg.CheckViolationError):
        await app.execute(forged)


async def test_a_refusal_outlives_the_transaction_that_was_refused(fresh_database: Database) -> None:
    refused, recording = [await asyncpg.connect(fresh_database.app_url) for _ in range(2)]
    transaction = refused.transaction()
    await transaction.start()
    await company(refused)
    await record_refusal(recording, ADA, "companyCreate", "CODE_TAKEN")
    await transaction.rollback()
    assert await recording.fetch("select code from audit_entry where actor = 'ada'") == [("CODE_TAKEN",)]
    assert not await recording.fetchval("select exists (select from audit_entry where entity_type = 'Company')")
    for connection in (refused, recording):
        await connection.close()
