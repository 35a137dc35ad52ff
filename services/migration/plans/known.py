"""The systems that a company can be brought over from: for each its adapter and its plan."""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple

from services.migration.adventureworks.extract import Extract
from services.migration.adventureworks.plan import ADVENTUREWORKS
from services.migration.plans.plan import Plan
from services.migration.plans.source import Source


class Known(NamedTuple):
    """A system that is known: how its files are opened, and what becomes of them."""

    open: Callable[[Path], Source]
    plan: Plan


SOURCES: Final[Mapping[str, Known]] = MappingProxyType({"adventureworks": Known(Extract, ADVENTUREWORKS)})
"""By the name under which it stands in external references."""
