"""What was signed last of the audit, as a file beside the key of the installation: out of reach of whoever owns the database."""

import os
from pathlib import Path
from typing import Final
from urllib.parse import quote

import asyncpg
import orjson
from asyncpg import Connection, Pool

from services.platform.seal import Head

DIRECTORY: Final = "audit-heads"
# Which database this is: a home can be used with several.
_CLUSTER: Final = "select system_identifier::text from pg_control_system()"
_NAME: Final = "select current_database()"


class FileWitness:
    """Remembers the last head of one database."""

    def __init__(self, path: Path) -> None:
        """Remember it in a file."""
        self.path = path

    @classmethod
    async def of(cls, home: Path, reading: Pool | Connection) -> "FileWitness":
        """Give the witness of a database."""
        try:
            cluster: str = await reading.fetchval(_CLUSTER)
        except asyncpg.InsufficientPrivilegeError:
            # Some who run servers for others keep it to themselves.
            cluster = "server"
        name: str = await reading.fetchval(_NAME)
        return cls(home / DIRECTORY / f"{cluster}-{quote(name, safe='')}.json")

    def last(self) -> Head | None:
        """Read it; None where nothing was signed yet."""
        try:
            kept = orjson.loads(self.path.read_bytes())
        except FileNotFoundError:
            return None
        return Head(kept["position"], bytes.fromhex(kept["hash"]))

    def keep(self, head: Head) -> None:
        """Write it, whole or not at all; of two workers of this home the one that is further stays."""
        last = self.last()
        if last is not None and last.position >= head.position:
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        draft = self.path.with_suffix(f".{os.getpid()}")
        draft.write_bytes(orjson.dumps({"position": head.position, "hash": head.hash.hex()}))
        draft.replace(self.path)

    def set_aside(self) -> Path | None:
        """Put it out of the way, for a chain that rightly ends earlier; give where it is, if there was one."""
        last = self.last()
        if last is None:
            return None
        return self.path.replace(self.path.with_suffix(f".{last.position}"))
