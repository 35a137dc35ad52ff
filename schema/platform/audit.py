"""The audit as clients see it: entries, and whether the chain of their seals holds."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
import strawberry
from sqlalchemy.dialects.postgresql import JSONB

import models
from models.platform.audit import AuditOperation
from planner.access import viewer
from planner.entity import entity
from planner.fields import Columns, column, computed, one, reference
from schema import names
from schema.base import Node
from schema.enums import described
from schema.past_wall import chain_of
from schema.scalars import Json

READ_LOG = "audit.log:read"
EXPORT_LOG = "audit.log:export"

described(
    AuditOperation,
    "What can happen to something.",
    {
        AuditOperation.INSERT: "It was entered.",
        AuditOperation.UPDATE: "It was changed.",
        AuditOperation.DELETE: "It was deleted.",
        AuditOperation.REFUSED: "The rules of the business refused what somebody wanted to do; nothing was changed.",
        AuditOperation.DENIED: "Somebody wanted to do what they have no right to; nothing was changed.",
        AuditOperation.SIGN_IN: "They proved who they are, and are signed in.",
        AuditOperation.SIGN_IN_FAILED: "Somebody did not prove that they are them.",
        AuditOperation.SIGN_OUT: "They were signed out, by themselves or by others.",
        AuditOperation.FACTOR_CHANGED: "What they prove themselves with was made, changed or taken away.",
        AuditOperation.SEEN: "Somebody asked with the eyes of somebody else; nothing was changed.",
        AuditOperation.READ: "Somebody was shown personal data or what people earn; nothing was changed.",
        AuditOperation.EXPORTED: "Somebody took it out as a file; nothing was changed.",
        AuditOperation.ERASED: "Personal values were taken out of an entry of the audit, as the law wants it.",
        AuditOperation.FORGOTTEN: "What was kept for long enough is gone; `facts` says how many of each kind of retention.",
    },
)


def _shown(entry: Columns, values: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """Show values of an entry without those that the viewer may not read of what it is about."""
    hidden = sa.cast(viewer("hidden_columns", sa.Text()), JSONB)
    of_type = sa.func.coalesce(
        hidden.op("->", return_type=JSONB())(entry.entity_type), sa.literal_column("'[]'::jsonb")
    )
    names = sa.select(sa.func.jsonb_array_elements_text(of_type)).scalar_subquery()
    return sa.func.audit_shown(values.op("-", return_type=JSONB())(sa.func.array(names)))


def _changed_fields(entry: Columns) -> sa.ColumnElement[Any]:
    values = sa.func.audit_shown(sa.func.coalesce(entry.after, entry.before))
    keys = sa.func.jsonb_object_keys(values).table_valued("name").render_derived()
    return sa.select(sa.func.array_agg(keys.c.name)).select_from(keys).scalar_subquery()


def _sealed_at(entry: Columns) -> sa.ColumnElement[Any]:
    seal = models.AuditSeal.__table__.alias()
    return sa.select(seal.c.recorded_at).where(seal.c.entry_id == entry.id).correlate_except(seal).scalar_subquery()


@entity(models.AuditEntry, needs="platform.history:read")
class AuditEntry(Node):
    """That something was changed, refused, denied, read or taken out, by whom and why. It never changes."""

    company: names.Company | None = one(
        "The company whose it is; null for what belongs to no company, such as units and users.",
        "company_id",
        filters=True,
    )
    operation: AuditOperation = column("What happened.", filters=True)
    entity_type: str | None = column(
        "What it happened to: the name of its type, such as Party; null where it was about nothing in particular.",
        filters=True,
    )
    entity: Node | None = reference(
        "What it happened to; null where it is deleted, or the viewer may not see it.", "entity_type", "entity_id"
    )
    entity_key: strawberry.ID | None = computed(
        "The id of what it happened to, also where that is deleted; null where it was about nothing in particular.",
        lambda entry: entry.entity_type.concat(":").concat(sa.cast(entry.entity_id, sa.Text())),
    )
    entity_version: int | None = column("The version that the change made, or deleted; null for what was tried only.")
    changed_fields: list[str] | None = computed(
        "The names of the fields that were set or changed; null for what was tried only.", _changed_fields
    )
    before: Json | None = computed(
        "The values before: of an update those that changed, of a deletion all; null where there were none. "
        "Without what the viewer may not read.",
        lambda entry: _shown(entry, entry.before),
        needs=READ_LOG,
    )
    after: Json | None = computed(
        "The values after: of an update those that changed, of what was entered all; null where there are none. "
        "Without what the viewer may not read.",
        lambda entry: _shown(entry, entry.after),
        needs=READ_LOG,
    )
    attempted: str | None = column(
        "The mutation or field that was refused or denied, the operation that read, the kind of what was taken out; null for changes."
    )
    code: str | None = column("The code of the refusal, such as STALE_VERSION; null for everything else.")
    facts: Json | None = computed(
        "The facts of the refusal; of what was read the `coordinates` of the schema, how many `rows` and up to a hundred of "
        "their `ids`; null for changes.",
        lambda entry: sa.func.audit_shown(entry.facts),
        needs=READ_LOG,
    )
    actor: str = column(
        "The user's id, or the client's where no user was behind it; `database:` and a role for who wrote past the schema.",
        filters=True,
    )
    actor_name: str | None = column("What they were called; null for who wrote past the schema.")
    client_id: str | None = column("The program through which it was done; null for who wrote past the schema.")
    request_id: str | None = column("The request with which it was done; null where there was none.", filters=True)
    reason: str | None = column("Why, in the words of whoever did it; null where they did not say.")
    recorded_at: dt.datetime = column("When it happened.", filters=True)
    sealed_at: dt.datetime | None = computed(
        "When it was sealed, so that no change of it goes unnoticed; null for the first seconds.", _sealed_at
    )


def _sealed() -> sa.ColumnElement[Any]:
    return sa.select(sa.func.count()).select_from(chain_of(models.AuditSeal)).scalar_subquery()


def _unsealed(of: Callable[[Columns], sa.ColumnElement[Any]]) -> sa.ColumnElement[Any]:
    # The chain is one for all companies, so it is looked through as a whole by whoever may.
    entry, seal = chain_of(models.AuditEntry), chain_of(models.AuditSeal)
    unsealed = sa.select(of(entry.c)).select_from(entry)
    return unsealed.where(~sa.exists().where(seal.c.entry_id == entry.c.id)).scalar_subquery()


@strawberry.type(description="Whether the audit is what was written. Looking takes a second for each 50,000 entries.")
class AuditVerification:
    """Whether the audit is what was written."""

    sealed: int = computed("How many entries are sealed.", lambda _: _sealed())
    unsealed: int = computed("How many entries wait for their seal.", lambda _: _unsealed(lambda _: sa.func.count()))
    oldest_unsealed_at: dt.datetime | None = computed(
        "When the oldest of these was written; null where none waits. More than a minute ago, something is wrong.",
        lambda _: _unsealed(lambda entry: sa.func.min(entry.recorded_at)),
    )
    first_break: str | None = computed(
        "Where the chain breaks first: position, what is wrong (ENTRY_CHANGED, ENTRY_MISSING, SEAL_MISSING, HEAD_LOST), "
        "and the entry; null where it holds.",
        lambda _: sa.func.audit_first_break(type_=sa.Text()),
    )
