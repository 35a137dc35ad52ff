"""Journals as clients see and write them."""

import datetime as dt
from typing import Any

import sqlalchemy as sa

import models
from models import JournalKind
from planner.entity import entity
from planner.fields import Columns, column, computed
from planner.lists import pages
from schema import names
from schema.base import CompanyRecord, Connection
from schema.enums import described

READ = "finance.journal:read"
WRITE = "finance.journal:write"

described(
    JournalKind,
    "What is written in a journal; locks of an area go by it.",
    {
        JournalKind.SALES: "Invoices and credit notes to customers.",
        JournalKind.PURCHASE: "Bills and credit notes of vendors.",
        JournalKind.BANK: "What moves money at a bank.",
        JournalKind.CASH: "What moves money in a till.",
        JournalKind.GENERAL: "Everything that no other journal is for.",
        JournalKind.OPENING: "What the company had when its books began.",
        JournalKind.CLOSING: "What closes a fiscal year.",
        JournalKind.STOCK: "What moves the value of stock.",
    },
)


def _sealed(journal: Columns) -> sa.ColumnElement[Any]:
    seal = models.JournalSeal.__table__.alias()
    count = sa.select(sa.func.count()).select_from(seal).where(seal.c.journal_id == journal.id)
    return count.correlate_except(seal).scalar_subquery()


def _unsealed(journal: Columns) -> sa.ColumnElement[Any]:
    entry, seal = models.JournalEntry.__table__.alias(), models.JournalSeal.__table__.alias()
    unsealed = sa.select(sa.func.count()).select_from(entry).where(entry.c.journal_id == journal.id)
    unsealed = unsealed.where(~sa.exists().where(seal.c.entry_id == entry.c.id))
    return unsealed.correlate_except(entry, seal).scalar_subquery()


@entity(models.Journal, needs=READ, order="code", writes=WRITE)
class Journal(CompanyRecord):
    """A book in which entries are written; they are numbered without a gap in every fiscal year."""

    code: str = column(
        "Its short name, unique in its company; numbers begin with it.",
        filters=True,
        orders=True,
        writes=True,
        fixed=True,
    )
    name: str = column("What people call it.", key="name_key", filters=True, orders=True, writes=True)
    kind: JournalKind = column("What is written in it.", filters=True, groups=True, writes=True, fixed=True)
    archived_at: dt.datetime | None = column("When it was put out of use; null while it is in use.")
    entries: Connection[names.JournalEntry] | None = pages(
        "What was posted in it.", names.JournalEntry, "journal_id", filters=True
    )
    sealed: int = computed("How many of its entries are sealed.", _sealed)
    unsealed: int = computed("How many of its entries wait for their seal, which comes within seconds.", _unsealed)
    first_break: str | None = computed(
        "Where the chain of its seals breaks first: position, what is wrong (ENTRY_CHANGED, ENTRY_MISSING, SEAL_MISSING, "
        "HEAD_LOST), and the entry; null where it holds. Looking takes a second for each 5,000 entries.",
        lambda journal: sa.func.journal_first_break(journal.id, type_=sa.Text()),
    )
