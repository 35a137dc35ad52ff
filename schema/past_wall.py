"""Facts of a row that are reckoned from more rows than its viewer sees, such as how much of an order line is billed.

The tables that such a fact reads are named so, and no others: behind the second wall they are views that know companies, and
neither partners nor rights; without it they are the tables.
"""

from functools import cache
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.sql.selectable import NamedFromClause

import models
from auth.second_wall import PAST, SCHEMA


def past(model: type[models.Base]) -> NamedFromClause[Any]:
    """Give a table under a name of its own, with rows of the viewer's companies that the viewer may not see too."""
    return _view(cast("sa.Table", model.__table__)).alias()


@cache
def _view(table: sa.Table) -> sa.TableClause:
    assert table.name in PAST, table.name
    columns: list[sa.ColumnClause[Any]] = [sa.column(column.name, column.type) for column in table.columns]
    return sa.table(table.name, *columns, schema=SCHEMA)
