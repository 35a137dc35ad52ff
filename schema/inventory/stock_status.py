"""Whether goods may be given away, in the words of clients."""

from models import StockStatus
from schema.enums import described

__all__ = ["WITHHOLD", "StockStatus"]

WITHHOLD = "inventory.stock:withhold"

described(
    StockStatus,
    "Whether goods may be given away.",
    {
        StockStatus.AVAILABLE: "They may be promised and shipped.",
        StockStatus.QUARANTINE: "They wait until somebody has looked at them.",
        StockStatus.BLOCKED: "They may not leave, whatever they are like.",
        StockStatus.DAMAGED: "They are not fit to be sold.",
    },
)
