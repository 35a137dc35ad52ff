"""What the database refuses, in words of ours: never its message, always the place in the input where that is known."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Protocol, cast

import asyncpg
import sqlalchemy as sa

from kernel.errors import DomainError, InputPath
from models.base import Base
from services.refusals import (
    AlreadyTaken,
    Busy,
    IdTaken,
    NotFound,
    NumberTooLarge,
    PartOfItself,
    PeriodClosed,
    RuleBroken,
    StillInUse,
    TextTooLong,
    TextUnfit,
    ValueRequired,
)

_KEY = re.compile(r"Key \((?P<columns>.*?)\)=\((?P<values>.*)\) ")
_COMPANY = "company_id"
_INDEXED_MAX = 2_000
_NO_CYCLE = "tree_has_no_cycle"
_STOCK_DAY_OPEN = "stock_day_open"


# Services ask about these first, so the database only refuses where somebody closed or locked in the same moment.
_OVERTAKEN = frozenset({"period_open", "posted_after_lock", "settled_in_open_period"})

_OTHERS: Mapping[type[asyncpg.PostgresError], Callable[[], DomainError]] = {
    asyncpg.NumericValueOutOfRangeError: NumberTooLarge,
    asyncpg.CharacterNotInRepertoireError: TextUnfit,
    asyncpg.UntranslatableCharacterError: TextUnfit,
    asyncpg.ProgramLimitExceededError: lambda: TextTooLong(_INDEXED_MAX + 1, _INDEXED_MAX),
    asyncpg.LockNotAvailableError: Busy,
    # These are tried again; whoever hears of them came too often in the way of others.
    asyncpg.SerializationError: Busy,
    asyncpg.DeadlockDetectedError: Busy,
}


class _Facts(Protocol):
    """What PostgreSQL tells of a violation besides its message."""

    detail: str | None
    table_name: str
    column_name: str
    constraint_name: str | None


class Row(Protocol):
    """A row that is being written, and where it stood in the input."""

    @property
    def values(self) -> Mapping[str, object]:
        """Its values by column."""
        ...

    def at(self, column: str) -> InputPath:
        """Where a column stood in the input."""
        ...


def postgres_error(error: BaseException | None) -> asyncpg.PostgresError | None:
    """Find PostgreSQL's own error behind one of SQLAlchemy."""
    while error is not None and not isinstance(error, asyncpg.PostgresError):
        error = getattr(error, "orig", None) or error.__cause__
    return error


def is_overtaken(error: asyncpg.PostgresError) -> bool:
    """Tell whether somebody was quicker, so that who does the same again is told what is in the way."""
    return isinstance(error, asyncpg.CheckViolationError) and cast("_Facts", error).constraint_name in _OVERTAKEN


def refusal_of(error: asyncpg.PostgresError, rows: Iterable[Row] = ()) -> DomainError | None:
    """Say what PostgreSQL refuses as a refusal of ours; None for what is nobody's fault but ours."""
    facts = cast("_Facts", error)
    match error:
        case asyncpg.UniqueViolationError():
            return _taken(facts, rows)
        case asyncpg.ForeignKeyViolationError():
            return _reference(facts, rows)
        case asyncpg.NotNullViolationError():
            return ValueRequired(path=_path(rows, facts.detail, facts.column_name))
        case asyncpg.CheckViolationError() | asyncpg.RestrictViolationError():
            return _rule(facts, rows)
        case _:
            return next((made() for kind, made in _OTHERS.items() if isinstance(error, kind)), None)


def _taken(facts: _Facts, rows: Iterable[Row]) -> DomainError:
    columns = _columns(facts)
    if columns == ("id",):
        return IdTaken(path=_path(rows, facts.detail, "id"))
    field = next((column for column in reversed(columns) if column != _COMPANY), "value")
    return AlreadyTaken(_words(field), path=_path(rows, facts.detail, field))


def _reference(facts: _Facts, rows: Iterable[Row]) -> DomainError:
    # On the side of what is referred to, the row is still in use; on the other, it refers to nothing.
    if "still referenced" in (facts.detail or ""):
        return StillInUse(_words(_using_table(facts)))
    columns = _columns(facts)
    field = next((column for column in reversed(columns) if column != _COMPANY), _COMPANY)
    return NotFound(path=_path(rows, facts.detail, field))


def _rule(facts: _Facts, rows: Iterable[Row]) -> DomainError:
    name = (facts.constraint_name or "unnamed").removeprefix(f"ck_{facts.table_name}_")
    if name == _NO_CYCLE:
        return PartOfItself(path=_path(rows, facts.detail, "parent_id"))
    if name == _STOCK_DAY_OPEN:
        day, state = (facts.detail or "").split()
        return PeriodClosed(date.fromisoformat(day), state)
    table = Base.metadata.tables.get(facts.table_name)
    column = _column_of_rule(table, facts.constraint_name, name) if table is not None else None
    path = _path(rows, facts.detail, column) if column else ()
    return RuleBroken(name.upper(), path=path)


def _column_of_rule(table: sa.Table, constraint: str | None, name: str) -> str | None:
    """Give the column that a rule is about: the one that the rule says, or else that its name begins with."""
    said = next((rule.info.get("column") for rule in table.constraints if rule.name == constraint), None)
    return said or next((column.name for column in table.columns if name.startswith(column.name)), None)


def _columns(facts: _Facts) -> tuple[str, ...]:
    """The columns of the constraint, by what PostgreSQL says of it, or by the table's own declaration."""
    match = _KEY.match(facts.detail or "")
    if match:
        return _names(match)
    table = Base.metadata.tables.get(facts.table_name)
    constraints = table.constraints if table is not None else ()
    named = (
        c
        for c in constraints
        if c.name == facts.constraint_name and isinstance(c, sa.UniqueConstraint | sa.ForeignKeyConstraint)
    )
    return next((tuple(column.name for column in constraint.columns) for constraint in named), ())


def _names(key: re.Match[str]) -> tuple[str, ...]:
    """The columns that PostgreSQL tells of; it quotes those that are words of SQL, such as `position`."""
    return tuple(name.strip('"') for name in key["columns"].split(", "))


def _path(rows: Iterable[Row], detail: str | None, column: str) -> InputPath:
    """Where in the input the row stood that PostgreSQL complains about; of a single row that needs no search."""
    among = list(rows)
    if len(among) == 1:
        return among[0].at(column)
    found = next((row for row in among if _is_about(row, detail or "")), None)
    return found.at(column) if found is not None else ()


def _is_about(row: Row, detail: str) -> bool:
    match = _KEY.match(detail)
    if match is None:
        return str(row.values.get("id")) in detail
    columns, values = _names(match), match["values"].split(", ")
    if len(columns) != len(values):
        return False
    said = [(row.values[column], value) for column, value in zip(columns, values, strict=True) if column in row.values]
    return bool(said) and all(str(own) == value for own, value in said)


def _using_table(facts: _Facts) -> str:
    match = re.search(r'from table "(\w+)"', facts.detail or "")
    return match[1] if match else facts.table_name or "something"


def _words(name: str) -> str:
    return name.removesuffix("_id").replace("_", " ")
