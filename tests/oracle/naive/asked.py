"""One request of one viewer: what its fields are answered from."""

from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from tests.oracle.naive.dynamic import Row, Value
from tests.oracle.naive.filters import Filters
from tests.oracle.naive.sdl import Sdl
from tests.oracle.naive.store import MODELS, Store
from tests.oracle.naive.viewer import Viewer


class Measured(NamedTuple):
    """An amount of money or a quantity: its number, and the currency code or the id of the unit."""

    value: Value
    per: Value


@dataclass(frozen=True)
class Asked:
    """A request: the schema, the rows, and who asks."""

    sdl: Sdl
    store: Store
    viewer: Viewer

    @property
    def filters(self) -> Filters:
        """Read filters for this request."""
        return Filters(self.sdl, self.store, self.viewer)

    def visible(self, row: Row | None) -> Row | None:
        """Give a row if the viewer sees it."""
        return row if row is not None and self.viewer.sees(row, self.store) else None

    def of_any_type(self, type_name: str | None, key: UUID | None) -> Row | None:
        """Give an entity of any type, if the viewer may read the type and sees the entity."""
        if type_name not in MODELS or not self.viewer.allows(self.sdl.need_of_type(type_name)):
            return None
        return self.visible(self.store.one(type_name, key))
