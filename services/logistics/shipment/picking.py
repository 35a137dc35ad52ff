"""Who gathers the goods of a shipment: it is given to somebody, begun, and handed over to somebody else."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from kernel.errors import DomainError
from services.logistics.shipment.life import begin_step
from services.platform.held_roles import HOLDS_TODAY
from services.refusals import NotFound
from services.rows import Found
from services.work import Work


@dataclass(eq=False)
class PickedByAnother(DomainError):
    """Somebody gathers the goods of a shipment: others do once it is handed over to them."""

    message = "Somebody else picks it."


@dataclass(eq=False)
class PickerMissing(DomainError):
    """People pick: a program does not begin to."""

    message = "Only somebody with an account can begin to pick."


@dataclass(eq=False)
class PickingOfOthers(DomainError):
    """Who picks takes what is nobody's, and gives back what is theirs; who assigns picking does so for all."""

    message = "Only who may assign picking gives it to others, or takes it from them."


ASSIGN: Final = "logistics.shipment:assign"

_WORKS_HERE: Final = f"""
select from user_account as person join user_role as holding on holding.user_id = person.id and {HOLDS_TODAY}
where person.id = $1 and person.archived_at is null and person.party_id is null
  and (holding.company_id is null or holding.company_id = $2)
"""
_GIVE: Final = "update shipment set picker_id = $2, picking_started_at = null where id = $1"
_BEGIN: Final = (
    "update shipment set picker_id = $2, picking_started_at = coalesce(picking_started_at, $3) where id = $1"
)


async def assign(work: Work, key: UUID, version: int, picker_id: UUID | None) -> UUID:
    """Give the picking of a shipment to somebody of the company, hand it over to somebody else, or take it from all.

    Who gets it begins anew. Whoever may not assign the picking of others takes what is nobody's, and gives back what is theirs.

    Raises:
        PickingOfOthers: it is somebody else's, or would be.
        NotFound: nobody of the company is known by that id.
        TransitionUnavailable: it is packed, or has left.
        StaleVersion: as its name says.
    """
    shipment, _, _ = await begin_step(work, key, version, "pick")
    _require_mine(work, shipment["picker_id"], picker_id)
    if picker_id is not None and await work.raw.fetchrow(_WORKS_HERE, picker_id, shipment["company_id"]) is None:
        raise NotFound(path=("pickerId",))
    if picker_id != shipment["picker_id"]:
        await work.raw.execute(_GIVE, key, picker_id)
    return key


async def start(work: Work, key: UUID, version: int) -> UUID:
    """Begin to gather the goods of a shipment, which is nobody's yet or one's own.

    Raises:
        PickedByAnother: it is somebody else's.
        PickerMissing: whoever asks has no account here.
        TransitionUnavailable, NotFound, StaleVersion: as their names say.
    """
    shipment, _, _ = await begin_step(work, key, version, "pick")
    require_own(work, shipment)
    me = _me(work)
    if me is None or await work.raw.fetchrow(_WORKS_HERE, me, shipment["company_id"]) is None:
        raise PickerMissing(path=("id",))
    await work.raw.execute(_BEGIN, key, me, work.clock.now())
    return key


def require_own(work: Work, shipment: Found) -> None:
    """Check that a shipment is nobody's to pick, or one's own.

    Raises:
        PickedByAnother: it is somebody else's.
    """
    if not is_own(work, shipment):
        raise PickedByAnother(path=("id",))


def is_own(work: Work, shipment: Found) -> bool:
    """Tell whether a shipment is nobody's to pick, or one's own."""
    return shipment["picker_id"] in (None, _me(work))


def _require_mine(work: Work, before: UUID | None, after: UUID | None) -> None:
    if work.principal is None or work.principal.allows(ASSIGN):
        return
    if not {before, after} <= {None, _me(work)}:
        raise PickingOfOthers(path=("id",) if before not in (None, _me(work)) else ("pickerId",))


def _me(work: Work) -> UUID | None:
    try:
        return UUID(work.actor.subject)
    except ValueError:
        return None
