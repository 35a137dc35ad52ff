"""The SQL by hand for what can be promised tells of the demo company what the schema tells."""

from pathlib import Path

import pytest
from asyncpg import Pool

from benchmarks.read import require_agreement
from benchmarks.read_cases import ReadCase
from benchmarks.stock_cases import stock_cases
from benchmarks.viewer import sales_manager
from benchmarks.ways import InProcess, Sql


@pytest.mark.parametrize("case", stock_cases(), ids=lambda case: case.name)
async def test_sql_by_hand_gives_the_answer_of_the_schema(case: ReadCase, plain_pool: Pool, tmp_path: Path) -> None:
    schema = InProcess(plain_pool, sales_manager(tmp_path).principal)
    await require_agreement(case, {"schema": schema, "sql": Sql(plain_pool)})
