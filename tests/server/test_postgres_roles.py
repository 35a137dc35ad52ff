"""What the application's role may not do, tried as that role."""

import asyncpg
import pytest
from asyncpg import Connection

FORBIDDEN = (
    "truncate currency",
    "alter table currency add column note text",
    "alter table currency disable trigger all",
    "drop table currency cascade",
    "create table note (text text)",
    "create temporary table note (text text)",
    "set session_replication_role = replica",
    "create role intruder",
)


@pytest.mark.parametrize("statement", FORBIDDEN)
async def test_refuses_the_application_what_only_the_owner_may(app: Connection, statement: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await app.execute(statement)


async def test_lets_the_application_read_and_write_tables(app: Connection) -> None:
    await app.execute("update currency set cash_step = 0.05 where code = 'CHF'")
    assert await app.fetchval("select cash_step = 0.05 from currency where code = 'CHF'")
