"""Products, SKUs and barcodes as clients see them."""

import datetime as dt
from decimal import Decimal

import models
from models import BarcodeKind, CostMethod, ProductKind, Tracking
from planner.entity import entity
from planner.fields import beside, column, many, measure, one
from planner.lists import pages
from schema import names
from schema.base import CompanyRecord, Connection, Money, Quantity
from schema.enums import described
from schema.inventory.availability import AVAILABILITY_ARGUMENTS, Availability, availability_of
from schema.inventory.of_sku import unit_of_sku
from services.inventory.product import BARCODES_MAX, SKUS_MAX

READ = "inventory.product:read"
READ_STOCK = "inventory.stock:read"
WRITE = "inventory.product:write"

described(
    ProductKind,
    "Whether a product is kept in stock.",
    {
        ProductKind.GOODS: "A thing, which is kept in stock.",
        ProductKind.SERVICE: "Something that is done, of which there is no stock.",
    },
)
described(
    Tracking,
    "How finely the stock of a product is told apart.",
    {
        Tracking.NONE: "Not at all: one piece is as good as another.",
        Tracking.LOT: "By lot: each batch has a number.",
        Tracking.SERIAL: "Piece by piece: each has a serial number.",
    },
)
described(
    CostMethod,
    "How the value of stock is determined (IAS 2, 25).",
    {
        CostMethod.MOVING_AVERAGE: "Every receipt changes the average cost of what is there.",
        CostMethod.FIFO: "What came in first goes out first, at its own cost.",
        CostMethod.STANDARD: "At a cost that was set beforehand.",
    },
)
described(
    BarcodeKind,
    "What kind of barcode it is, which says how long it is and how it is checked (GS1 General Specifications).",
    {
        BarcodeKind.EAN_13: "EAN-13, 13 digits: a piece as shops sell it.",
        BarcodeKind.EAN_8: "EAN-8, 8 digits: a small piece.",
        BarcodeKind.UPC_A: "UPC-A, 12 digits: a piece as shops in North America sell it.",
        BarcodeKind.GTIN_14: "GTIN-14, 14 digits: a carton or pallet.",
        BarcodeKind.CODE_128: "Code 128, any text: labels of one's own.",
    },
)


@entity(models.Product, needs=READ, order="name_key", search="search_vector", writes=WRITE)
class Product(CompanyRecord):
    """What the company makes, buys or sells, in one or more variants (SKUs)."""

    changed_at: dt.datetime = column("When anything of it last changed.", filters=True, orders=True)
    code: str = column("Its short name, unique in its company.", filters=True, orders=True, writes=True)
    name: str = column("What people call it.", key="name_key", filters=True, orders=True, writes=True)
    description: str | None = column("What customers read about it; null where nothing was written.", writes=True)
    kind: ProductKind = column("Whether it is kept in stock.", groups=True, writes=True, fixed=True)
    category: names.ProductCategory | None = one(
        "The branch of the catalogue that it hangs on; null for none.",
        "category_id",
        filters=True,
        groups=True,
        writes=True,
    )
    unit: names.Unit | None = one("The unit in which it is counted.", "unit_id", writes=True, fixed=True)
    tracking: Tracking = column("How finely its stock is told apart.", groups=True, writes=True)
    cost_method: CostMethod = column("How the value of its stock is determined.", groups=True, writes=True)
    archived_at: dt.datetime | None = column("When it was put out of use; null while it is in use.")
    merged_into: names.Product | None = one(
        "The product that it turned out to be the same as; null where it is itself.", "merged_into_id"
    )
    skus: list[names.Sku] | None = many(
        "Its variants.", "product_id", order="code", at_most=SKUS_MAX, filters=True, writes=True
    )
    attachments: Connection[names.Attachment] | None = pages(
        "The files at it that the viewer may see.", names.Attachment, "entity_id"
    )


