"""Read balances with the rights of whoever reads them.

Revision 0086, after 0085.
"""

from migrations.statement import execute

revision: str = "0086"
down_revision: str | None = "0085"


def upgrade() -> None:
    """Read balances with the rights of whoever reads them."""
    execute("alter view period_balance_now set (security_invoker = true)")


def downgrade() -> None:
    """Undo it."""
    execute("alter view period_balance_now reset (security_invoker)")
