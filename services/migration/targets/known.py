"""The targets that there are."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from services.migration.targets.parties import PARTIES
from services.migration.targets.products import PRODUCTS
from services.migration.targets.target import Target

TARGETS: Final[Mapping[str, Target]] = MappingProxyType({target.name: target for target in (PARTIES, PRODUCTS)})
"""By the names that mappings use."""
