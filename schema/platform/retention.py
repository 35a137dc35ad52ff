"""Retention as clients see it: for how many days a kind of thing is kept."""

import models
from models import RetentionKind
from planner.entity import entity
from planner.fields import column, one
from schema import names
from schema.base import Record
from schema.enums import described

READ = "platform.retention:read"
WRITE = "platform.retention:write"

described(
    RetentionKind,
    "What is forgotten after a time. Entries, invoices and payments are no kinds: the law keeps them.",
    {
        RetentionKind.AUDIT_READS: (
            "What the audit says of readings: the fields and ids that somebody was shown. That they read stays. Usually "
            "kept for good, else for 180 to 1,095 days; can differ by company."
        ),
        RetentionKind.AUDIT_SIGN_INS: (
            "What the audit says of signing in and out: address and browser. That somebody did stays. Usually kept for "
            "good, else for 180 to 1,095 days."
        ),
        RetentionKind.ENDED_SESSIONS: (
            "Sessions of browsers that have ended, from their end on. Usually kept for good, else for 1 to 365 days."
        ),
        RetentionKind.FINISHED_JOBS: (
            "Work in the background that came to its end. Usually kept for 30 days, else for 1 to 365; can differ by company."
        ),
        RetentionKind.IDEMPOTENCY_KEYS: (
            "Keys of requests that are done once, with their answers. Usually kept for 7 days, else for 1 to 90."
        ),
        RetentionKind.IMPORT_VALUES: (
            "The values of rows of imports, and why they were rejected, from the end of the import on. What became of the "
            "rows stays. Usually kept for good, else for 30 to 3,650 days; can differ by company."
        ),
        RetentionKind.NOTIFICATIONS: "What people were told. Usually kept for good, else for 7 to 1,825 days.",
        RetentionKind.UNSEEN_BROWSERS: (
            "By which browsers people are known, since they came with them last. Usually kept for good, else for 30 to 365 days."
        ),
        RetentionKind.USED_LINKS: (
            "Invitations and links for another password that were used, taken back, or are too old. Usually kept for good, "
            "else for 1 to 365 days."
        ),
    },
)


@entity(models.RetentionRule, needs=READ)
class RetentionRule(Record):
    """For how many days a kind of thing is kept; what no rule says goes the usual way."""

    company: names.Company | None = one(
        "The company in which it holds, where it goes before the rule of the installation; null for the whole "
        "installation.",
        "company_id",
    )
    kind: RetentionKind = column("What is forgotten.", groups=True)
    kept_days: int = column("For how many days it is kept.")
