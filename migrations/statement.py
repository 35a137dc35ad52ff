"""How revisions run what Alembic has no operation for."""

from textwrap import dedent

from alembic import op


def execute(statement: str) -> None:
    """Run one SQL statement as it is written; a colon in it is no parameter, as it would be in `op.execute`."""
    op.get_bind().exec_driver_sql(dedent(statement).strip())
