"""What was granted to programs comes to an end: by the person in whose name they ask, or by those who look after programs."""

from typing import Final
from uuid import UUID

import sqlalchemy as sa

import models
from services.platform.oauth_client.life import WRITE, person_of
from services.refusals import NotFound
from services.rights import may, rows_of
from services.work import Work

_END: Final = """
update oauth_grant set revoked_at = $2, revoked_because = $3 where id = $1 and revoked_at is null
"""
_END_ALL: Final = """
update oauth_grant set revoked_at = $2, revoked_because = $3 where client_id = $1 and revoked_at is null
"""


async def revoke(work: Work, key: UUID) -> UUID:
    """End what a program was granted, and give the id of that; what has ended stays as it is.

    Raises:
        NotFound: there is none, or it is somebody else's and whoever works here does not look after programs.
        PersonNeeded: it is a program in its own name.
    """
    person, table = person_of(work), models.OAuthGrant.__table__
    query = sa.select(table.c.user_id).where(table.c.id == key, *rows_of(work, table)).with_for_update(of=table)
    found = (await work.session.execute(query)).one_or_none()
    is_own = found is not None and person is not None and found.user_id == person
    if found is None or not (is_own or may(work, WRITE)):
        raise NotFound(path=("id",))
    await work.raw.execute(_END, key, work.clock.now(), "REVOKED_BY_USER" if is_own else "REVOKED_BY_ADMINISTRATOR")
    return key


async def end_all(work: Work, client: UUID, because: str) -> None:
    """End everything that a program was granted."""
    await work.raw.execute(_END_ALL, client, work.clock.now(), because)
