"""What a permission is, and the things of which each gives several."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from auth.data_class import DataClass

READ: Final = "read"
WRITE: Final = "write"


class Module(StrEnum):
    """The modules that have permissions."""

    AUDIT = "audit"
    PLATFORM = "platform"
    FINANCE = "finance"
    INVENTORY = "inventory"
    LOGISTICS = "logistics"
    SALES = "sales"
    PURCHASING = "purchasing"


@dataclass(frozen=True, slots=True)
class Permission:
    """A right over a thing of a module, and the class of data that it opens."""

    module: Module
    thing: str
    right: str
    description: str
    data_class: DataClass

    @property
    def name(self) -> str:
        return f"{self.module}.{self.thing}:{self.right}"


@dataclass(frozen=True, slots=True)
class Thing:
    """A row of the tables of the modules: what is read, and if it is ever written by hand, what is written."""

    module: Module
    name: str
    data_class: DataClass
    read: str
    write: str | None
    actions: tuple[tuple[str, str], ...] = ()


def rights(thing: Thing) -> Iterator[Permission]:
    """Give the permissions over a thing: to read it, to write it, and for each of its actions."""
    yield Permission(thing.module, thing.name, READ, thing.read, thing.data_class)
    if thing.write is not None:
        yield Permission(thing.module, thing.name, WRITE, thing.write, thing.data_class)
    for action, description in thing.actions:
        yield Permission(thing.module, thing.name, action, description, thing.data_class)
