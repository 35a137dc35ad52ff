"""`./torso schema`: what is promised, as files in the directory that frontends are built from."""

from collections.abc import Iterable, Mapping, Sequence
from difflib import unified_diff
from pathlib import Path
from typing import Annotated, Final

import orjson
import typer

from kernel.clock import SystemClock
from server.cli.output import working
from server.contract.contract import DEPRECATIONS, ERRORS, EVENTS, PERMISSIONS, SCHEMA
from server.errors import OperatorError
from server.settings import REPOSITORY
from services.platform.contract_history import Change, ChangeWeight

DIRECTORY = REPOSITORY / "frontend-contract"
RELEASED: Final = REPOSITORY / "frontend-contract" / "released"
CHANGELOG: Final = "CHANGELOG.md"
OPERATIONS: Final = "persisted-operations.json"


def schema(
    *,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; fail where a file differs.")] = False,
    documents: Annotated[
        Path | None, typer.Option(help="Fail where a stored document is not valid; from `./torso webhooks documents`.")
    ] = None,
    against: Annotated[
        Path | None, typer.Option(help="Fail where programs would break that build on the contract in this directory.")
    ] = None,
    usage: Annotated[Path | None, typer.Option(help="What is used; from `./torso usage`.")] = None,
    release: Annotated[
        bool, typer.Option("--release", help="Make this the contract that later ones are compared with.")
    ] = False,
) -> None:
    """Write what is promised to frontend-contract/, in alphabetical order, or check it, and whether it may be promised."""
    with working("Building the schema"):
        texts = contract()
    if documents is not None:
        require_documents(documents.read_bytes().splitlines())
    if against is not None:
        tell_changes(against if against.is_dir() else against.parent, texts, usage)
    if release:
        make_release(texts, usage)
        texts = contract()
    for name, text in texts.items():
        _write(name, text, check=check)


def contract() -> Mapping[str, str]:
    """Give the files of the contract as they have to be.

    Raises:
        OperatorError: of a root field nobody has said who may use it; something is deprecated without a day.
    """
    from planner.needs import undecided
    from resolvers.schema import build_schema, core_of
    from server.contract.changelog import changelog
    from server.contract.deprecations import ANNOUNCED, deprecations_document, deprecations_of, read_deprecations
    from server.contract.errors import errors_document
    from server.contract.events import events_document
    from server.contract.operations import operations_document
    from server.contract.release import changes_since, history_of
    from server.permissions import permissions_document, permissions_page

    built = build_schema()
    core = core_of(built)
    if open_fields := undecided(core):
        raise OperatorError(f"Nobody has said who may use {', '.join(open_fields)}: give `needs`, or PUBLIC.")
    known = DIRECTORY / DEPRECATIONS
    before = read_deprecations(orjson.loads(known.read_bytes()) if known.exists() else {})
    texts = {
        SCHEMA: built.as_str() + "\n",
        PERMISSIONS: permissions_document(core),
        "permissions.md": permissions_page(),
        ERRORS: errors_document(core),
        EVENTS: events_document(core),
        OPERATIONS: operations_document(DIRECTORY),
        DEPRECATIONS: deprecations_document(deprecations_of(core, before, SystemClock().now().date(), ANNOUNCED)),
    }
    texts[CHANGELOG] = changelog(changes_since(RELEASED, texts), history_of(RELEASED))
    return texts


def tell_changes(released: Path, texts: Mapping[str, str], usage: Path | None) -> None:
    """Say what has changed since a release.

    Raises:
        OperatorError: it would break programs.
    """
    from server.contract.release import require_kept
    from server.contract.use import read_usage

    used = None if usage is None else read_usage(usage.read_bytes())
    found = require_kept(released, texts, used, SystemClock().now().date())
    _tell(found, ChangeWeight.BREAKING, "gone after its day")
    _tell(found, ChangeWeight.DANGEROUS, "may surprise programs")
    typer.echo(f"{len(found)} changes since {released.name}, none of which breaks a program.")


def make_release(texts: Mapping[str, str], usage: Path | None) -> None:
    """Make these files the contract that later ones are compared with.

    Raises:
        OperatorError: they would break programs.
    """
    from server.contract.release import release
    from server.contract.use import read_usage

    used = None if usage is None else read_usage(usage.read_bytes())
    release(RELEASED, texts, used, SystemClock().now().date())


def _tell(found: Sequence[Change], weight: ChangeWeight, what: str) -> None:
    for change in found:
        if change.weight is weight:
            typer.echo(f"{what}: {change.description}")


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
