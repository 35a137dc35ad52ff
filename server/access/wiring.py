"""What says who asks, put together for one database."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Final

from asyncpg import Pool
from joserfc.jwk import ECKey

from auth.authenticator import Authenticator
from auth.demo import DEMO_REALM
from auth.keys import verification_keys
from auth.tokens import Realm, TokenVerifier
from kernel.clock import SystemClock
from server.access.entrance import Entrance
from server.access.listening import Listening, listening
from server.access.proofs import ShownProofs
from server.access.standing import Standings
from server.access.store import PrincipalStore
from server.database import Database
from server.oauth.desk import Desk
from server.telemetry import logs

OWN_REALM: Final = Realm(issuer="urn:torso", audience=DEMO_REALM.audience)
"""Who issues tokens that say their rights, for a database of somebody's own. Tokens of the demo open nothing there."""
RESOURCE_METADATA: Final = "/.well-known/oauth-protected-resource"


@asynccontextmanager
async def entrance_of(database: Database, pool: Pool, key: ECKey, desk: Desk) -> AsyncGenerator[Entrance]:
    """Open the entrance to a database; it hears of changes of rights for as long as the context lasts."""
    clock = SystemClock()
    store = PrincipalStore(Standings(pool), clock)
    stated = TokenVerifier(verification_keys(key), DEMO_REALM if database.embedded else OWN_REALM, clock)
    entrance = Entrance(
        stated=Authenticator(stated, clock),
        granted=desk,
        store=store,
        clock=clock,
        proofs=ShownProofs(desk),
        metadata=f"{desk.issuer}{RESOURCE_METADATA}",
    )
    store.on_change(entrance.running.changed)
    listener = Listening(database, store.forget, logs.logger())
    store.heard_by(listener)
    async with listening(listener):
        yield entrance
