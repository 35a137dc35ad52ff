"""Bulk operations as clients see and ask for them."""

import datetime as dt

import strawberry

import models
from models import BulkErrorPolicy, BulkOperationKind, BulkOperationState
from planner.entity import entity
from planner.fields import column, completed, one
from schema import names
from schema.base import Record
from schema.enums import described
from schema.scalars import Json

READ = "platform.bulk:read"
QUERY = "platform.bulk:query"
MUTATE = "platform.bulk:mutate"

described(
    BulkOperationKind,
    "Whether a bulk operation reads or writes.",
    {
        BulkOperationKind.QUERY: "It writes everything that a query finds into a file.",
        BulkOperationKind.MUTATION: "It does a mutation for each line of a file.",
    },
)
described(
    BulkOperationState,
    "How far a bulk operation is.",
    {
        BulkOperationState.QUEUED: "It waits for its turn.",
        BulkOperationState.RUNNING: "It is being done.",
        BulkOperationState.COMPLETED: "It is done, and its file can be fetched for a day.",
        BulkOperationState.FAILED: "It came to its end before it was done; the error says why. Of a query there is no file then; of a "
        "mutation it tells of the lines that were done.",
        BulkOperationState.CANCELED: "It was called off. Of a query there is no file then; of a mutation it tells of the lines that "
        "were done.",
    },
)
described(
    BulkErrorPolicy,
    "What becomes of the other lines where some are refused.",
    {
        BulkErrorPolicy.REJECT_ALL: "None is done: all lines are one transaction, of at most 1,000.",
        BulkErrorPolicy.REJECT_FAILED: "Those are done that nothing is wrong with, each in a transaction of its own; at most 100,000.",
    },
)


@entity(models.BulkOperation, needs=READ, order="-id")
class BulkOperation(Record):
    """A document that is run in the background for very many rows, with a file of JSON Lines for the answer.

    Everybody sees their own.
    """

    kind: BulkOperationKind = column("Whether it reads or writes.")
    state: BulkOperationState = column("How far it is.", filters=True)
    document: str = column("What is asked for or done.")
    operation_name: str | None = column("Which operation of the document; null where it has only one.")
    variables: Json | None = column("What it is asked with; null where lines of a file have it.")
    error_policy: BulkErrorPolicy | None = column(
        "What becomes of the other lines where some are refused; null where it reads."
    )
    row_count: int = column("How many lines were written so far; in the end, how many the file has.")
    failed_count: int = column("How many of these lines were refused, known in the end; 0 where it reads.")
    page_count: int = column("How many pages were read for them; 0 where it writes.")
    page_cost: int = column(
        "What a page costs, as `extensions.cost` tells it of an operation; no allowance is used up by it; 0 where it writes."
    )
    size_bytes: int | None = column("How many bytes the file has; null before it is done.")
    sha256: str | None = column("The SHA-256 of the file, in hexadecimal; null before it is done.")
    download_url: str | None = completed(
        "Where to fetch the file, for five minutes, without a token. It is null before it is done, where nothing was found, and "
        "a day after, when the file is forgotten.",
        "download_urls",
        "file_id",
    )
    error_code: str | None = column("Why it failed, as a word for programs; null where it did not.")
    error_message: str | None = column("Why it failed, as a sentence; null where it did not.")
    requested_by: str = column("The user who asked for it, or the client where no user was behind it.")
    job: names.Job | None = one(
        "The work in the background, whose progress `jobProgress` tells; null when it is forgotten, 30 days after.",
        "job_id",
    )
    snapshot_at: dt.datetime | None = column(
        "The moment at which everything was as the file has it; null before it is read, and where it writes."
    )
    started_at: dt.datetime | None = column("When it was begun, the last time that it was; null before.")
    finished_at: dt.datetime | None = column("When it came to its end; null before.")


@strawberry.input(description="A query that is asked for in bulk.")
class BulkQueryRunInput:
    """A query that is asked for in bulk."""

    document: str = strawberry.field(
        description="A query with one list of pages at its root, without `first` and `after`, of which it selects the nodes: "
        "`{ parties { nodes { id name } } }`. Lists within have their `first` as always; one that turns out to be longer ends it "
        "with BULK_LIST_TOO_LONG, unless the document selects its `pageInfo { hasNextPage }`."
    )
    operation_name: str | None = strawberry.field(
        description="Which operation of the document, where it has several.", default=strawberry.UNSET
    )
    variables: Json | None = strawberry.field(
        description="What it is asked with: an object, as it is sent beside a document.", default=strawberry.UNSET
    )


@strawberry.input(description="A mutation that is done for each line of a file.")
class BulkMutationRunInput:
    """A mutation that is done for each line of a file."""

    document: str = strawberry.field(
        description="A mutation with variables, which selects the `errors { code }` of its payload. Each line has an idempotency key "
        "of its own; where the mutation needs one, the document gives it a variable: `idempotencyKey: $key`."
    )
    operation_name: str | None = strawberry.field(
        description="Which operation of the document, where it has several.", default=strawberry.UNSET
    )
    file_id: strawberry.ID = strawberry.field(
        description="A file of the type application/x-ndjson that was announced by `fileUploadRequest` and sent: on each line an "
        "object with the variables of one mutation."
    )
    error_policy: BulkErrorPolicy = strawberry.field(
        description="What becomes of the other lines where some are refused.", default=BulkErrorPolicy.REJECT_FAILED
    )
