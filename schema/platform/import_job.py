"""Imports as clients see them: what they are about, how far they are, and what became of every row."""

import datetime as dt
from decimal import Decimal
from enum import StrEnum

import sqlalchemy as sa
import strawberry

import models
from models import ImportFate, ImportJobState
from planner.entity import entity
from planner.fields import column, completed, computed, document, held, one, reference
from planner.lists import pages
from schema import names
from schema.base import Connection, Node, Record
from schema.enums import described
from schema.platform.external_system import READ
from schema.platform.import_format import ImportFormatInput
from schema.scalars import Json
from schema.transitions import available_transitions
from services.migration.engine.job import LIFE


class ImportJobTransition(StrEnum):
    """The steps that people ask for; the others follow from these."""

    MAP = "MAP"
    VALIDATE = "VALIDATE"
    RUN = "RUN"
    REVERT = "REVERT"


described(
    ImportJobState,
    "How far an import is.",
    {
        ImportJobState.DRAFT: "Its source is here; nobody has said yet what its columns become.",
        ImportJobState.MAPPED: "It is said what the columns become.",
        ImportJobState.VALIDATED: "It was tried: the report says what would come of it, and nothing was written.",
        ImportJobState.RUNNING: "It is being brought in, or waits to go on.",
        ImportJobState.COMPLETED: "Everything came in, or was held back by a rule.",
        ImportJobState.PARTIAL: "It came in but for the rows that were rejected.",
        ImportJobState.FAILED: "It did not come in, or does not add up; what is there of it can be taken back.",
        ImportJobState.REVERTED: "It was taken back.",
    },
)
described(
    ImportFate,
    "What became of a row of the source; every row has exactly one fate.",
    {
        ImportFate.IMPORTED: "It came in.",
        ImportFate.MERGED: "It means something that is here already, by the rule for duplicates.",
        ImportFate.UNCHANGED: "It came in before, as it is.",
        ImportFate.REJECTED: "It could not come in; its code and reason say why.",
        ImportFate.HELD_BACK: "Nothing is wrong with it, and there is no place for it, or somebody has to decide.",
    },
)
described(
    ImportJobTransition,
    "What can be asked for next.",
    {
        ImportJobTransition.MAP: "Say what the columns become: `importJobMap`.",
        ImportJobTransition.VALIDATE: "Try it: `importJobValidate`.",
        ImportJobTransition.RUN: "Bring it in, or go on with it: `importJobRun`.",
        ImportJobTransition.REVERT: "Take it back: `importJobRevert`.",
    },
)


@strawberry.type(description="A number of rows, and what they add up to.")
class ImportTally:
    """A number of rows, and what they add up to."""

    rows: int = held("How many rows.")
    amount: Decimal = held("What their amounts add up to in the source, with all its digits; 0 where it has none.")


@strawberry.type(description="The rows with one fate.")
class ImportFateTally:
    """The rows with one fate."""

    fate: ImportFate = held("What became of them.")
    rows: int = held("How many rows.")
    amount: Decimal = held("What their amounts add up to in the source, with all its digits; 0 where it has none.")


@strawberry.type(description="The rows that stayed outside for one reason.")
class ImportReason:
    """The rows that stayed outside for one reason."""

    fate: ImportFate = held("What became of them.")
    code: str = held("Why, as a word for programs.")
    example: str = held("Why, as a sentence about one of them.")
    rows: int = held("How many rows.")
    amount: Decimal = held("What their amounts add up to in the source, with all its digits; 0 where it has none.")


@strawberry.type(description="The rows of a source under a rule of its own; a row may be under several, or none.")
class ImportFigure:
    """The rows of a source under a rule of its own."""

    code: str = held("The rule, as a word for programs.")
    says: str = held("The rule, as a sentence.")
    rows: int = held("How many rows.")
    amount: Decimal = held("What their amounts add up to in the source, with all its digits; 0 where it has none.")


@strawberry.type(description="A sum that has to be the same in the source and here.")
class ImportSum:
    """A sum that has to be the same in the source and here."""

    name: str = held("What is added up.")
    source: Decimal = held("What it comes to in the source, over all rows that are readable.")
    left_out: Decimal = held("Of that, what did not come in.")
    rounding: Decimal = held("What rounding to the digits of the currency has added.")
    stored: Decimal = held("What is stored of the rest, whether it came in now or before.")
    through_the_schema: Decimal = held("What the schema shows of the whole company.")
    holds: bool = held("Whether the schema shows exactly what came in, on top of what was there before.")


@strawberry.type(description="How many of one type an import has made.")
class ImportEntityCount:
    """How many of one type an import has made."""

    entity_type: str = held("The name of the type, such as Party.")
    count: int = held("How many.")


@strawberry.type(description="How many values were put into another form by one rule.")
class ImportFormCount:
    """How many values were put into another form by one rule."""

    rule: str = held("Which rule, and where it is for one field, which field.")
    count: int = held("How many values.")


