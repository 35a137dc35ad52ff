"""Registering operations: whoever builds a program says which documents it asks by, and later which it does not any more."""

from asyncio import sleep
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from auth.principal import PrincipalKind
from kernel.errors import DomainError, InputPath
from kernel.ids import uuid7
from services import locking
from services.platform.notification import TooManyAtOnce
from services.platform.oauth_client.fitness import require_in_use
from services.platform.oauth_client.life import OAUTH_CLIENT
from services.platform.persisted_operation.manifest import Listed, lookup_key, read_manifest
from services.platform.user_role import require_reach
from services.refusals import NotFound, SeveralRefusals
from services.work import Work

OPERATIONS_MAX: Final = 5_000
"""How many documents a program has registered at most."""
AT_ONCE_MAX: Final = 500
"""How many one request registers, or takes back."""

_KNOWN: Final = "select sha256, own_id from persisted_operation where client_id = $1"
_INSERT: Final = """
insert into persisted_operation (id, client_id, sha256, own_id, operation_names, document) values ($1, $2, $3, $4, $5, $6)
"""
_DELETE: Final = """
delete from persisted_operation where client_id = $1 and (sha256 = any($2) or own_id = any($2)) returning sha256, own_id
"""


@dataclass(eq=False)
class DocumentIdTaken(DomainError):
    """An id stands for one document for good; another text gets another id."""

    message = "{document_id} is the id of another document."
    document_id: str


@dataclass(frozen=True, slots=True)
class Registered:
    """What came of registering a manifest."""

    client: UUID
    added: int
    """How many documents are new; the others were registered before."""
    listed: int
    """How many the manifest has."""


async def operations_register(
    work: Work, client: UUID, manifest: object, path: InputPath = (), at_once_max: int | None = AT_ONCE_MAX
) -> Registered:
    """Register the documents of a manifest for a program: all of them, or none; what it had before stays.

    `path` is where the manifest and the program are named.

    Raises:
        ManifestUnfit, DocumentIdUnfit, TooManyAtOnce, NotFound, ClientArchived: as their names say.
        SeveralRefusals: documents are not valid (OperationUnfit), or have the ids of others (DocumentIdTaken).
    """
    at = (*path, "manifest")
    await _require_client(work, client, (*path, "clientId"))
    try:
        listed = read_manifest(manifest)
    except DomainError as refused:
        raise refused.under(*at) from None
    if at_once_max is not None and len(listed) > at_once_max:
        raise TooManyAtOnce(len(listed), at_once_max, path=at)
    rows = await work.raw.fetch(_KNOWN, client)
    known = {(row["sha256"], row["own_id"]) for row in rows}
    new = list({(each.sha256, each.own_id): each for each in listed}.values())
    new = [each for each in new if (each.sha256, each.own_id) not in known]
    if len(known) + len(new) > OPERATIONS_MAX:
        raise TooManyAtOnce(len(known) + len(new), OPERATIONS_MAX, path=at)
    taken = {row["own_id"] for row in rows if row["own_id"] is not None}
    names = await _names(work, new, taken, at)
    values = [
        (uuid7(), client, each.sha256, each.own_id, named, each.document)
        for each, named in zip(new, names, strict=True)
    ]
    await work.raw.executemany(_INSERT, values)
    return Registered(client, len(new), len(listed))


async def operations_unregister(
    work: Work, client: UUID, document_ids: Sequence[str], path: InputPath = ()
) -> tuple[UUID, int]:
    """Take documents back, so that a program asks by them no more; give its id, and how many they were.

    Raises:
        NotFound: one of them is not registered, or the program is none of theirs.
        TooManyAtOnce, ClientArchived: as their names say.
    """
    await _require_client(work, client, (*path, "clientId"))
    at = (*path, "documentIds")
    if len(document_ids) > AT_ONCE_MAX:
        raise TooManyAtOnce(len(document_ids), AT_ONCE_MAX, path=at)
    keys = [lookup_key(each) for each in document_ids]
    rows = await work.raw.fetch(_DELETE, client, keys)
    gone = {row["sha256"] for row in rows} | {row["own_id"] for row in rows}
    for place, key in enumerate(keys):
        if key not in gone:
            raise NotFound(path=(*at, place))
    return client, len(rows)


async def _require_client(work: Work, client: UUID, path: InputPath) -> None:
    """Keep a program from others who register for it, and check that whoever works here may: itself, or who reaches it."""
    found = (await locking.locked(work, OAUTH_CLIENT, [(client, path)]))[client]
    require_in_use(found, *path)
    principal = work.principal
    if principal is None or principal.kind is not PrincipalKind.CLIENT or principal.client_id != found["client_id"]:
        require_reach(work, found["company_id"], path)


async def _names(work: Work, new: Sequence[Listed], taken: set[str], path: InputPath) -> list[list[str]]:
    """Give the names of the operations of each document.

    Raises:
        SeveralRefusals: some of them cannot be registered.
    """
    assert work.documents is not None
    names: list[list[str]] = []
    refusals: list[DomainError] = []
    ids = set(taken)
    for each in new:
        try:
            if each.own_id in ids:
                raise DocumentIdTaken(each.own_id or "")
            names.append(list(work.documents.names(each.document)))
        except DomainError as refused:
            refusals.append(refused.under(*path, *each.path))
        if each.own_id is not None:
            ids.add(each.own_id)
        # Each takes milliseconds, in which others are answered.
        await sleep(0)
    if refusals:
        raise SeveralRefusals(refusals)
    return names
