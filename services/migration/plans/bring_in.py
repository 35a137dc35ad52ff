"""Bringing a company in: the one verb of an import, within the transaction that its caller opened.

The source is read and settled row by row, so that in the end every row has exactly one fate: it came in, it was here
already, it was rejected, or it is held back until there is a place for it.
"""

from collections.abc import Awaitable, Callable, Mapping
from decimal import Decimal
from uuid import UUID

from asyncpg import Connection

from kernel.clock import BusinessDay, Clock, zone
from kernel.ids import uuid7
from kernel.rounding import RoundingPolicy
from services.migration.plans.building import Builder
from services.migration.plans.fields import Facts, Scope
from services.migration.plans.loading import Loader
from services.migration.plans.plan import Company, Founded, Plan
from services.migration.plans.references import References
from services.migration.plans.report import Report
from services.migration.plans.settling import Settling, left_aside
from services.migration.plans.source import Source, Table, required
from services.migration.refusals import CompanyCodeTaken

Figures = Mapping[str, Decimal]
ReadBack = Callable[[UUID], Awaitable[Figures]]
"""Reads the figures of a company through the schema, within the same transaction; what is not there counts as zero."""
Progress = Callable[[str, int, int], None]
"""Hears what is being done, as which step of how many."""


async def bring_in(
    connection: Connection, source: Source, plan: Plan, clock: Clock, read_back: ReadBack, progress: Progress
) -> Report:
    """Bring in what a plan takes from a source, and tell what became of every row.

    What came in before, by its external reference, stays as it is. One import of a system runs at a time; another waits.

    Raises:
        SourceUnusable: a table that the plan needs is missing or unreadable, or the company's code belongs to another.
    """
    await connection.execute("select pg_advisory_xact_lock(hashtext($1))", f"import {plan.system}")
    progress("Reading", 0, len(plan.steps) + 2)
    tables = {name: source.table(required(source.names, name)) for name in plan.tables}
    facts = await _facts(connection, plan, clock)
    before = await read_back(facts.company_id)
    settling = await _take(connection, source, plan, facts, tables, progress)
    progress("Reading back", len(plan.steps) + 1, len(plan.steps) + 2)
    after = await read_back(facts.company_id)
    zero = Decimal(0)
    sums = [settling.sum_up(each, before.get(each.figure, zero), after.get(each.figure, zero)) for each in plan.sums]
    aside = [left_aside(source, plan, name) for name in source.names if name not in tables]
    return Report(plan.system, facts.company_id, settling.entities, [*settling.reports(), *aside], sums)


async def _take(
    connection: Connection, source: Source, plan: Plan, facts: Facts, tables: Mapping[str, Table], progress: Progress
) -> Settling:
    references = await References.stored(connection, facts.company_id, plan.system)
    scope = Scope(source, facts, references)
    builder, loader = Builder(plan.system, scope, references), Loader(connection)
    settling = Settling(plan, scope, tables)
    settling.hold_back_what_has_no_place()
    for number, step in enumerate(plan.steps, start=1):
        progress(step.type_name, number, len(plan.steps) + 2)
        if isinstance(step, Founded):
            built = [builder.found(step)]
        else:
            adoptable = await loader.adoptable(step.target, step.adopt) if step.adopt else {}
            built = list(builder.build(step, settling.takeable(step), adoptable))
        loaded = await loader.load(built)
        for entity in loaded:
            references.add(entity.type_name, entity.key, entity.id)
        settling.came_in(step, loaded)
    await connection.execute("set constraints all immediate")
    settling.hold_back_the_rest()
    return settling


async def _facts(connection: Connection, plan: Plan, clock: Clock) -> Facts:
    company = plan.company
    company_id = await _company(connection, company, plan.system)
    day = BusinessDay(zone(company.time_zone))
    return Facts(company_id, company.currency, day, RoundingPolicy.HALF_UP, clock.now())


async def _company(connection: Connection, company: Company, system: str) -> UUID:
    """Find the company that came in before, or found it."""
    found = await connection.fetchrow(
        "select company.id, reference.id is not null as ours from company left join external_reference reference"
        " on reference.company_id = company.id and reference.entity_id = company.id and reference.system = $2"
        " where company.code = $1",
        company.code,
        system,
    )
    if found is not None:
        if not found["ours"]:
            raise CompanyCodeTaken(company.code, system)
        return found["id"]
    company_id = uuid7()
    await connection.execute(
        "insert into company (id, code, name, legal_name, currency, country, time_zone, rounding_policy)"
        " values ($1, $2, $3, $3, $4, $5, $6, $7)",
        company_id,
        company.code,
        company.name,
        company.currency,
        company.country,
        company.time_zone,
        RoundingPolicy.HALF_UP,
    )
    await connection.execute(
        "insert into external_reference (company_id, system, entity_type, external_id, entity_id)"
        " values ($1, $2, 'Company', $3, $1)",
        company_id,
        system,
        company.code,
    )
    return company_id
