"""Read balances with the rights of whoever reads them.

Revision 0091, after 0090.
"""

from migrations.statement import execute

revision: str = "0091"
down_revision: str | None = "0090"


def upgrade() -> None:
    """Read balances with the rights of whoever reads them."""
    execute("alter view period_balance_now set (security_invoker = true)")


def downgrade() -> None:
    """Undo it."""
    execute("alter view period_balance_now reset (security_invoker)")
