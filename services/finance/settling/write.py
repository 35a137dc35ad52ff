"""Writing settlements with their lines, however many there are."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from services.rows import as_json
from services.work import Work

_SETTLEMENTS: Final = """
insert into settlement (id, company_id, account_id, party_id, settled_on, currency, payment_id, entry_id, undoes_id)
select id, company_id, account_id, party_id, settled_on, currency, payment_id, entry_id, undoes_id
from jsonb_populate_recordset(null::settlement, $1::jsonb)
"""
_LINES: Final = """
insert into settlement_line (company_id, settlement_id, open_item_id, settled_on, currency, amount, company_currency,
  company_amount)
select item.company_id, said.settlement_id, item.id, said.settled_on, item.currency,
  round(said.amount, currency_exponent(item.currency)), item.company_currency,
  round(said.company_amount, currency_exponent(item.company_currency))
from jsonb_populate_recordset(null::settlement_line, $1::jsonb) as said
join open_item as item on item.id = said.open_item_id order by item.id
"""


async def write(work: Work, settlements: Sequence[Mapping[str, Any]], lines: Sequence[Mapping[str, Any]]) -> None:
    """Write settlements; a line says its settlement, day, open item and both amounts."""
    await work.raw.execute(_SETTLEMENTS, as_json(settlements))
    await work.raw.execute(_LINES, as_json(lines))
