"""Drafts of blanket agreements: how they are written, changed and thrown away."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, cast
from uuid import UUID

import models
from kernel.draft import Draft
from kernel.errors import InputPath
from services import locking, masters
from services.bounds import Within
from services.finance.lines_by_hand import in_own_currency
from services.fitness import fit_amount
from services.master import Master
from services.refusals import NotFound, RuleBroken
from services.rows import ChangedRow, NewRow
from services.sales.agreement.life import require_transition
from services.work import Work

LINES_MAX: Final = 500

_FORGET: Final = "delete from blanket_agreement_line where agreement_id = $1"
_REPS: Final = "select id, sales_rep_id from party where id = any($1::uuid[])"
_UNITS: Final = "select id, unit_id from sku where id = any($1::uuid[])"
_OWNERS: Final = """
select own.id, own.currency, coalesce(max(line.position), 0) as last
from blanket_agreement as own left join blanket_agreement_line as line on line.agreement_id = own.id
where own.id = any($1::uuid[]) group by own.id
"""


async def _complete(work: Work, rows: Sequence[NewRow]) -> None:
    """An agreement is in the currency of the company, and looked after by who looks after the customer, unless it says another."""
    await in_own_currency(work, rows)
    reps = {each["id"]: each["sales_rep_id"] for each in await work.raw.fetch(_REPS, [_customer(row) for row in rows])}
    for row in rows:
        row.values.setdefault("sales_rep_id", reps.get(_customer(row)))
        fit_amount(row, "amount_max", row.values["currency"])
        _require_ordered(row, row.values, "valid_from", "valid_until", "VALID_IN_ORDER", at="valid_until")


async def _check(_work: Work, rows: Sequence[ChangedRow]) -> None:
    for row in rows:
        require_transition(row.before, "update", row.at("id"))
        fit_amount(row, "amount_max", row.before["currency"])
        said = {**row.before, **row.values}
        _require_ordered(row, said, "valid_from", "valid_until", "VALID_IN_ORDER", at="valid_until")


async def _complete_lines(work: Work, rows: Sequence[NewRow]) -> None:
    """Lines are numbered after those that are there, in the currency of the agreement and the units of their SKUs."""
    owners = {row["id"]: row for row in await work.raw.fetch(_OWNERS, list({_owner(row) for row in rows}))}
    units = {row["id"]: row["unit_id"] for row in await work.raw.fetch(_UNITS, [row.values["sku_id"] for row in rows])}
    last = {key: row["last"] for key, row in owners.items()}
    for row in rows:
        owner = _owner(row)
        last[owner] += 1
        unit_id = units.get(row.values["sku_id"])
        if unit_id is None:
            raise NotFound(path=row.at("sku_id"))
        _require_minimum(row, row.values)
        row.values |= {"position": last[owner], "currency": owners[owner]["currency"], "unit_id": unit_id}


async def _check_lines(_work: Work, rows: Sequence[ChangedRow]) -> None:
    for row in rows:
        _require_minimum(row, {**row.before, **row.values})


def _require_minimum(row: NewRow | ChangedRow, said: Mapping[str, Any]) -> None:
    """What is taken at once is within what is taken in all."""
    _require_ordered(row, said, "minimum_quantity", "quantity", "MINIMUM_WITHIN_QUANTITY", at="minimum_quantity")


def _require_ordered(
    row: NewRow | ChangedRow, said: Mapping[str, Any], one: str, other: str, rule: str, *, at: str
) -> None:
    """Say where it stands that one of two values is above the other; the database refuses it too, and cannot say where."""
    if said.get(one) is not None and said.get(other) is not None and said[one] > said[other]:
        raise RuleBroken(rule, path=row.at(at))


def _customer(row: NewRow) -> UUID:
    return cast("UUID", row.values["customer_id"])


def _owner(row: NewRow) -> UUID:
    return cast("UUID", row.values["agreement_id"])


LINE: Final = Master(
    models.BlanketAgreementLine, within=Within("agreement_id", LINES_MAX), complete=_complete_lines, check=_check_lines
)
BLANKET_AGREEMENT: Final = Master(models.BlanketAgreement, lists={"lines": LINE}, complete=_complete, check=_check)


async def create(work: Work, draft: Draft) -> UUID:
    """Draft an agreement, in the currency of the company unless it says another.

    Raises:
        NotFound, AlreadyTaken, RuleBroken: as their names say; a SKU stands once in it.
        DomainError: as for every record.
    """
    (key,) = await masters.create(work, BLANKET_AGREEMENT, [draft])
    return key


async def update(work: Work, draft: Draft) -> UUID:
    """Change a draft; raises as `create` does.

    Raises:
        TransitionUnavailable: it is no draft any more.
        NotFound, StaleVersion: as their names say.
    """
    (key,) = await masters.update(work, BLANKET_AGREEMENT, [draft])
    return key


async def delete(work: Work, key: UUID, version: int, path: InputPath = ()) -> None:
    """Throw a draft away.

    Raises:
        TransitionUnavailable: it is no draft any more.
        NotFound, StaleVersion: as their names say.
        StillInUse: drafts of orders name it.
    """
    found = (await locking.locked(work, BLANKET_AGREEMENT, [(key, (*path, "id"))]))[key]
    require_transition(found, "delete", (*path, "id"))
    await locking.require_version(work, BLANKET_AGREEMENT, found, version, (*path, "version"))
    await work.raw.execute(_FORGET, key)
    await masters.delete(work, BLANKET_AGREEMENT, key, version, path)
