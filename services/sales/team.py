"""Sales teams, as they are written by somebody who sees everybody's customers."""

from collections.abc import Sequence
from typing import Final

import models
from services.bounds import Within
from services.master import Master
from services.platform.role import RightsExceeded
from services.rows import ChangedRow, NewRow
from services.work import Work

MEMBERS_MAX: Final = 200
WRITE: Final = "sales.team:write"


async def _require_sight(work: Work, rows: Sequence[NewRow] | Sequence[ChangedRow]) -> None:
    """Check that nobody makes a team by which they would see more than they do.

    Raises:
        RightsExceeded: whoever writes it sees the customers of some salespeople alone.
    """
    if work.principal is not None and work.principal.sales_reps is not None:
        raise RightsExceeded([WRITE], path=rows[0].draft.path)


MEMBER: Final = Master(models.SalesTeamMember, within=Within("team_id", MEMBERS_MAX))
SALES_TEAM: Final = Master(
    models.SalesTeam,
    lists={"members": MEMBER},
    complete=_require_sight,
    check=_require_sight,
    check_restored=_require_sight,
)
