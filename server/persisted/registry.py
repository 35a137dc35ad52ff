"""What programs have registered: looked up in the database once, and remembered until it is taken back.

A request of a program by an id that was asked for before costs no statement. As with principals, nothing that is remembered is
used while changes go unheard.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from asyncpg import Pool

from server.access.entrance import Entrance
from server.access.listening import EVERYTHING
from server.graphql.reader import AWAY, unavailable
from server.persisted.texts import Texts

ACQUIRE_SECONDS: Final = 5
DOCUMENTS_MAX: Final = 20_000
BYTES_MAX: Final = 32 * 1024 * 1024
TOLD_AS: Final = "persisted_operation:"

_FIND: Final = """
select client.id as client, operation.document from oauth_client client
join persisted_operation operation on operation.client_id = client.id
where client.client_id = $1 and (operation.sha256 = $2 or operation.own_id = $2) limit 1
"""


@dataclass
class Registry:
    """Gives the documents that programs have registered."""

    pool: Pool
    hears: Callable[[], bool]
    """Whether every change is heard."""
    _texts: Texts[tuple[str, str]] = field(default_factory=lambda: Texts(DOCUMENTS_MAX, BYTES_MAX), init=False)
    # By the id of a program's row: the name by which it asks.
    _names: dict[UUID, str] = field(default_factory=dict[UUID, str], init=False)
    _changes: int = field(default=0, init=False)

    async def find(self, client_id: str, key: str) -> str | None:
        """Give a document that a program has registered, by its SHA-256 or by the program's own id.

        Raises:
            Refused: the database is away.
        """
        known = self._texts.get((client_id, key)) if self.hears() else None
        return await self._read(client_id, key) if known is None else known

    def changed(self, name: str) -> None:
        """Forget what may have been taken back; `name` is as changes of rights are told."""
        self._changes += 1
        if name == EVERYTHING:
            self._texts.forget(lambda _: True)
        elif name.startswith(TOLD_AS):
            client_id = self._names.get(UUID(name.removeprefix(TOLD_AS)))
            self._texts.forget(lambda key: key[0] == client_id)

    async def _read(self, client_id: str, key: str) -> str | None:
        changes, heard = self._changes, self.hears()
        try:
            async with self.pool.acquire(timeout=ACQUIRE_SECONDS) as connection:
                row = await connection.fetchrow(_FIND, client_id, key)
        except AWAY:
            raise unavailable() from None
        if row is None:
            return None
        # What was taken back while it was read is not remembered.
        if heard and self.hears() and changes == self._changes:
            self._names[row["client"]] = client_id
            self._texts.put((client_id, key), row["document"])
        return row["document"]


def registry_of(entrance: Entrance, pool: Pool) -> Registry:
    """Look up what programs have registered, and hear of changes as the entrance does."""
    registry = Registry(pool, lambda: entrance.store.is_current)
    entrance.store.on_change(registry.changed)
    return registry
