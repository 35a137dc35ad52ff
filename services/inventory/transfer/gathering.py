"""Gathering the goods of a transfer, place by place, before they leave."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from services.inventory.transfer.life import begin_step
from services.inventory.transfer.parts import Part, lines_of, said_of
from services.refusals import ValueRequired
from services.work import Work

# The transfer has changed as well: who gathers at the same time has to look again.
_GATHER: Final = """
with gathered as (
  update stock_transfer_line as line set picked_quantity = said.quantity
  from unnest($2::uuid[], $3::numeric[]) as said (id, quantity) where line.id = said.id
)
update stock_transfer set planned_on = planned_on where id = $1
"""


async def gather(work: Work, key: UUID, version: int, parts: Sequence[Part]) -> UUID:
    """Say how much of lines was taken from its place so far; once somebody has, so much leaves, and no more.

    Raises:
        TransferredMore: more of a line was taken than is reserved for it, or less than nothing.
        ValueRequired: no line is named.
        TransitionUnavailable, NotFound, StaleVersion, IdRepeated: as their names say.
    """
    await begin_step(work, key, version, "pick")
    said = said_of(await lines_of(work, key), parts, "quantity")
    if not said:
        raise ValueRequired(path=("lines",))
    await work.raw.execute(_GATHER, key, list(said), list(said.values()))
    return key
