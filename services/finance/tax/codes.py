"""Tax codes with their rates, groups of them, and how companies and parties are taxed: what can be written of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

import models
from kernel.errors import DomainError, InputPath
from models import TaxKind
from services.bounds import Within
from services.master import Master
from services.rows import ChangedRow, NewRow
from services.work import Work


@dataclass(eq=False)
class NotInGroup(DomainError):
    """A group is made of taxes on lines; neither groups nor what is withheld are parts of one."""

    message = "A {kind} cannot be part of a group."
    kind: str


@dataclass(eq=False)
class OnlyGroupsHaveParts(DomainError):
    """Only a tax code of the kind GROUP is made of others."""

    message = "A {kind} is not made of other taxes."
    kind: str


@dataclass(eq=False)
class RateUnfit(DomainError):
    """A tax by unit has an amount, every other a percentage, below 100 as part of a price; a group has its parts' rates."""

    message = "This is no rate of a {kind}."
    kind: str


_KINDS = "select id, kind from tax_code where id = any($1::uuid[])"
_CURRENCIES = "select id, currency from company where id = any($1::uuid[])"
_WHOLE = Decimal(100)


async def _complete_rates(work: Work, rows: Sequence[NewRow]) -> None:
    """A rate by unit is in the currency of the company."""
    kinds = await _kinds(work, (row.values["tax_code_id"] for row in rows))
    currencies = await _currencies(work, rows)
    for row in rows:
        if row.values.get("unit_amount") is not None:
            row.values["currency"] = currencies.get(row.values["company_id"])
        _require_rate(kinds.get(row.values["tax_code_id"]), row.values, row.at("percent"))


async def _currencies(work: Work, rows: Sequence[NewRow]) -> dict[object, str]:
    found = await work.raw.fetch(_CURRENCIES, [row.values["company_id"] for row in rows])
    return {row["id"]: row["currency"] for row in found}


async def _check_rates(work: Work, rows: Sequence[ChangedRow]) -> None:
    kinds = await _kinds(work, (row.before["tax_code_id"] for row in rows))
    for row in rows:
        _require_rate(kinds.get(row.before["tax_code_id"]), {**row.before, **row.values}, row.at("percent"))


def _require_rate(kind: TaxKind | None, said: Mapping[str, object], path: InputPath) -> None:
    if kind is None:
        return  # the foreign key refuses it
    percent = cast("Decimal | None", said.get("percent"))
    by_unit = said.get("unit_amount") is not None
    all_of_it = kind is TaxKind.DIVISION and percent is not None and percent >= _WHOLE
    if kind is TaxKind.GROUP or by_unit != (kind is TaxKind.PER_UNIT) or all_of_it:
        raise RateUnfit(kind, path=path)


async def _complete_components(work: Work, rows: Sequence[NewRow]) -> None:
    named = [row.values[column] for row in rows for column in ("group_id", "tax_code_id")]
    kinds = await _kinds(work, named)
    for row in rows:
        group, part = kinds.get(row.values["group_id"]), kinds.get(row.values["tax_code_id"])
        if group is not None and group is not TaxKind.GROUP:
            raise OnlyGroupsHaveParts(group, path=row.at("taxCodeId"))
        if part is TaxKind.GROUP or part is TaxKind.WITHHOLDING:
            raise NotInGroup(part, path=row.at("taxCodeId"))


async def _kinds(work: Work, codes: Iterable[object]) -> dict[object, TaxKind]:
    found = await work.raw.fetch(_KINDS, list(codes))
    return {row["id"]: TaxKind(row["kind"]) for row in found}


RATE = Master(models.TaxRate, within=Within("tax_code_id", 50), complete=_complete_rates, check=_check_rates)
COMPONENT = Master(models.TaxComponent, within=Within("group_id", 20), complete=_complete_components)
TAX_CODE = Master(models.TaxCode, lists={"rates": RATE, "components": COMPONENT})
TAX_POLICY = Master(models.TaxPolicy)
TAX_PROFILE = Master(models.TaxProfile)
CERTIFICATE = Master(models.WithholdingCertificate)
POSITION = Master(
    models.TaxPosition,
    lists={
        "rules": Master(models.TaxPositionRule, within=Within("position_id", 100)),
        "mappings": Master(models.TaxPositionMapping, within=Within("position_id", 200)),
    },
)
BOX = Master(models.TaxBox, lists={"parts": Master(models.TaxBoxPart, within=Within("box_id", 100))})
