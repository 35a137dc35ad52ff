"""What the planner must know of who asks: which permissions, which rows. It does not know why."""

from collections.abc import Collection, Hashable, Mapping
from typing import Any, NamedTuple, Protocol

import sqlalchemy as sa
from sqlalchemy.sql.expression import ColumnElement, FromClause

PUBLIC = ""
"""The need of a type or field that everybody may read who may ask at all."""


class Rows(NamedTuple):
    """Which rows of one table the viewer sees.

    `predicate` holds for all of them. Where the viewer sees some partitions (companies) and not all, `partition` names the
    column that tells them apart, and `only` is the one that the viewer sees, if it is one. If they are several, a list in
    an order is merged from one ordered list per partition, since no index serves "one of these partitions, in this order".
    `narrows` tells whether the predicate leaves few rows of a partition, that an index of its own finds. `beside` holds for
    rows that are seen besides those of the partitions, and are none of them.
    """

    predicate: ColumnElement[bool] | None = None
    partition: str | None = None
    only: ColumnElement[Any] | None = None
    narrows: bool = True
    beside: ColumnElement[bool] | None = None


class Access(Protocol):
    """The rights of one viewer.

    Two viewers with an equal `key` get the same plans. What differs between them, the planner takes from `values` when
    it runs the plan: policies refer to these by `viewer(name)`.
    """

    @property
    def key(self) -> Hashable:
        """Everything that a plan depends on."""
        ...

    @property
    def values(self) -> Mapping[str, object]:
        """The values of the viewer that plans bind."""
        ...

    def allows(self, permission: str) -> bool:
        """Tell whether the viewer has a permission."""
        ...

    def rows(self, table: str, row: FromClause) -> Rows:
        """Tell which rows of a table the viewer sees, as a condition on `row`."""
        ...

    def events(self, types: Collection[str], row: FromClause) -> Rows:
        """Tell which rows of a log the viewer sees, as far as they are about entities of these types."""
        ...


PARTITION = "company_id"
"""The column by which rows are parted among viewers; indexes of lists lead with it."""
PARTITIONS = "partitions"
"""The name under which `values` holds the partitions of a viewer who sees several."""

_VIEWER = "viewer_"


def viewer(name: str, type_: Any) -> sa.BindParameter[Any]:
    """Refer to a value of the viewer in a policy; it is bound when the plan runs."""
    return sa.bindparam(_VIEWER + name, type_=type_, required=True)


def viewer_name(parameter: str) -> str | None:
    """Tell which value of the viewer a parameter of a statement stands for, if any."""
    return parameter.removeprefix(_VIEWER) if parameter.startswith(_VIEWER) else None
