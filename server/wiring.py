"""What follows from what: how each kind of job is done, and what is done by the clock."""

from typing import Final

from server.jobs import due, mailing
from server.jobs.binding import Bound, Due, Handlers, Schedules
from services.platform.notification import MAIL_JOB

HANDLERS: Final[Handlers] = {
    MAIL_JOB: Bound(mailing.mail_notifications),
}

# Cron expressions are in UTC; a sixth part is seconds.
SCHEDULES: Final[Schedules] = {
    "approvals.sweep": Due("* * * * *", due.sweep_approvals),
    "audit.seal": Due("* * * * * */2", due.seal_audit),
    "finance.fold": Due("* * * * * */3", due.fold_balances),
    "finance.recur": Due("7 * * * *", due.post_what_recurs),
    "finance.seal": Due("* * * * * */2", due.seal_journals),
    "files.forget": Due("37 * * * *", due.forget_files),
    "idempotency.forget": Due("27 3 * * *", due.forget_keys),
    "jobs.forget": Due("17 3 * * *", due.forget_old_jobs),
}
