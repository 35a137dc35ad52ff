"""What is done by the clock."""

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable
from functools import partial

from auth.seals import sign_head
from server.files.arriving import forget_drafts
from server.files.wiring import drafts_of, storage_of
from server.jobs.binding import Tools
from server.jobs.witness import FileWitness
from server.telemetry import logs
from services.finance import balances, integrity_report, recurring
from services.inventory import reservation
from services.jobs import mending
from services.platform import approval_task, schema_use
from services.platform.access import forgetting
from services.platform.access.guessing import guesses_forget
from services.platform.access.steps import steps_forget
from services.platform.bulk.operation import forget_ended
from services.platform.file import UNCLAIMED_LASTS, forget_unclaimed
from services.platform.retention import forgetting as retention
from services.platform.seal import JOURNALS, seal
from services.platform.webhook import queue as webhooks
from services.sales.agreement import expiry as agreement_expiry
from services.sales.quotation import expiry as quotation_expiry
from services.sandbox import life as sandboxes
from services.work import Actor, Work

SYSTEM = Actor("system", "torso", "", "Torso")
"""Who does what nobody asked for."""


async def seal_audit(tools: Tools) -> None:
    """Seal what has been audited, and sign the head of the chain."""
    await seal(tools.pool, partial(sign_head, tools.key), await FileWitness.of(tools.settings.home, tools.pool))


async def seal_journals(tools: Tools) -> None:
    """Seal what has been posted, and sign the heads of the chains."""
    witness = await FileWitness.of(tools.settings.home, tools.pool)
    await seal(tools.pool, partial(sign_head, tools.key), witness, JOURNALS)


async def check_books(tools: Tools) -> None:
    """Ask for the books of every company to be checked."""
    async with tools.transactions.begin_as(SYSTEM) as work:
        for company in await work.raw.fetch(integrity_report.COMPANIES):
            await integrity_report.report_request(work, company["company_id"])


async def fold_balances(tools: Tools) -> None:
    """Fold what has been posted into the balances of periods."""
    await balances.fold(tools.pool)


async def post_what_recurs(tools: Tools) -> None:
    """Post what is due of templates, and undo accruals, each company on its own and by its own day.

    What is refused stays due, and is logged; so is what fails in one company, which leaves the others theirs.
    """
    log = logs.logger()
    for row in await tools.pool.fetch(recurring.COMPANIES):
        company = str(row["id"])
        try:
            async with tools.transactions.begin_as(SYSTEM) as work:
                refused = await recurring.run_by_clock(work, row["id"])
        except Exception:
            log.exception("what recurs in a company could not be posted", company=company)
            continue
        for each in refused:
            code, said = each.refusal.code, str(each.refusal)
            log.warning("what recurs was refused and stays due", company=company, name=each.name, code=code, said=said)


async def forget_events(tools: Tools) -> None:
    """Forget what has happened longer ago than the settings say, day by day."""
    await tools.pool.execute("select feed_forget($1)", dt.timedelta(days=tools.settings.events_kept_days))


async def expire_reservations(tools: Tools) -> None:
    """Let go what was kept for somebody until now."""
    async with tools.transactions.begin_as(SYSTEM) as work:
        await reservation.expire(work)


async def expire_quotations(tools: Tools) -> None:
    """End the offers whose last day is over, a thousand in each transaction."""
    await _expire(tools, quotation_expiry.expire_due, quotation_expiry.EXPIRED_AT_ONCE)


async def expire_agreements(tools: Tools) -> None:
    """End the blanket agreements whose last day is over, a thousand in each transaction."""
    await _expire(tools, agreement_expiry.expire_due, agreement_expiry.EXPIRED_AT_ONCE)


async def close_sandboxes(tools: Tools) -> None:
    """Close the sandboxes whose time is over, a hundred in each transaction."""
    await _expire(tools, sandboxes.close_due, sandboxes.CLOSED_AT_ONCE)


async def _expire(tools: Tools, expire: Callable[[Work], Awaitable[int]], at_once: int) -> None:
    while True:
        async with tools.transactions.begin_as(SYSTEM) as work:
            ended = await expire(work)
        if ended < at_once:
            return


async def sweep_approvals(tools: Tools) -> None:
    """End requests that nobody decided in time, ask those who are to be asked now, and remind those who were."""
    async with tools.transactions.begin_as(SYSTEM) as work:
        await approval_task.sweep(work)


async def forget_what_is_over(tools: Tools) -> None:
    """Forget what has been kept for as long as the rules of retention say."""
    await retention.forget(partial(tools.transactions.begin_as, SYSTEM))


async def mend_jobs(tools: Tools) -> None:
    """Bring jobs and the queue together again where a failure has parted them."""
    await mending.mend(tools.pool, tools.clock.now())


async def forget_files(tools: Tools) -> None:
    """Forget files that nothing has needed for a day."""
    now = tools.clock.now()
    await forget_unclaimed(partial(tools.transactions.begin_as, SYSTEM), storage_of(tools.settings), now)
    await asyncio.to_thread(forget_drafts, drafts_of(tools.settings), now - UNCLAIMED_LASTS)


async def forget_bulk(tools: Tools) -> None:
    """Forget bulk operations that ended long ago."""
    async with tools.transactions.begin_as(SYSTEM) as work:
        await forget_ended(work)


async def forget_guesses(tools: Tools) -> None:
    """Forget guesses at passwords that are long ago, and what was begun to sign in and never finished."""
    async with tools.transactions.begin_as(SYSTEM) as work:
        await guesses_forget(work)
        await steps_forget(work)


async def forget_codes(tools: Tools) -> None:
    """Forget codes, tokens and proofs whose time is long over."""
    async with tools.transactions.begin_as(SYSTEM) as work:
        await forgetting.forget(work)


async def forget_deliveries(tools: Tools) -> None:
    """Forget what became of deliveries long ago."""
    await webhooks.forget(tools.pool, tools.clock.now() - dt.timedelta(days=tools.settings.webhooks_kept_days))


async def forget_schema_use(tools: Tools) -> None:
    """Forget what programs used of the schema long ago."""
    await schema_use.forget(tools.pool, tools.clock.now().date())
