"""What others wait for is committed before the log is on disk, and acknowledged only after."""

from collections.abc import AsyncGenerator

import asyncpg
import pytest

from kernel.clock import SystemClock
from kernel.ids import uuid7
from server.database import create_engine
from server.graphql.caller import Caller
from server.inside import OPERATOR
from server.writing.transaction import Transactions, commit
from services.platform import idempotency
from services.platform.number import Series, take_number
from tests.writing.shop import Shop

NUMBER = "select next_value from number_series where company_id = $1 and code = $2"


@pytest.fixture
async def transactions(shop: Shop) -> AsyncGenerator[Transactions]:
    """Transactions of the application over one connection."""
    engine = create_engine(shop.database, size=1)
    yield Transactions(engine, SystemClock())
    await engine.dispose()


async def test_the_log_of_a_number_is_on_disk_when_its_commit_is_done(shop: Shop, transactions: Transactions) -> None:
    async with transactions.begin(Caller.of(OPERATOR), None) as work:
        # The server of the tests waits for no disk unless it is asked to.
        await work.raw.execute("set synchronous_commit to on")
        await take_number(work, shop.company, Series(uuid7().hex, "N-"))
        written = await work.raw.fetchval("select pg_current_wal_insert_lsn()::text")
        await commit(work)
        assert await work.raw.fetchval("select pg_current_wal_flush_lsn() > $1::text::pg_lsn", written)


async def test_only_work_that_others_wait_for_lets_go_early(shop: Shop, transactions: Transactions) -> None:
    async with transactions.begin(Caller.of(OPERATOR), None) as work:
        assert not work.is_waited_for
        await take_number(work, shop.company, Series(uuid7().hex, "N-"))
        assert work.is_waited_for
    async with transactions.begin(Caller.of(OPERATOR), None, simulated=True) as work:
        assert await take_number(work, shop.company, Series(uuid7().hex, "N-")) is None
        assert not work.is_waited_for


async def test_who_is_answered_again_for_a_key_waits_for_the_log_as_well(transactions: Transactions) -> None:
    key = uuid7().hex
    for again in (False, True):
        async with transactions.begin(Caller.of(OPERATOR), None) as work:
            assert (await idempotency.claim(work, key, b"same") is not None) == again
            assert work.is_waited_for == again
            await commit(work, "" if again else idempotency.storing(work, key, "{}"))


async def test_what_is_sent_with_the_commit_is_committed(shop: Shop, transactions: Transactions) -> None:
    code = uuid7().hex
    async with transactions.begin(Caller.of(OPERATOR), None) as work:
        await take_number(work, shop.company, Series(code, "N-"))
        await commit(work, f"update number_series set next_value = 7 where code = '{code}'; ")
    assert await shop.owner.fetchval(NUMBER, shop.company, code) == 7


async def test_nothing_is_committed_when_what_is_sent_with_it_fails(shop: Shop, transactions: Transactions) -> None:
    code = uuid7().hex
    async with transactions.begin(Caller.of(OPERATOR), None) as work:
        await take_number(work, shop.company, Series(code, "N-"))
        with pytest.raises(asyncpg.DivisionByZeroError):
            await commit(work, "select 1 / 0; ")
    assert await shop.owner.fetchval(NUMBER, shop.company, code) is None


async def test_what_is_checked_at_the_commit_writes_nothing_that_a_payload_could_show(shop: Shop) -> None:
    query = (
        "select array_agg(distinct proname) from pg_trigger join pg_proc on pg_proc.oid = tgfoid "
        "where tgdeferrable and not tgisinternal and prosrc ~* '(insert into|update|delete from) '"
    )
    assert await shop.owner.fetchval(query) is None
