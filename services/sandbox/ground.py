"""The ground of a sandbox: a company with what every business needs before its first order."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from kernel.clock import BusinessDay, zone
from kernel.draft import Draft, Edits
from kernel.errors import DomainError
from kernel.sandbox import sandbox_id
from models import (
    AddressKind,
    BarcodeKind,
    Company,
    LocationKind,
    PartyKind,
    PartyRoleKind,
    ProductKind,
    StockStatus,
    TaxKind,
)
from services import masters
from services.finance.periods import open_periods
from services.finance.set_up import NewBooks, set_up_books
from services.finance.tax.codes import TAX_CODE, TAX_POLICY
from services.finance.years import NewYear, set_up_year
from services.inventory.location import LOCATION, WAREHOUSE
from services.inventory.product import PRODUCT
from services.logistics.carrier import CARRIER, SERVICE
from services.master import Master
from services.platform.party import PARTY
from services.sales.price_list import PRICE_LIST, PRICE_LIST_ITEM
from services.work import Work

CURRENCY: Final = "EUR"
COUNTRY: Final = "AT"
TIME_ZONE: Final = "Europe/Vienna"

PLACES: Final = {
    "SHELF": LocationKind.INTERNAL,
    "RETURNS": LocationKind.INTERNAL,
    "SUPPLIERS": LocationKind.SUPPLIER,
    "CUSTOMERS": LocationKind.CUSTOMER,
    "ADJUSTMENTS": LocationKind.ADJUSTMENT,
    "SCRAP": LocationKind.SCRAP,
}
CUSTOMERS: Final = {"C-1": "Halfmoon Bakehouse", "C-2": "Juniper Row Café", "C-3": "Cedar & Quill Books"}
VENDOR: Final = ("V-1", "Tidewater Ceramics")
GOODS: Final = {
    "KETTLE": ("Kettle", Decimal("50.00"), "4006381333931"),
    "TEAPOT": ("Teapot", Decimal("34.00"), "4006381333948"),
    "MUG": ("Mug", Decimal("12.00"), "4006381333955"),
    "TRAY": ("Tray", Decimal("28.00"), "4006381333962"),
}
"""What is sold: its name, what one costs, and what a scanner reads on it."""
TAX_PERCENT: Final = Decimal(20)
MUGS_BY_THE_DOZEN: Final = Decimal("10.50")

_UNIT: Final = "select id from unit where code = 'PCE'"
_FOUND: Final = """
select 'place ' || code as key, id from location where company_id = $1
union all select 'party ' || number, id from party where company_id = $1
union all select 'sku ' || code, id from sku where company_id = $1
"""


@dataclass(eq=False)
class SandboxChanged(DomainError):
    """A story happens with the places, parties and goods that a sandbox began with."""

    message = "{what} is not there any more: have the sandbox begin anew."
    what: str


@dataclass(frozen=True, slots=True)
class Ground:
    """Where a story happens: a company, and the ids of its places, parties and goods by what people call them."""

    company_id: UUID
    ids: Mapping[str, UUID]

    def place(self, code: str) -> UUID:
        """Give the id of a location."""
        return self._found(f"place {code}")

    def party(self, number: str) -> UUID:
        """Give the id of a customer or vendor."""
        return self._found(f"party {number}")

    def sku(self, code: str) -> UUID:
        """Give the id of what is sold."""
        return self._found(f"sku {code}")

    def _found(self, what: str) -> UUID:
        try:
            return self.ids[what]
        except KeyError:
            raise SandboxChanged(what) from None


async def found_company(work: Work, name: str) -> UUID:
    """Found the company of a sandbox, and give its id. Nothing is in it yet."""
    key = sandbox_id()
    work.session.add(
        Company(
            id=key, code=f"SANDBOX-{str(key)[-8:].upper()}", name=name, legal_name=name, vat_number=None, currency=CURRENCY,
            country=COUNTRY, time_zone=TIME_ZONE, is_sandbox=True,
        )
    )  # fmt: skip
    await work.session.flush()
    return key


async def prepare(work: Work, company_id: UUID) -> Ground:
    """Give a company its books, taxes, places, parties, goods and prices."""
    await _books(work, company_id)
    await _tax(work, company_id)
    await _places(work, company_id)
    await _parties(work, company_id)
    await _goods(work, company_id)
    await _carrier(work, company_id)
    return await ground_of(work, company_id)


async def ground_of(work: Work, company_id: UUID) -> Ground:
    """Find what a story needs in a company; what somebody has renamed in it since is missing."""
    rows = await work.raw.fetch(_FOUND, company_id)
    return Ground(company_id, {row["key"]: row["id"] for row in rows})


def today(work: Work) -> date:
    """Give the day in the time zone of sandboxes."""
    return BusinessDay(zone(TIME_ZONE)).today(work.clock)


async def _books(work: Work, company_id: UUID) -> None:
    year = today(work).year
    await set_up_books(work, NewBooks(company_id, str(year), date(year, 1, 1), date(year, 12, 31)))
    # Stories go on where a sandbox sees a new year in.
    after = NewYear(company_id, str(year + 1), date(year + 1, 1, 1), date(year + 1, 12, 31))
    await open_periods(work, await set_up_year(work, after))


async def _tax(work: Work, company_id: UUID) -> None:
    rate = Draft({"valid_from": date(2000, 1, 1), "percent": TAX_PERCENT})
    said = {"code": "V20", "name": "VAT 20 %", "kind": TaxKind.PERCENT}
    code = await _made(work, TAX_CODE, company_id, said, rates=[rate])
    await _made(work, TAX_POLICY, company_id, {"sale_code_id": code})


async def _places(work: Work, company_id: UUID) -> None:
    warehouse = await _made(work, WAREHOUSE, company_id, {"code": "MAIN", "name": "Main warehouse"})
    for code, kind in PLACES.items():
        inside = {"warehouse_id": warehouse} if kind is LocationKind.INTERNAL else {}
        status = StockStatus.QUARANTINE if code == "RETURNS" else StockStatus.AVAILABLE
        said = {"code": code, "name": code.capitalize(), "kind": kind, "stock_status": status, **inside}
        await _made(work, LOCATION, company_id, said)


async def _parties(work: Work, company_id: UUID) -> None:
    for number, name in CUSTOMERS.items():
        await _party(work, company_id, number, name, PartyRoleKind.CUSTOMER)
    await _party(work, company_id, *VENDOR, PartyRoleKind.VENDOR)


async def _party(work: Work, company_id: UUID, number: str, name: str, role: PartyRoleKind) -> None:
    place = {"kind": AddressKind.MAIN, "line1": f"{number[-1]} Alder Street", "city": "Wien", "postal_code": "1010"}
    said = {
        "number": number,
        "kind": PartyKind.ORGANISATION,
        "name": name,
        "email": f"{number.lower()}@sandbox.example",
    }
    roles, addresses = [Draft({"role": role})], [Draft({**place, "country": COUNTRY})]
    await _made(work, PARTY, company_id, said, roles=roles, addresses=addresses)


async def _goods(work: Work, company_id: UUID) -> None:
    unit = await work.raw.fetchval(_UNIT)
    for code, (name, price, digits) in GOODS.items():
        barcode = Draft({"value": digits, "kind": BarcodeKind.EAN_13})
        values = {"code": code, "list_price": price, "weight_kg": Decimal("0.5")}
        sku = Draft(values, lists={"barcodes": Edits([barcode])})
        said = {"code": code, "name": name, "kind": ProductKind.GOODS, "unit_id": unit}
        await _made(work, PRODUCT, company_id, said, skus=[sku])
    mug = await work.raw.fetchval("select id from sku where company_id = $1 and code = 'MUG'", company_id)
    prices = await _made(work, PRICE_LIST, company_id, {"code": "DOZEN", "name": "By the dozen", "currency": CURRENCY})
    said = {"list_id": prices, "sku_id": mug, "minimum_quantity": Decimal(12), "price": MUGS_BY_THE_DOZEN}
    await _made(work, PRICE_LIST_ITEM, company_id, said)


async def _carrier(work: Work, company_id: UUID) -> None:
    # Of the kind that calls nobody: parcels are numbered here.
    carrier = await _made(work, CARRIER, company_id, {"code": "VAN", "name": "Our own van"})
    said = {"carrier_id": carrier, "code": "DAY", "name": "Next day", "currency": CURRENCY}
    await _made(work, SERVICE, company_id, said)


async def _made(work: Work, master: Master, company_id: UUID, said: Mapping[str, Any], **lists: list[Draft]) -> UUID:
    edits = {name: Edits(drafts) for name, drafts in lists.items()}
    (key,) = await masters.create(work, master, [Draft({"company_id": company_id, **said}, lists=edits)])
    return key
