"""Have programs prove themselves by what they sign.

Revision 0097, after 0096.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0097"
down_revision: str | None = "0096"

_CHECK = "ck_oauth_client_public_keys_fit_kind"


def upgrade() -> None:
    """Have programs prove themselves by what they sign."""
    op.add_column("oauth_client", sa.Column("public_keys", sa.Text(collation="C"), nullable=True))
    op.create_check_constraint(op.f(_CHECK), "oauth_client", "kind = 'CONFIDENTIAL' or public_keys is null")


def downgrade() -> None:
    """Undo it."""
    op.drop_constraint(op.f(_CHECK), "oauth_client", type_="check")
    op.drop_column("oauth_client", "public_keys")
