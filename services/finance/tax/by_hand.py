"""Taxes on the lines of entries that people write: told like any other, where the account is one of that tax."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple
from uuid import UUID

import asyncpg

from kernel.currency import currency_exponent
from kernel.errors import DomainError, InputPath
from kernel.ids import uuid7
from kernel.rounding import exact_ratio, round_to
from models import AccountRole, TaxCategory, TaxKind, TaxSide, TaxUse
from services.finance.posting import Entry, Leg, post
from services.finance.tax.facts import TaxFact, record
from services.finance.tax.on_day import TaxRateMissing
from services.refusals import NotFound, RuleBroken
from services.work import Work


@dataclass(eq=False)
class TaxNotOnAccount(DomainError):
    """A tax stands on an account that plays its role: output tax of sales, input tax of purchases, what is withheld."""

    message = "{tax} does not stand on account {account_code}."
    tax: str
    account_code: str


class _Way(NamedTuple):
    """Which way a tax goes on the account of a role, and the sign of its usual direction there."""

    side: TaxSide
    sign: int
    is_withheld: bool
    use: TaxUse


_WAYS: Final[Mapping[AccountRole, _Way]] = {
    AccountRole.OUTPUT_TAX: _Way(TaxSide.OUTPUT, -1, is_withheld=False, use=TaxUse.SALE),
    AccountRole.INPUT_TAX: _Way(TaxSide.INPUT, 1, is_withheld=False, use=TaxUse.PURCHASE),
    AccountRole.WITHHOLDING: _Way(TaxSide.WITHHELD, -1, is_withheld=True, use=TaxUse.PURCHASE),
    AccountRole.WITHHELD_BY_CUSTOMERS: _Way(TaxSide.INPUT, 1, is_withheld=True, use=TaxUse.SALE),
}
_CODES: Final = """
select code.id, code.code, code.kind, code.used_for, code.category, code.is_reverse_charge,
  coalesce(rate.percent, rate.unit_amount) as rate, rate.deductible_percent
from tax_code as code left join lateral (
  select * from tax_rate where tax_code_id = code.id and valid_from <= $3 order by valid_from desc limit 1
) as rate on true
where code.company_id = $1 and code.id = any($2::uuid[])
"""
_ROLES: Final = """
select account.id, account.code, array(
  select role from account_determination where account_id = account.id and role = any($2::text[]) order by role) as roles
from ledger_account as account where account.id = any($1::uuid[])
"""


async def post_by_hand(work: Work, entry: Entry) -> UUID:
    """Post an entry that somebody has written, tell of the taxes on its lines, and give its id.

    The base of a tax is said without sign, and goes the way of the amount.

    Raises:
        TaxNotOnAccount: a tax stands on an account of another role.
        TaxRateMissing: a tax has no rate on the day.
        DomainError: as for every posting.
    """
    legs, facts = await _taxed(work, entry.company_id, entry.legs, entry.posted_on, entry.currency)
    (key,) = await post(work, [replace(entry, legs=legs)])
    await record(work, key, facts)
    return key


async def _taxed(
    work: Work, company_id: UUID, lines: Sequence[Leg], on: date, currency: str
) -> tuple[list[Leg], list[TaxFact]]:
    taxed = [leg for leg in lines if leg.tax_code_id is not None]
    if not taxed:
        return list(lines), []
    found = await work.raw.fetch(_CODES, company_id, [leg.tax_code_id for leg in taxed], on)
    codes = {row["id"]: row for row in found}
    accounts = {row["id"]: row for row in await work.raw.fetch(_ROLES, [leg.account_id for leg in taxed], list(_WAYS))}
    legs: list[Leg] = []
    facts: list[TaxFact] = []
    for leg in lines:
        if leg.tax_code_id is None:
            legs.append(leg)
            continue
        code, account = codes.get(leg.tax_code_id), accounts.get(leg.account_id)
        if code is None or account is None:
            raise NotFound(path=(*leg.path, "accountId" if account is None else "taxCodeId"))
        way = _way(code, account, leg.amount, (*leg.path, "taxCodeId"))
        if code["rate"] is None:
            raise TaxRateMissing(code["code"], on, path=(*leg.path, "taxCodeId"))
        posted = _posted(leg, way)
        legs.append(posted)
        facts.append(_fact(posted, way, code, currency_exponent(currency)))
    return legs, facts


def _way(code: asyncpg.Record, account: asyncpg.Record, amount: Decimal, path: InputPath) -> _Way:
    """Tell which way a tax goes on an account; where that plays two roles, its usual side decides."""
    fits = [way for role in account["roles"] if _fits(code, way := _WAYS[AccountRole(role)])]
    if not fits or code["kind"] == TaxKind.GROUP:
        raise TaxNotOnAccount(code["code"], account["code"], path=path)
    return next((way for way in fits if way.sign * amount > 0), fits[0])


def _fits(code: asyncpg.Record, way: _Way) -> bool:
    if (code["kind"] == TaxKind.WITHHOLDING) != way.is_withheld:
        return False
    # Where the buyer owes the tax, a purchase has it on both sides.
    return code["used_for"] in (way.use, TaxUse.BOTH) or code["is_reverse_charge"]


def _posted(leg: Leg, way: _Way) -> Leg:
    if leg.tax_base is None or leg.tax_base < 0:
        raise RuleBroken("TAX_HAS_A_BASE", path=(*leg.path, "taxBase"))
    base = leg.tax_base if leg.amount * way.sign > 0 else -leg.tax_base
    return replace(leg, id=leg.id or uuid7(), tax_base=base)


def _fact(leg: Leg, way: _Way, code: asyncpg.Record, digits: int) -> TaxFact:
    assert leg.tax_code_id is not None
    assert leg.tax_base is not None
    told = round_to(leg.amount * way.sign, digits)
    nothing = round_to(Decimal(0), digits)
    whole, deductible = told, nothing
    if way.side is TaxSide.INPUT:
        deductible = told
        if not way.is_withheld and code["deductible_percent"]:
            whole = round_to(exact_ratio(told) * 100 / exact_ratio(code["deductible_percent"]), digits)
    base = round_to(leg.tax_base, digits)
    return TaxFact(
        leg.tax_code_id, way.side, TaxCategory(code["category"]), code["rate"], base, whole, deductible, leg.id, leg.party_id
    )  # fmt: skip
