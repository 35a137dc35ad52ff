"""Work in the background as clients follow it."""

import datetime as dt

import sqlalchemy as sa

import models
from models.platform.job import JobState
from planner.access import PUBLIC
from planner.entity import entity
from planner.fields import column, computed, one
from schema import names
from schema.base import Record
from schema.enums import described
from schema.scalars import Json

described(
    JobState,
    "How far a job is.",
    {
        JobState.QUEUED: "It waits for its turn, or for its next attempt.",
        JobState.RUNNING: "It is being done.",
        JobState.DONE: "It is done.",
        JobState.FAILED: "The rules of the business refused it; trying again would not help.",
        JobState.HELD: "Every attempt has failed; it waits until somebody lets it be tried again.",
    },
)


@entity(models.Job, needs=PUBLIC, order="-id")
class Job(Record):
    """A piece of work that is done in the background. Everybody sees their own; the others need `platform.job:read`."""

    kind: str = column("What is done, such as mail.send.", filters=True)
    state: JobState = column("How far it is.", filters=True, groups=True)
    progress_total: int | None = column("How much there is to do; null where nobody can say.")
    progress_done: int = column("How much of that is done.")
    message: str | None = column("What it is at, or why it was not done; null where there is nothing to say.")
    result: Json | None = computed(
        "What came of it, by names that its kind tells; null before its end, and where nothing is to be told.",
        lambda job: sa.func.audit_shown(job.result),
    )
    attempts: int = column("How often it has been begun.")
    requested_by: str = column("The user who asked for it, or the client where no user was behind it.", filters=True)
    company: names.Company | None = one(
        "The company that it is for; null where it is for none in particular.", "company_id", filters=True
    )
    started_at: dt.datetime | None = column("When its last attempt began; null before the first.")
    finished_at: dt.datetime | None = column("When it came to its end; null until then.")
