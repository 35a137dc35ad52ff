"""What the models declare, all of it: tables, and the functions, triggers and rights around them."""

import sqlalchemy as sa

from migrations import catalogue
from migrations.catalogue import Catalogue
from models import Base, ddl_after_tables, ddl_before_tables

APPLICATION_ROLE = "torso_app"

EMPTY_SCHEMA = f"""
drop schema public cascade;
create schema public;
grant usage on schema public to {APPLICATION_ROLE};
alter default privileges in schema public grant select, insert, update, delete on tables to {APPLICATION_ROLE};
alter default privileges in schema public grant usage, select on sequences to {APPLICATION_ROLE};
"""


def create_all(connection: sa.Connection) -> None:
    """Make everything straight from the models, as a database has it that never saw a migration."""
    for statement in ddl_before_tables():
        connection.exec_driver_sql(statement)
    Base.metadata.create_all(connection)
    for statement in ddl_after_tables(APPLICATION_ROLE):
        connection.exec_driver_sql(statement)


def declared(connection: sa.Connection) -> Catalogue:
    """Give the catalogue that the models declare, by making everything and taking it back."""
    with connection.begin_nested() as trial:
        for statement in EMPTY_SCHEMA.strip().split(";\n"):
            connection.exec_driver_sql(statement)
        create_all(connection)
        result = catalogue.read(connection)
        trial.rollback()
    return result
