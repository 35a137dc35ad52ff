"""The catalogue of permissions: everything that a role can grant and a field can ask for.

A permission is named `module.thing:right`. Reading and writing are separate, and the transitions of a life cycle are
rights of their own. Each permission says which class of data it opens, so that one look tells what a role exposes.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from auth.permissions.audit import AUDIT
from auth.permissions.finance import FINANCE
from auth.permissions.inventory import INVENTORY
from auth.permissions.logistics import LOGISTICS
from auth.permissions.permission import READ, WRITE, Module, Permission, rights
from auth.permissions.platform import PLATFORM
from auth.permissions.purchasing import PURCHASING
from auth.permissions.sales import SALES

__all__ = ["CATALOGUE", "READ", "WRITE", "Module", "Permission"]

CATALOGUE: Final[Mapping[str, Permission]] = MappingProxyType(
    {
        permission.name: permission
        for thing in (*AUDIT, *PLATFORM, *FINANCE, *INVENTORY, *LOGISTICS, *SALES, *PURCHASING)
        for permission in rights(thing)
    }
)
"""Every permission by its name, in the order of the modules."""
