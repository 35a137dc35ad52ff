"""Entries that come again: templates with a schedule, and accruals, which undo themselves in the next period."""

from calendar import monthrange
from collections import defaultdict
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import date
from itertools import compress
from typing import Final, TypeAlias
from uuid import UUID

import asyncpg

import models
from kernel.clock import BusinessDay, zone
from kernel.errors import DomainError
from kernel.ids import NodeId
from models import EntryKind, TemplateKind
from services.bounds import Within
from services.finance.entry_approval import Limits, limits_of
from services.finance.lines_by_hand import LinesByHand, in_own_currency, of_their_dimensions
from services.finance.posting import Entry, Leg, post
from services.finance.posting_reversal import reverse
from services.finance.settling.reversing import settle_turned
from services.master import Master
from services.rights import require_company
from services.work import Work

COMPANIES: Final = """
select due.id from (
  select company_id as id from journal_template where archived_at is null
  union select company_id from journal_entry as accrual where kind in ('ACCRUAL', 'REVALUATION')
    and not exists (select from journal_entry as reversal where reversal.reverses_id = accrual.id)
) as due join company on company.id = due.id where company.archived_at is null
"""
"""The companies in which something may be due; in those that are archived nothing is."""
RUNS_MAX: Final = 120
"""How often a template is posted at once, where nobody has looked for long."""

_DUE = """
select * from journal_template
where company_id = $1 and archived_at is null and next_on <= $2 and (until_on is null or next_on <= until_on)
order by id for update
"""
_LINES = """
select line.*, coalesce((select array_agg(value_id) from journal_template_line_dimension as named
  where named.line_id = line.id), '{}') as value_ids
from journal_template_line as line where line.template_id = any($1::uuid[]) order by line.template_id, line.position
"""
_MOVE_ON = "update journal_template set next_on = $2 where id = $1"
# An accrual or revaluation is undone on the first day of the period after its own, as soon as that period is open.
_ACCRUALS = """
select accrual.id, accrual.number, following.starts_on from journal_entry as accrual
join accounting_period as own on own.id = accrual.period_id
join accounting_period as following on following.company_id = accrual.company_id and not following.is_adjustment
  and following.starts_on = own.ends_on + 1 and following.state = 'OPEN'
where accrual.company_id = $1 and accrual.kind in ('ACCRUAL', 'REVALUATION') and following.starts_on <= $2
  and not exists (select from journal_entry as reversal where reversal.reverses_id = accrual.id)
order by accrual.posted_on, accrual.id
"""
# The id of a draft is made where all three can read it.
_DRAFTS = """
with due as (
  select template.*, said.posted_on, uuidv7() as draft_id
  from unnest($2::date[]) as said (posted_on) join journal_template as template on template.id = $1
), drafts as (
  insert into journal_entry_draft (id, company_id, journal_id, template_id, posted_on, description, currency, kind)
  select draft_id, company_id, journal_id, id, posted_on, name, currency, case kind when 'ACCRUAL' then 'ACCRUAL' else 'NORMAL' end
  from due
), lines as (
  insert into journal_entry_draft_line
    (company_id, draft_id, position, account_id, party_id, description, debit, credit)
  select line.company_id, due.draft_id, line.position, line.account_id, line.party_id, line.description, line.debit, line.credit
  from due join journal_template_line as line on line.template_id = due.id
  returning id, draft_id, position
)
insert into journal_entry_draft_line_dimension (company_id, line_id, dimension_id, value_id)
select named.company_id, lines.id, named.dimension_id, named.value_id
from lines join due using (draft_id)
join journal_template_line as line on line.template_id = due.id and line.position = lines.position
join journal_template_line_dimension as named on named.line_id = line.id
"""
_KINDS: Final = {TemplateKind.RECURRING: EntryKind.NORMAL, TemplateKind.ACCRUAL: EntryKind.ACCRUAL}

_BY_HAND: Final = LinesByHand("journal_template_line", "journal_template", "template_id")
DIMENSION: Final = Master(
    models.JournalTemplateLineDimension, within=Within("line_id", 50), complete=of_their_dimensions
)
LINE: Final = Master(
    models.JournalTemplateLine,
    lists={"dimensions": DIMENSION},
    within=Within("template_id", 500),
    complete=_BY_HAND.complete,
    check=_BY_HAND.check,
)
TEMPLATE: Final = Master(models.JournalTemplate, lists={"lines": LINE}, complete=in_own_currency)


@dataclass(frozen=True, slots=True)
class Refused:
    """What stays due, and why."""

    name: str
    """The code of the template, or the number of the accrual that is not undone."""
    refusal: DomainError


