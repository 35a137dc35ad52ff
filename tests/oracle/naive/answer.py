"""Answering an operation: graphql-core's executor, with one resolver that looks rows up."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from graphql import DocumentNode, GraphQLError
from graphql import execute_sync as untyped_execute  # pyright: ignore[reportUnknownVariableType] - generic without arguments in graphql-core

from tests.oracle.naive.aggregates import Group
from tests.oracle.naive.asked import Asked, Measured
from tests.oracle.naive.computed import Verification, held
from tests.oracle.naive.dynamic import Given, Info, Value
from tests.oracle.naive.orders import MEASURES
from tests.oracle.naive.pages import Connection, Edge, PageInfo, connection
from tests.oracle.naive.promising import Availability, BundleAvailability
from tests.oracle.naive.refusals import Refused, collapsed
from tests.oracle.naive.roots import root
from tests.oracle.naive.rows import Names, of_measured, of_row
from tests.oracle.naive.sdl import Sdl
from tests.oracle.naive.store import MODELS, Store
from tests.oracle.naive.telling import EventLog
from tests.oracle.naive.tracing import Trace
from tests.oracle.naive.values import written
from tests.oracle.naive.viewer import Viewer


@dataclass(frozen=True)
class GroupPart:
    """The key of a group, or one of its functions: sum, avg, min, max."""

    group: Group
    name: str


@dataclass(frozen=True)
class Naive:
    """Answers operations over rows in memory."""

    sdl: Sdl
    store: Store
    names: Names

    def answer(self, document: DocumentNode, variables: Mapping[str, Any], viewer: Viewer) -> tuple[Value, list[Value]]:
        """Give the data and the errors of an operation; where it is refused as a whole, no data and one error."""
        asked, refusals = Asked(self.sdl, self.store, viewer), list[Refused]()

        def resolve(source: Value, info: Info, **given: Value) -> Value:
            owner, name = info.parent_type.name, info.field_name
            try:
                viewer.require(f"{owner}.{name}", self.sdl.need_of_field(owner, name))
                return self._field(asked, source, owner, name, given)
            except Refused as refused:
                refusals.append(refused)
                raise GraphQLError("refused", extensions={"code": refused.code}) from None

        result = untyped_execute(
            self.sdl.schema,
            document,
            variable_values=dict(variables),
            field_resolver=resolve,
            type_resolver=cast("Any", _type_name),
        )
        if refusals:
            return None, [{"code": refusals[0].code}]
        return result.data, collapsed(result.errors or ())

    def _field(self, asked: Asked, source: Value, owner: str, name: str, given: Given) -> Value:
        match source:
            case None:
                return root(asked, name, given)
            case Viewer():
                return _of_viewer(asked, name, given)
            case (
                Connection()
                | EventLog()
                | Edge()
                | PageInfo()
                | Verification()
                | Availability()
                | BundleAvailability()
                | Trace()
            ):
                return source.part(name)
            case Group():
                return len(source.rows) if name == "count" else GroupPart(source, name)
            case GroupPart():
                return _of_group(asked, source, owner, name)
            case dict() | list():
                return written(held(source, owner, name), self.sdl.bare_type_of(owner, name))
            case Measured():
                return of_measured(asked, source, owner, name)
            case _:
                return of_row(asked, self.names, source, owner, name, given)


def _type_name(row: Value, _info: Info, _abstract: Value) -> str:
    return type(row).__name__


def _of_viewer(asked: Asked, name: str, given: Given) -> Value:
    match name:
        case "companies":
            return connection(asked.filters, "Company", asked.store.all("Company"), given)
        case "grants":
            asked.viewer.require("Viewer.grants", asked.sdl.need_of_type("OAuthGrant"))
            own = [row for row in asked.store.all("OAuthGrant") if str(row.user_id) == asked.viewer.facts["id"]]
            return connection(asked.filters, "OAuthGrant", own, given)
        case "party":
            asked.viewer.require("Viewer.party", asked.sdl.need_of_type("Party"))
            return asked.visible(asked.store.one("Party", asked.viewer.party))
        case "can":
            return [_may_read(asked, *coordinate.split(".")) for coordinate in given["coordinates"]]
        case _:
            return asked.viewer.facts[name]


def _may_read(asked: Asked, owner: str, name: str) -> bool:
    if name not in asked.sdl.fields(owner):
        raise Refused("BAD_USER_INPUT")
    target = asked.sdl.type_of(owner, name).removesuffix("Aggregate")
    # What is aggregated is as open as what it is made of.
    made_of = [owner.removesuffix(ending) for ending in ("Aggregate", "Measures", "Extremes", "GroupKey")]
    needs = [asked.sdl.need_of_type(type_) for type_ in (*made_of, target) if type_ in MODELS]
    return all(asked.viewer.allows(need) for need in (*needs, asked.sdl.need_of_field(owner, name)))


def _of_group(asked: Asked, part: GroupPart, owner: str, name: str) -> Value:
    group, of = part.group, asked.sdl.bare_type_of(owner, name)
    if part.name != "key":
        if of in MEASURES:
            return [Measured(*figure) for figure in group.figures(part.name, name)]
        return written(group.end(part.name, name), of)
    if of in MODELS:
        return asked.visible(asked.store.one(of, group.keys.get(name)))
    return written(group.keys.get(name), of)
