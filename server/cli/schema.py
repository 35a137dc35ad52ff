"""`./torso schema`: the schema and the permissions as text, in the directory that frontends are built from."""

from collections.abc import Iterable, Mapping
from difflib import unified_diff
from pathlib import Path
from typing import Annotated

import orjson
import typer

from server.cli.output import working
from server.errors import OperatorError
from server.settings import REPOSITORY

DIRECTORY = REPOSITORY / "frontend-contract"
SCHEMA = "schema.graphql"


def schema(
    *,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; fail where a file differs.")] = False,
    documents: Annotated[
        Path | None, typer.Option(help="Fail where a stored document is not valid; from `./torso webhooks documents`.")
    ] = None,
) -> None:
    """Write the schema and the permissions to frontend-contract/, in alphabetical order, or check what is there."""
    with working("Building the schema"):
        texts = contract()
    if documents is not None:
        require_documents(documents.read_bytes().splitlines())
    for name, text in texts.items():
        _write(name, text, check=check)


def contract() -> Mapping[str, str]:
    """Give the files of the contract as they have to be.

    Raises:
        OperatorError: of a root field nobody has said who may use it.
    """
    from planner.needs import undecided
    from resolvers.schema import build_schema, core_of
    from server.permissions import permissions_document, permissions_page

    built = build_schema()
    core = core_of(built)
    if open_fields := undecided(core):
        raise OperatorError(f"Nobody has said who may use {', '.join(open_fields)}: give `needs`, or PUBLIC.")
    text = built.as_str() + "\n"
    return {SCHEMA: text, "permissions.json": permissions_document(core), "permissions.md": permissions_page()}


def require_documents(lines: Iterable[bytes]) -> None:
    """Check that documents which programs have stored are valid in this schema, so that it breaks none of them.

    Raises:
        OperatorError: some are not.
    """
    from planner.answer import Planner
    from server.edge import the_core
    from server.graphql.documents import Documents
    from server.webhooks.shapes import SubscriptionShapes
    from services.platform.webhook.shape import Wanted, WebhookDocumentUnfit

    core, broken = the_core(), list[str]()
    shapes = SubscriptionShapes(core, Documents(core), Planner(core, cursor_secret=b""))
    for line in lines:
        said = orjson.loads(line)
        try:
            shapes.topics(Wanted(said["document"], said["operation_name"], said["variables"]))
        except WebhookDocumentUnfit as unfit:
            broken.append(f"{said['name']} ({said['endpoint']}): {unfit.problem}")
    if broken:
        raise OperatorError("Webhooks would break:\n" + "\n".join(broken))


def schema_text() -> str:
    """Give the schema as its file has it."""
    from resolvers.schema import build_schema

    return build_schema().as_str() + "\n"


def _write(name: str, text: str, *, check: bool) -> None:
    path = DIRECTORY / name
    written = path.read_text(encoding="utf-8") if path.exists() else ""
    if check and written != text:
        raise OperatorError(f"{_changes(written, text)}\n{name} has changed: run ./torso schema and commit the file.")
    if not check:
        path.write_text(text, encoding="utf-8")
    typer.echo(f"{name} is {'up to date' if written == text else 'written'}.")


def _changes(written: str, text: str) -> str:
    lines = unified_diff(written.splitlines(), text.splitlines(), "in the file", "as it is", lineterm="", n=1)
    return "\n".join(lines)
