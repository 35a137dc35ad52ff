"""Having something told: a test, or once more what was told before."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from kernel.errors import DomainError
from kernel.ids import uuid7
from services.platform.webhook.endpoint import endpoint_to_change
from services.platform.webhook.shape import ResyncRequired
from services.work import Work

_TEST: Final = "insert into webhook_delivery (id, endpoint_id, is_test, key) values ($1, $2, true, $1)"
# Read once more from there, each event is to be delivered again: one after the other, so that of one thing they come in order.
_GO_BACK: Final = """
update webhook_progress set position = least(webhook_progress.position, $2) from feed_state state
where endpoint_id = $1 and webhook_progress.epoch = state.epoch returning endpoint_id
"""
_AGAIN: Final = """
update webhook_delivery set state = 'PENDING', attempts = 0, next_attempt_at = null, finished_at = null
where endpoint_id = $1 and state = 'DEAD' and not is_test
"""


@dataclass(eq=False)
class ReplayUnsaid(DomainError):
    """What is delivered again is said: what came after a cursor, or what is dead, and not both."""

    message = "Say either after which cursor, or that what is dead is to be delivered."


async def endpoint_test(work: Work, key: UUID) -> UUID:
    """Have a message delivered that tells nothing, and give the id of the delivery; it is tried once.

    Raises:
        NotFound, AlreadyArchived, RightsExceeded, ClientArchived: as for `endpoint_to_change`.
    """
    await endpoint_to_change(work, key, None, ())
    delivery = uuid7()
    await work.raw.execute(_TEST, delivery, key)
    return delivery


async def endpoint_replay(work: Work, key: UUID, after: str | None, *, dead: bool) -> UUID:
    """Have what is dead, or all that came after a cursor, delivered again; give the id of the endpoint.

    What was delivered before comes with the same id. What is forgotten of deliveries is made anew from the feed.

    Raises:
        ReplayUnsaid, CursorInvalid, ResyncRequired: as their names say.
        NotFound, AlreadyArchived, RightsExceeded, ClientArchived: as for `endpoint_to_change`.
    """
    if (after is None) is not dead:
        raise ReplayUnsaid(path=("after",))
    await endpoint_to_change(work, key, None, ())
    if after is None:
        await work.raw.execute(_AGAIN, key)
        return key
    assert work.shapes is not None
    try:
        async with work.savepoint():
            position = await work.shapes.position(work.raw, after)
    except DomainError as refused:
        raise refused.under("after") from None
    if await work.raw.fetchval(_GO_BACK, key, position) is None:
        raise ResyncRequired(path=("after",))
    return key
