"""Marks: places in the text of an answer that are settled when the statement has run.

Where a field is denied, or a loader will complete it, the statement writes a mark: an object with the empty key, which no
object of a response has. A response key alone does not tell, since it may be another field for each type that is there.
"""

from collections.abc import Iterator
from typing import Any, TypeAlias, cast

from sqlalchemy.sql.elements import ColumnElement

from planner.planning import Path
from planner.text import constant, joined

Place: TypeAlias = tuple[dict[str, Any], tuple[str | int, ...]]
"""An object that holds a mark, and where in the answer the object is."""

_OF = "of"


def denied(index: int) -> ColumnElement[str]:
    """Mark a denied field, by the number of the denial."""
    return constant(f'{{"":"d{index}"}}')


def completed(index: int, value: ColumnElement[str]) -> ColumnElement[str]:
    """Mark a field that a loader completes for a value, by the number of the completion."""
    return joined([f'{{"":"c{index}","{_OF}":', value, "}"])


def places_denied(data: Any, path: Path, index: int) -> Iterator[Place]:
    """Find the objects in which a field is denied."""
    return _marked(data, path, f"d{index}")


def places_completed(data: Any, path: Path, index: int) -> Iterator[Place]:
    """Find the objects in which a field is to be completed; the value to complete it for is put in the mark's place."""
    for holder, at in _marked(data, path, f"c{index}"):
        holder[path[-1]] = holder[path[-1]][_OF]
        yield holder, at


def _marked(data: Any, path: Path, mark: str) -> Iterator[Place]:
    for holder, at in _holders(data, path):
        value = holder[path[-1]]
        if isinstance(value, dict) and cast("dict[str, Any]", value).get("") == mark:
            yield holder, at


def _holders(data: Any, path: Path, at: tuple[str | int, ...] = ()) -> Iterator[Place]:
    """Find the objects in an answer that have the last key of a path."""
    if isinstance(data, list):
        for index, item in enumerate(cast("list[Any]", data)):
            yield from _holders(item, path, (*at, index))
    elif isinstance(data, dict) and path[0] in data:
        if len(path) == 1:
            yield cast("dict[str, Any]", data), at
        else:
            yield from _holders(cast("dict[str, Any]", data)[path[0]], path[1:], (*at, path[0]))
