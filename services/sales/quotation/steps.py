"""What becomes of a quotation: it is sent, and accepted, rejected, lost, or runs out."""

from datetime import date
from typing import Final, NamedTuple
from uuid import UUID

import asyncpg

from kernel.clock import BusinessDay, zone
from kernel.draft import Draft, Edits
from kernel.errors import InputPath
from models import QuotationState
from services import locking
from services.platform.number import take_number
from services.rows import Found
from services.sales.order import drafts as orders
from services.sales.order.life import NothingOrdered
from services.sales.quotation.drafts import QUOTATION
from services.sales.quotation.life import SERIES, QuotationExpired, QuotationStillValid, require_transition
from services.work import Work

_SENT: Final = "update quotation set state = $2, number = $3, sent_at = $4 where id = $1"
_DECIDED: Final = "update quotation set state = $2, number = $3, decided_at = $4, lost_reason = $5 where id = $1"
_ZONE: Final = "select time_zone from company where id = $1"
_LINES: Final = """
select line.sku_id, line.description, line.quantity, line.unit_price, line.discount_percent,
  array(select tax_code_id from quotation_line_tax as tax where tax.line_id = line.id order by tax.position, tax.id) as codes
from quotation_line as line where line.quotation_id = $1 order by line.position
"""
_KEPT: Final = (
    "company_id", "customer_id", "billing_address_id", "shipping_address_id", "warehouse_id", "sales_rep_id", "currency",
    "payment_term_id", "note",
)  # fmt: skip
_KEPT_OF_LINE: Final = ("sku_id", "description", "quantity", "unit_price", "discount_percent")


class Accepted(NamedTuple):
    """What came of a quotation that was accepted."""

    quotation_id: UUID
    order_id: UUID


async def send(work: Work, key: UUID, version: int, path: InputPath = ()) -> UUID:
    """Offer a draft to its customer: it gets its number, and stays as it is.

    Raises:
        NothingOrdered: it has no line.
        TransitionUnavailable, NotFound, StaleVersion: as their names say.
    """
    found, state = await _found(work, key, version, "send", path)
    if not await work.raw.fetch(_LINES, key):
        raise NothingOrdered(path=(*path, "id"))
    await work.raw.execute(_SENT, key, state, await _number(work, found), work.clock.now())
    return key


async def accept(
    work: Work, key: UUID, version: int, customer_reference: str | None = None, path: InputPath = ()
) -> Accepted:
    """Draft the order that a customer gives by accepting what was offered, at the prices that were offered.

    Raises:
        QuotationExpired: it is not on offer any more.
        SkuNotSold: something of it is not sold any more.
        TransitionUnavailable, NotFound, StaleVersion: as their names say.
    """
    found, state = await _found(work, key, version, "accept", path)
    if found["valid_until"] is not None and found["valid_until"] < await _today(work, found):
        raise QuotationExpired(found["valid_until"], path=(*path, "id"))
    await work.raw.execute(_DECIDED, key, state, found["number"], work.clock.now(), None)
    lines = [_ordered(row) for row in await work.raw.fetch(_LINES, key)]
    reference = customer_reference or found["customer_reference"]
    values = {**{name: found[name] for name in _KEPT}, "customer_reference": reference}
    order = await orders.create(work, Draft(values, lists={"lines": Edits(lines)}, path=path), {"quotation_id": key})
    return Accepted(key, order)


async def decide(
    work: Work, key: UUID, version: int, step: str, reason: str | None = None, path: InputPath = ()
) -> UUID:
    """Write down how a quotation ended otherwise: `reject` or `lose`, with the reason, or `expire` after its last day.

    Raises:
        QuotationStillValid: it is not over yet.
        TransitionUnavailable, NotFound, StaleVersion: as their names say.
    """
    found, state = await _found(work, key, version, step, path)
    until: date | None = found["valid_until"]
    if state is QuotationState.EXPIRED and (until is None or until >= await _today(work, found)):
        raise QuotationStillValid(path=(*path, "id"))
    await work.raw.execute(_DECIDED, key, state, await _number(work, found), work.clock.now(), reason)
    return key


def _ordered(row: asyncpg.Record) -> Draft:
    taxes = [Draft({"tax_code_id": code, "position": place}) for place, code in enumerate(row["codes"], 1)]
    return Draft({name: row[name] for name in _KEPT_OF_LINE}, lists={"taxes": Edits(taxes)})


async def _found(work: Work, key: UUID, version: int, step: str, path: InputPath) -> tuple[Found, QuotationState]:
    found = (await locking.locked(work, QUOTATION, [(key, (*path, "id"))]))[key]
    await locking.require_version(work, QUOTATION, found, version, (*path, "version"))
    return found, require_transition(found, step, (*path, "id"))


async def _number(work: Work, quotation: Found) -> str | None:
    """Give the number of a quotation that has none yet; None in a simulation."""
    return quotation["number"] or await take_number(work, quotation["company_id"], SERIES)


async def _today(work: Work, quotation: Found) -> date:
    return BusinessDay(zone(await work.raw.fetchval(_ZONE, quotation["company_id"]))).today(work.clock)
