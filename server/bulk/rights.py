"""Whether somebody may still do what they might when they asked for a bulk operation; it ends where their rights end."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from asyncpg import Pool

from auth.principal import Principal, PrincipalKind
from auth.principals import CompanyNotReached, Standing, principal_of, still_holds
from kernel.clock import Clock
from server.access.standing import Standings
from services.platform.bulk.limits import BulkRightsEnded

LOOKED_AT_EVERY: Final = timedelta(seconds=2)
_CLIENT: Final = "select id from oauth_client where client_id = $1"
_GRANTS: Final = """
select grant_.id from oauth_grant grant_ where grant_.client_id = $1 and grant_.user_id = $2 and grant_.revoked_at is null
  and grant_.expires_at > $3 order by grant_.id desc limit 20
"""


def only_company(principal: Principal) -> UUID | None:
    """Give the company that somebody's rights reach; None where that is not exactly one."""
    companies = principal.companies
    return companies[0] if companies is not None and len(companies) == 1 else None


@dataclass
class RightsWatch:
    """Looks again every few seconds whether the rights of somebody still hold."""

    principal: Principal
    pool: Pool
    clock: Clock
    _looked_at: datetime | None = None

    async def require(self) -> None:
        """Check that they hold.

        Raises:
            BulkRightsEnded: they do not.
        """
        now = self.clock.now()
        if self._looked_at is not None and now - self._looked_at < LOOKED_AT_EVERY:
            return
        self._looked_at = now
        if not await self._hold(now):
            raise BulkRightsEnded

    async def _hold(self, now: datetime) -> bool:
        client = await self.pool.fetchval(_CLIENT, self.principal.client_id)
        if client is None:
            # Rights that stand in a token hold as long as the token does.
            return self.principal.expires_at is None or now < self.principal.expires_at
        async for standing in self._standings(client, now):
            # A token of a grant is renewed as long as the grant is alive.
            if self._holds_by(standing, now):
                return True
        return False

    async def _standings(self, client: UUID, now: datetime) -> AsyncGenerator[Standing]:
        """Read what they may now: in their own name, or by each grant that they have given the program."""
        standings = Standings(self.pool)
        if self.principal.kind is PrincipalKind.CLIENT:
            own = await standings.read_client(client, now)
            if own is not None:
                yield own
            return
        for row in await self.pool.fetch(_GRANTS, client, UUID(self.principal.subject), now):
            granted = await standings.read(row["id"], now)
            if granted is not None:
                yield granted

    def _holds_by(self, standing: Standing, now: datetime) -> bool:
        company = only_company(self.principal)
        scope = " ".join(sorted(standing.granted))
        try:
            found = principal_of(standing, now.date(), scope, now, company)
        except CompanyNotReached:
            return False
        return still_holds(self.principal, found)
