"""Values of reports as the schema has them: ids with their types, and everything else as it is."""

from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from types import SimpleNamespace
from typing import Any, Final, cast
from uuid import UUID

from kernel.ids import NodeId
from kernel.money import Money

_IDS: Final = {"company": "Company", "account": "LedgerAccount", "party": "Party", "line": "JournalLine",
  "entry": "JournalEntry", "tax_code": "TaxCode", "journal": "Journal", "item": "OpenItem", "sku": "Sku",
  "category": "ProductCategory", "warehouse": "Warehouse", "invoice": "Invoice", "invoice_line": "InvoiceLine", "sales_rep": "User",
  "rule": "CommissionRule"}  # fmt: skip


def told(value: Any) -> Any:
    """Say a value of the services in the names of the schema: `company` becomes `company_id`, with its type."""
    if isinstance(value, list | tuple):
        return [told(each) for each in cast("Sequence[Any]", value)]
    if isinstance(value, Money) or not is_dataclass(value):
        return value
    said = SimpleNamespace()
    for name in _names(cast("type", type(value))):
        inner = getattr(value, name)
        if isinstance(inner, UUID):
            setattr(said, f"{name}_id", str(NodeId(_IDS[name], inner)))
        elif inner is None and name in _IDS:
            setattr(said, f"{name}_id", None)
        else:
            setattr(said, name, told(inner))
    return said


@cache
def _names(type_: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(type_))
