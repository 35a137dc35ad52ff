"""The revisions of the tables that this version knows; each version works on the tables of the next."""

from pathlib import Path
from typing import Final

from alembic.script import ScriptDirectory

SCRIPTS: Final = Path(__file__).resolve().parent.parent / "migrations"


def newest_revision() -> str | None:
    """Tell the newest revision."""
    return ScriptDirectory(str(SCRIPTS)).get_current_head()


def is_newer(revision: str | None) -> bool:
    """Tell whether a newer version has made a revision; they are numbers of the same length."""
    newest = newest_revision()
    return revision is not None and newest is not None and revision > newest
