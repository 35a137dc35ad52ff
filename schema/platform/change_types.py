"""The changes of everything that is told of, which `events` leads to by an interface."""

from typing import Any, Final

from schema import names
from schema.platform.change import Change

CHANGES: Final[tuple[Any, ...]] = (
    Change[names.ApprovalRequest],
    Change[names.ApprovalTask],
    Change[names.GoodsReceipt],
    Change[names.IntegrityReport],
    Change[names.Invoice],
    Change[names.Job],
    Change[names.Payment],
    Change[names.PurchaseOrder],
    Change[names.ReturnAuthorization],
    Change[names.SalesOrder],
    Change[names.Shipment],
    Change[names.StockLevel],
    Change[names.StockTransfer],
    Change[names.VendorReturn],
)
"""A test holds them against the topics."""
