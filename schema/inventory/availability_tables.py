"""The tables that availability comes from."""

from typing import Final, cast

import sqlalchemy as sa

import models


def _table(model: type[models.Base]) -> sa.Table:
    return cast("sa.Table", model.__table__)


LEVEL: Final = _table(models.StockLevel)
LOCATION: Final = _table(models.Location)
PRODUCT: Final = _table(models.Product)
LOT: Final = _table(models.Lot)
MOVE: Final = _table(models.StockMove)
SNAPSHOT: Final = _table(models.StockSnapshot)
SNAPSHOT_LEVEL: Final = _table(models.StockSnapshotLevel)
COMPANY: Final = _table(models.Company)
PURCHASE: Final = _table(models.PurchaseOrder)
BOUGHT: Final = _table(models.PurchaseOrderLine)
SALE: Final = _table(models.SalesOrder)
SOLD: Final = _table(models.SalesOrderLine)
TRANSFER: Final = _table(models.StockTransfer)
TRANSFERRED: Final = _table(models.StockTransferLine)
CONVERSION: Final = _table(models.UnitConversion)
