"""Lines of drafts that follow from others, such as what rules give and what bundles are made of: they come and go with them."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa

from kernel.draft import Draft
from kernel.ids import uuid7
from services.rows import NewRow, insert_rows
from services.work import Work

_LEAVE: Final = (
    "delete from {table}_tax where line_id = any($1::uuid[])",
    "delete from {table} where id = any($1::uuid[])",
)


async def follow(
    work: Work,
    table: sa.Table,
    owner: Mapping[str, object],
    lines: Sequence[dict[str, Any]],
    wanted: Mapping[Hashable, dict[str, Any]],
    key_of: Callable[[Mapping[str, Any]], Hashable | None],
) -> list[dict[str, Any]]:
    """Let the lines that follow be those that are wanted, and give all lines.

    Lines without a key follow nothing. What is there already says in what is returned what it says now, and is not written;
    other lines are written, or taken away. `owner` is what each line says of the document, with amounts of nothing.
    """
    new, kept = dict(wanted), [line for line in lines if key_of(line) is None]
    gone: list[object] = []
    for line in lines:
        key = key_of(line)
        if key in new:
            kept.append({**line, **new.pop(key)})
        elif key is not None:
            gone.append(line["id"])
    if gone:
        for statement in _LEAVE:
            await work.raw.execute(statement.format(table=table.name), gone)
    last = max((line["position"] for line in lines), default=0)
    rows = [{**owner, **line, "id": uuid7(), "position": place} for place, line in enumerate(new.values(), last + 1)]
    await insert_rows(work, table, [NewRow(Draft({}), dict(row)) for row in rows])
    return [*kept, *({**row, "codes": ()} for row in rows)]
