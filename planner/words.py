"""Names of types in words: `SalesOrder` is "sales order"."""

import re
from typing import Final

# OAuth is written with two capitals, and is one word.
_WORD: Final = re.compile(r"OAuth|[A-Z][^A-Z]*|^[^A-Z]+")


def parts(name: str) -> list[str]:
    """Take a name apart: `SalesOrder` is Sales and Order."""
    return _WORD.findall(name)


def words(name: str) -> str:
    """Say a name in words."""
    return " ".join(part if part == "OAuth" else part.lower() for part in parts(name))


def camel(name: str) -> str:
    """Write the name of a type as that of a field: `salesOrder`."""
    first, *rest = parts(name)
    return first.lower() + "".join(rest)
