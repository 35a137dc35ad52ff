"""Migrations by command: a client of the schema that runs imports in its own process and follows them."""

from server.migrating.commands import FileImport, fetch_rejects, imports, migrate, migrate_file, take_back
from server.migrating.following import Progress, Report

__all__ = [
    "FileImport", "Progress", "Report", "fetch_rejects", "imports", "migrate", "migrate_file", "take_back",
]  # fmt: skip
