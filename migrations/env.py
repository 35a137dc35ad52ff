"""Alembic's entry: runs revisions on the connection that `server.migration` hands over."""

import warnings

import sqlalchemy as sa
from alembic import context

from migrations.describe import describe
from models import Base

# Alembic compares the text of computed columns, which PostgreSQL writes in its own way; `migrations.catalogue` really compares.
warnings.filterwarnings("ignore", "Computed default on .* cannot be modified")


def run(connection: sa.Connection) -> None:
    """Run the command in the connection's transaction, one migration at a time on the whole server."""
    connection.execute(sa.text("select pg_advisory_xact_lock(hashtext('torso migrations'))"))
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        compare_type=True,
        compare_server_default=True,
        process_revision_directives=describe,
    )
    context.run_migrations()


run(context.config.attributes["connection"])
