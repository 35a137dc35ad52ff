"""Where the demo company keeps stock: three warehouses with zones and bins, and the places goods come from and go to."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

import models
from services.demo.catalogue import CATEGORIES, Article
from services.demo.identity import COMPANY_ID, FOUNDED_AT, demo_id
from services.demo.parties import add_address, add_party
from services.demo.rows import Rows

ZONES: Final = {
    "A": ("Coffee and tea", ("COF", "TEA", "PAN")),
    "B": ("Brewing", ("BRW", "GIF")),
    "C": ("Table and kitchen", ("TAB", "KIT")),
    "D": ("Care and spare parts", ("CAR",)),
}
BINS: Final = 6
"""Bins of a zone."""
OWN_PARTY: Final = "P10000"
"""The party that the company itself is, for its own addresses."""

OUTSIDE: Final = {
    "SUPPLIERS": ("Vendors", models.LocationKind.SUPPLIER),
    "CUSTOMERS": ("Customers", models.LocationKind.CUSTOMER),
    "TRANSIT": ("Between the warehouses", models.LocationKind.TRANSIT),
    "PRODUCTION": ("Roastery and assembly", models.LocationKind.PRODUCTION),
    "OPENING": ("Opening stock", models.LocationKind.ADJUSTMENT),
    "COUNTING": ("Differences of counts", models.LocationKind.ADJUSTMENT),
    "SCRAP": ("Scrap", models.LocationKind.SCRAP),
}


@dataclass(frozen=True, eq=False)
class Site:
    """A warehouse; `home_of` are the categories that arrive there and go to the others from there."""

    code: str
    name: str
    city: str
    postal_code: str
    street: str
    home_of: tuple[str, ...]
    carries: tuple[str, ...]

    @property
    def id(self) -> UUID:
        return demo_id("warehouse", self.code)

    def has(self, article: Article) -> bool:
        """Tell whether the site keeps an article in stock."""
        return article.category.startswith(self.carries)

    def bin_of(self, article: Article) -> UUID:
        """Give the bin in which an article lies."""
        zone = next(zone for zone, (_, groups) in ZONES.items() if article.category.startswith(groups))
        place = list(CATEGORIES).index(article.category) + article.position
        return location(f"{self.code}-{zone}-{1 + place % BINS:02}")


VIENNA: Final = Site("VIE", "Wien Central", "Wien", "1230", "Lagerweg 14", ("TAB", "KIT", "BRW", "CAR", "GIF"), ("",))
LINZ: Final = Site(
    "LNZ", "Linz Roastery", "Linz", "4030", "Röstergasse 3", ("COF", "TEA", "PAN"), ("COF", "TEA", "PAN", "BRW", "CAR")
)
SALZBURG: Final = Site(
    "SBG", "Salzburg Shop", "Salzburg", "5020", "Brunnenhof 7", (), ("COF-R", "TEA", "PAN", "TAB-C", "BRW-P", "BRW-F")
)
SITES: Final = (VIENNA, LINZ, SALZBURG)


def home_of(article: Article) -> Site:
    """Give the warehouse at which an article arrives."""
    return LINZ if article.category.startswith(LINZ.home_of) else VIENNA


def location(code: str) -> UUID:
    """Give the id of a location."""
    return demo_id("location", code)


def add_sites(rows: Rows) -> None:
    """Add the warehouses with their locations, and the places outside."""
    for code, (name, kind) in OUTSIDE.items():
        _add_location(rows, code, name, kind)
    add_party(rows, OWN_PARTY, "Lumenholt", None, email="office@lumenholt.example")
    for site in SITES:
        _add_site(rows, site)


def _add_site(rows: Rows, site: Site) -> None:
    address_id = add_address(
        rows, OWN_PARTY, models.AddressKind.SHIPPING,
        line1=site.street, city=site.city, postal_code=site.postal_code, region=None, country="AT",
    )  # fmt: skip
    rows.add(
        models.Warehouse,
        site.id,
        FOUNDED_AT,
        company_id=COMPANY_ID,
        code=site.code,
        name=site.name,
        address_id=address_id,
    )
    _add_location(rows, site.code, site.name, models.LocationKind.INTERNAL, site=site)
    for zone, (name, groups) in ZONES.items():
        if not _overlap(groups, site.carries):
            continue
        code = f"{site.code}-{zone}"
        _add_location(rows, code, name, models.LocationKind.INTERNAL, site=site, parent=site.code)
        for place in range(1, BINS + 1):
            name_of_bin = f"{name}, bin {place}"
            _add_location(rows, f"{code}-{place:02}", name_of_bin, models.LocationKind.INTERNAL, site=site, parent=code)


def _overlap(groups: tuple[str, ...], carries: tuple[str, ...]) -> bool:
    return any(group.startswith(carries) or carried.startswith(group) for group in groups for carried in carries)


def _add_location(
    rows: Rows, code: str, name: str, kind: models.LocationKind, *, site: Site | None = None, parent: str | None = None
) -> None:
    rows.add(
        models.Location, location(code), FOUNDED_AT, company_id=COMPANY_ID, code=code, name=name, kind=kind,
        warehouse_id=site.id if site else None, parent_id=location(parent) if parent else None,
    )  # fmt: skip
