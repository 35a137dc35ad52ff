"""Root fields for the contract: what has changed in it, and which programs use what of it."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import sqlalchemy as sa
import strawberry
from graphql import GraphQLSchema
from sqlalchemy.sql.elements import ColumnElement
from strawberry.types.base import StrawberryOptional

import models
from planner.access import PUBLIC
from planner.arguments import Argument
from planner.fields import Reckoned, argument, declared
from planner.needs import CoordinateUnknown as NoCoordinate
from planner.needs import needs_of
from planner.planning import Planning
from planner.text import constant
from schema.platform.contract import ClientUsage, SchemaChange, SchemaChangesPayload, SchemaUsagePayload
from services.platform.access_explanation import CoordinateUnknown
from services.platform.contract_history import history

READ: Final = "platform.client:read"
CHANGES_MAX: Final = 1_000
USES_MAX: Final = 1_000
_REQUESTS_MAX: Final = 2**31 - 1
_FIRST_DAY: Final = date(2000, 1, 1)

Given = Mapping[str, Any]


def _nothing(_planning: Planning, _arguments: Mapping[str, Argument]) -> ColumnElement[Any]:
    return sa.cast(sa.null(), sa.Text())


def _changes(_facts: object, given: Given) -> Any:
    told = [
        SchemaChange(released_on=release.on, **change._asdict())
        for release in history()
        if release.on >= given["since"]
        for change in release.changes
    ]
    return SchemaChangesPayload(changes=told[-CHANGES_MAX:], errors=[])


def _uses(planning: Planning, arguments: Mapping[str, Argument]) -> ColumnElement[Any]:
    """Write the programs that have used the part, each with the days on which it did."""
    use, schema = models.SchemaUse.__table__.alias(), planning.schema
    coordinate = arguments["coordinate"].bind(sa.Text(), lambda said: said if _exists(schema, said) else None)
    since = arguments["since"].bind(sa.Date()) if "since" in arguments else sa.null()
    named = (use.c.coordinate == coordinate, use.c.used_on >= sa.func.coalesce(since, _FIRST_DAY))
    rows = (
        sa.select(
            use.c.client_id.label("client"),
            sa.func.least(sa.func.sum(use.c.requests), _REQUESTS_MAX).label("requests"),
            sa.func.min(use.c.used_on).label("first_on"),
            sa.func.max(use.c.used_on).label("last_on"),
        )
        .where(*named, *planning.visible_rows("schema_use", use))
        .group_by(use.c.client_id)
        .order_by(use.c.client_id)
        .limit(USES_MAX)
        .subquery()
    )
    each = sa.func.json_build_object(*(part for column in rows.c for part in (constant(column.name), column)))
    told = sa.select(sa.func.json_agg(each)).select_from(rows).scalar_subquery()
    facts = sa.func.json_build_object(constant("exists"), coordinate.is_not(None), constant("uses"), told)
    return sa.cast(facts, sa.Text())


def _exists(schema: GraphQLSchema, coordinate: str) -> bool:
    try:
        needs_of(schema, coordinate)
    except NoCoordinate:
        return False
    return True


def _usage(facts: Any, _given: Given) -> Any:
    if not facts["exists"]:
        refusal: Any = CoordinateUnknown(path=("coordinate",))
        return SchemaUsagePayload(uses=[], errors=[refusal])
    return SchemaUsagePayload(uses=[_use(each) for each in facts["uses"] or ()], errors=[])


def _use(row: Mapping[str, Any]) -> ClientUsage:
    days = {name: date.fromisoformat(row[name]) for name in ("first_on", "last_on")}
    return ClientUsage(client=row["client"], requests=row["requests"], **days)


@strawberry.type
class ContractQueries:
    """Root fields for the contract."""

    schema_changes = declared(
        Reckoned(facts=_nothing, reckons=_changes, needs=PUBLIC),
        "What the releases of this system have changed in the schema, and in what is promised beside it.",
        arguments=[argument("since", date, "The first day of which releases are told.", required=True)],
        can_fail=True,
        type_=StrawberryOptional(SchemaChangesPayload),
    )
    schema_usage = declared(
        Reckoned(facts=_uses, reckons=_usage, needs=READ),
        "Which programs use a part of the schema, by what their requests have named. Before something is changed, ask here.",
        arguments=[
            argument(
                "coordinate", str, "The part, such as SalesOrder.total or Query.salesOrders(filter:).", required=True
            ),
            argument("since", date, "The first day that counts, in UTC; all days when left out."),
        ],
        can_fail=True,
        type_=StrawberryOptional(SchemaUsagePayload),
    )
