"""The SQL by hand that the bench compares with has to give what the schema gives, or its figures mean nothing."""

from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import asyncpg
import pytest
from asyncpg import Pool

from benchmarks.read import require_agreement, require_generic_plan
from benchmarks.read_cases import LOOK_UP, ReadCase, read_cases
from benchmarks.viewer import sales_manager
from benchmarks.ways import InProcess, Sql
from server.database import Database, create_pool
from server.row_security import RowSecurity

CASES = ("newest_orders", LOOK_UP, "closed_orders", "orders_by_state")


async def case_named(name: str, database: Database) -> ReadCase:
    connection = await asyncpg.connect(database.app_url)
    cases = await read_cases(connection)
    await connection.close()
    return next(case for case in cases if case.name == name)


@pytest.mark.parametrize("name", CASES)
async def test_sql_by_hand_gives_the_answer_of_the_schema(
    name: str, demo_database: Database, plain_pool: Pool, tmp_path: Path
) -> None:
    case = await case_named(name, demo_database)
    schema = InProcess(plain_pool, sales_manager(tmp_path).principal)
    await require_agreement(case, {"schema": schema, "sql": Sql(plain_pool)})


async def test_sql_by_hand_shows_nothing_of_other_companies(demo_database: Database, plain_pool: Pool) -> None:
    case = await case_named("orders_by_state", demo_database)
    counted = cast("dict[str, Any]", await Sql(plain_pool).answer(case, 0))
    connection = await asyncpg.connect(demo_database.owner_url)
    everywhere = await connection.fetchval(
        "select count(*) from sales_order where placed_at >= $1", case.arguments(0)[1]
    )
    await connection.close()
    assert sum(group["count"] for group in counted["salesOrderAggregate"]) < everywhere


async def test_the_look_up_of_one_order_is_planned_once(
    demo_database: Database, plain_pool: Pool, tmp_path: Path
) -> None:
    case = await case_named(LOOK_UP, demo_database)
    schema = InProcess(plain_pool, sales_manager(tmp_path).principal)
    await require_generic_plan(case, schema, plain_pool)


async def test_notices_that_a_look_up_is_planned_anew_each_time(demo_database: Database) -> None:
    case = await case_named(LOOK_UP, demo_database)
    pool = await create_pool(replace(demo_database, wall=RowSecurity.OFF), size_min=0, size_max=1)
    await pool.execute("set plan_cache_mode = force_custom_plan")
    with pytest.raises(RuntimeError, match="anew"):
        await require_generic_plan(case, Sql(pool), pool)
    await pool.close()
