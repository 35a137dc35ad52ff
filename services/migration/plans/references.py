"""External references: what of the other system is here already or comes in now, under which id."""

from uuid import UUID, uuid5

from asyncpg import Connection

STORED = "select entity_type, external_id, entity_id from external_reference where company_id = $1 and system = $2"


class References:
    """The entities of one company that one other system knows by keys of its own."""

    def __init__(self, company_id: UUID, system: str, known: dict[tuple[str, str], UUID]) -> None:
        """Start with those that are stored."""
        self._company_id = company_id
        self._system = system
        self._known = known

    @classmethod
    async def stored(cls, connection: Connection, company_id: UUID, system: str) -> "References":
        """Read those that are stored."""
        rows = await connection.fetch(STORED, company_id, system)
        return cls(company_id, system, {(type_name, key): entity_id for type_name, key, entity_id in rows})

    def id_of(self, type_name: str, key: str) -> UUID | None:
        """Give the id of an entity that comes in now, or came in before."""
        return self._known.get((type_name, key))

    def new_id(self, type_name: str, key: str) -> UUID:
        """Give the id of an entity that an import makes: always the same for the same key."""
        return uuid5(self._company_id, f"{self._system}/{type_name}/{key}")

    def is_made(self, type_name: str, key: str) -> bool:
        """Tell whether an import has made an entity, and not found it here."""
        return self.id_of(type_name, key) == self.new_id(type_name, key)

    def add(self, type_name: str, key: str, entity_id: UUID) -> None:
        """Remember an entity that comes in now."""
        self._known[type_name, key] = entity_id
