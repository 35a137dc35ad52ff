"""Who asks, and which rows they see: the row policies once more, row by row."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from tests.oracle.naive.dynamic import Row
from tests.oracle.naive.refusals import forbidden
from tests.oracle.naive.store import Store

SHARED = {"Country", "Currency", "ExchangeRate", "Unit", "UnitConversion"}
CATALOGUE = {"ProductCategory", "Product", "Sku", "Barcode"}
OF_PARTY = {"PartyRole", "Address", "Contact"}
PERSONAL = {"Notification", "NotificationPreference"}
READING = {
    "Party": "platform.party:read",
    "Product": "inventory.product:read",
    "PurchaseOrder": "purchasing.order:read",
    "SalesOrder": "sales.order:read",
}


@dataclass(frozen=True)
class Viewer:
    """Somebody who asks."""

    permissions: frozenset[str]
    # None is every company.
    companies: frozenset[UUID] | None
    # The party that they act for, if they are a partner.
    party: UUID | None = None
    # What they are told about themselves, by the fields of `Viewer`.
    facts: Mapping[str, Any] = field(default_factory=dict[str, Any])

    def allows(self, permission: str | None) -> bool:
        """Tell whether a permission is among theirs."""
        return permission is None or permission in self.permissions

    def require(self, coordinate: str, permission: str | None) -> None:
        """Deny what needs a permission that is not among theirs.

        Raises:
            GraphQLError: FORBIDDEN.
        """
        if permission is not None and permission not in self.permissions:
            raise forbidden(coordinate, permission)

    def sees(self, row: Row, store: Store) -> bool:
        """Tell whether a row is one of theirs."""
        if self.companies is not None and not self.companies:
            return False
        return (
            self._is_theirs(row)
            and self._in_companies(row, store)
            and (self.party is None or self._concerns_party(row, store))
        )

    def _is_theirs(self, row: Row) -> bool:
        """What belongs to one user is seen by that user, and what hangs on a document by those who may read such."""
        match type(row).__name__:
            case "Attachment":
                return self.allows(READING[row.entity_type])
            case "File":
                return row.requested_by == self.facts["id"]
            case "Notification":
                return str(row.user_id) == self.facts["id"] and row.in_inbox
            case "NotificationPreference":
                return str(row.user_id) == self.facts["id"]
            case _:
                return True

    def _in_companies(self, row: Row, store: Store) -> bool:
        match type(row).__name__:
            case name if name in SHARED or name in PERSONAL or name == "Role":
                return True
            case "Company":
                return self._reaches(row.id)
            case "User":
                return self.companies is None or any(
                    self._in_companies(role, store) for role in store.by("UserRole", "user_id", row.id)
                )
            case "UserRole":
                return row.company_id is None or self._reaches(row.company_id)
            case _:
                return self._reaches(row.company_id)

    def _reaches(self, company: UUID) -> bool:
        return self.companies is None or company in self.companies

    def _concerns_party(self, row: Row, store: Store) -> bool:
        """A partner sees reference data, the catalogue, itself, and the documents that name it."""
        match type(row).__name__:
            case name if name in SHARED or name in CATALOGUE or name == "Company":
                return True
            case name if name in PERSONAL or name == "File":
                return True
            case "Attachment":
                document = store.one(row.entity_type, row.entity_id)
                return row.shared_with_partner and document is not None and self._concerns_party(document, store)
            case "Party":
                return row.id == self.party
            case name if name in OF_PARTY:
                return row.party_id == self.party
            case "SalesOrder":
                return row.customer_id == self.party
            case "SalesOrderLine":
                return self._concerns_party(store.one("SalesOrder", row.order_id), store)
            case "PurchaseOrder" | "VendorProduct":
                return row.vendor_id == self.party
            case "PurchaseOrderLine":
                return self._concerns_party(store.one("PurchaseOrder", row.order_id), store)
            case _:
                return False
