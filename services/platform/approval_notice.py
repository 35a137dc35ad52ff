"""What people are told of requests for approval: those who are asked that it waits for them, and whoever has asked what
has become of it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final
from uuid import UUID

from asyncpg import Record

from kernel.ids import NodeId
from models import NotificationKind
from services.platform.notification import notify
from services.work import Work

_REQUESTS: Final = """
select id, description, requested_by, requested_by_name from approval_request where id = any($1::uuid[]) order by id
"""


async def tell_asked(work: Work, kind: NotificationKind, tasks: Iterable[Record]) -> None:
    """Tell users of what waits for them; the tasks name request and user."""
    asked: dict[UUID, list[UUID]] = defaultdict(list)
    for task in tasks:
        asked[task["request_id"]].append(task["user_id"])
    for request in await work.raw.fetch(_REQUESTS, list(asked)) if asked else ():
        facts = {"matter": request["description"], "who": request["requested_by_name"]}
        await notify(work, asked[request["id"]], kind, facts, _node(request["id"]))


async def tell_requesters(
    work: Work, kind: NotificationKind, requests: Sequence[UUID], who: str = "", note: str = ""
) -> None:
    """Tell those who have asked what has become of their requests, by whom, and why; programs have no inbox."""
    for request in await work.raw.fetch(_REQUESTS, requests) if requests else ():
        facts = {"matter": request["description"], "who": who, "note": note}
        await notify(work, _people(request["requested_by"]), kind, facts, _node(request["id"]))


def _people(subject: str) -> list[UUID]:
    try:
        return [UUID(subject)]
    except ValueError:
        return []


def _node(key: UUID) -> NodeId:
    return NodeId("ApprovalRequest", key)
