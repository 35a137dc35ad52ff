"""`./torso schema`: the schema as text, in the directory that frontends are built from."""

from difflib import unified_diff
from typing import Annotated

import typer

from server.cli.output import working
from server.errors import OperatorError
from server.settings import REPOSITORY

CONTRACT = REPOSITORY / "frontend-contract" / "schema.graphql"


def schema(
    *, check: Annotated[bool, typer.Option("--check", help="Write nothing; fail where the file differs.")] = False
) -> None:
    """Write the schema to frontend-contract/schema.graphql, with its directives, in alphabetical order."""
    with working("Building the schema"):
        text = schema_text()
    written = CONTRACT.read_text(encoding="utf-8") if CONTRACT.exists() else ""
    if check and written != text:
        raise OperatorError(
            f"{_changes(written, text)}\nThe schema has changed: run ./torso schema and commit the file."
        )
    if not check:
        CONTRACT.write_text(text, encoding="utf-8")
    typer.echo(f"{CONTRACT.name} is {'up to date' if written == text else 'written'}.")


def schema_text() -> str:
    """Give the schema as the file has it."""
    from resolvers.schema import build_schema

    return build_schema().as_str() + "\n"


def _changes(written: str, text: str) -> str:
    return "\n".join(unified_diff(written.splitlines(), text.splitlines(), "in the file", "as it is", lineterm="", n=1))
