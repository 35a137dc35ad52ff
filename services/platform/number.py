"""Numbers that people call documents by, from the series of their company."""

from dataclasses import dataclass
from uuid import UUID

from services.work import Work

_TAKE = """
insert into number_series (company_id, code, prefix, next_value) values ($1, $2, $3, 2)
on conflict (company_id, code) do update set next_value = number_series.next_value + 1
returning prefix, digits, next_value - 1 as value
"""


@dataclass(frozen=True, slots=True)
class Series:
    """A kind of document that is numbered, and with what its numbers begin in a company that says nothing else."""

    code: str
    prefix: str


async def take_number(work: Work, company_id: UUID, series: Series) -> str | None:
    """Take the next number of a series; None in a simulation, which takes none.

    The row of the series is locked until the transaction ends, so this is one of its last steps.
    """
    if work.simulated:
        return None
    work.is_waited_for = True
    taken = await work.raw.fetchrow(_TAKE, company_id, series.code, series.prefix)
    assert taken is not None
    return f"{taken['prefix']}{taken['value']:0{taken['digits']}d}"
