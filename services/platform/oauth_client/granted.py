"""What was granted to programs comes to an end: by the person in whose name they ask, or by those who look after programs."""

from typing import Final
from uuid import UUID

import sqlalchemy as sa

import models
from services.platform.oauth_client.life import WRITE, person_of
from services.platform.user_role import WorksElsewhere, require_all_reached, require_reach
from services.refusals import NotFound
from services.rights import may, rows_of
from services.work import Work

_COMPANY: Final = "select company_id from oauth_client where id = $1"
_END: Final = """
update oauth_grant set revoked_at = $2, revoked_because = $3 where id = $1 and revoked_at is null
"""
# Whoever ends what they granted is asked when the program wants it again.
_FORGET_CONSENT: Final = "delete from oauth_consent where client_id = $1 and user_id = $2"
_END_ALL: Final = """
update oauth_grant set revoked_at = $2, revoked_because = $3 where client_id = $1 and revoked_at is null
"""


async def revoke(work: Work, key: UUID) -> UUID:
    """End what a program was granted, and give the id of that; what has ended stays as it is.

    Its person is asked when the program wants something again.

    Raises:
        NotFound: there is none, or it is somebody else's and whoever works here does not look after programs, or does not
            reach every company in which that other, or the program in its own name, works.
        PersonNeeded: it is a program in its own name.
    """
    person, table = person_of(work), models.OAuthGrant.__table__
    query = sa.select(table.c.user_id, table.c.client_id).where(table.c.id == key, *rows_of(work, table))
    found = (await work.session.execute(query.with_for_update(of=table))).one_or_none()
    is_own = found is not None and person is not None and found.user_id == person
    if found is None or not (is_own or may(work, WRITE)):
        raise NotFound(path=("id",))
    if not is_own:
        await _require_reached(work, found.user_id, found.client_id)
    await work.raw.execute(_END, key, work.clock.now(), "REVOKED_BY_USER" if is_own else "REVOKED_BY_ADMINISTRATOR")
    await work.raw.execute(_FORGET_CONSENT, found.client_id, found.user_id)
    return key


async def _require_reached(work: Work, user: UUID | None, client: UUID) -> None:
    """Programs of our own are used everywhere: what somebody granted them is theirs, and that of their companies."""
    if user is None:
        require_reach(work, await work.raw.fetchval(_COMPANY, client), ("id",))
        return
    try:
        await require_all_reached(work, user)
    except WorksElsewhere:
        raise NotFound(path=("id",)) from None


async def end_all(work: Work, client: UUID, because: str) -> None:
    """End everything that a program was granted."""
    await work.raw.execute(_END_ALL, client, work.clock.now(), because)
