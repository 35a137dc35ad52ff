"""Who asks in these tests."""

from dataclasses import dataclass
from uuid import UUID

from auth.permissions import CATALOGUE
from auth.principal import Principal


@dataclass(frozen=True)
class Viewer:
    """Somebody who sees every company, unless they are named."""

    permissions: frozenset[str] = frozenset(CATALOGUE)
    languages: tuple[str, ...] = ()
    scopes: tuple[str, ...] | None = None
    roles: tuple[str, ...] = ("ADMIN",)
    companies: tuple[UUID, ...] | None = None

    @property
    def principal(self) -> Principal:
        """Who they are to the server."""
        return Principal("ada", "shop", "Ada", self.permissions, self.companies, roles=self.roles, scopes=self.scopes)


EVERYBODY = Viewer()
