"""Why a row is seen or not: the parts of its row policy, one by one, also for somebody whose rights only the database knows."""

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import Any, Final, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.expression import FromClause

import models
from auth.documents import DOCUMENTS
from auth.policies import POLICIES
from auth.policy import Condition, Value, among_companies, narrowed
from auth.principal import CompanyReach, Narrowing, RightsKey
from auth.visible import of_companies

_NARROWINGS: Final = frozenset[str](Narrowing)


class RowRule(StrEnum):
    """The parts that a row policy has."""

    COMPANY = "COMPANY"
    """The row belongs to one of their companies."""
    PARTY = "PARTY"
    """Who acts for a partner sees what concerns that partner."""
    PERSON = "PERSON"
    """Of some things one sees one's own, those that one is asked about, or those about documents that one may read."""
    SALES = "SALES"
    """Some see the customers, quotations and orders of some salespeople alone."""
    WAREHOUSES = "WAREHOUSES"
    """Some see what is in some warehouses alone."""


class RowCheck(NamedTuple):
    """A part of a policy, and the condition under which it lets a row be seen."""

    rule: RowRule
    holds: Condition


def row_checks(table: str, row: FromClause, rights: RightsKey, value: Value) -> list[RowCheck]:
    """Give the parts of a table's policy that somebody meets; a row is seen where all of them hold.

    It says the same as `auth.visible.visible`, apart instead of together.
    """
    policy, reach, partner = POLICIES.get(table), rights.companies, rights.acts_for_party
    if policy is None or (reach is CompanyReach.NONE and policy.rows is None):
        return [RowCheck(RowRule.COMPANY, sa.false())]
    if partner and policy.partner is None:
        return [RowCheck(RowRule.PARTY, sa.false())]
    if policy.rows is not None:
        return [RowCheck(RowRule.PERSON, _whole(table, row, rights, value))]
    checks = [RowCheck(RowRule.COMPANY, each) for each in of_companies(policy, row, reach, value)]
    if reach is not CompanyReach.ALL and policy.company is not None:
        checks.append(RowCheck(RowRule.COMPANY, among_companies(row.c[policy.company], reach, value)))
    if partner and policy.partner is not None:
        checks.append(RowCheck(RowRule.PARTY, policy.partner(row, value("party", sa.Uuid()))))
    if policy.viewer is not None and (own := policy.viewer(row, value, rights)) is not None:
        checks.append(RowCheck(RowRule.PERSON, own))
    return [*checks, *(RowCheck(RowRule(each.by), each.condition) for each in narrowed(policy, row, value, rights))]


def _whole(table: str, row: FromClause, rights: RightsKey, value: Value) -> Condition:
    """Give a policy that has no parts as one condition."""
    rows_of = POLICIES[table].rows
    assert rows_of is not None
    seen = rows_of(row, value, rights)
    condition = sa.true() if seen.condition is None else seen.condition
    if seen.partition is not None and rights.companies is not CompanyReach.ALL:
        condition = sa.and_(condition, among_companies(row.c[seen.partition], rights.companies, value))
    return condition if seen.beside is None else sa.or_(condition, seen.beside)


class _Unsettled(Exception):
    """A policy has asked for a permission, or for what narrows rows, of which it is not settled yet whether it is there."""

    def __init__(self, permission: str) -> None:
        super().__init__(permission)
        self.permission = permission


class _Settled(frozenset[str]):
    """Permissions of which some are there and some are not; whoever asks for any other learns that it is not settled."""

    absent: frozenset[str]

    @classmethod
    def of(cls, present: frozenset[str], absent: frozenset[str]) -> "_Settled":
        made = cls(present)
        made.absent = absent
        return made

    def __contains__(self, permission: object) -> bool:
        if super().__contains__(permission):
            return True
        if permission in self.absent:
            return False
        raise _Unsettled(str(permission))


def whatever_rights(
    given: Callable[[frozenset[str]], ColumnElement[Any]],
    has: Callable[[str], Condition],
    present: frozenset[str] = frozenset(),
    absent: frozenset[str] = frozenset(),
) -> ColumnElement[Any]:
    """Write what depends on permissions that only the database knows: one case for each answer to what is asked of them.

    `given` makes the expression for a set of permissions; `has` is the condition that one of them is there.
    """
    try:
        return given(_Settled.of(present, absent))
    except _Unsettled as asked:
        permission = asked.permission
    with_it = whatever_rights(given, has, present | {permission}, absent)
    without = whatever_rights(given, has, present, absent | {permission})
    return sa.case((has(permission), with_it), else_=without)


