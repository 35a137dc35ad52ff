"""A running server over a small company, which keeps things for as long as it is told to."""

from collections.abc import AsyncGenerator
from functools import partial

import pytest

from kernel.clock import SystemClock
from server.database import create_engine
from server.jobs.due import SYSTEM
from server.jobs.transaction import JobTransactions
from services.platform.retention.forgetting import Works
from tests.writing.conftest import shop, writing_database
from tests.writing.shop import Shop

__all__ = ["shop", "works", "writing_database"]


@pytest.fixture
async def works(shop: Shop) -> AsyncGenerator[Works]:
    """Transactions of the system itself; what was said of retention is forgotten after the test."""
    engine = create_engine(shop.database)
    yield partial(JobTransactions(engine, SystemClock()).begin_as, SYSTEM)
    await engine.dispose()
    await shop.owner.execute("delete from retention_rule")
