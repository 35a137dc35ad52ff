"""What the viewer may do next with a document: follows from the table of its life cycle and from their permissions."""

from collections.abc import Callable, Collection
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import array

from kernel.workflow import Transition, Workflow
from planner.access import viewer
from planner.fields import Columns, computed


def available_transitions(description: str, life: Workflow[Any], among: Collection[StrEnum]) -> Any:
    """Declare which transitions lead on from the state of a row and are allowed to the viewer, of those that clients ask for."""
    rows = [row for row in life.transitions if row.name.upper() in among]
    assert len(rows) == len(among), f"{life.document} has no transition for one of {', '.join(among)}"
    return computed(description, _available(rows))


def _available(rows: Collection[Transition[Any]]) -> Callable[[Columns], sa.ColumnElement[Any]]:
    def expression(of: Columns) -> sa.ColumnElement[Any]:
        allowed = sa.any_(viewer("permissions", sa.ARRAY(sa.Text())))
        each = [
            sa.case(
                (sa.and_(of.state.in_([_text(state) for state in row.sources]), _text(row.permission) == allowed),
                 _text(row.name.upper())),
            )
            for row in rows
        ]  # fmt: skip
        return sa.func.array_remove(array(each), sa.null())

    return expression


def _text(word: str) -> sa.ColumnElement[str]:
    return sa.literal_column(f"'{word}'", sa.Text())