@entity(models.Sku, needs=READ, order="code", search="search_vector", writes=WRITE)
class Sku(CompanyRecord):
    """The thing on the shelf: one variant of a product, with its own code, price and cost."""

    changed_at: dt.datetime = column("When anything of it last changed.", filters=True, orders=True)
    product: names.Product | None = one(
        "What it is a variant of.", "product_id", filters=True, groups=True, writes=True, fixed=True
    )
    code: str = column("The short name on its label, unique in its company.", filters=True, orders=True, writes=True)
    name: str = column(
        "What people call it.",
        key="name_key",
        filters=True,
        orders=True,
        writes=True,
        filled="The name of the product, where a new one has none.",
    )
    variant: str | None = column(
        "What tells it from its siblings, such as blue, 52; null where it is the only one.", groups=True, writes=True
    )
    unit: names.Unit | None = one(
        "The unit in which its stock is counted.",
        "unit_id",
        groups=True,
        writes=True,
        fixed=True,
        filled="That of the product, where a new one has none.",
    )
    list_price: Money | None = measure(
        "The price of one unit before any discount, six digits; null where none was set.",
        "list_price",
        "currency",
        needs="sales.price:read",
        filters=True,
        orders=True,
        sums=True,
        writes="sales.price:write",
    )
    standard_cost: Money | None = measure(
        "What one unit should cost, in the currency of the company, six digits; null where none was set.",
        "standard_cost",
        "currency",
        needs="inventory.cost:read",
        sums=True,
        writes="inventory.cost:write",
    )
    weight_kg: Decimal | None = column(
        "What one unit weighs in kilograms, six digits; null where that is unknown.", writes=True
    )
    reorder_point: Quantity | None = measure(
        "The stock at which more is ordered; null where nobody watches it.", "reorder_point", "unit_id", writes=True
    )
    safety_stock: Quantity | None = measure(
        "The stock that is kept for surprises; null for none.", "safety_stock", "unit_id", writes=True
    )
    is_made: bool = column("Whether the company makes it; if not, it is bought.", groups=True, writes=True)
    is_sold: bool = column("Whether customers can order it.", groups=True, writes=True)
    sold_from: dt.date | None = column("The first day on which it is sold; null where it always was.", writes=True)
    sold_until: dt.date | None = column("The last day on which it is sold; null where there is no end.", writes=True)
    archived_at: dt.datetime | None = column("When it was put out of use; null while it is in use.")
    barcodes: list[names.Barcode] | None = many(
        "What scanners read on it.", "sku_id", order="value", at_most=BARCODES_MAX, filters=True, writes=True
    )
    availability: Availability | None = beside(
        "How much of it there is for whom; never null for who may read it.",
        availability_of,
        arguments=AVAILABILITY_ARGUMENTS,
        needs=READ_STOCK,
    )
    bundles: Connection[names.Bundle] | None = pages(
        "What it is sold as, and what is in that: one bundle, or none.", names.Bundle, "sku_id"
    )
    stock_levels: Connection[names.StockLevel] | None = pages(
        "How much of it is where.", names.StockLevel, "sku_id", filters=True
    )
    stock_moves: Connection[names.StockMove] | None = pages(
        "What moved of it.", names.StockMove, "sku_id", filters=True
    )
    reservations: Connection[names.Reservation] | None = pages(
        "What of it is kept for whom.", names.Reservation, "sku_id", filters=True
    )
    lots: Connection[names.Lot] | None = pages("Its lots or serial numbers.", names.Lot, "sku_id", filters=True)
    vendor_products: Connection[names.VendorProduct] | None = pages(
        "Who sells it to the company.", names.VendorProduct, "sku_id", filters=True
    )
    sales_order_lines: Connection[names.SalesOrderLine] | None = pages(
        "Where customers ordered it.", names.SalesOrderLine, "sku_id", filters=True
    )
    purchase_order_lines: Connection[names.PurchaseOrderLine] | None = pages(
        "Where it was ordered from vendors.", names.PurchaseOrderLine, "sku_id", filters=True
    )


@entity(models.Barcode, needs=READ, order="value", writes=WRITE)
class Barcode(CompanyRecord):
    """A code that a scanner reads, and how much of a SKU it stands for."""

    sku: names.Sku | None = one("What it stands for.", "sku_id", filters=True, writes=True, fixed=True)
    value: str = column("What the scanner reads, unique in its company.", filters=True, orders=True, writes=True)
    kind: BarcodeKind = column("What kind of barcode it is.", groups=True, writes=True)
    quantity: Quantity = measure(
        "How much it stands for: a carton's code counts for what is inside.",
        "quantity",
        unit_of_sku,
        writes=True,
    )
