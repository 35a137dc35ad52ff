"""Masters: the company, what it sells, and who bought."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Final
from uuid import UUID

from models import AddressKind, PartyKind, PartyRoleKind, ProductKind
from services.migration.engine.items import Shape, Unit, fingerprint
from services.migration.online_retail.extract import ZONE, Sale
from services.migration.online_retail.names import COMPANY_CODE, COMPANY_ID, CURRENCY, GUESTS, id_of
from services.migration.online_retail.rules import COUNTRIES, SERVICES, is_service

COMPANY: Final = Shape(
    "company", ("id", "code", "name", "legal_name", "currency", "country", "time_zone", "rounding_policy")
)
PRODUCT: Final = Shape("product", ("id", "company_id", "code", "name", "kind", "unit_id", "archived_at"))
SKU: Final = Shape("sku", ("id", "company_id", "product_id", "code", "name", "unit_id", "currency", "archived_at"))
PARTY: Final = Shape("party", ("id", "company_id", "number", "kind", "name"))
ROLE: Final = Shape("party_role", ("id", "company_id", "party_id", "role"))
ADDRESS: Final = Shape("address", ("id", "company_id", "party_id", "kind", "line1", "city", "country", "archived_at"))
UNKNOWN: Final = "Not known"


def company() -> Unit:
    """Found the company."""
    name = "Online Retail"
    values = (COMPANY_ID, COMPANY_CODE, name, name, CURRENCY, "GB", ZONE, "HALF_UP")
    return Unit("Company", COMPANY_CODE, COMPANY_ID, COMPANY_ID, fingerprint([name]), [(COMPANY, values)])


def names_of_products(sales: Iterable[Sale]) -> dict[str, str]:
    """Name what was sold: by what it is most often called where it has a price; the extract has no list of products."""
    called: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for sale in sales:
        names = called[sale.code]
        if sale.description is not None:
            # A price counts more than any number of remarks such as "damaged", which stand where there is none.
            names[sale.description] += 1_000_000 if sale.unit_price else 1
    return {code: SERVICES.get(code) or _most_common(names) or code for code, names in called.items()}


def products(names: Mapping[str, str], unit_id: UUID) -> Iterator[Unit]:
    """Make a product with its one SKU of every code."""
    for code, name in sorted(names.items()):
        product_id, sku_id = id_of("Product", code), id_of("Sku", code)
        kind = ProductKind.SERVICE if is_service(code) else ProductKind.GOODS
        mark = fingerprint([code, name, kind])
        product = (product_id, COMPANY_ID, code, name, kind, unit_id, None)
        sku = (sku_id, COMPANY_ID, product_id, code, name, unit_id, CURRENCY, None)
        yield Unit("Product", code, product_id, COMPANY_ID, mark, [(PRODUCT, product)])
        yield Unit("Sku", code, sku_id, COMPANY_ID, mark, [(SKU, sku)])


def customers(sales: Iterable[Sale]) -> Iterator[Unit]:
    """Make a party of every customer, with an address in every country that something went to.

    The extract has the country and nothing else of an address; so it is archived as of the last sale, and no
    new document takes it.
    """
    countries: dict[str, set[str]] = {}
    at = dt.datetime.min.replace(tzinfo=dt.UTC)
    for sale in sales:
        found = countries.setdefault(sale.customer or GUESTS, set())
        at = max(at, sale.placed_at)
        if sale.country in COUNTRIES:
            found.add(COUNTRIES[sale.country])
    for number, where in sorted(countries.items()):
        party_id = id_of("Party", number)
        guest = number == GUESTS
        name = "Customers without an account" if guest else f"Customer {number}"
        unit = Unit("Party", number, party_id, COMPANY_ID, fingerprint([number, name]))
        role = (id_of("PartyRole", number), COMPANY_ID, party_id, PartyRoleKind.CUSTOMER)
        unit.records += [(PARTY, (party_id, COMPANY_ID, number, PartyKind.ORGANISATION, name)), (ROLE, role)]
        yield unit
        yield from (_address(number, party_id, country, at) for country in sorted(where))


def address_of(sale: Sale) -> UUID | None:
    """Give the address that something went to; None where the extract names no country."""
    country = COUNTRIES.get(sale.country)
    return id_of("Address", f"{sale.customer or GUESTS}/{country}") if country else None


def _address(number: str, party_id: UUID, country: str, at: dt.datetime) -> Unit:
    key = f"{number}/{country}"
    address_id = id_of("Address", key)
    values = (address_id, COMPANY_ID, party_id, AddressKind.SHIPPING, UNKNOWN, UNKNOWN, country, at)
    return Unit("Address", key, address_id, COMPANY_ID, fingerprint([key]), [(ADDRESS, values)])


def _most_common(names: Counter[str]) -> str | None:
    return min(names, key=lambda name: (-names[name], name), default=None)
