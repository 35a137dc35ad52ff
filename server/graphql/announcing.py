"""Statements of plans as they are sent: behind the second wall they begin by saying who asks.

A statement that reads behind the second wall begins with a row of its own: who asks. It is set for the transaction, which
is this statement, so that nothing of it is there before or after. Were it set too late, nothing would be seen.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final, cast

from auth.principal import Principal
from auth.second_wall import SCHEMA, SETTINGS, announced
from planner.access import Access

VIEWER: Final = "principal"
"""The name under which the values of a viewer hold who it is."""


def announcing(sql: str, values: Sequence[Any], access: Access) -> tuple[str, Sequence[Any]]:
    """Let the statement of a plan, which is a SELECT without a FROM, announce a viewer before it reads."""
    said = announced(cast("Principal", access.values[VIEWER]))
    return _beginning(sql, len(values)), (*values, *said)


@lru_cache(maxsize=5_000)
def without_wall(sql: str) -> str:
    """Give the statement of a plan for a database in which there is no way past the wall, since there is none."""
    # Names and constants of a statement have no spaces before them that would not be ours.
    return sql.replace(f" {SCHEMA}.", " ")


@lru_cache(maxsize=5_000)
def _beginning(sql: str, count: int) -> str:
    # The row is there before any column is worked out, since it is asked for in WHERE; OFFSET keeps the two apart.
    sets = ", ".join(f"set_config('{name}', ${count + place}, true)" for place, name in enumerate(SETTINGS, 1))
    return f"{sql} FROM (SELECT row({sets}) AS said OFFSET 0) AS viewer WHERE viewer.said IS NOT NULL"
