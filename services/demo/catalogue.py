"""The catalogue of the demo company, out of `products.csv`: categories, products, SKUs and their barcodes."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final
from uuid import UUID

import models
from kernel.rounding import round_to
from services.demo.check_digits import gs1
from services.demo.identity import COMPANY_ID, FOUNDED_AT, OPENED_ON, demo_id
from services.demo.rows import Rows

CATEGORIES: Final = {
    "COF": "Coffee", "COF-R": "Roasted coffee", "COF-G": "Green coffee",
    "TEA": "Tea", "TEA-G": "Green tea", "TEA-B": "Black tea", "TEA-H": "Herbs and fruit",
    "PAN": "Pantry", "PAN-S": "Spices and chocolate", "PAN-W": "Sweets",
    "BRW": "Brewing", "BRW-P": "Filter and press", "BRW-E": "Espresso", "BRW-K": "Kettles and teapots", "BRW-G": "Grinders",
    "BRW-F": "Filter papers",
    "TAB": "Tableware", "TAB-C": "Cups and glasses", "TAB-J": "Jugs and flasks", "TAB-T": "Trays and textiles",
    "KIT": "Kitchen", "KIT-K": "Knives and tools", "KIT-S": "Storage",
    "CAR": "Care and spare parts", "CAR-C": "Cleaning", "CAR-S": "Spare parts",
    "GIF": "Gifts", "GIF-B": "Gift boxes",
    "SRV": "Services", "SRV-R": "Repairs", "SRV-W": "Courses", "SRV-L": "Installation",
}  # fmt: skip

SHELF_LIFE_DAYS: Final = {
    "COF-R": 365, "COF-G": 700, "TEA-G": 540, "TEA-B": 900, "TEA-H": 720, "PAN-S": 800, "PAN-W": 210,
}  # fmt: skip
"""The categories whose goods are told apart by lots, and how long these keep."""

ROASTED_FROM: Final = {"LR03": "LG01-01", "LR04": "LG02-01", "LR05": "LG03-01"}
"""The green coffee of a roast; all others are roasted from `HOUSE_BEANS`."""
HOUSE_BEANS: Final = "LG01-01"

END_OF_SALE: Final = {"LM04-01": date(2026, 12, 31), "LB07-01": date(2027, 3, 31)}
"""The last day of articles that are being sold off."""

FOOD_TAX: Final = Decimal(10)
USUAL_TAX: Final = Decimal(20)
"""Percent of value added tax in Austria (UStG 1994, § 10)."""

_CSV = Path(__file__).with_name("products.csv")


@dataclass(frozen=True, eq=False)
class Article:
    """An SKU, as orders, purchases and stock of the demo need to know it."""

    id: UUID
    code: str
    name: str
    product_code: str
    category: str
    variant: str | None
    position: int
    price: Decimal
    cost: Decimal
    weight_kg: Decimal | None
    vendor: str | None
    popularity: float

    @property
    def is_service(self) -> bool:
        return self.category.startswith("SRV")

    @property
    def is_sold(self) -> bool:
        return self.category != "COF-G"

    @property
    def is_made(self) -> bool:
        return self.vendor is None and not self.is_service

    @property
    def unit(self) -> str:
        return unit_of(self.category)

    @property
    def shelf_life_days(self) -> int | None:
        return SHELF_LIFE_DAYS.get(self.category)

    @property
    def tax_percent(self) -> Decimal:
        return FOOD_TAX if self.category[:3] in {"COF", "TEA", "PAN"} else USUAL_TAX

    @property
    def pack(self) -> int:
        """How many are bought or made at a time."""
        return next(pack for above, pack in ((200, 1), (50, 4), (10, 12), (0, 24)) if self.price >= above)


@dataclass(frozen=True)
class Catalogue:
    """All articles by their code, in the order of the catalogue."""

    articles: Mapping[str, Article]

    @property
    def sold(self) -> Iterator[Article]:
        return (article for article in self.articles.values() if article.is_sold)

    def beans_of(self, article: Article) -> Article | None:
        """Give the green coffee that an article is roasted from."""
        if article.category != "COF-R":
            return None
        return self.articles[ROASTED_FROM.get(article.product_code, HOUSE_BEANS)]


def unit_of(category: str) -> str:
    """Give the code of the unit in which a category is counted."""
    return "KG" if category == "COF-G" else "PCE"


def read_catalogue() -> Catalogue:
    """Read the catalogue from its file."""
    articles = [article for entry in _entries() for article in _variants(entry)]
    return Catalogue({article.code: article for article in articles})


def add_catalogue(
    rows: Rows, catalogue: Catalogue, units: Mapping[str, UUID], reorder_points: Mapping[str, Decimal]
) -> None:
    """Add the categories, products, SKUs and barcodes."""
    _add_categories(rows)
    for entry in _entries():
        _add_product(rows, entry, units)
    for count, article in enumerate(catalogue.articles.values(), start=1):
        _add_sku(rows, article, units[article.unit], reorder_points.get(article.code))
        if not article.is_service:
            _add_barcodes(rows, article, count)


def _entries() -> list[dict[str, str]]:
    with _CSV.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _variants(entry: Mapping[str, str]) -> Iterator[Article]:
    named = [text.rpartition(":") for text in entry["variants"].split(";")]
    for position, (variant, _, factor) in enumerate(named, start=1):
        code = f"{entry['code']}-{position:02}"
        price = round_to(Decimal(entry["price"]) * Decimal(factor), 1)
        weight = round_to(Decimal(entry["weight_kg"]) * Decimal(factor), 3) if entry["weight_kg"] else None
        yield Article(
            id=demo_id("sku", code),
            code=code,
            name=f"{entry['name']}, {variant.strip()}" if len(named) > 1 else entry["name"],
            product_code=entry["code"],
            category=entry["category"],
            variant=variant.strip() if len(named) > 1 else None,
            position=position,
            price=price,
            cost=round_to(price * Decimal(entry["cost_share"]), 4),
            weight_kg=weight,
            vendor=entry["vendor"] or None,
            popularity=float(entry["popularity"]) / (position + 1),
        )


def _add_categories(rows: Rows) -> None:
    for code, name in CATEGORIES.items():
        above = code.rpartition("-")[0]
        parent_id = demo_id("category", above) if above else None
        rows.add(
            models.ProductCategory, demo_id("category", code), FOUNDED_AT,
            company_id=COMPANY_ID, code=code, name=name, parent_id=parent_id,
        )  # fmt: skip


def _add_product(rows: Rows, entry: Mapping[str, str], units: Mapping[str, UUID]) -> None:
    is_service = entry["category"].startswith("SRV")
    rows.add(
        models.Product,
        demo_id("product", entry["code"]),
        FOUNDED_AT,
        company_id=COMPANY_ID,
        code=entry["code"],
        name=entry["name"],
        description=entry["description"],
        kind=models.ProductKind.SERVICE if is_service else models.ProductKind.GOODS,
        category_id=demo_id("category", entry["category"]),
        unit_id=units[unit_of(entry["category"])],
        tracking=models.Tracking.LOT if entry["category"] in SHELF_LIFE_DAYS else models.Tracking.NONE,
        cost_method=models.CostMethod.FIFO
        if entry["category"] in SHELF_LIFE_DAYS
        else models.CostMethod.MOVING_AVERAGE,
    )


def _add_sku(rows: Rows, article: Article, unit_id: UUID, reorder_point: Decimal | None) -> None:
    rows.add(
        models.Sku,
        article.id,
        FOUNDED_AT,
        company_id=COMPANY_ID,
        product_id=demo_id("product", article.product_code),
        code=article.code,
        name=article.name,
        variant=article.variant,
        unit_id=unit_id,
        currency="EUR",
        list_price=article.price if article.is_sold else None,
        standard_cost=article.cost,
        weight_kg=article.weight_kg,
        reorder_point=reorder_point,
        safety_stock=None if reorder_point is None else round_to(reorder_point / 3, 0),
        is_made=article.is_made,
        is_sold=article.is_sold,
        sold_from=OPENED_ON if article.is_sold else None,
        sold_until=END_OF_SALE.get(article.code),
    )


def _add_barcodes(rows: Rows, article: Article, count: int) -> None:
    """Add an EAN-13 of the range for use inside a company, and a GTIN-14 for cartons of small goods."""
    piece = f"2084{count:08}"
    codes = [(gs1(piece), models.BarcodeKind.EAN_13, Decimal(1))]
    if article.pack >= 12:
        codes.append((gs1(f"1{piece}"), models.BarcodeKind.GTIN_14, Decimal(article.pack)))
    for value, kind, quantity in codes:
        rows.add(
            models.Barcode, demo_id("barcode", value), FOUNDED_AT,
            company_id=COMPANY_ID, sku_id=article.id, value=value, kind=kind, quantity=quantity,
        )  # fmt: skip
