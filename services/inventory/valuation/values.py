"""What the moves of a document were worth, and which accounts that goes to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

import orjson

from models import AccountRole
from services.finance.determination import AccountUndetermined
from services.work import Work

# Of each role the nearest category on the way to the root, then the company. Stock is one pool, so no warehouse has its own.
_VALUES: Final = """
select entry.id, entry.move_id, entry.sku_id, entry.posted_on, entry.quantity, entry.value, corrected.contra_account_id,
  (select document_type from stock_value_entry where id = entry.corrects_id) as corrected_type, entry.corrects_id, exists (
    select from account_determination where company_id = entry.company_id and role = 'STOCK'
  ) as is_kept, (
    select jsonb_object_agg(role, account_id)::text from (
      select distinct on (said.role) said.role, said.account_id from account_determination as said
      left join product_category as above on above.id = said.category_id and above.id = any(category.path)
      where said.company_id = entry.company_id and said.role = any($2::text[])
        and (above.id is not null or said.category_id is null and said.warehouse_id is null)
      order by said.role, cardinality(above.path) desc nulls last
    ) as nearest
  ) as accounts
from stock_value_entry as entry join sku on sku.id = entry.sku_id join product on product.id = sku.product_id
left join product_category as category on category.id = product.category_id
left join stock_value_posting as corrected on corrected.value_entry_id = entry.corrects_id
where entry.document_id = $1 and not exists (select from stock_value_posting where value_entry_id = entry.id)
order by entry.posted_on, entry.id
"""


@dataclass(frozen=True, slots=True)
class Valued:
    """What a move was worth, or by how much another entry was corrected."""

    entry_id: UUID
    move_id: UUID | None
    """None for a revaluation or correction."""
    sku_id: UUID
    posted_on: date
    quantity: Decimal
    value: Decimal
    """In the currency of the company: above zero for what came, below for what went."""
    accounts: Mapping[str, str]
    corrected_contra: UUID | None
    """Against which account the entry was posted that it corrects; None where that was worth nothing, or it corrects none."""
    corrects_id: UUID | None
    corrected_type: str | None
    """Of what type the document is whose entry it corrects."""

    def account(self, role: AccountRole) -> UUID:
        """Give the account that plays a role for it.

        Raises:
            AccountUndetermined: nothing is said.
        """
        account = self.accounts.get(role)
        if account is None:
            raise AccountUndetermined(role)
        return UUID(account)


async def values_of(work: Work, document_id: UUID, roles: Sequence[AccountRole]) -> list[Valued]:
    """Give what the moves of a document were worth, as far as that is not posted yet, with the accounts of some roles.

    Nothing for a company that has no account for stock: it keeps its stock outside of its books.
    """
    rows = await work.raw.fetch(_VALUES, document_id, list(roles))
    return [
        Valued(
            row["id"], row["move_id"], row["sku_id"], row["posted_on"], row["quantity"], row["value"],
            orjson.loads(row["accounts"] or "{}"), row["contra_account_id"],
            row["corrects_id"], row["corrected_type"],
        )
        for row in rows if row["is_kept"]
    ]  # fmt: skip
