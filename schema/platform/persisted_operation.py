"""Operations that programs have registered, as clients see and register them."""

import datetime as dt

import sqlalchemy as sa
import strawberry

import models
from planner.entity import entity
from planner.fields import column, computed, one
from schema import names
from schema.base import Record
from schema.scalars import Json
from services.platform.persisted_operation.manifest import SHA256

READ = "platform.persisted_operation:read"
WRITE = "platform.persisted_operation:write"


@entity(models.PersistedOperation, needs=READ, order="-id")
class PersistedOperation(Record):
    """A document that a program has registered, by whose id it asks without sending it. It never changes."""

    client: names.OAuthClient | None = one("The program.", "client_id", filters=True)
    document_id: str = computed(
        "What the program sends as `documentId`: the SHA-256 of the document in UTF-8, such as sha256:71f7dc….",
        lambda operation: sa.func.concat(SHA256, operation.sha256),
    )
    own_id: str | None = column(
        "What the program's build calls it, by which it may be asked for as well; null where that is the SHA-256."
    )
    operation_names: list[str] = column("The names of the operations in it; one without a name is not among them.")
    document: str = column("The document, letter by letter as it was registered.")
    recorded_at: dt.datetime = column("When it was registered.")


@strawberry.input(description="The operations of a program, as its build lists them.")
class PersistedOperationsRegisterInput:
    """The operations of a program, as its build lists them."""

    client_id: strawberry.ID = strawberry.field(description="The program.")
    manifest: Json = strawberry.field(
        description="The file that the build writes, as it is: of Apollo's generate-persisted-query-manifest, of Relay's "
        "compiler (`persistConfig`), or of graphql-codegen's client preset (`persistedDocuments`). At most 500 documents."
    )


@strawberry.input(description="Operations by which a program asks no more.")
class PersistedOperationsUnregisterInput:
    """Operations by which a program asks no more."""

    client_id: strawberry.ID = strawberry.field(description="The program.")
    document_ids: list[str] = strawberry.field(
        description="Which: sha256: and the SHA-256, or the build's own ids. At most 500."
    )
