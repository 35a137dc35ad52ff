"""What follows from what: how each kind of job is done, and what is done by the clock."""

from typing import Final

from server.jobs import due, importing, mailing
from server.jobs.binding import Bound, Due, Handlers, Schedules
from services.platform.import_job import REVERT_JOB, RUN_JOB, VALIDATE_JOB
from services.platform.notification import MAIL_JOB

HANDLERS: Final[Handlers] = {
    # A mail server may be away for a weekend: the last attempts, of an hour each, take four days (RFC 5321, 4.5.4.1).
    MAIL_JOB: Bound(mailing.mail_notifications, attempts_max=100),
    VALIDATE_JOB: Bound(importing.validate_imports, at_once=2),
    RUN_JOB: Bound(importing.run_imports, at_once=2),
    REVERT_JOB: Bound(importing.revert_imports, at_once=2),
}

# Cron expressions are in UTC; a sixth part is seconds.
SCHEDULES: Final[Schedules] = {
    "audit.seal": Due("* * * * * */2", due.seal_audit),
    "files.forget": Due("37 * * * *", due.forget_files),
    "idempotency.forget": Due("27 3 * * *", due.forget_keys),
    "jobs.mend": Due("* * * * *", due.mend_jobs),
    "jobs.forget": Due("17 3 * * *", due.forget_old_jobs),
}
