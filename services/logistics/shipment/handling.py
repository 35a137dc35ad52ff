"""Gathering the goods of a shipment, and putting them into parcels."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from uuid import UUID

import asyncpg

from kernel.errors import DomainError, InputPath
from kernel.ids import NodeId, uuid7
from services.fitness import require_text
from services.inventory.gs1 import check_digit
from services.logistics.shipment.life import PackedOtherwise, PickedMore, begin_step
from services.logistics.shipment.picking import require_own
from services.logistics.tracking import NUMBER_MAX
from services.refusals import IdRepeated, NotFound, TooManyRows
from services.rows import as_json
from services.work import Work

PACKAGES_MAX: Final = 200
SSCC_DIGITS: Final = 18


@dataclass(eq=False)
class SsccUnfit(DomainError):
    """A serial shipping container code has 18 digits, of which the last checks the others."""

    message = "This is no serial shipping container code."


@dataclass(frozen=True, slots=True)
class Part:
    """How much of a line of a shipment was picked, or is in a parcel; in the unit of the SKU."""

    line_id: UUID
    quantity: Decimal
    path: InputPath


@dataclass(frozen=True, slots=True)
class Packed:
    """A parcel: what is in it, what it weighs, the number by which its carrier follows it, and the code on its label."""

    contents: Sequence[Part]
    weight_kg: Decimal | None
    tracking_number: str | None
    sscc: str | None
    path: InputPath


_LINES: Final = "select id, quantity, picked_quantity from shipment_line where shipment_id = $1"
_PICK: Final = """
update shipment_line as line set picked_quantity = coalesce(said.quantity, line.quantity)
from shipment_line as own left join unnest($2::uuid[], $3::numeric[]) as said (id, quantity) on said.id = own.id
where own.shipment_id = $1 and line.id = own.id
"""
_UNPACK: Final = (
    "delete from package_content where package_id in (select id from package where shipment_id = $1)",
    "delete from package where shipment_id = $1",
)
_PACK: Final = """
insert into package (id, company_id, shipment_id, position, weight_kg, tracking_number, sscc)
select id, company_id, shipment_id, position, weight_kg, tracking_number, sscc from jsonb_populate_recordset(null::package, $1::jsonb)
"""
_FILL: Final = """
insert into package_content (company_id, package_id, shipment_line_id, quantity)
select company_id, package_id, shipment_line_id, quantity from jsonb_populate_recordset(null::package_content, $1::jsonb)
"""
_MOVED: Final = "update shipment set state = $2 where id = $1"


async def pick(work: Work, key: UUID, version: int, found: Sequence[Part]) -> UUID:
    """Say what was taken from its place: of lines that are named so much, of the others all that is to leave.

    What was packed before is unpacked.

    Raises:
        PickedMore: more was found than is to leave.
        PickedByAnother: it was given to somebody else.
        TransitionUnavailable, NotFound, StaleVersion, IdRepeated: as their names say.
    """
    shipment, state, _ = await begin_step(work, key, version, "pick")
    require_own(work, shipment)
    lines = await lines_of(work, key)
    for part in found:
        quantity = part_of(lines, part)["quantity"]
        if not 0 <= part.quantity <= quantity:
            raise PickedMore(quantity, path=(*part.path, "quantity"))
    require_once(found)
    await _unpack(work, key)
    await work.raw.execute(_PICK, key, [part.line_id for part in found], [part.quantity for part in found])
    await work.raw.execute(_MOVED, key, state)
    return key


async def pack(work: Work, key: UUID, version: int, packages: Sequence[Packed]) -> UUID:
    """Put what was picked into parcels: all of it, instead of what was packed before.

    Raises:
        PackedOtherwise: more or less of a line is packed than was picked.
        SsccUnfit: the code on a label is none.
        TransitionUnavailable, NotFound, StaleVersion, IdRepeated, TooManyRows: as their names say.
    """
    shipment, state, _ = await begin_step(work, key, version, "pack")
    if not 1 <= len(packages) <= PACKAGES_MAX:
        raise TooManyRows(len(packages), PACKAGES_MAX, path=("packages",))
    _require_whole(await lines_of(work, key), packages)
    await _unpack(work, key)
    company = shipment["company_id"]
    ids = [uuid7() for _ in packages]
    rows = [
        {"id": own, "company_id": company, "shipment_id": key, "position": place, "weight_kg": package.weight_kg,
         "tracking_number": package.tracking_number, "sscc": package.sscc}
        for place, (own, package) in enumerate(zip(ids, packages, strict=True), 1)
    ]  # fmt: skip
    contents = [
        {"company_id": company, "package_id": own, "shipment_line_id": part.line_id, "quantity": part.quantity}
        for own, package in zip(ids, packages, strict=True) for part in package.contents
    ]  # fmt: skip
    await work.raw.execute(_PACK, as_json(rows))
    await work.raw.execute(_FILL, as_json(contents))
    await work.raw.execute(_MOVED, key, state)
    return key


def _require_whole(lines: Mapping[UUID, asyncpg.Record], packages: Sequence[Packed]) -> None:
    packed: defaultdict[UUID, Decimal] = defaultdict(Decimal)
    for package in packages:
        require_once(package.contents)
        if package.tracking_number is not None:
            require_text(package.tracking_number, (*package.path, "trackingNumber"), NUMBER_MAX)
        if package.sscc is not None and not is_sscc(package.sscc):
            raise SsccUnfit(path=(*package.path, "sscc"))
        for part in package.contents:
            line = part_of(lines, part)
            if part.quantity <= 0:
                raise PackedOtherwise(_line(part.line_id), line["picked_quantity"], part.quantity, path=part.path)
            packed[part.line_id] += part.quantity
    for key, line in lines.items():
        if packed[key] != line["picked_quantity"]:
            raise PackedOtherwise(_line(key), line["picked_quantity"], packed[key], path=("packages",))


def is_sscc(text: str) -> bool:
    """Tell whether a text is a serial shipping container code: 18 digits, of which the last checks the others."""
    return len(text) == SSCC_DIGITS and text.isascii() and text.isdigit() and text[-1] == check_digit(text[:-1])


def _line(key: UUID) -> NodeId:
    return NodeId("ShipmentLine", key)


async def lines_of(work: Work, key: UUID) -> dict[UUID, asyncpg.Record]:
    """Read the lines of a shipment, by their ids."""
    return {row["id"]: row for row in await work.raw.fetch(_LINES, key)}


def part_of(lines: Mapping[UUID, asyncpg.Record], part: Part) -> asyncpg.Record:
    """Find the line that is named; raises NotFound where it is none of the shipment."""
    if part.line_id not in lines:
        raise NotFound(path=(*part.path, "lineId"))
    return lines[part.line_id]


def require_once(parts: Sequence[Part]) -> None:
    """Check that each line is named once; raises IdRepeated."""
    seen: set[UUID] = set()
    for part in parts:
        if part.line_id in seen:
            raise IdRepeated(path=(*part.path, "lineId"))
        seen.add(part.line_id)


async def _unpack(work: Work, key: UUID) -> None:
    for statement in _UNPACK:
        await work.raw.execute(statement, key)
