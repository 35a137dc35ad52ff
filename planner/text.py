"""JSON as SQL text: pieces of constant text and of values, joined with `||`.

PostgreSQL joins text faster than it builds JSON values, and the result needs no parsing on the way to the client. One
NULL in a chain of `||` makes all of it NULL, so every value that can be NULL is wrapped here, and only here.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.functions import FunctionElement

Piece: TypeAlias = "str | ColumnElement[Any]"


class Joined(FunctionElement[str]):
    """`a || b || c`, flat: a nested chain of a thousand pieces would be a thousand calls deep to compile."""

    inherit_cache = True
    type = sa.Text()

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self.pieces = tuple(pieces)
        super().__init__(*(constant(piece) if isinstance(piece, str) else piece.self_group() for piece in pieces))


@compiles(Joined)
def _render(element: Joined, compiler: Any, **options: Any) -> str:
    return "(" + " || ".join(compiler.process(piece, **options) for piece in element.clauses) + ")"


def joined(pieces: Iterable[Piece]) -> ColumnElement[str]:
    """Join pieces to one text; neighbouring constants become one."""
    merged: list[Piece] = []
    for piece in _flat(pieces):
        if isinstance(piece, str) and merged and isinstance(merged[-1], str):
            merged[-1] += piece
        elif not isinstance(piece, str) or piece:
            merged.append(piece)
    if len(merged) == 1 and isinstance(merged[0], str):
        return constant(merged[0])
    return Joined(merged)


def _flat(pieces: Iterable[Piece]) -> Iterator[Piece]:
    for piece in pieces:
        if isinstance(piece, Joined):
            yield from piece.pieces
        else:
            yield piece


def json_object(fields: Iterable[tuple[str, ColumnElement[Any]]]) -> ColumnElement[str]:
    """Write a JSON object of response keys and their texts."""
    pieces: list[Piece] = ["{"]
    for index, (key, text) in enumerate(fields):
        pieces += [f'{"," if index else ""}"{key}":', text]
    return joined([*pieces, "}"])


def constant(text: str) -> ColumnElement[str]:
    """Write constant text. It holds names of the schema and of response keys only, never a value of a request."""
    return sa.literal_column("'" + text.replace("'", "''") + "'", sa.Text())


def number(value: int) -> ColumnElement[int]:
    """Write a number of our own, such as the size of a page: PostgreSQL plans better for what it knows."""
    return sa.literal_column(str(value), sa.Integer())


def or_null(condition: ColumnElement[Any], text: ColumnElement[str]) -> ColumnElement[str]:
    """Give the text, or JSON null where `condition` is NULL."""
    return sa.case((condition.is_(None), constant("null")), else_=text)


def quoted(value: ColumnElement[Any]) -> ColumnElement[str]:
    """Put a value between quotes whose text needs no escaping: numbers, ids, codes, enum values."""
    return joined(['"', value, '"'])


def free_text(value: ColumnElement[Any]) -> ColumnElement[str]:
    """Quote and escape text that somebody wrote; also lists of such text."""
    return sa.cast(sa.func.to_json(value), sa.Text())


def instant(value: ColumnElement[Any]) -> ColumnElement[str]:
    """Write a moment in UTC as ISO 8601 with `Z`, microseconds only where there are any."""
    utc = sa.cast(sa.func.to_json(sa.func.timezone(constant("UTC"), value)), sa.Text())
    return joined([sa.func.rtrim(utc, constant('"')), 'Z"'])


def listed(
    items: ColumnElement[Any], order: Sequence[ColumnElement[Any]], where: ColumnElement[bool] | None = None
) -> ColumnElement[str]:
    """Aggregate the texts of rows to a JSON array; of those `where` it holds, if given."""
    aggregate: Any = sa.func.string_agg(items, constant(","))
    if order:
        aggregate = aggregate.aggregate_order_by(*order)
    if where is not None:
        aggregate = aggregate.filter(where)
    return joined(["[", sa.func.coalesce(aggregate, constant("")), "]"])
