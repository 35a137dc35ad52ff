"""External references: what of the other system is here already, under which id."""

from uuid import UUID

from asyncpg import Connection


class References:
    """The entities of one company that one other system knows by keys of its own."""

    def __init__(self, known: dict[tuple[str, str], UUID]) -> None:
        """Start with those that are stored."""
        self._known = known

    @classmethod
    async def stored(cls, connection: Connection, company_id: UUID, system: str) -> "References":
        """Read those that are stored."""
        rows = await connection.fetch(
            "select entity_type, external_id, entity_id from external_reference where company_id = $1 and system = $2",
            company_id,
            system,
        )
        return cls({(type_name, key): entity_id for type_name, key, entity_id in rows})

    def id_of(self, type_name: str, key: str) -> UUID | None:
        """Give the id of an entity that came in, now or before."""
        return self._known.get((type_name, key))

    def add(self, type_name: str, key: str, entity_id: UUID) -> None:
        """Remember an entity that has come in now."""
        self._known[type_name, key] = entity_id
