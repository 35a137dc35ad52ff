"""Facts of a row that are reckoned from more rows than its viewer sees, such as how much of an order line is billed.

The tables that such a fact reads are named so, and no others: behind the second wall they are views that know companies, and
neither partners nor rights; without it they are the tables. Of some tables no more than names, or ids and times, are read so.
"""

from functools import cache
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.sql.selectable import NamedFromClause

import models
from auth.second_wall import NAMED, PAST, SCHEMA, SEALED


def past(model: type[models.Base]) -> NamedFromClause[Any]:
    """Give a table under a name of its own, with rows of the viewer's companies that the viewer may not see too."""
    table = cast("sa.Table", model.__table__)
    assert table.name in PAST, table.name
    return _view(table).alias()


def names_of(model: type[models.Base]) -> NamedFromClause[Any]:
    """Give the ids and names of a table under a name of its own, with those of rows that the viewer may not see."""
    table = cast("sa.Table", model.__table__)
    assert table.name in NAMED, table.name
    return _view(table, "id", "name").alias()


def chain_of(model: type[models.Base]) -> NamedFromClause[Any]:
    """Give the ids and times of a chain under a name of its own, with those of rows that the viewer may not see."""
    table = cast("sa.Table", model.__table__)
    return _view(table, *SEALED[table.name]).alias()


@cache
def _view(table: sa.Table, *names: str) -> sa.TableClause:
    shown = [table.c[name] for name in names] or table.columns
    columns: list[sa.ColumnClause[Any]] = [sa.column(column.name, column.type) for column in shown]
    return sa.table(table.name, *columns, schema=SCHEMA)
