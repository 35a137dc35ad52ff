"""`./torso import`: a company from another system, with a report of every row."""

from pathlib import Path
from typing import Annotated

import typer

from server.cli.imports import bring_history
from server.errors import OperatorError


def import_(
    source: Annotated[str, typer.Argument(help="The system that it comes from, such as adventureworks.")],
    path: Annotated[Path, typer.Argument(exists=True, file_okay=False, help="The folder with its files.")],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Do everything, tell the same, and keep nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole report as JSON.")] = False,
) -> None:
    """Bring a company in from another system; what came in before stays as it is."""
    from services.migration.histories import HISTORIES

    system = source.replace("_", "-")
    if system not in HISTORIES:
        raise OperatorError(f"There is no import from {source}: choose {', '.join(HISTORIES)}.")
    bring_history(system, path, dry_run=dry_run, as_json=as_json)
