"""Backing up a database into one file, and putting it back, all or nothing.

The file is PostgreSQL's own custom format. Owners and rights of other servers are not carried over: whoever restores is the
owner, and the application's role has the rights that the file grants it by name.
"""

import shutil
import tempfile
from pathlib import Path

from server.postgres.programs import client, program, run

# Restored into the schema as it is made anew, so that nothing of the database before remains among it.
EMPTY_SCHEMA = b"""set lock_timeout = '10s';
drop schema public cascade;
drop schema if exists queue cascade;
drop schema if exists wall cascade;
drop schema if exists events cascade;
create schema public;
"""
# These name the owner of the server that the backup was made on; `upgrade` gives them anew.
NOT_RESTORED = ("DEFAULT ACL", "ACL - SCHEMA public", "SCHEMA - public", "COMMENT - SCHEMA")


def backup(url: str, file: Path) -> None:
    """Write a consistent backup of the database to `file`, which appears when it is complete; its owner alone can read it."""
    being_made = file.with_name(f".{file.name}.being-made")
    try:
        being_made.touch(mode=0o600)
        run(client("pg_dump", url), "--format=custom", "--no-owner", f"--file={being_made}", f"--dbname={url}")
        being_made.replace(file)
    finally:
        being_made.unlink(missing_ok=True)


def restore(url: str, file: Path) -> None:
    """Replace everything in the database by what is in `file`, in one transaction."""
    with tempfile.TemporaryDirectory() as directory:
        wanted = Path(directory) / "wanted"
        wanted.write_text(_wanted(run(program("pg_restore"), "--list", file)))
        script = Path(directory) / "script.sql"
        run(program("pg_restore"), "--no-owner", f"--use-list={wanted}", f"--file={script}", file)
        whole = Path(directory) / "whole.sql"
        with whole.open("wb") as target, script.open("rb") as source:
            target.write(EMPTY_SCHEMA)
            shutil.copyfileobj(source, target)
        run(
            client("psql", url),
            "-qX",
            "--single-transaction",
            "--set=ON_ERROR_STOP=1",
            f"--file={whole}",
            f"--dbname={url}",
        )


def _wanted(contents: str) -> str:
    lines = contents.splitlines(keepends=True)
    return "".join(line for line in lines if not any(kind in line for kind in NOT_RESTORED))
