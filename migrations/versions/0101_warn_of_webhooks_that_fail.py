"""Warn of webhooks that fail.

Revision 0101, after 0100.
"""

import sqlalchemy as sa
from alembic import op

_KINDS = (
    "JOB_FINISHED", "JOB_FAILED", "ATTACHMENT_SHARED", "APPROVAL_WANTED", "APPROVAL_REMINDER", "APPROVAL_GIVEN",
    "APPROVAL_REFUSED", "APPROVAL_EXPIRED", "PASSWORD_CHANGED", "PASSKEY_ADDED", "FACTORS_RESET", "BROWSER_NEW",
)  # fmt: skip
_NEW_KINDS = ("WEBHOOK_HELD", "WEBHOOK_BROKEN", "WEBHOOK_DEAD")

revision: str = "0101"
down_revision: str | None = "0100"


def upgrade() -> None:
    """Warn of webhooks that fail."""
    op.add_column("webhook_progress", sa.Column("held_told_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("webhook_progress", sa.Column("dead_told_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "webhook_progress", sa.Column("delivered_count", sa.BigInteger(), server_default=sa.text("0"), nullable=False)
    )
    op.add_column(
        "webhook_progress", sa.Column("failed_count", sa.BigInteger(), server_default=sa.text("0"), nullable=False)
    )
    op.add_column(
        "webhook_progress", sa.Column("dead_count", sa.BigInteger(), server_default=sa.text("0"), nullable=False)
    )
    _allow_kinds(*_KINDS, *_NEW_KINDS)


def downgrade() -> None:
    """Undo it."""
    # What could not be told before is forgotten.
    for table in (sa.table("notification", sa.column("kind")), sa.table("notification_preference", sa.column("kind"))):
        op.execute(table.delete().where(table.c.kind.in_(_NEW_KINDS)))
    _allow_kinds(*_KINDS)
    op.drop_column("webhook_progress", "dead_count")
    op.drop_column("webhook_progress", "failed_count")
    op.drop_column("webhook_progress", "delivered_count")
    op.drop_column("webhook_progress", "dead_told_at")
    op.drop_column("webhook_progress", "held_told_at")


def _allow_kinds(*kinds: str) -> None:
    named = ", ".join(f"'{kind}'" for kind in kinds)
    for table in ("notification", "notification_preference"):
        name = op.f(f"ck_{table}_notification_kind")
        op.drop_constraint(name, table, type_="check")
        op.create_check_constraint(name, table, f"kind in ({named})")
