"""Bank accounts and match rules: what can be written of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

from stdnum import iban
from stdnum.exceptions import ValidationError

import models
from kernel.draft import Edits
from kernel.errors import DomainError
from models import MatchField, MatchOperator
from services.bounds import Within
from services.master import Master
from services.refusals import ValueRequired
from services.rows import ChangedRow, NewRow
from services.work import Work

# A position that is taken is refused where it is said, and not when all is checked in the end.
_POSITIONS_AT_ONCE: Final = "set constraints uq_match_rule_company_id_position immediate"


@dataclass(eq=False)
class IbanInvalid(DomainError):
    """An IBAN has the length and the check digits of its country (ISO 13616)."""

    message = "This is not an IBAN."


@dataclass(eq=False)
class AccountNotOfBank(DomainError):
    """The money of a bank account stands on an account of the subtype BANK or CASH that takes postings."""

    message = "The money of a bank account stands on an account of the subtype BANK or CASH, which is no heading."


@dataclass(eq=False)
class JournalNotOfBank(DomainError):
    """The entries of a bank account are written in a journal of the kind BANK or CASH."""

    message = "The entries of a bank account are written in a journal of the kind BANK or CASH."


@dataclass(eq=False)
class CurrencyOfAccountDiffers(DomainError):
    """A bank account is kept in the ledger in its own currency."""

    message = "The account of the ledger is kept in {currency}."
    currency: str


@dataclass(eq=False)
class ConditionUnfit(DomainError):
    """An amount is compared with a number, by AT_LEAST or AT_MOST; text is compared with text by the others."""

    message = "Amounts are compared with a number by AT_LEAST or AT_MOST, and text with text by the other operators."


_FOUND: Final = """
select account.id as account, account.subtype, account.is_group, coalesce(account.currency, company.currency) as currency,
  journal.id as journal, journal.kind
from unnest($1::uuid[], $2::uuid[], $3::uuid[]) with ordinality as said (company_id, account_id, journal_id, place)
left join company on company.id = said.company_id
left join ledger_account as account on account.id = said.account_id and account.company_id = said.company_id
left join journal on journal.id = said.journal_id and journal.company_id = said.company_id
order by said.place
"""


async def _complete_accounts(work: Work, rows: Sequence[NewRow]) -> None:
    await _require_places(work, [(row, row.values) for row in rows])


async def _check_accounts(work: Work, rows: Sequence[ChangedRow]) -> None:
    await _require_places(work, [(row, {**row.before, **row.values}) for row in rows])


async def _require_places(work: Work, rows: Sequence[tuple[NewRow | ChangedRow, Mapping[str, object]]]) -> None:
    columns = [[values[name] for _, values in rows] for name in ("company_id", "account_id", "journal_id")]
    for (row, values), found in zip(rows, await work.raw.fetch(_FOUND, *columns), strict=True):
        _write_iban(row)
        # Of what is not there, the foreign key says so.
        if found["account"] is not None and (found["subtype"] not in ("BANK", "CASH") or found["is_group"]):
            raise AccountNotOfBank(path=row.at("account_id"))
        if found["account"] is not None and found["currency"] != values["currency"]:
            raise CurrencyOfAccountDiffers(found["currency"], path=row.at("currency"))
        if found["journal"] is not None and found["kind"] not in ("BANK", "CASH"):
            raise JournalNotOfBank(path=row.at("journal_id"))


def _write_iban(row: NewRow | ChangedRow) -> None:
    """Keep an IBAN as it is compared: without spaces, in capital letters."""
    said = row.values.get("iban")
    if isinstance(said, str):
        try:
            row.values["iban"] = iban.validate(said)
        except ValidationError:
            raise IbanInvalid(path=row.at("iban")) from None


async def _complete_rules(work: Work, rows: Sequence[NewRow]) -> None:
    for row in rows:
        if not row.draft.lists.get("conditions", Edits()).add:
            raise ValueRequired(path=row.at("conditions"))
    await work.raw.execute(_POSITIONS_AT_ONCE)


async def _check_rules(work: Work, _rows: Sequence[ChangedRow]) -> None:
    await work.raw.execute(_POSITIONS_AT_ONCE)


async def _complete_conditions(_work: Work, rows: Sequence[NewRow]) -> None:
    for row in rows:
        _require_comparable(row, row.values)


async def _check_conditions(_work: Work, rows: Sequence[ChangedRow]) -> None:
    for row in rows:
        _require_comparable(row, {**row.before, **row.values})


def _require_comparable(row: NewRow | ChangedRow, values: Mapping[str, object]) -> None:
    of_amount = values["field"] == MatchField.AMOUNT
    if of_amount != (values["operator"] in (MatchOperator.AT_LEAST, MatchOperator.AT_MOST)):
        raise ConditionUnfit(path=row.at("operator"))
    if of_amount and not _is_number(str(values["value"])):
        raise ConditionUnfit(path=row.at("value"))


def _is_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False


CONDITION: Final = Master(
    models.MatchCondition, within=Within("rule_id", 20), complete=_complete_conditions, check=_check_conditions
)
RULE: Final = Master(models.MatchRule, lists={"conditions": CONDITION}, complete=_complete_rules, check=_check_rules)
BANK_ACCOUNT: Final = Master(models.BankAccount, complete=_complete_accounts, check=_check_accounts)
