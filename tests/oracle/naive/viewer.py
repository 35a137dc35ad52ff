"""Who asks, and which rows they see: the row policies once more, row by row."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from tests.oracle.naive.dynamic import Row
from tests.oracle.naive.narrowed import SOLD, STORED, is_in, sold_by
from tests.oracle.naive.refusals import forbidden
from tests.oracle.naive.store import Store

SHARED = {"Country", "Currency", "ExchangeRate", "Unit", "UnitConversion"}
CATALOGUE = {
    "ProductCategory", "Product", "Sku", "Barcode", "PaymentTerm", "PaymentTermLine", "PaymentTermStep", "PaymentTermDiscount",
    "TaxCode", "TaxRate", "TaxComponent", "TaxPosition",
}  # fmt: skip
TRIED = {
    "REFUSED",
    "DENIED",
    "SIGN_IN",
    "SIGN_IN_FAILED",
    "SIGN_OUT",
    "FACTOR_CHANGED",
    "SEEN",
    "READ",
    "EXPORTED",
    "ERASED",
    "FORGOTTEN",
}
PERSONAL = {"BulkOperation", "Notification", "NotificationPreference", "UserSession"}
PROGRAMS = {
    "OAuthClient",
    "OAuthClientRole",
    "OAuthClientSecret",
    "OAuthGrant",
    "PersistedOperation",
    "Sandbox",
    "WebhookDelivery",
    "WebhookEndpoint",
}
# What belongs to no company, and is seen by who may see it at all.
UNOWNED = {"IdentityProvider", "IdentityProviderRole", "Role", "SegregationRule"}
# What a viewer sees of these is their own already.
OWN = {*PERSONAL, *PROGRAMS, "File", "Job"}
# The attribute with which a row names the partner whom it concerns.
NAMES_PARTY = {
    "Address": "party_id",
    "BlanketAgreement": "customer_id",
    "Contact": "party_id",
    "DunningNotice": "party_id",
    "MigratedCredit": "customer_id",
    "OpenItem": "party_id",
    "Payment": "party_id",
    "Party": "id",
    "PartyRole": "party_id",
    "PurchaseOrder": "vendor_id",
    "Quotation": "customer_id",
    "ReturnAuthorization": "customer_id",
    "SalesOrder": "customer_id",
    "Shipment": "party_id",
    "TaxProfile": "party_id",
    "VendorProduct": "vendor_id",
    "WithholdingCertificate": "party_id",
}
PART_OF = {
    "BlanketAgreementLine": ("BlanketAgreement", "agreement_id"),
    "DunningNoticeLine": ("DunningNotice", "notice_id"),
    "MigratedCreditLine": ("MigratedCredit", "credit_id"),
    "OpenItemDiscount": ("OpenItem", "open_item_id"),
    "PurchaseOrderLine": ("PurchaseOrder", "order_id"),
    "QuotationLine": ("Quotation", "quotation_id"),
    "Package": ("Shipment", "shipment_id"),
    "PackageContent": ("Package", "package_id"),
    "ReturnAuthorizationLine": ("ReturnAuthorization", "authorization_id"),
    "SalesOrderLine": ("SalesOrder", "order_id"),
    "ShipmentLine": ("Shipment", "shipment_id"),
}
INVOICES = {"InvoiceDeduction", "InvoiceInstalment", "InvoiceLine", "InvoiceTax", "InvoiceWithholding"}
OF_INVOICE_LINES = {"InvoiceLineDimension", "InvoiceLineTax"}
# In the ids of companies there is nothing above these but sandboxes.
SANDBOXES = UUID("ffffffff-0000-0000-0000-000000000000")
READING = {
    "Invoice": "finance.invoice:read",
    "JournalEntry": "finance.entry:read",
    "JournalEntryDraft": "finance.entry:read",
    "Party": "platform.party:read",
    "Product": "inventory.product:read",
    "PurchaseOrder": "purchasing.order:read",
    "SalesOrder": "sales.order:read",
    "Shipment": "logistics.shipment:read",
}
# What reading what events are about needs; of jobs everybody is told their own.
TOLD = {
    **dict.fromkeys(("ApprovalRequest", "ApprovalTask"), "platform.approval:read"),
    "GoodsReceipt": "inventory.move:read",
    "IntegrityReport": "finance.report:read",
    "Invoice": "finance.invoice:read",
    "Job": None,
    "Payment": "finance.payment:read",
    "PurchaseOrder": "purchasing.order:read",
    "ReturnAuthorization": "sales.return:read",
    "SalesOrder": "sales.order:read",
    "Shipment": "logistics.shipment:read",
    "StockLevel": "inventory.stock:read",
    "StockTransfer": "inventory.transfer:read",
    "VendorReturn": "purchasing.return:read",
}
# What partners do not see yet in these states.
BEFOREHAND = {("Invoice", "DRAFT"), ("Invoice", "VALIDATED"), ("Payment", "DRAFT")}


@dataclass(frozen=True)
class Viewer:
    """Somebody who asks."""

    permissions: frozenset[str]
    # None is every company.
    companies: frozenset[UUID] | None
    # The party that they act for, if they are a partner.
    party: UUID | None = None
    # Whose customers, quotations and orders they see; None is everybody's.
    sales_reps: frozenset[UUID] | None = None
    # The warehouses that they see; None is all.
    warehouses: frozenset[UUID] | None = None
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
        if self.companies is not None and not self.companies and not self._has_asked_for(row):
            return False
        if type(row).__name__ == "AuditEntry" and not self.allows("audit.log:read") and row.operation in TRIED:
            return False
        if type(row).__name__ == "Event":
            return self.allows(TOLD[row.entity_type]) and self._is_told(row, store)
        return (
            self._is_theirs(row, store)
            and self._in_companies(row, store)
            and (self.party is None or self._concerns_party(row, store))
            and (self.sales_reps is None or sold_by(row, store, self.sales_reps))
            and (self.warehouses is None or is_in(row, store, self.warehouses))
        )

    def _has_asked_for(self, row: Row) -> bool:
        """Tell whether it is work of theirs, or tells of such."""
        if type(row).__name__ == "Event":
            return row.entity_type == "Job" and row.subject == self.facts["id"]
        return type(row).__name__ == "Job" and row.requested_by == self.facts["id"]

    def _is_told(self, event: Row, store: Store) -> bool:
        """What names somebody is told to them alone; everything else to those who see what it is about."""
        if event.subject is not None:
            return self._is_told_alone(event)
        if not self._reaches(event.company_id):
            return False
        about = store.one(event.entity_type, event.entity_id)
        if self.party is not None:
            beforehand = (event.entity_type, event.to_state) in BEFOREHAND
            return (
                event.party_id == self.party
                and not beforehand
                and about is not None
                and self._concerns_party(about, store)
            )
        if not self._is_among_rows(event.entity_type, about, store):
            return False
        if event.entity_type == "Invoice" and not (
            self.allows("finance.bill:read") and self.allows("finance.customer_invoice:read")
        ):
            return about is not None and self._sees_invoice(about, store)
        if event.entity_type == "ApprovalRequest" and not self.allows("platform.approval_policy:read"):
            return about is not None and self._sees_approval(about, store)
        return True

    def _is_among_rows(self, type_name: str, about: Row | None, store: Store) -> bool:
        """Leave out what happened to what others sell or store, for those whose rows are narrowed."""
        if self.sales_reps is not None and type_name in SOLD and not sold_by(about, store, self.sales_reps):
            return False
        return self.warehouses is None or type_name not in STORED or is_in(about, store, self.warehouses)

    def _is_told_alone(self, event: Row) -> bool:
        is_own = event.subject == self.facts["id"]
        if event.entity_type == "Job":
            others = self.party is None and self.allows("platform.job:read") and self._reaches(event.company_id)
            return is_own or others
        return is_own and self.party is None and self._reaches(event.company_id)

    def _is_theirs(self, row: Row, store: Store) -> bool:
        """What belongs to one user is seen by that user, and what hangs on a document by those who may read such."""
        match type(row).__name__:
            case name if name.startswith("Approval"):
                return self._sees_approval(row, store)
            case "Attachment":
                return self.allows(READING[row.entity_type]) and self._sees_invoiced(row, store)
            case name if name.startswith("Invoice"):
                return self._sees_invoice(row, store)
            case "CommissionPostingLine":
                return self.allows("sales.team_commission:read") or str(row.sales_rep_id) == self.facts["id"]
            case name if name in PROGRAMS:
                return self._sees_program(row, store)
            case (
                "BulkOperation"
                | "File"
                | "Notification"
                | "NotificationPreference"
                | "RightsDelegation"
                | "UserSession"
            ):
                return self._is_named(row)
            case _:
                return True

    def _is_named(self, row: Row) -> bool:
        """What is for one is seen by whom it names; roles that are lent are seen by both, and by who sees the users."""
        match type(row).__name__:
            case "BulkOperation" | "File":
                return row.requested_by == self.facts["id"]
            case "RightsDelegation":
                return self.allows("platform.user:read") or self.facts["id"] in (str(row.user_id), str(row.delegate_id))
            case "Notification":
                return str(row.user_id) == self.facts["id"] and row.in_inbox
            case _:
                return str(row.user_id) == self.facts["id"]

    def _sees_program(self, row: Row, store: Store) -> bool:
        """A partner sees the programs that act for it, others our own and those of their companies' partners."""
        name = type(row).__name__
        if name == "Sandbox":
            inside = self.party is None and self.companies is not None and row.sandbox_company_id in self.companies
            return inside or self._reaches_client(row)
        if name == "WebhookDelivery":
            row = store.by("WebhookEndpoint", "id", row.endpoint_id)[0]
        client = row if name == "OAuthClient" else store.one("OAuthClient", row.client_id)
        assert client is not None
        if name == "OAuthGrant":
            own = str(row.user_id) == self.facts["id"]
            return own or (self.allows("platform.client:read") and self._reaches_client(client))
        return self._reaches_client(client)

    def _reaches_client(self, client: Row) -> bool:
        if self.party is not None:
            return client.party_id == self.party and self._reaches(client.company_id)
        if self.companies is None:
            return True
        # In a sandbox there is nothing of ours to see.
        is_ours = client.company_id is None and any(company < SANDBOXES for company in self.companies)
        return is_ours or self._reaches(client.company_id)

    def _sees_invoice(self, row: Row, store: Store) -> bool:
        """The bills of vendors take a right of their own, and so do invoices to customers of others' orders."""
        line = store.one("InvoiceLine", row.line_id) if type(row).__name__ in OF_INVOICE_LINES else row
        assert line is not None
        invoice = line if type(line).__name__ == "Invoice" else store.one("Invoice", line.invoice_id)
        assert invoice is not None
        if invoice.kind in ("VENDOR_BILL", "DEBIT_NOTE"):
            return self.allows("finance.bill:read")
        return self.allows("finance.customer_invoice:read") or self._looks_after(invoice, store)

    def _looks_after(self, invoice: Row, store: Store) -> bool:
        """Tell whether an invoice, or what a note takes back, bills an order that the viewer looks after."""
        billed = [
            line for key in (invoice.id, invoice.credits_id) for line in store.by("InvoiceLine", "invoice_id", key)
        ]
        ordered = [store.one("SalesOrderLine", line.sales_order_line_id) for line in billed]
        orders = [store.one("SalesOrder", line.order_id) for line in ordered if line is not None]
        return self.facts["id"] in {str(order.sales_rep_id) for order in orders if order is not None}

    def _sees_invoiced(self, attachment: Row, store: Store) -> bool:
        """What is at an invoice is seen by those who see the invoice."""
        if attachment.entity_type != "Invoice":
            return True
        invoice = store.one("Invoice", attachment.entity_id)
        return invoice is not None and self._sees_invoice(invoice, store)

    def _sees_approval(self, row: Row, store: Store) -> bool:
        """Who has asked, is asked or has answered sees a request, and who sees the policies sees all but others' tasks."""
        name, me = type(row).__name__, self.facts["id"]
        if name == "ApprovalTask":
            return str(row.user_id) == me
        if name in ("ApprovalPolicy", "ApprovalStep") or self.allows("platform.approval_policy:read"):
            return True
        if name == "ApprovalDelegation":
            return me in (str(row.user_id), str(row.delegate_id))
        request = row if name == "ApprovalRequest" else store.one("ApprovalRequest", row.request_id)
        if request is None:
            return False
        involved = [
            each for kind in ("ApprovalTask", "ApprovalDecision") for each in store.by(kind, "request_id", request.id)
        ]
        return me == request.requested_by or me in {str(each.user_id) for each in involved}

    def _in_companies(self, row: Row, store: Store) -> bool:
        match type(row).__name__:
            case name if name in SHARED or name in PERSONAL or name in PROGRAMS or name in UNOWNED:
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
            case "User" | "UserIdentity":
                user = row.id if type(row).__name__ == "User" else row.user_id
                roles = store.by("UserRole", "user_id", user)
                return self.companies is None or any(self._in_companies(role, store) for role in roles)
            case "UserRole" | "RetentionRule" | "RightsDelegation":
                return row.company_id is None or self._reaches(row.company_id)
            case name:
                # The log is one, with what happens in sandboxes.
                return (name == "AuditEntry" and self.companies is None) or self._reaches(row.company_id)

    def _reaches(self, company: UUID | None) -> bool:
        if self.companies is None:
            return company is None or company < SANDBOXES
        return company in self.companies

    def _concerns_party(self, row: Row, store: Store) -> bool:
        """A partner sees reference data, the catalogue, itself, and the documents that name it."""
        name = type(row).__name__
        if name in SHARED or name in CATALOGUE or name in OWN or name == "Company":
            return True
        if (name == "Payment" and row.state == "DRAFT") or (name == "Quotation" and row.sent_at is None):
            return False
        if name == "BlanketAgreement" and row.confirmed_at is None:
            return False
        if name == "Invoice":
            return row.party_id == self.party and row.state in ("POSTED", "CANCELLED")
        if name in INVOICES:
            return self._concerns_party(store.one("Invoice", row.invoice_id), store)
        if name in NAMES_PARTY:
            return getattr(row, NAMES_PARTY[name]) == self.party
        if name in PART_OF:
            whole, attribute = PART_OF[name]
            return self._concerns_party(store.one(whole, getattr(row, attribute)), store)
        return name in ("Attachment", "TrackingEvent") and self._is_about_own(row, store)

    def _is_about_own(self, row: Row, store: Store) -> bool:
        """A partner sees what was shared of its documents, and where the parcels are that carry what it gets."""
        if type(row).__name__ == "Attachment":
            document = store.one(row.entity_type, row.entity_id)
            return row.shared_with_partner and document is not None and self._concerns_party(document, store)
        carried = row.document_type in ("Shipment", "SalesOrder")
        document = store.one(row.document_type, row.document_id) if carried else None
        return document is not None and self._concerns_party(document, store)
