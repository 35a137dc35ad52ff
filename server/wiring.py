"""What follows from what: how each kind of job is done, and what is done by the clock."""

from typing import Final

from server.jobs import due
from server.jobs.binding import Due, Handlers, Schedules

HANDLERS: Final[Handlers] = {}

# Cron expressions are in UTC; a sixth part is seconds.
SCHEDULES: Final[Schedules] = {
    "audit.seal": Due("* * * * * */2", due.seal_audit),
    "jobs.forget": Due("17 3 * * *", due.forget_old_jobs),
}
