"""What says who asks, put together for one database."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from asyncpg import Pool
from joserfc.jwk import KeySet

from auth.authenticator import Authenticator
from auth.demo import DEMO_REALM
from auth.tokens import Realm, TokenVerifier
from kernel.clock import SystemClock
from server.access.entrance import Entrance
from server.access.listening import Listening, listening
from server.access.standing import Standings
from server.access.store import PrincipalStore
from server.database import Database
from server.settings import Settings
from server.telemetry import logs

OWN_REALM = Realm(issuer="urn:torso", audience=DEMO_REALM.audience)
"""Who issues tokens for a database of somebody's own. Tokens of the demo open nothing there."""
LOCAL = "http://localhost:8000"
RESOURCE_METADATA = "/.well-known/oauth-protected-resource"


def granted_realm(settings: Settings) -> Realm:
    """Say who issues tokens that belong to grants, and for what: this server, for itself."""
    address = settings.public_url.rstrip("/") or LOCAL
    return Realm(issuer=address, audience=address)


@asynccontextmanager
async def entrance_of(settings: Settings, database: Database, pool: Pool, keys: KeySet) -> AsyncGenerator[Entrance]:
    """Open the entrance to a database; it hears of changes of rights for as long as the context lasts."""
    clock = SystemClock()
    store = PrincipalStore(Standings(pool), clock)
    stated = TokenVerifier(keys, DEMO_REALM if database.embedded else OWN_REALM, clock)
    entrance = Entrance(
        stated=Authenticator(stated, clock),
        granted=TokenVerifier(keys, granted_realm(settings), clock),
        store=store,
        clock=clock,
        metadata=f"{settings.public_url.rstrip('/')}{RESOURCE_METADATA}" if settings.public_url else None,
    )
    store.on_change(entrance.running.changed)
    listener = Listening(database, store.forget, logs.logger())
    store.heard_by(listener)
    async with listening(listener):
        yield entrance
