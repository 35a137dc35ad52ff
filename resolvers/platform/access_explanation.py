"""The root field that tells why somebody may use a part of the schema, or see a row, or why not."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

import sqlalchemy as sa
import strawberry
from graphql import GraphQLObjectType
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.expression import CTE, FromClause
from strawberry.types.base import StrawberryOptional

import models
from auth.explaining import Other, outcomes, outcomes_of_other, row_checks
from auth.principal import RightsKey
from auth.second_wall import SCHEMA
from kernel.errors import DomainError
from kernel.ids import NodeId
from planner.access import PUBLIC, viewer
from planner.arguments import Argument
from planner.entity import Entity, entity_of
from planner.errors import PlanError
from planner.fields import Reckoned, argument, declared
from planner.needs import CoordinateUnknown, needs_of
from planner.planning import Planning
from planner.text import constant
from schema.platform.access_explanation import AccessExplanationPayload
from schema.platform.user import READ, READ_ROLE
from services.platform.access_explanation import explained
from services.platform.held_roles import HELD_BY_USER, held_by_codes

Json = ColumnElement[Any]


@dataclass(frozen=True)
class Holder:
    """Whose access is explained: the roles that they hold, and how their row policies are written."""

    held: CTE
    # Whether there is such a user; nobody has to look for the viewer.
    known: ColumnElement[bool] | None
    checks: Callable[[str, FromClause], Json]


def _facts(planning: Planning, arguments: Mapping[str, Argument]) -> ColumnElement[Any]:
    other = arguments.get("userId")
    is_self = other is None or other.is_absent
    holder = _viewer(planning) if is_self or other is None else _other(planning, other)
    facts = {
        "needs": _needs(planning, arguments["coordinate"], is_self=is_self),
        "held": _held(holder),
        "row": _row(planning, arguments.get("id"), holder),
        "client": _scopes_of_client() if is_self else sa.null(),
        "scopes": sa.func.to_json(viewer("scopes", sa.ARRAY(sa.Text()))) if is_self else sa.null(),
    }
    return sa.cast(_object(facts), sa.Text())


def _reckoned(facts: Any, given: Mapping[str, Any]) -> Any:
    try:
        access = explained(given["coordinate"], given.get("id"), facts)
        return AccessExplanationPayload(access=access, errors=[])
    except DomainError as refusal:
        return AccessExplanationPayload(access=None, errors=[refusal])


def _needs(planning: Planning, coordinate: Argument, *, is_self: bool) -> Json:
    """Write what a part of the schema needs; the plan is for this one. Null where there is no such part."""
    try:
        needs = needs_of(planning.schema, str(coordinate.value()))
    except CoordinateUnknown:
        return sa.null()
    said = [
        {
            "coordinate": constant(need.coordinate),
            "permission": constant(need.permission),
            # What another may follows from the roles.
            "granted": _boolean(value=planning.access.allows(need.permission)) if is_self else sa.null(),
        }
        for need in needs
    ]
    return sa.func.json_build_array(*map(_object, said))


def _viewer(planning: Planning) -> Holder:
    # Everybody is told of their own roles, also who sees no roles.
    told = held_by_codes(f"{SCHEMA}.")
    held = sa.text(told.replace(":codes", ":viewer_role_codes")).bindparams(viewer("role_codes", sa.ARRAY(sa.Text())))
    rights = cast("RightsKey", planning.access.key)
    return Holder(_columns(held), None, lambda table, row: outcomes(row_checks(table, row, rights, viewer)))


def _other(planning: Planning, given: Argument) -> Holder:
    """Another user: whom the viewer sees, by the roles that the viewer sees.

    Raises:
        Denied: the viewer may not see users, or not their roles.
    """
    planning.require("Query.explainAccess(userId:)", READ, READ_ROLE)
    key = given.bind(sa.Uuid(), lambda text: _parsed(text, "User").key)
    everything = _columns(sa.text(HELD_BY_USER.replace(":holder", f":{key.key}")).bindparams(key))
    role, user = models.UserRole.__table__.alias(), models.User.__table__.alias()
    of_roles = planning.visible_rows("user_role", role)
    held = sa.select(everything).join(role, role.c.id == everything.c.id).where(*of_roles).cte()
    known = sa.exists().where(user.c.id == key, *planning.visible_rows("user_account", user))
    party = sa.select(user.c.party_id).where(user.c.id == key).scalar_subquery()
    other = Other(held, key, party)
    return Holder(held, known, lambda table, row: outcomes_of_other(table, row, other))


def _held(holder: Holder) -> Json:
    """Write the roles; null where there is no such user to be seen."""
    held = holder.held
    each = _object(
        {
            "code": held.c.code,
            "company": _company(held.c.company_id),
            "permissions": sa.func.to_json(held.c.permissions),
        }
    )
    listed = sa.func.json_agg(aggregate_order_by(each, held.c.code, held.c.company_id))
    found = sa.select(sa.func.coalesce(listed, sa.literal_column("'[]'::json", sa.JSON()))).scalar_subquery()
    return found if holder.known is None else sa.case((holder.known, found))


def _row(planning: Planning, given: Argument | None, holder: Holder) -> Json:
    """Write why a row is seen or not; null where the viewer does not see it, or there is none."""
    if given is None or given.is_absent:
        return sa.null()
    key = given.bind(sa.Uuid(), lambda text: _parsed(text).key)
    entity = _entity(planning, given)
    if entity is None or (entity.needs != PUBLIC and not planning.access.allows(entity.needs)):
        return sa.case((key.is_(None), sa.null()))
    row = entity.table.alias()
    found = sa.select(holder.checks(entity.table.name, row)).select_from(row)
    return found.where(row.c.id == key, *planning.visible(entity, row)).scalar_subquery()


def _entity(planning: Planning, given: Argument) -> Entity | None:
    type_ = planning.schema.get_type(str(given.seen(_type_name)))
    return entity_of(type_) if isinstance(type_, GraphQLObjectType) else None


def _scopes_of_client() -> Json:
    client = models.OAuthClient.__table__.alias()
    named = client.c.client_id == viewer("client_id", sa.Text())
    return sa.select(sa.func.to_json(client.c.scopes)).where(named).scalar_subquery()


def _columns(text: Any) -> CTE:
    columns = sa.column("id", sa.Uuid()), sa.column("code", sa.Text()), sa.column("company_id", sa.Uuid())
    reaches = sa.column("sales_reach", sa.Text()), sa.column("warehouse_reach", sa.Text())
    return text.columns(*columns, sa.column("permissions", sa.ARRAY(sa.Text())), *reaches).cte()


def _company(key: ColumnElement[Any]) -> ColumnElement[Any]:
    return sa.case((key.is_not(None), constant("Company:").concat(sa.cast(key, sa.Text()))))


def _object(parts: Mapping[str, ColumnElement[Any]]) -> Json:
    return sa.func.json_build_object(*(part for name, value in parts.items() for part in (constant(name), value)))


def _boolean(*, value: bool) -> ColumnElement[bool]:
    return sa.true() if value else sa.false()


def _type_name(text: Any) -> object:
    return text.split(":", 1)[0] if isinstance(text, str) else None


def _parsed(text: Any, expected: str | None = None) -> NodeId:
    try:
        return NodeId.parse(text, expected)
    except DomainError as error:
        raise PlanError(str(error), error.code) from None


@strawberry.type
class AccessExplanationQueries:
    """The root field that explains access."""

    explain_access = declared(
        Reckoned(facts=_facts, reckons=_reckoned, needs=PUBLIC),
        "Why somebody may use a part of the schema, and see a row, or why not. A row is explained to those who see it; of others "
        "nothing is told, not even whether they are there.",
        arguments=[
            argument(
                "coordinate", str, "The part of the schema, such as SalesOrder.margin, Mutation.salesOrderConfirm or "
                "SalesOrderFilter.total.", required=True,
            ),
            argument("id", strawberry.ID, "A row, by its id."),
            argument(
                "user_id", strawberry.ID, "Whose access is explained, for those who may see users and roles; by the roles that "
                "they have in the viewer's companies. The viewer's own when left out.",
            ),
        ],
        can_fail=True,
        type_=StrawberryOptional(AccessExplanationPayload),
    )  # fmt: skip
