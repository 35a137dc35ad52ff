"""Root fields for accounts, and which of them plays which role."""

import strawberry

from planner.lists import KeyPart, by_id, by_key, pages
from resolvers.keys import OF_COMPANY
from schema import names
from schema.base import Connection


@strawberry.type
class LedgerAccountQueries:
    """Root fields for accounts, and which of them plays which role."""

    ledger_accounts: Connection[names.LedgerAccount] | None = pages(
        "The accounts of the general ledger.", names.LedgerAccount
    )
    ledger_account: names.LedgerAccount | None = by_id("An account by its id.")
    ledger_account_by_code: names.LedgerAccount | None = by_key(
        "An account by its number.", OF_COMPANY, KeyPart("code", "Its number in the chart.")
    )
    account_determinations: Connection[names.AccountDetermination] | None = pages(
        "Which account plays which role.", names.AccountDetermination
    )
    account_determination: names.AccountDetermination | None = by_id("Which account plays a role, by its id.")
