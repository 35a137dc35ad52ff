"""What follows from what: how each kind of job is done, and what is done by the clock."""

from datetime import timedelta
from typing import Final

from server.bulk.mutations import run_bulk_mutations
from server.bulk.queries import run_bulk_queries
from server.jobs import checking, due, exporting, importing, mailing
from server.jobs.binding import Bound, Due, Handlers, Schedules
from server.jobs.playing import play_stories
from services.finance.export.ledger import EXPORT_JOB
from services.finance.integrity_report import CHECK_JOB
from services.personal.telling import PERSONAL_DATA_JOB
from services.platform.access.links import FORGOTTEN_JOB, LINK_JOB
from services.platform.audit_export import AUDIT_EXPORT_JOB
from services.platform.bulk.operation import MUTATION_JOB, QUERY_JOB
from services.platform.import_job import REVERT_JOB, RUN_JOB, VALIDATE_JOB
from services.platform.notification import MAIL_JOB
from services.sandbox.life import STORY_JOB

HANDLERS: Final[Handlers] = {
    # A mail server may be away for a weekend: the last attempts, of an hour each, take four days (RFC 5321, 4.5.4.1).
    MAIL_JOB: Bound(mailing.mail_notifications, attempts_max=100),
    # A link is good for an hour, or for days.
    LINK_JOB: Bound(mailing.mail_links, attempts_max=40, delay_max=timedelta(minutes=10)),
    FORGOTTEN_JOB: Bound(mailing.answer_forgetful),
    VALIDATE_JOB: Bound(importing.validate_imports, at_once=2),
    RUN_JOB: Bound(importing.run_imports, at_once=2),
    REVERT_JOB: Bound(importing.revert_imports, at_once=2),
    CHECK_JOB: Bound(checking.check_all_books, at_once=1),
    EXPORT_JOB: Bound(exporting.export_ledgers, at_once=2),
    AUDIT_EXPORT_JOB: Bound(exporting.export_audits, at_once=1),
    PERSONAL_DATA_JOB: Bound(exporting.export_personal_data, at_once=1),
    MUTATION_JOB: Bound(run_bulk_mutations, attempts_max=12, at_once=2),
    STORY_JOB: Bound(play_stories, attempts_max=3, at_once=2),
    QUERY_JOB: Bound(run_bulk_queries, attempts_max=5, at_once=2),
}

# Cron expressions are in UTC; a sixth part is seconds.
SCHEDULES: Final[Schedules] = {
    "access.forget": Due("*/5 * * * *", due.forget_codes),
    "approvals.sweep": Due("* * * * *", due.sweep_approvals),
    "audit.seal": Due("* * * * * */2", due.seal_audit),
    "bulk.forget": Due("41 3 * * *", due.forget_bulk),
    "events.forget": Due("43 3 * * *", due.forget_events),
    "finance.check": Due("47 1 * * *", due.check_books),
    "finance.fold": Due("* * * * * */3", due.fold_balances),
    "finance.recur": Due("7 * * * *", due.post_what_recurs),
    "finance.seal": Due("* * * * * */2", due.seal_journals),
    "inventory.expire": Due("* * * * *", due.expire_reservations),
    "files.forget": Due("37 * * * *", due.forget_files),
    "guesses.forget": Due("2-59/5 * * * *", due.forget_guesses),
    "agreements.expire": Due("13 * * * *", due.expire_agreements),
    "quotations.expire": Due("11 * * * *", due.expire_quotations),
    "jobs.mend": Due("* * * * *", due.mend_jobs),
    "sandboxes.close": Due("19 * * * *", due.close_sandboxes),
    "schema.forget": Due("53 3 * * *", due.forget_schema_use),
    "webhooks.forget": Due("51 3 * * *", due.forget_deliveries),
    "retention.forget": Due("17 3 * * *", due.forget_what_is_over),
}