class Other(NamedTuple):
    """Somebody whose rights are in the database, with their id and their party.

    What they hold has the columns `company_id`, `permissions`, `sales_reach` and `warehouse_reach`.
    """

    held: FromClause
    user: ColumnElement[Any]
    party: ColumnElement[Any]

    def holds(self, permission: str, company: ColumnElement[Any] | None) -> Condition:
        """Give the condition that they have a permission in a company, or where none is named, in any."""
        there = sa.true() if company is None else _reaches(self.held, company)
        return sa.exists().where(_text(permission) == sa.any_(self.held.c.permissions), there)

    def is_narrowed(self, by: str, company: ColumnElement[Any] | None) -> Condition:
        """Give the condition that something narrows the rows that they see in a company: they have roles there, and none opens all."""
        there = sa.true() if company is None else _reaches(self.held, company)
        reach = self.held.c.sales_reach if by == Narrowing.SALES else self.held.c.warehouse_reach
        none_opens_all = sa.select(sa.func.bool_and(reach != _text("ALL"))).where(there)
        return sa.func.coalesce(none_opens_all.correlate_except(self.held).scalar_subquery(), sa.false())

    def meets(self, word: str, company: ColumnElement[Any] | None) -> Condition:
        """Give the condition that a word of their rights holds in a company: a permission, or what narrows their rows."""
        return self.is_narrowed(word, company) if word in _NARROWINGS else self.holds(word, company)

    def values(self, company: ColumnElement[Any] | None) -> Value:
        """Give what policies refer to (`auth.visible.viewer_values`) as expressions."""
        types = [sa.case((self.holds(document.needs, company), _text(name))) for name, document in DOCUMENTS.items()]
        companies = sa.select(self.held.c.company_id).where(self.held.c.company_id.is_not(None))
        values: Mapping[str, ColumnElement[Any]] = {
            "partitions": sa.func.array(companies.scalar_subquery(), type_=sa.ARRAY(sa.Uuid())),
            "party": self.party,
            "subject": sa.cast(self.user, sa.Text()),
            "user": self.user,
            "document_types": array(types, type_=sa.Text()),
            "sales_reps": self._sales_reps(company),
            "warehouses": self._warehouses(),
        }
        return lambda name, _type: values[name]

    def _sales_reps(self, company: ColumnElement[Any] | None) -> ColumnElement[Any]:
        """Write whose customers and orders they see where they do not see everybody's: their own, and their team's by a role."""
        own, other = (models.SalesTeamMember.__table__.alias() for _ in range(2))
        team = models.SalesTeam.__table__.alias()
        there = sa.true() if company is None else sa.and_(team.c.company_id == company, _reaches(self.held, company))
        mates = sa.select(other.c.user_id).select_from(
            own.join(team, sa.and_(team.c.id == own.c.team_id, team.c.archived_at.is_(None))).join(
                other, other.c.team_id == team.c.id
            )
        )
        has_team = sa.select(sa.literal_column("1", sa.Integer())).where(
            self.held.c.sales_reach == _text("TEAM"), there
        )
        seen = mates.where(own.c.user_id == self.user, has_team.correlate_except(self.held).exists())
        of_both = sa.select(sa.cast(self.user, sa.Uuid())).union_all(seen.correlate_except(own, other, team))
        return sa.func.array(of_both.scalar_subquery(), type_=sa.ARRAY(sa.Uuid()))

    def _warehouses(self) -> ColumnElement[Any]:
        """Write the warehouses that they are assigned to."""
        assigned = models.UserWarehouse.__table__.alias()
        query = sa.select(assigned.c.warehouse_id).where(assigned.c.user_id == self.user)
        return sa.func.array(query.correlate_except(assigned).scalar_subquery(), type_=sa.ARRAY(sa.Uuid()))


def outcomes(checks: Iterable[RowCheck]) -> ColumnElement[Any]:
    """Write what comes of checks as JSON: `[{"rule": "COMPANY", "holds": true}]`."""
    each = [
        sa.func.json_build_object(
            _text("rule"), _text(check.rule), _text("holds"), sa.func.coalesce(check.holds, sa.false())
        )
        for check in checks
    ]
    return sa.func.json_build_array(*each, type_=sa.JSON())


def outcomes_of_other(table: str, row: FromClause, other: Other) -> ColumnElement[Any]:
    """Write what comes of the checks for somebody whose rights are in the database."""
    policy = POLICIES.get(table)
    company = row.c[policy.company] if policy is not None and policy.company is not None else None
    values = other.values(company)

    def checked(reach: CompanyReach, *, acts_for_party: bool) -> ColumnElement[Any]:
        def told(held: frozenset[str]) -> ColumnElement[Any]:
            rights = RightsKey(held, reach, acts_for_party, narrowed=frozenset() if acts_for_party else held)
            return outcomes(row_checks(table, row, rights, values))

        return whatever_rights(told, lambda word: other.meets(word, company))

    everywhere, anywhere = sa.exists().where(other.held.c.company_id.is_(None)), sa.exists(sa.select(other.held))
    is_partner = other.party.is_not(None)
    return sa.case(
        (sa.not_(anywhere), checked(CompanyReach.NONE, acts_for_party=False)),
        (sa.and_(everywhere, is_partner), checked(CompanyReach.ALL, acts_for_party=True)),
        (everywhere, checked(CompanyReach.ALL, acts_for_party=False)),
        (is_partner, checked(CompanyReach.MANY, acts_for_party=True)),
        else_=checked(CompanyReach.MANY, acts_for_party=False),
    )


def _reaches(held: FromClause, company: ColumnElement[Any]) -> Condition:
    return sa.or_(held.c.company_id.is_(None), held.c.company_id == company)


def _text(value: str) -> ColumnElement[str]:
    return sa.literal_column(f"'{value}'", sa.Text())
