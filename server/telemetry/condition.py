"""In what condition the database and this machine are, for whoever is called when something is wrong."""

import shutil
from pathlib import Path
from typing import Final, NamedTuple, TypeAlias

from asyncpg import Connection, Pool

from server.telemetry.backlog import ANSWER_WITHIN_SECONDS

Reading: TypeAlias = Pool | Connection
NEVER: Final = float("inf")

# Of the transactions of other roles PostgreSQL does not tell the application when they began; of locks it tells everybody.
# A secret is the last of its program where no other of it is good for longer.
_CONDITION: Final = """
with secret as (
  select program.id, max(coalesce(each.expires_at, 'infinity')) as ends_at
  from oauth_client_secret as each join oauth_client as program on program.id = each.client_id
  where each.revoked_at is null and program.state = 'APPROVED' and program.archived_at is null
  group by program.id
), report as (
  select distinct on (company_id) company_id, holds from integrity_report order by company_id, checked_at desc
)
select
  coalesce((select extract(epoch from clock_timestamp() - min(xact_start)) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()), 0)::float as oldest_transaction_seconds,
  (select count(*) from pg_locks where not granted) as lock_waits,
  coalesce((select extract(epoch from clock_timestamp() - min(waitstart)) from pg_locks where not granted), 0)::float
    as lock_wait_seconds,
  (select count(*) from report where not holds) as books_broken,
  coalesce((select max(position) from audit_seal), 0) - coalesce((select max(position) from audit_head), 0) as unsigned,
  (select extract(epoch from min(ends_at) - clock_timestamp()) from secret where ends_at > clock_timestamp()
    and ends_at < 'infinity')::float as secret_expires_seconds,
  pg_database_size(current_database()) as database_bytes
"""


class Condition(NamedTuple):
    """What is measured in the database."""

    oldest_transaction_seconds: float
    """How long the transaction of the application has been open that began first."""
    lock_waits: int
    lock_wait_seconds: float
    books_broken: int
    """Companies whose books were not whole when they were checked last."""
    unsigned: int
    """Entries of the audit that are sealed, and whose seal nobody has signed."""
    secret_expires_seconds: float
    """When the last good secret of a program ends, of the program for which that is soonest; infinite where none does."""
    database_bytes: int


async def condition(reading: Reading) -> Condition:
    """Look how the database is at this moment."""
    row = await reading.fetchrow(_CONDITION, timeout=ANSWER_WITHIN_SECONDS)
    assert row is not None
    found = Condition(*row)
    return found._replace(secret_expires_seconds=found.secret_expires_seconds or NEVER)


class Disk(NamedTuple):
    """How much room there is where the files of this installation lie."""

    free_bytes: int
    total_bytes: int

    @property
    def free_share(self) -> float:
        """How much of it is free, from 0 to 1."""
        return self.free_bytes / self.total_bytes


def disk(home: Path) -> Disk:
    """Look how full the disk is on which a directory lies."""
    usage = shutil.disk_usage(home)
    return Disk(usage.free, usage.total)
