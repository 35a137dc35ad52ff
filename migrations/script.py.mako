<%
def plain(code):
    lines = (line for line in (code or "pass").splitlines() if "### " not in line)
    return "\n".join(line.rstrip() for line in lines).strip()
%>"""${message}.

Revision ${up_revision}${f", after {down_revision}" if down_revision else ""}.
"""

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}

from migrations.statement import execute

revision: str = "${up_revision}"
down_revision: str | None = ${f'"{down_revision}"' if down_revision else None}


def upgrade() -> None:
    """${message}."""
    ${plain(upgrades)}


def downgrade() -> None:
    """Undo it."""
    ${plain(downgrades)}