@strawberry.type(
    description="What an import came to, or would come to: every row counted once, and all amounts accounted for."
)
class ImportReport:
    """What an import came to, or would come to."""

    source: ImportTally = held("All rows of the source.")
    fates: list[ImportFateTally] = held("What became of them: each fate once, also where no row has it.")
    reasons: list[ImportReason] = held("Why rows stayed outside, the most frequent reason first.")
    figures: list[ImportFigure] = held("What rows come to by rules of the source; empty where it has none.")
    sums: list[ImportSum] = held("Sums that have to agree; empty where the source has none of its own.")
    entities: list[ImportEntityCount] = held("What was made, by type.")
    rounding: Decimal = held("What rounding to the digits of the currency has added to what came in.")
    through_the_schema: Decimal = held("What the schema shows of it: what came in, and the rounding.")
    put_into_form: list[ImportFormCount] = held("How many values were put into another form, by rule.")
    holds: bool = held("Whether every row is counted once, all amounts add up, and rounding explains the rest.")


@strawberry.type(description="A value that was put into another form.")
class ImportChange:
    """A value that was put into another form."""

    field: str = held("The field of the target.", at=0)
    before: str = held("What the source says.", at=1)
    after: str = held("What it became.", at=2)
    rule: str = held("By which rule.", at=3)


@entity(models.ImportJob, needs=READ, order="-id")
class ImportJob(Record):
    """One import of one source: what is read, what it becomes, how far it is and what came of it."""

    company: names.Company | None = one(
        "The company that it goes into; null while it has not founded its company yet, and after that was taken back.",
        "company_id",
        filters=True,
    )
    state: ImportJobState = column("How far it is.", filters=True, groups=True)
    available_transitions: list[ImportJobTransition] = available_transitions(
        "What the viewer may ask for next.", LIFE, tuple(ImportJobTransition)
    )
    system: str = column("The system that it comes from, as external references name it.", filters=True)
    target: str = column("What rows become: the name of an import target, or `history`.")
    mapping: names.ImportMapping | None = one(
        "What the columns become; null before that is said, and for history, which needs none.",
        "mapping_id",
        filters=True,
    )
    source_name: str = column("The name of the file, or of the folder that was packed.")
    source_sha256: str = column("The SHA-256 of what is read and how, in hexadecimal; the same source has the same.")
    format: Json | None = computed(
        "How the file is written, as it was stated; null for history.", lambda job: job.options.op("->")("format")
    )
    columns: list[str] | None = computed(
        "The columns that the source has, in its order; null for history.", lambda job: job.options.op("->")("columns")
    )
    lets_likely_duplicates_in: bool = computed(
        "Whether what is likely a duplicate comes in; otherwise it is held back.",
        lambda job: sa.func.coalesce(job.options.op("->>")("let_in"), "false"),
    )
    rows_read: int = column("How many rows of the source are settled.")
    report: ImportReport | None = document(
        "What it came to, or where it was only tried, would come to; null before either.", "report"
    )
    rows: Connection[names.ImportRow] | None = pages("What became of each row.", names.ImportRow, "job_id")
    rejects_url: str | None = completed(
        "Where to fetch the rows that were rejected, for five minutes, without a token: CSV with the columns of the source, "
        "then `_part`, `_row`, `_code` and `_reason`. Corrected, it is a source for the same mapping. It is null where no row was.",
        "download_urls",
        "rejects_file_id",
    )
    job: names.Job | None = one(
        "The work in the background that was asked for last; null before any was, 30 days after, and where it is "
        "somebody else's that the viewer may not see.",
        "job_id",
    )
    requested_by: str = column("The user who made it, or the client where no user was behind it.")
    started_at: dt.datetime | None = column("When it began to come in; null before that.")
    finished_at: dt.datetime | None = column("When it came to its end; null before that.")


@entity(models.ImportRow, needs=READ, order="part number", within="job_id")
class ImportRow(Node):
    """What became of one row of a source."""

    import_job: names.ImportJob | None = one("The import.", "job_id", filters=True)
    part: str = column("The file or sheet that it stands in.")
    number: int = column("Its number there, from 1 on; the row with the names of the columns is not counted.")
    fate: ImportFate = column("What became of it.", filters=True)
    entity: Node | None = reference(
        "What it became, or was merged into; null where it stayed outside, where that is gone, or may not be seen.",
        "entity_type",
        "entity_id",
    )
    code: str | None = column("Why it stayed outside, as a word for programs; null where it came in.")
    reason: str | None = column("Why it stayed outside, as a sentence; null where it came in.")
    values: Json | None = column("The row as it was read, by column; null where it came in.")
    changes: list[ImportChange] | None = document(
        "The values that were put into another form; null where none were.", "changes"
    )
    amount: Decimal | None = column(
        "The figure by which rows are added up, as the source has it; null where it has none."
    )


@strawberry.input(description="A source to import.")
class ImportJobCreateInput:
    """A source to import."""

    id: strawberry.ID | None = strawberry.field(description="Its id, if you choose it.", default=strawberry.UNSET)
    file_id: strawberry.ID = strawberry.field(
        description="The file, after it has been sent; for history a ZIP of the folder with its files."
    )
    system: str = strawberry.field(description="The system that it comes from, as external references shall name it.")
    target: str = strawberry.field(description="What rows become: the name of an import target, or `history`.")
    company_id: strawberry.ID | None = strawberry.field(
        description="The company that rows come into; left out for history that founds its company.",
        default=strawberry.UNSET,
    )
    format: ImportFormatInput | None = strawberry.field(
        description="How the file is written; delimited by commas when left out. Not for history.",
        default=strawberry.UNSET,
    )
    let_likely_duplicates_in: bool = strawberry.field(
        description="Whether what is likely a duplicate comes in instead of being held back.", default=False
    )
