"""The documents that other things are about: attachments hang on them, notifications and the audit tell of them.

What is about a document is seen by those who see the document, so each has the permission that reading it needs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, cast

import sqlalchemy as sa

import models


@dataclass(frozen=True, slots=True)
class Document:
    """A type of the schema that things can be about: its table, and what reading it needs."""

    table: sa.Table
    needs: str
    # The column that names the partner whom it concerns, if one can.
    partner: str | None = None


def _table(model: type[models.Base]) -> sa.Table:
    return cast("sa.Table", model.__table__)


DOCUMENTS: Final[Mapping[str, Document]] = MappingProxyType(
    {
        "Invoice": Document(_table(models.Invoice), "finance.invoice:read", partner="party_id"),
        "JournalEntry": Document(_table(models.JournalEntry), "finance.entry:read"),
        "JournalEntryDraft": Document(_table(models.JournalEntryDraft), "finance.entry:read"),
        "Party": Document(_table(models.Party), "platform.party:read", partner="id"),
        "Product": Document(_table(models.Product), "inventory.product:read"),
        "PurchaseOrder": Document(_table(models.PurchaseOrder), "purchasing.order:read", partner="vendor_id"),
        "SalesOrder": Document(_table(models.SalesOrder), "sales.order:read", partner="customer_id"),
        "Shipment": Document(_table(models.Shipment), "logistics.shipment:read", partner="party_id"),
    }
)
"""The documents by the name of their type in the schema."""


def readable(permissions: frozenset[str]) -> list[str]:
    """Name the types of documents that somebody with these permissions may read."""
    return [name for name, document in DOCUMENTS.items() if document.needs in permissions]
