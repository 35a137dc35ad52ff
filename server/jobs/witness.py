"""What was signed last of the audit and of each journal, as files beside the key of the installation: out of reach of whoever owns the database."""

import glob
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
# Quoted names have none of these.
_APART: Final = "@"


class FileWitness:
    """Remembers the last heads of one database: that of the audit in a file, those of other chains in files of their names."""

    def __init__(self, path: Path) -> None:
        """Remember them in files that begin so."""
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

    def last(self, chain: str = "") -> Head | None:
        """Read it; None where nothing was signed yet."""
        try:
            kept = orjson.loads(self._path(chain).read_bytes())
        except FileNotFoundError:
            return None
        return Head(kept["position"], bytes.fromhex(kept["hash"]))

    def keep(self, head: Head, chain: str = "") -> None:
        """Write it, whole or not at all; of two workers of this home the one that is further stays."""
        last, path = self.last(chain), self._path(chain)
        if last is not None and last.position >= head.position:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(f".{os.getpid()}")
        draft.write_bytes(orjson.dumps({"position": head.position, "hash": head.hash.hex()}))
        draft.replace(path)

    def chains(self) -> list[str]:
        """Name the chains of which something is remembered, besides that of the audit."""
        start = f"{self.path.stem}{_APART}"
        return sorted(path.stem.removeprefix(start) for path in self.path.parent.glob(f"{glob.escape(start)}*.json"))

    def set_aside(self, chain: str = "") -> Path | None:
        """Put it out of the way, for a chain that rightly ends earlier; give where it is, if there was one."""
        last, path = self.last(chain), self._path(chain)
        if last is None:
            return None
        return path.replace(path.with_suffix(f".{last.position}"))

    def _path(self, chain: str) -> Path:
        return self.path.with_name(f"{self.path.stem}{_APART}{chain}.json") if chain else self.path
