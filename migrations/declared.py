"""What the models declare besides tables: functions, triggers and rights, brought into revisions and into bare databases."""

import sqlalchemy as sa

from models import Base, ddl_after_tables, ddl_before_tables

APPLICATION_ROLE = "torso_app"


def create_all(connection: sa.Connection) -> None:
    """Make everything straight from the models, as a database has it that never saw a migration."""
    for statement in ddl_before_tables():
        connection.exec_driver_sql(statement)
    Base.metadata.create_all(connection)
    for statement in ddl_after_tables(APPLICATION_ROLE):
        connection.exec_driver_sql(statement)
