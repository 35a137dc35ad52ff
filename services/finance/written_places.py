"""Where payments and invoices are written: accounts of money and of what is owed, and journals of their kind.

Locks hold for the journals of an area, and periods that are being closed take general journals alone; so a document that
could be written in any journal would get around both.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from kernel.errors import DomainError, InputPath
from models import AccountSubtype, JournalKind
from services.rows import ChangedRow, NewRow
from services.work import Work

_ACCOUNTS: Final = """
select money.subtype as money, owed.subtype as owed from (select) as said
left join ledger_account as money on money.id = $1 left join ledger_account as owed on owed.id = $2
"""
_MONEY: Final = frozenset({AccountSubtype.BANK, AccountSubtype.CASH, AccountSubtype.CLEARING})
_OWED: Final = frozenset({AccountSubtype.RECEIVABLE, AccountSubtype.PAYABLE})
_PAID_IN: Final = (JournalKind.BANK, JournalKind.CASH)


@dataclass(eq=False)
class AccountWithoutMoney(DomainError):
    """Money is on an account of the subtype BANK, CASH or CLEARING."""

    message = "Money is on an account of the subtype BANK, CASH or CLEARING."


@dataclass(eq=False)
class AccountOwesNothing(DomainError):
    """What parties owe and are owed is on accounts of the subtypes RECEIVABLE and PAYABLE."""

    message = "What is paid is on an account of the subtype RECEIVABLE or PAYABLE."


@dataclass(eq=False)
class JournalOfOtherKind(DomainError):
    """A document is written in a journal of its kind, for which the locks of its area hold."""

    message = "This is written in a journal of the kind {kind}."
    kind: JournalKind


async def require_payment_places(work: Work, row: NewRow | ChangedRow, values: Mapping[str, object]) -> None:
    """Check the accounts and the journal of a payment; of what is not there, the foreign keys say so.

    Raises:
        AccountWithoutMoney, AccountOwesNothing, JournalOfOtherKind: as their names say.
    """
    found = await work.raw.fetchrow(_ACCOUNTS, values["account_id"], values["party_account_id"])
    assert found is not None
    if found["money"] is not None and found["money"] not in _MONEY:
        raise AccountWithoutMoney(path=row.at("account_id"))
    if found["owed"] is not None and found["owed"] not in _OWED:
        raise AccountOwesNothing(path=row.at("party_account_id"))
    await require_journal(work, values["journal_id"], _PAID_IN, row.at("journal_id"))


async def require_journal(work: Work, journal_id: object, kinds: Collection[JournalKind], path: InputPath) -> None:
    """Check that a journal is of one of some kinds.

    Raises:
        JournalOfOtherKind: it is not.
    """
    assert isinstance(journal_id, UUID), "a document has a journal"
    kind = await work.raw.fetchval("select kind from journal where id = $1", journal_id)
    if kind is not None and kind not in kinds:
        raise JournalOfOtherKind(next(iter(kinds)), path=path)
