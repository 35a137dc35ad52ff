"""What whoever asks may still ask for: spent before an operation is run, and told in its answer.

How much it is, and whose, is not the planner's to know: a `Budget` is given with each operation. With `dryRun` an operation is
only reckoned: nothing of it is run or spent, and what else it asks for at the root is null, or an empty list.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol

from graphql import GraphQLField, GraphQLList, GraphQLNonNull, GraphQLObjectType
from sqlalchemy.sql.elements import ColumnElement

from planner.planning import Path, Planning, Ration
from planner.selection import Selected, Selections
from planner.text import constant
from planner.types import object_type, type_of
from planner.written import Values

DRY_RUN = "dryRun"


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left of a budget; without a limit there is none of it."""

    limit: int | None = None
    remaining: int | None = None
    reset_at: datetime | None = None


class Budget(Protocol):
    """What somebody may ask for in a while."""

    def spend(self, cost: int) -> None:
        """Take what an operation costs; raise what the client is told where it is not there."""
        ...

    def left(self) -> Allowance:
        """Tell what is left."""
        ...


@dataclass(frozen=True, slots=True)
class Told(Allowance):
    """What is told: what is left, and what the operation costs in which it is asked."""

    cost: int = 0


class Unlimited:
    """A budget without an end, for whoever asks from within."""

    def spend(self, cost: int) -> None:
        """Take anything."""

    def left(self) -> Allowance:
        """Tell that there is no limit."""
        return Allowance()


UNLIMITED: Final = Unlimited()


def allowance(planning: Planning, definition: GraphQLField, selected: Selected, path: Path) -> ColumnElement[str]:
    """Plan the field that tells it: the statement has nothing to say of it."""
    arguments = planning.arguments(definition, selected, path)
    type_ = object_type(type_of(definition))
    for part in planning.selections.of(type_, selected.selections):
        planning.use(f"{type_.name}.{part.name}")
    is_dry = DRY_RUN in arguments and arguments[DRY_RUN].value() is True
    planning.rations.append(Ration(selected, type_, is_dry))
    return constant("null")


def told(ration: Ration, left: Allowance, cost: int, selections: Selections) -> str:
    """Write what is left as the request selects it."""
    value = Told(left.limit, left.remaining, left.reset_at, cost)
    writer = Values(selections.schema, selections, _no_entity)
    return writer.write(value, ration.type_, ration.selected.selections, (ration.selected.key,))


def not_run(type_: GraphQLObjectType, selected: Selected) -> str:
    """Write what stands in the place of a root field that was not run."""
    if selected.name == "__typename":
        return f'"{type_.name}"'
    declared = type_of(type_.fields[selected.name]) if selected.name in type_.fields else None
    return "[]" if isinstance(declared, GraphQLNonNull) and isinstance(_inside(declared), GraphQLList) else "null"


def _inside(type_: Any) -> Any:
    return type_.of_type


def _no_entity(*_: object) -> str:
    raise AssertionError
