"""Filling a database that has its tables with what comes with Torso: currencies, countries, units, standard roles."""

import asyncpg

from server.database import Database
from services.platform import reference


async def bring_reference_data(database: Database) -> None:
    """Bring the reference data up to date, as the application's role; the tables are at the newest revision."""
    connection = await asyncpg.connect(database.app_url)
    try:
        await reference.ensure(connection)
    finally:
        await connection.close()
