"""What somebody scans: which SKU, lot and quantity it is, or which place, and what could be done with it.

A scan changes nothing. It reads barcodes and GS1 labels, finds what they stand for in the company, and proposes.
"""

import datetime as dt
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final, TypeAlias
from uuid import UUID

from kernel.clock import BusinessDay, zone
from kernel.decimals import DIGITS_AFTER_POINT_MAX
from kernel.errors import DomainError, InputPath, echo
from kernel.ids import NodeId
from kernel.rounding import ExactNumber, exact_ratio, round_to
from services.bounds import require_places
from services.fitness import require_text
from services.inventory.gs1 import Element, barcode_of, elements, is_gs1, require_one_label
from services.inventory.gs1_label import Label, gtin_forms, label_of
from services.inventory.scan_finding import Known, find_by_codes, find_lot, find_ratio
from services.refusals import NotFound, TooManyRows
from services.rights import require_company
from services.work import Work

CODES_MAX: Final = 8
# The most that a symbol holds: a QR Code of letters and digits (ISO/IEC 18004).
CHARACTERS_MAX: Final = 4_296
PROPOSALS_MAX: Final = 20
DOCUMENT_PATH: Final[InputPath] = ("input", "documentId")
"""Where it is said what somebody works on."""


class ScanPurpose(StrEnum):
    """What somebody is doing who scans."""

    RECEIVE = "RECEIVE"
    PICK = "PICK"
    TRANSFER = "TRANSFER"


class ScanRemark(StrEnum):
    """What whoever scans should look at."""

    LOT_MISSING = "LOT_MISSING"
    LOT_UNKNOWN = "LOT_UNKNOWN"
    EXPIRED = "EXPIRED"
    EXPIRY_DIFFERS = "EXPIRY_DIFFERS"
    MEASURE_UNFIT = "MEASURE_UNFIT"
    SKU_ARCHIVED = "SKU_ARCHIVED"
    NOT_WANTED = "NOT_WANTED"


class ScanProblem(StrEnum):
    """Why what was scanned does not fit a line of what somebody works on."""

    NOT_OPEN = "NOT_OPEN"
    NOT_PERMITTED = "NOT_PERMITTED"
    SOMEBODY_ELSES = "SOMEBODY_ELSES"
    WRONG_PLACE = "WRONG_PLACE"
    PLACE_MISSING = "PLACE_MISSING"
    LOT_MISSING = "LOT_MISSING"
    LOT_DIFFERS = "LOT_DIFFERS"
    EXPIRED = "EXPIRED"
    WITHHELD = "WITHHELD"
    TOO_MUCH = "TOO_MUCH"


@dataclass(eq=False)
class NothingScannedFor(DomainError):
    """Goods are scanned for documents that wait for them."""

    message = "Nothing is scanned for this."


@dataclass(eq=False)
class ScanUnknown(DomainError):
    """What is scanned is known to the company: as a barcode, the code of a SKU or place, or the number of a lot."""

    message = 'Nothing is known by the code "{text}".'
    text: str


@dataclass(eq=False)
class ScanAmbiguous(DomainError):
    """What is scanned is one thing: a number that lots of several SKUs have needs the barcode of the SKU beside it."""

    message = 'Several things have the code "{text}": scan the barcode of the product as well.'
    text: str


@dataclass(eq=False)
class ScansDiffer(DomainError):
    """Codes that are scanned together are of one thing."""

    message = "These are the codes of different things."


@dataclass(frozen=True, slots=True)
class Proposal:
    """What could be done: how much of what is open, for which line of which document, at which place, of which lot."""

    purpose: ScanPurpose
    quantity: Decimal
    open_quantity: Decimal
    line: NodeId | None = None
    location: NodeId | None = None
    lot: NodeId | None = None
    problems: Sequence[ScanProblem] = ()
    # What would do it; None where problems are in the way, or where it takes more than this.
    mutation: str | None = None
    variables: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class ScanElement:
    """One element of a GS1 label."""

    code: str
    title: str
    value: str


@dataclass(frozen=True, slots=True)
class Scan:
    """What was scanned."""

    sku: NodeId | None = None
    lot: NodeId | None = None
    location: NodeId | None = None
    package: NodeId | None = None
    quantity: Decimal | None = None
    label: Label = field(default_factory=Label)
    elements: Sequence[ScanElement] = ()
    remarks: Sequence[ScanRemark] = ()
    proposals: Sequence[Proposal] = ()


@dataclass(frozen=True, slots=True)
class Sought:
    """For what proposals are looked for: so much of a SKU (and lot), at a place and the places in it, on a day."""

    company_id: UUID
    sku_id: UUID
    lot_id: UUID | None
    location_id: UUID | None
    quantity: Decimal
    today: dt.date
    # The document that somebody works on; None where nobody does.
    document_id: UUID | None = None
    # The number of the lot, or of the piece, that was scanned, whether there is such a lot or not.
    number: str | None = None
    tracking: str | None = None
    last_day: dt.date | None = None

    @property
    def is_expired(self) -> bool:
        """Whether its last good day is over."""
        return self.last_day is not None and self.last_day < self.today


Proposes: TypeAlias = Callable[[Work, Sought], Awaitable[Sequence[Proposal]]]
"""Finds what is open for a SKU, the most urgent first."""

_ZONE = "select time_zone from company where id = $1"
_PLACE = "select from location where id = $1 and company_id = $2"


