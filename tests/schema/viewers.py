"""Who asks in these tests."""

from dataclasses import dataclass

from auth.permissions import CATALOGUE
from auth.principal import Principal


@dataclass(frozen=True)
class Viewer:
    """Somebody who sees every company."""

    permissions: frozenset[str] = frozenset(CATALOGUE)
    languages: tuple[str, ...] = ()

    @property
    def principal(self) -> Principal:
        """Who they are to the server."""
        return Principal("ada", "shop", "Ada", self.permissions, companies=None, roles=("ADMIN",))


EVERYBODY = Viewer()
