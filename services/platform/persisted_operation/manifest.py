"""Manifests: the files in which the build of a program lists its documents, each by an id, as the usual tools write them.

Apollo's `generate-persisted-query-manifest` writes a list with format and version; Relay's compiler and the client preset of
graphql-codegen write an object with a document for each id.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final, cast

from kernel.errors import DomainError, InputPath, echo

APOLLO: Final = "apollo-persisted-query-manifest"
SHA256: Final = "sha256:"
"""What stands before the SHA-256 of a document where it is its id (GraphQL over HTTP, appendix on persisted documents)."""
ID_LENGTH_MAX: Final = 200
_ID: Final = re.compile(rf"[A-Za-z0-9._~:-]{{1,{ID_LENGTH_MAX}}}")
_HASH: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(eq=False)
class ManifestUnfit(DomainError):
    """A manifest is one of Apollo, of Relay, or of graphql-codegen: documents, each by its id."""

    message = "This is no manifest of operations: {problem}"
    problem: str


@dataclass(eq=False)
class DocumentIdUnfit(DomainError):
    """An id is made of letters, digits and -._~: and what is written as a SHA-256 is that of the document."""

    message = "{document_id} cannot be the id of this document: {problem}"
    document_id: str
    problem: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A document in a manifest."""

    document: str
    sha256: str
    own_id: str | None
    """What the program calls it, where that is not its SHA-256."""
    path: InputPath
    """Where it stands in the manifest."""


def read_manifest(manifest: object) -> list[Listed]:
    """Read the documents of a manifest.

    Raises:
        ManifestUnfit: it has another form.
        DocumentIdUnfit: an id cannot be that of its document.
    """
    if not isinstance(manifest, Mapping):
        raise ManifestUnfit("it is not an object.")
    return [_listed(*each) for each in _entries(cast("Mapping[str, Any]", manifest))]


def lookup_key(document_id: str) -> str:
    """Give what a document is found by: its SHA-256 without what stands before it, or the id of the program's own."""
    is_hash = document_id.startswith(SHA256)
    return document_id.removeprefix(SHA256).lower() if is_hash else document_id


def is_document_id(text: str) -> bool:
    """Tell whether a text is written as the id of a document."""
    return _ID.fullmatch(text) is not None


def _entries(manifest: Mapping[str, Any]) -> Iterator[tuple[str, str, InputPath]]:
    if "operations" not in manifest and "format" not in manifest:
        for id_, document in manifest.items():
            yield id_, _text(document, (id_,)), (id_,)
        return
    operations = manifest.get("operations")
    if (manifest.get("format"), manifest.get("version")) != (APOLLO, 1) or not isinstance(operations, list):
        raise ManifestUnfit(f"its format is not {APOLLO} of version 1.")
    for place, operation in enumerate(cast("list[Any]", operations)):
        path = ("operations", place)
        said = cast("dict[str, Any]", operation) if isinstance(operation, dict) else {}
        yield _text(said.get("id"), (*path, "id")), _text(said.get("body"), (*path, "body")), path


def _listed(id_: str, document: str, path: InputPath) -> Listed:
    if not is_document_id(id_):
        raise DocumentIdUnfit(echo(id_), "it has other characters, or too many.", path=path)
    hash_ = sha256(document.encode()).hexdigest()
    key = lookup_key(id_)
    looks_like_hash = _HASH.fullmatch(key) is not None or id_.startswith(SHA256)
    if looks_like_hash and key != hash_:
        raise DocumentIdUnfit(echo(id_), f"its SHA-256 is {hash_}.", path=path)
    return Listed(document, hash_, None if looks_like_hash else id_, path)


def _text(value: object, path: InputPath) -> str:
    if not isinstance(value, str) or not value:
        raise ManifestUnfit("a document or an id is not text.", path=path)
    return value
