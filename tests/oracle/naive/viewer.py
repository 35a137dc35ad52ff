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
TRIED = {"REFUSED", "DENIED"}
PERSONAL = {"Notification", "NotificationPreference"}
# What a viewer sees of these is their own already.
OWN = {*PERSONAL, "File", "Job"}
# The attribute with which a row names the partner whom it concerns.
NAMES_PARTY = {
    "Address": "party_id",
    "Contact": "party_id",
    "MigratedCredit": "customer_id",
    "Party": "id",
    "PartyRole": "party_id",
    "PurchaseOrder": "vendor_id",
    "SalesOrder": "customer_id",
    "VendorProduct": "vendor_id",
}
PART_OF = {
    "MigratedCreditLine": ("MigratedCredit", "credit_id"),
    "PurchaseOrderLine": ("PurchaseOrder", "order_id"),
    "SalesOrderLine": ("SalesOrder", "order_id"),
}
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
        if type(row).__name__ == "AuditEntry" and not self.allows("audit.log:read") and row.operation in TRIED:
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
            case "File" | "ImportJob":
                # What has founded no company yet is its requester's.
                own = row.company_id is None and row.requested_by == self.facts["id"]
                return own or self._reaches(row.company_id)
            case "ImportRow":
                return self._in_companies(store.one("ImportJob", row.job_id), store)
            case "Job":
                return row.requested_by == self.facts["id"] or (
                    self.allows("platform.job:read") and self._reaches(row.company_id)
                )
            case "User":
                return self.companies is None or any(
                    self._in_companies(role, store) for role in store.by("UserRole", "user_id", row.id)
                )
            case "UserRole":
                return row.company_id is None or self._reaches(row.company_id)
            case _:
                return self._reaches(row.company_id)

    def _reaches(self, company: UUID | None) -> bool:
        return self.companies is None or company in self.companies

    def _concerns_party(self, row: Row, store: Store) -> bool:
        """A partner sees reference data, the catalogue, itself, and the documents that name it."""
        name = type(row).__name__
        if name in SHARED or name in CATALOGUE or name in OWN or name == "Company":
            return True
        if name in NAMES_PARTY:
            return getattr(row, NAMES_PARTY[name]) == self.party
        if name in PART_OF:
            whole, attribute = PART_OF[name]
            return self._concerns_party(store.one(whole, getattr(row, attribute)), store)
        if name == "Attachment":
            document = store.one(row.entity_type, row.entity_id)
            return row.shared_with_partner and document is not None and self._concerns_party(document, store)
        return False
