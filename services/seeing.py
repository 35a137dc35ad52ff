"""Reading a row that somebody works on, if they may see it."""

from uuid import UUID

import sqlalchemy as sa

from kernel.errors import InputPath
from services.refusals import NotFound
from services.rights import may, rows_of
from services.rows import Found
from services.work import Work


async def seen(work: Work, table: sa.FromClause, key: UUID, needs: str, path: InputPath) -> Found:
    """Read a row, without keeping others from it.

    Raises:
        NotFound: it is not there, or not to be seen.
    """
    if may(work, needs):
        found = await work.session.execute(sa.select(table).where(table.c.id == key, *rows_of(work, table)))
        for row in found.mappings():
            return dict(row)
    raise NotFound(path=path)
