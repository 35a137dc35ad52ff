"""Tell people of approvals.

Revision 0029, after 0028.
"""

import sqlalchemy as sa
from alembic import op

from migrations.statement import execute

revision: str = "0029"
down_revision: str | None = "0028"

KINDS = ("JOB_FINISHED", "JOB_FAILED", "ATTACHMENT_SHARED")
OF_APPROVALS = ("APPROVAL_WANTED", "APPROVAL_REMINDER", "APPROVAL_GIVEN", "APPROVAL_REFUSED", "APPROVAL_EXPIRED")


def upgrade() -> None:
    """Tell people of approvals."""
    _allow_kinds(*KINDS, *OF_APPROVALS)
    op.add_column("approval_task", sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Undo it; what was told of approvals is lost."""
    op.drop_column("approval_task", "reminded_at")
    execute("delete from notification where kind like 'APPROVAL%'")
    execute("delete from notification_preference where kind like 'APPROVAL%'")
    _allow_kinds(*KINDS)


def _allow_kinds(*kinds: str) -> None:
    named = ", ".join(f"'{kind}'" for kind in kinds)
    for table in ("notification", "notification_preference"):
        name = op.f(f"ck_{table}_notification_kind")
        op.drop_constraint(name, table, type_="check")
        op.create_check_constraint(name, table, f"kind in ({named})")
