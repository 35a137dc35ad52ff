"""What somebody sees of a table, by the policies: a condition for the rows, and the values that it refers to."""

from collections.abc import Collection, Iterator, Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.sql.expression import FromClause

from auth.documents import readable
from auth.events import events, readable_events
from auth.policies import BEHIND_THE_SCHEMA, INTERNAL, POLICIES, everything
from auth.policy import Condition, Policy, Value, Visible, among_companies, narrowed, only_company, outside_sandboxes
from auth.principal import CompanyReach, Narrowing, Principal, RightsKey


def visible(table: str, row: FromClause, rights: RightsKey, value: Value) -> Visible:
    """Tell which rows of a table are seen by somebody with these permissions and companies, who acts for a partner or not."""
    policy, reach, partner = POLICIES.get(table, BEHIND_THE_SCHEMA.get(table)), rights.companies, rights.acts_for_party
    if policy is None or (partner and policy.partner is None):
        return _nothing()
    if policy.rows is not None:
        # What somebody has asked for is theirs without any company.
        return policy.rows(row, value, rights)
    if reach is CompanyReach.NONE:
        return _nothing()
    conditions = [*_of_viewer(policy, row, rights, value), *of_companies(policy, row, reach, value)]
    condition = sa.and_(*conditions) if conditions else None
    if policy.company is None or reach is CompanyReach.ALL:
        return Visible(condition)
    return Visible(condition, policy.company, only_company(reach, value), narrows=partner or policy.viewer_sees_few)


def _of_viewer(policy: Policy, row: FromClause, rights: RightsKey, value: Value) -> Iterator[Condition]:
    """Give what is left by whom somebody acts for, by who they are, and by what narrows their rows."""
    if rights.acts_for_party and policy.partner is not None and policy.partner is not everything:
        yield policy.partner(row, value("party", sa.Uuid()))
    if policy.viewer is not None and (condition := policy.viewer(row, value, rights)) is not None:
        yield condition
    yield from (each.condition for each in narrowed(policy, row, value, rights))


def of_companies(policy: Policy, row: FromClause, reach: CompanyReach, value: Value) -> Iterator[Condition]:
    """Give what is left by companies where no column says it; into sandboxes goes who names them, and nobody else."""
    if reach is CompanyReach.ALL:
        if policy.company is not None and not policy.with_sandboxes:
            yield outside_sandboxes(row.c[policy.company])
    elif policy.companies is not None:
        yield policy.companies(row, lambda column: among_companies(column, reach, value))


def narrowings(table: str) -> frozenset[Narrowing]:
    """Tell what may narrow the rows of a table."""
    policy = POLICIES.get(table, BEHIND_THE_SCHEMA.get(table, INTERNAL))
    parts = {Narrowing.SALES: policy.sales, Narrowing.WAREHOUSES: policy.warehouse}
    return frozenset(by for by, part in parts.items() if part is not None)


def visible_events(names: Collection[str], row: FromClause, rights: RightsKey, value: Value) -> Visible:
    """Tell which events of some types are seen by somebody with these permissions and companies."""
    return events(lambda: POLICIES, names)(row, value, rights)


def _nothing() -> Visible:
    return Visible(sa.literal_column("false", sa.Boolean()))


def viewer_values(principal: Principal) -> dict[str, object]:
    """Give the values that policies refer to."""
    companies = principal.companies or ()
    subject = "" if principal.is_looked_through else principal.subject
    return {
        "partitions": list(companies),
        "company": companies[0] if companies else None,
        "party": principal.party_id,
        "subject": subject,
        "user": _user(subject),
        "document_types": readable(principal.permissions),
        "event_types": readable_events(principal.permissions),
        "sales_reps": _ids(principal.sales_reps),
        "warehouses": _ids(principal.warehouses),
    }


def _ids(of: Sequence[UUID] | None) -> list[UUID]:
    """Give the ids to bind; where there are none to narrow by, no policy refers to them."""
    return list(of or ())


def _user(subject: str) -> UUID | None:
    try:
        return UUID(subject)
    except ValueError:
        return None
