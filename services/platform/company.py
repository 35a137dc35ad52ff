"""Companies: founded by whoever reaches every one. Where one is and how it reckons stays, once there is business in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, cast

from stdnum import get_cc_module
from stdnum.eu import vat as european

import models
from kernel.clock import TimeZoneUnknown, zone
from kernel.errors import DomainError, echo
from kernel.sandbox import is_sandbox
from services.master import Master
from services.refusals import NotFound
from services.rows import ChangedRow, Found, NewRow
from services.work import Work


@dataclass(eq=False)
class CompaniesBeyondReach(DomainError):
    """A company is founded by whoever reaches every company, and names none in the header `Torso-Company`."""

    message = "Founding a company takes somebody who reaches every company, without the header Torso-Company."


@dataclass(eq=False)
class SandboxAsMade(DomainError):
    """Sandboxes are made as such, with ids of their own; their companies are as they were made."""

    message = "This is, or would be, the company of a sandbox; those are made by sandboxCreate."


@dataclass(eq=False)
class VatNumberUnfit(DomainError):
    """A VAT number has the form and the check digits of its country; within the European Union it begins with the country."""

    message = "{vat_number} is no VAT number of {country}."
    vat_number: str
    country: str


@dataclass(eq=False)
class BusinessBegun(DomainError):
    """Where a company is, when its days begin and how it rounds stays, once entries or documents were reckoned by it."""

    message = "This stays as it is, since there is already a {has}."
    has: str


REFUSED_ONCE_BEGUN: Final = ("country", "time_zone", "rounding_policy")
"""What entries and documents were reckoned by: taxes, days and amounts."""

_BUSINESS: Final = (
    "journal_entry", "stock_move", "quotation", "blanket_agreement", "sales_order", "purchase_order", "invoice", "payment",
)  # fmt: skip
# One of these is enough; they are asked in this order.
_BEGUN: Final = " union all ".join(
    f"select '{table}' as has where exists (select from {table} where company_id = $1)"  # noqa: S608 - names of ours
    for table in _BUSINESS
)
_KNOWN_ZONE: Final = "select exists (select from pg_timezone_names where name = $1)"

# Where VAT numbers begin with other letters than those of ISO 3166.
_PREFIXES: Final[Mapping[str, str]] = {"GR": "EL"}


async def complete(work: Work, rows: Sequence[NewRow]) -> None:
    """Check that a company may be founded, and that what is said of it can be.

    Raises:
        CompaniesBeyondReach, SandboxAsMade, TimeZoneUnknown, VatNumberUnfit: as their names say.
    """
    for row in rows:
        if not _reaches_every_company(work):
            raise CompaniesBeyondReach(path=row.draft.path)
        if is_sandbox(row.key):
            raise SandboxAsMade(path=row.at("id"))
        await _require_zone(work, row)
        _take_vat_number(row, row.values)


async def check(work: Work, rows: Sequence[ChangedRow]) -> None:
    """Check changes of companies.

    Raises:
        NotFound: whoever works acts for a partner.
        SandboxAsMade, BusinessBegun, TimeZoneUnknown, VatNumberUnfit: as their names say.
    """
    for row in rows:
        if work.principal is not None and work.principal.party_id is not None:
            raise NotFound(path=row.at("id"))
        if row.before["is_sandbox"]:
            raise SandboxAsMade(path=row.at("id"))
        changed = {name for name, value in row.values.items() if value is not None and value != row.before[name]}
        await _require_no_business(work, row, changed)
        if "time_zone" in changed:
            await _require_zone(work, row)
        if changed & {"vat_number", "country"}:
            _take_vat_number(row, {**row.before, **row.values})


COMPANY: Final = Master(models.Company, complete=complete, check=check)


def _reaches_every_company(work: Work) -> bool:
    asks = work.principal
    return asks is None or (asks.companies is None and asks.party_id is None)


async def _require_no_business(work: Work, row: ChangedRow, changed: set[str]) -> None:
    """Refuse what stays. The company is locked: whoever was writing for it is done."""
    said = [name for name in REFUSED_ONCE_BEGUN if name in changed]
    if not said:
        return
    has = await work.raw.fetchval(f"{_BEGUN} limit 1", row.key)
    if has is not None:
        raise BusinessBegun(has.replace("_", " "), path=row.at(said[0]))


async def _require_zone(work: Work, row: NewRow | ChangedRow) -> None:
    """Days begin in statements too, so PostgreSQL knows the zone as well as Python."""
    name, path = cast("str", row.values["time_zone"]), row.at("time_zone")
    try:
        zone(name)
    except TimeZoneUnknown as unknown:
        raise unknown.under(*path) from None
    if not await work.raw.fetchval(_KNOWN_ZONE, name):
        raise TimeZoneUnknown(echo(name), path=path)


def _take_vat_number(row: NewRow | ChangedRow, values: Found) -> None:
    """Keep the VAT number without blanks, where its country is known to write it so."""
    said, country = values.get("vat_number"), values["country"]
    if said is None or country is None:
        return
    row.values["vat_number"] = vat_number_of(said, country)
    if row.values["vat_number"] is None:
        raise VatNumberUnfit(echo(said), country, path=row.at("vat_number"))


def vat_number_of(text: str, country: str) -> str | None:
    """Read the VAT number of a country (ISO 3166); None where it is none. Of many countries none are known, and any will do."""
    if not text.isprintable():
        return None
    if country.lower() in european.MEMBER_STATES:
        number = european.compact(text) if european.is_valid(text) else ""
        return number if number.startswith(_PREFIXES.get(country, country)) else None
    module = get_cc_module(country.lower(), "vat")
    return text if module is None or module.is_valid(text) else None
