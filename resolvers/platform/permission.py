"""Root fields for permissions: the catalogue, and who has what."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, cast

import orjson
import sqlalchemy as sa
import strawberry
from sqlalchemy.sql.elements import ColumnElement
from strawberry.types.base import StrawberryOptional

import models
from auth.permissions import CATALOGUE
from kernel.errors import DomainError
from planner.access import PUBLIC
from planner.arguments import Argument
from planner.errors import PlanError
from planner.fields import Reckoned, argument, declared, known
from planner.needs import CoordinateUnknown as NoCoordinate
from planner.needs import coordinates_of, needs_of
from planner.planning import Planning
from planner.text import constant
from schema.platform.permission import Permission, PermissionMatrixInput, PermissionMatrixPayload
from schema.platform.user import READ_ROLE
from services.platform.access_explanation import CoordinateUnknown
from services.platform.permission_matrix import ROLES, coordinate_rows, granted_by, permission_rows

COORDINATES_MAX: Final = 200

Given = Mapping[str, Any]


def _permissions() -> list[Permission]:
    return [
        Permission(
            name=each.name,
            module=each.module,
            thing=each.thing,
            right=each.right,
            data_class=each.data_class,
            description=each.description,
        )
        for each in CATALOGUE.values()
    ]


def _facts(planning: Planning, arguments: Mapping[str, Argument]) -> ColumnElement[Any]:
    """Write what the roles grant, and what the parts of the schema take that are asked about; the plan is for these."""
    asked = dict(arguments["input"].fields())
    needs = orjson.dumps(_needs(planning, asked)).decode()
    columns = sa.column("id", sa.Uuid()), sa.column("code", sa.Text()), sa.column("permissions", sa.ARRAY(sa.Text()))
    roles, role = sa.text(ROLES).columns(*columns).cte(), models.Role.__table__.alias()
    each = sa.func.json_build_object(
        constant("code"), roles.c.code, constant("permissions"), sa.func.to_json(roles.c.permissions)
    )
    seen = sa.select(sa.func.json_agg(each)).select_from(roles.join(role, role.c.id == roles.c.id))
    seen = seen.where(*planning.visible_rows("role", role))
    bound = planning.tracer.bind(lambda _: needs, sa.Text())
    facts = sa.func.json_build_object(
        constant("needs"), sa.cast(bound, sa.JSON()), constant("roles"), seen.scalar_subquery()
    )
    return sa.cast(facts, sa.Text())


def _needs(planning: Planning, asked: Mapping[str, Argument]) -> dict[str, Any]:
    """Find out what is taken by the parts that are asked about; what is none is told by its place."""
    told: list[tuple[str, list[str]]] = []
    for place, coordinate in _asked(planning, asked):
        try:
            needs = needs_of(planning.schema, coordinate)
        except NoCoordinate:
            return {"unknown": place}
        told.append((coordinate, [need.permission for need in needs]))
    return {"told": told}


def _asked(planning: Planning, asked: Mapping[str, Argument]) -> list[tuple[Sequence[str | int], str]]:
    type_, named = asked.get("type"), asked.get("coordinates")
    found: list[tuple[Sequence[str | int], str]] = []
    if type_ is not None and not type_.is_absent:
        name = str(type_.value())
        found = [(("type",), each) for each in coordinates_of(planning.schema, name) or [""]]
    if named is not None and not named.is_absent:
        items = named.items()
        if len(items) > COORDINATES_MAX:
            raise PlanError(f"`coordinates` takes at most {COORDINATES_MAX}.", argument=named.where)
        found += [(("coordinates", place), str(each.value())) for place, each in enumerate(items)]
    return found


def _reckoned(facts: Any, given: Given) -> Any:
    said = cast("Given", given["input"])
    if "unknown" in facts["needs"]:
        refusal: DomainError = CoordinateUnknown(path=("input", *facts["needs"]["unknown"]))
        return PermissionMatrixPayload(roles=[], permissions=[], coordinates=None, errors=[refusal])
    wanted = said.get("roles")
    granted = {
        code: held for code, held in granted_by(facts["roles"] or ()).items() if wanted is None or code in wanted
    }
    is_asked = said.get("type") is not None or said.get("coordinates") is not None
    return PermissionMatrixPayload(
        roles=list(granted),
        permissions=permission_rows(granted, said.get("module")),
        coordinates=coordinate_rows(granted, facts["needs"]["told"]) if is_asked else None,
        errors=[],
    )


@strawberry.type
class PermissionQueries:
    """Root fields for permissions."""

    permissions: list[Permission] | None = known(
        "Everything that a role can grant, module by module.", _permissions, needs=PUBLIC
    )
    permission_matrix = declared(
        Reckoned(facts=_facts, reckons=_reckoned, needs=READ_ROLE),
        "Which roles grant which permissions, with what they have from other roles, and which may use which parts of the schema.",
        arguments=[argument("input", PermissionMatrixInput, "What of it is told.", required=True)],
        can_fail=True,
        type_=StrawberryOptional(PermissionMatrixPayload),
    )