# Does what belongs to one template or accrual: given which it is, and how people call it.
_Apart: TypeAlias = Callable[[NodeId, str], AbstractAsyncContextManager[None]]


async def run_due(work: Work, company_id: UUID, through: date) -> list[UUID]:
    """Post what is due of the templates of a company up to a day, and undo accruals; give the ids of the entries.

    What others have to agree to is written as a draft instead, for them to look at.

    Raises:
        NotFound: the company is none of theirs.
        DomainError: as for every posting, below the template or accrual that is refused; nothing is posted then.
    """
    require_company(work, company_id, "companyId")
    return await _run(work, company_id, through, _named)


async def run_by_clock(work: Work, company_id: UUID) -> list[Refused]:
    """Post what is due in a company by its own day, and give what is refused, because a period is not open or a rate is missing.

    That stays due, and holds up nothing else: people see it in the checklist of the period, and post it when they have seen to it.
    """
    time_zone = await work.raw.fetchval("select time_zone from company where id = $1", company_id)
    refused: list[Refused] = []

    @asynccontextmanager
    async def apart(_node: NodeId, name: str) -> AsyncGenerator[None]:
        try:
            async with work.savepoint():
                yield
        except DomainError as refusal:
            refused.append(Refused(name, refusal))

    await _run(work, company_id, BusinessDay(zone(time_zone)).today(work.clock), apart)
    return refused


async def _run(work: Work, company_id: UUID, through: date, apart: _Apart) -> list[UUID]:
    limits = await limits_of(work, company_id, ("companyId",))
    templates = await work.raw.fetch(_DUE, company_id, through)
    lines: dict[UUID, list[asyncpg.Record]] = defaultdict(list)
    for line in await work.raw.fetch(_LINES, [template["id"] for template in templates]):
        lines[line["template_id"]].append(line)
    done: list[UUID] = []
    for template in templates:
        async with apart(NodeId("JournalTemplate", template["id"]), template["code"]):
            done += await _post_due(work, template, lines[template["id"]], through, limits)
    for accrual in await work.raw.fetch(_ACCRUALS, company_id, through):
        async with apart(NodeId("JournalEntry", accrual["id"]), accrual["number"]):
            done.append(await _reverse(work, accrual))
    return done


@asynccontextmanager
async def _named(node: NodeId, _name: str) -> AsyncGenerator[None]:
    """Say in the path of a refusal what was refused of all that is due."""
    try:
        yield
    except DomainError as refusal:
        raise refusal.under("dueOn", str(node)) from None


async def _post_due(
    work: Work, template: asyncpg.Record, lines: Sequence[asyncpg.Record], through: date, limits: Limits
) -> list[UUID]:
    days = list(_days(template, through))
    entries = [_entry(template, lines, day) for day in days]
    admitted = [await limits.admits(work, entry) for entry in entries]
    posted = await post(work, list(compress(entries, admitted)))
    held = [day for day, admits in zip(days, admitted, strict=True) if not admits]
    await work.raw.execute(_DRAFTS, template["id"], held)
    next_on = following(days[-1], template["every_months"], template["day_of_month"])
    await work.raw.execute(_MOVE_ON, template["id"], next_on)
    return posted


async def _reverse(work: Work, accrual: asyncpg.Record) -> UUID:
    """Undo an accrual on the first day of the period after its own."""
    reversal = await reverse(work, accrual["id"], accrual["starts_on"], "Reversal of accrual")
    await settle_turned(work, accrual["id"], reversal, accrual["starts_on"])
    return reversal


def following(day: date, months: int, day_of_month: int) -> date:
    """Give the next day of a schedule; where a month is too short, its last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day_of_month, monthrange(year, month + 1)[1]))


def _days(template: asyncpg.Record, through: date) -> Iterator[date]:
    day: date = template["next_on"]
    last = min(through, template["until_on"] or through)
    for _ in range(RUNS_MAX):
        if day > last:
            return
        yield day
        day = following(day, template["every_months"], template["day_of_month"])


def _entry(template: asyncpg.Record, lines: Sequence[asyncpg.Record], day: date) -> Entry:
    legs = [_leg(line) for line in lines]
    return Entry(
        template["company_id"], template["journal_id"], day, legs, template["currency"], None, template["name"],
        source=("JournalTemplate", template["id"]), kind=_KINDS[TemplateKind(template["kind"])],
    )  # fmt: skip


def _leg(line: asyncpg.Record) -> Leg:
    return Leg(
        line["account_id"], line["debit"] - line["credit"], line["party_id"], line["description"],
        dimensions=line["value_ids"],
    )  # fmt: skip
