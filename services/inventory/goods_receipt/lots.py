"""The lots that goods arrive in: new ones are made, and those that are known stay as they are."""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from services.fitness import INDEXED_TEXT_MAX, require_text
from services.inventory.goods_receipt.lines import Ready
from services.inventory.goods_receipt.refusals import SerialNumberTaken
from services.rows import as_json
from services.work import Work

Numbered = tuple[UUID, str]

_MAKE: Final = """
insert into lot (company_id, sku_id, number, made_on, expires_on)
select $1, sku_id, number, made_on, expires_on from jsonb_populate_recordset(null::lot, $2::jsonb)
order by sku_id, number on conflict (company_id, sku_id, number) do nothing
"""
_FOUND: Final = """
select lot.id, lot.sku_id, lot.number, exists (select from stock_level where lot_id = lot.id and on_hand > 0) as is_here
from unnest($1::uuid[], $2::text[]) as said (sku_id, number)
join lot on lot.sku_id = said.sku_id and lot.number = said.number and lot.company_id = $3
"""


async def lots_of(work: Work, company_id: UUID, lines: Sequence[Ready]) -> Mapping[Numbered, UUID]:
    """Give the lots of lines by SKU and number.

    Raises:
        SerialNumberTaken: a piece is in stock already, or comes twice.
        ValueRequired, TextTooLong, TextUnfit: of a number.
    """
    rows: list[dict[str, object]] = []
    for each in lines:
        for number in each.line.numbers:
            require_text(
                number, (*each.line.path, "lotNumber" if each.line.lot_number else "serialNumbers"), INDEXED_TEXT_MAX
            )
            days = {"made_on": each.line.made_on, "expires_on": each.line.expires_on}
            rows.append({"sku_id": each.sku_id, "number": number, **days})
    if not rows:
        return {}
    await work.raw.execute(_MAKE, company_id, as_json(rows))
    found = await work.raw.fetch(_FOUND, [row["sku_id"] for row in rows], [row["number"] for row in rows], company_id)
    known = {(row["sku_id"], row["number"]): row for row in found}
    seen: set[Numbered] = set()
    for each in lines:
        for number in each.line.serial_numbers:
            numbered = each.sku_id, number
            if numbered in seen or known[numbered]["is_here"]:
                raise SerialNumberTaken(number, path=(*each.line.path, "serialNumbers"))
            seen.add(numbered)
    return {numbered: row["id"] for numbered, row in known.items()}
