"""Rules of retention: for how many days a kind of thing is kept, in the whole installation or in one company."""

from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from kernel.errors import DomainError
from models import RetentionKind, RetentionRule
from services.platform.retention.bounds import BOUNDS
from services.platform.user_role import require_reach
from services.refusals import NotFound
from services.rights import rows_of
from services.work import Work


@dataclass(eq=False)
class RetentionOutOfBounds(DomainError):
    """Nothing is kept for longer than it may be, or for shorter than it must be."""

    message = "This is kept for {min_days} to {max_days} days: {why}"
    min_days: int
    max_days: int
    why: str


@dataclass(eq=False)
class RetentionOfInstallation(DomainError):
    """What belongs to people and not to companies is kept for equally long everywhere."""

    message = "This belongs to no company; it has one rule for the whole installation."


async def retention_rule_set(work: Work, kind: RetentionKind, kept_days: int, company_id: UUID | None) -> UUID:
    """Say for how many days something is kept, and give the id of the rule; the rule that was there before is changed.

    Raises:
        NotFound: the company is none of theirs; without one, whoever works does not reach all of them.
        RetentionOfInstallation: the kind belongs to no company.
        RetentionOutOfBounds: it is fewer or more days than may be.
    """
    require_reach(work, company_id, ("companyId",))
    bounds = BOUNDS[kind]
    if company_id is not None and not bounds.of_company:
        raise RetentionOfInstallation(path=("companyId",))
    if not bounds.min_days <= kept_days <= bounds.max_days:
        raise RetentionOutOfBounds(bounds.min_days, bounds.max_days, bounds.why, path=("keptDays",))
    rule = insert(RetentionRule).values(company_id=company_id, kind=kind, kept_days=kept_days)
    rule = rule.on_conflict_do_update(index_elements=("company_id", "kind"), set_={"kept_days": kept_days})
    return (await work.session.scalars(rule.returning(RetentionRule.id))).one()


async def retention_rule_clear(work: Work, rule_id: UUID) -> None:
    """Take a rule away: what it was about is kept as it is usually.

    Raises:
        NotFound: there is none, or none that whoever works may see and change.
    """
    table = RetentionRule.__table__
    query = sa.select(RetentionRule).where(table.c.id == rule_id, *rows_of(work, table)).with_for_update()
    rule = await work.session.scalar(query)
    if rule is None:
        raise NotFound(path=("id",))
    require_reach(work, rule.company_id, ("id",))
    await work.session.delete(rule)
    await work.session.flush()
