"""The vendors of the demo company and what each of them offers, and the carriers."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final
from uuid import UUID

import models
from kernel.currency import currency_exponent
from kernel.rounding import round_to
from services.demo.catalogue import Article, Catalogue
from services.demo.identity import COMPANY_ID, FOUNDED_AT, OPENED_ON, demo_id
from services.demo.parties import add_address, add_contact, add_party, slug
from services.demo.rates import Rates
from services.demo.rows import Rows

CARRIERS: Final = {"K30001": "Donaukurier Paket", "K30002": "Alpentrans Spedition"}
_CSV = Path(__file__).with_name("vendors.csv")


@dataclass(frozen=True)
class Vendor:
    """A vendor, as purchases from it need to know it."""

    id: UUID
    code: str
    country: str
    currency: str
    lead_days: int
    review_days: int
    freight_share: Decimal

    def price_of(self, article: Article, rates: Rates) -> Decimal:
        """Give its price of an article, agreed at the opening and in its currency."""
        exponent = max(2, currency_exponent(self.currency))
        return round_to(article.cost * rates.at(self.currency, OPENED_ON), exponent)


def add_vendors(rows: Rows) -> dict[str, Vendor]:
    """Add the vendors with their addresses and contacts."""
    with _CSV.open(encoding="utf-8", newline="") as file:
        return {
            entry["code"]: _add_vendor(rows, entry, f"V{20001 + place}", preferred=place < 5)
            for place, entry in enumerate(csv.DictReader(file))
        }


def add_carriers(rows: Rows) -> None:
    """Add the carriers."""
    for number, name in CARRIERS.items():
        add_party(rows, number, name, models.PartyRoleKind.CARRIER, email=f"dispatch@{slug(name)}.example")


def add_offers(
    rows: Rows,
    catalogue: Catalogue,
    vendors: Mapping[str, Vendor],
    rates: Rates,
    units: Mapping[str, UUID],
    last_received: Mapping[str, date],
) -> None:
    """Add what each vendor sells us, and when we last got it."""
    for article in catalogue.articles.values():
        if article.vendor is None:
            continue
        vendor = vendors[article.vendor]
        price = vendor.price_of(article, rates)
        received_on = last_received.get(article.code)
        rows.add(
            models.VendorProduct,
            demo_id("vendor product", article.code),
            FOUNDED_AT,
            company_id=COMPANY_ID,
            vendor_id=vendor.id,
            sku_id=article.id,
            vendor_sku=f"{vendor.code[:2]}{article.product_code[1:]}{article.position}",
            unit_id=units[article.unit],
            currency=vendor.currency,
            unit_price=price,
            last_unit_cost=price if received_on else None,
            last_received_on=received_on,
            lead_time_days=vendor.lead_days,
            minimum_quantity=Decimal(article.pack),
            maximum_quantity=None,
        )


def _add_vendor(rows: Rows, entry: Mapping[str, str], number: str, *, preferred: bool) -> Vendor:
    domain = f"{slug(entry['name'])}.example"
    party_id = add_party(
        rows, number, entry["name"], models.PartyRoleKind.VENDOR,
        email=f"sales@{domain}", language=entry["language"], preferred=preferred,
    )  # fmt: skip
    add_address(
        rows, number, models.AddressKind.MAIN,
        line1=entry["street"], city=entry["city"], postal_code=entry["postal_code"], region=None, country=entry["country"],
    )  # fmt: skip
    add_contact(rows, number, entry["contact"], "Sales", domain)
    return Vendor(
        party_id,
        entry["code"],
        entry["country"],
        entry["currency"],
        int(entry["lead_days"]),
        int(entry["review_days"]),
        Decimal(entry["freight_share"]),
    )