async def scan(
    work: Work,
    company_id: UUID,
    codes: Sequence[str],
    location_id: UUID | None,
    proposes: Sequence[Proposes],
    document_id: UUID | None = None,
) -> Scan:
    """Tell what was scanned, all codes being of one thing, and what could be done with it, or with it for a document.

    Raises:
        NotFound: the company is none of whoever scans, or has no such place.
        ScanUnknown, ScanAmbiguous, ScansDiffer, TooManyRows, ValueRequired, TextTooLong: as their names say.
        Gs1IdentifierUnknown, Gs1LengthUnfit, Gs1CharacterUnfit, Gs1CheckDigitWrong, Gs1DayInvalid, Gs1Contradiction: of
            a GS1 label.
    """
    require_company(work, company_id, "input", "companyId")
    await require_places(work, {} if location_id is None else {location_id: ("input", "locationId")})
    if location_id is not None and await work.raw.fetchrow(_PLACE, location_id, company_id) is None:
        raise NotFound(path=("input", "locationId"))
    found, plain = _read(codes)
    today = BusinessDay(zone(await work.raw.fetchval(_ZONE, company_id))).today(work.clock)
    label = label_of(found, today)
    known = await _known(work, company_id, label, plain)
    told = tuple(ScanElement(each.code, each.identifier.title, each.value) for each in found)
    if known.sku_id is None:
        place = None if known.location_id is None else NodeId("Location", known.location_id)
        return Scan(location=place, label=label, elements=told)
    lot = await find_lot(work, known, label)
    quantity, fits = await _quantity(work, known, label)
    last_day = (lot.expires_on if lot else None) or label.expires_on
    sought = Sought(
        company_id,
        known.sku_id,
        lot.id if lot else None,
        known.location_id or location_id,
        quantity,
        today,
        document_id,
        label.serial or label.lot or (lot.number if lot else None),
        known.tracking,
        last_day,
    )
    proposals = [each for proposer in proposes for each in await proposer(work, sought)]
    remarks = _remarks(known, label, lot.expires_on if lot else None, today, has_lot=lot is not None, fits=fits)
    if document_id is not None and not proposals:
        remarks.append(ScanRemark.NOT_WANTED)
    return Scan(
        sku=NodeId("Sku", known.sku_id),
        lot=NodeId("Lot", lot.id) if lot else None,
        location=None if known.location_id is None else NodeId("Location", known.location_id),
        quantity=quantity,
        label=label,
        elements=told,
        remarks=remarks,
        proposals=proposals[:PROPOSALS_MAX],
    )


def _read(codes: Sequence[str]) -> tuple[list[Element], dict[int, str]]:
    """Give the elements of all GS1 labels, and what other barcodes say by their place among the codes."""
    if not 1 <= len(codes) <= CODES_MAX:
        raise TooManyRows(len(codes), CODES_MAX, path=("input", "codes"))
    found: list[Element] = []
    plain: dict[int, str] = {}
    for place, text in enumerate(codes):
        path = ("input", "codes", place)
        require_text(text, path, CHARACTERS_MAX)
        if not is_gs1(text):
            plain[place] = barcode_of(text)
            continue
        try:
            found += elements(text)
            require_one_label(found)
        except DomainError as refusal:
            raise refusal.under(*path) from None
    return found, plain


async def _known(work: Work, company_id: UUID, label: Label, plain: Mapping[int, str]) -> Known:
    """Find what the codes stand for; a place beside a SKU is where it is scanned."""
    texts = dict(plain)
    if label.gtin is not None:
        texts[-1] = label.gtin
    whole = Known()
    for place, text in texts.items():
        path = ("input", "codes", max(place, 0))
        some = await find_by_codes(work, company_id, text, gtin_forms(text))
        if len(some) > 1:
            raise ScanAmbiguous(echo(text), path=path)
        if not some:
            raise ScanUnknown(echo(text), path=path)
        together = whole.joined(some[0])
        if together is None:
            raise ScansDiffer(path=path)
        whole = together
    return whole


async def _quantity(work: Work, known: Known, label: Label) -> tuple[Decimal, bool]:
    """Give how much it is in the unit of the SKU, and whether the label's measure could be told in it."""
    assert known.unit_id is not None
    pieces = known.quantity * (1 if label.count is None else label.count)
    if label.serial is not None:
        return _in_full(1), True
    if label.measure is None:
        return _in_full(pieces), True
    ratio = await find_ratio(work, label.measure.unit, known.unit_id)
    return (_in_full(pieces), False) if ratio is None else (_in_full(exact_ratio(label.measure.value) * ratio), True)


def _in_full(quantity: ExactNumber) -> Decimal:
    """Write a quantity as all quantities are written, with six digits after the point; rounded once."""
    return round_to(quantity, DIGITS_AFTER_POINT_MAX)


def _remarks(
    known: Known, label: Label, expires_on: dt.date | None, today: dt.date, *, has_lot: bool, fits: bool
) -> list[ScanRemark]:
    number = label.serial or label.lot
    last_day = expires_on or label.expires_on
    holds = {
        ScanRemark.LOT_MISSING: known.is_tracked and not has_lot and number is None,
        ScanRemark.LOT_UNKNOWN: known.is_tracked and not has_lot and number is not None,
        ScanRemark.EXPIRED: last_day is not None and last_day < today,
        ScanRemark.EXPIRY_DIFFERS: None not in (expires_on, label.expires_on) and expires_on != label.expires_on,
        ScanRemark.MEASURE_UNFIT: not fits,
        ScanRemark.SKU_ARCHIVED: known.is_archived,
    }
    return [remark for remark, is_so in holds.items() if is_so]
