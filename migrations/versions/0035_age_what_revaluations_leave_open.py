"""Age what revaluations leave open.

It is open in the currency of the company alone, and ageing finds by this index what is open.

Revision 0035, after 0034.
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: str = "0035"
down_revision: str | None = "0034"

NAME: Final = "ix_open_item_open"
COLUMNS: Final = ["company_id", "side", "due_on", "id"]


def upgrade() -> None:
    """Age what revaluations leave open."""
    _replace("open_amount <> 0 or open_company_amount <> 0")


def downgrade() -> None:
    """Undo it."""
    _replace("open_amount <> 0")


def _replace(which: str) -> None:
    op.drop_index(NAME, table_name="open_item")
    op.create_index(NAME, "open_item", COLUMNS, unique=False, postgresql_where=sa.text(which))
