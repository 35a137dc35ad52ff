"""Alembic's entry: runs revisions on the connection that `server.migration` hands over."""

import sqlalchemy as sa
from alembic import context

from models import Base


def run(connection: sa.Connection) -> None:
    """Run the command in the connection's transaction, one migration at a time on the whole server."""
    connection.execute(sa.text("select pg_advisory_xact_lock(hashtext('torso migrations'))"))
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        compare_type=True,
        compare_server_default=True,
    )
    context.run_migrations()


run(context.config.attributes["connection"])
