"""Writing many of a kind at once: all or none, those that can be, or of each what can be.

All go in together first. Only where that is refused are they halved until it is known which of them are at fault.
"""

from collections.abc import Awaitable, Callable, Hashable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TypeAlias
from uuid import UUID

from kernel.draft import Draft
from kernel.errors import DomainError, InputPath
from services.masters import DRAFTS_MAX
from services.refusals import IdRepeated, SeveralRefusals, TooManyRows, ValueRequired
from services.upserts import ReferenceRepeated
from services.work import Work

Write: TypeAlias = Callable[[Sequence[Draft]], Awaitable[Sequence[UUID]]]


class ErrorPolicy(StrEnum):
    """What becomes of the others where some are refused."""

    REJECT_ALL = "REJECT_ALL"
    REJECT_FAILED = "REJECT_FAILED"
    IGNORE_FAILED = "IGNORE_FAILED"


@dataclass
class Result:
    """What came of it: for each draft its id, or None where it was refused, and why."""

    keys: list[UUID | None]
    refusals: list[DomainError] = field(default_factory=list[DomainError])


async def write_each(work: Work, drafts: Sequence[Draft | DomainError], policy: ErrorPolicy, write: Write) -> Result:
    """Write drafts by a policy; in the place of a draft that could not even be read stands the reason.

    Raises:
        SeveralRefusals: some are refused, and so all are.
        TooManyRows: they are more than one request may write.
    """
    if len(drafts) > DRAFTS_MAX:
        raise TooManyRows(len(drafts), DRAFTS_MAX, path=("input",))
    given = _once(drafts)
    refused = [each for each in given if isinstance(each, DomainError)]
    writing = _Bulk(work, write, policy, Result([None] * len(drafts), refused))
    await writing.some([(place, each) for place, each in enumerate(given) if isinstance(each, Draft)])
    result = writing.result
    result.refusals.sort(key=lambda refusal: [str(step).zfill(6) for step in refusal.path])
    if result.refusals and policy is ErrorPolicy.REJECT_ALL:
        raise SeveralRefusals(result.refusals)
    return result


@dataclass
class _Bulk:
    work: Work
    write: Write
    policy: ErrorPolicy
    result: Result

    async def some(self, drafts: Sequence[tuple[int, Draft]], left_out: InputPath | None = None) -> None:
        """Write some together, or else find out which of them are at fault."""
        refusal = await self._together(drafts)
        if refusal is None:
            return
        if len(drafts) > 1:
            middle = len(drafts) // 2
            await self.some(drafts[:middle])
            await self.some(drafts[middle:])
            return
        if isinstance(refusal, ValueRequired) and refusal.path == left_out:
            # It was left out because it was refused, and why was told.
            return
        self.result.refusals.append(refusal)
        ((place, draft),) = drafts
        less = _without(draft, refusal) if self.policy is ErrorPolicy.IGNORE_FAILED else None
        if less is not None:
            await self.some([(place, less)], refusal.path)

    async def _together(self, drafts: Sequence[tuple[int, Draft]]) -> DomainError | None:
        try:
            async with self.work.savepoint():
                keys = await self.write([draft for _, draft in drafts])
        except DomainError as refusal:
            return refusal
        for (place, _), key in zip(drafts, keys, strict=True):
            self.result.keys[place] = key
        return None


def _once(drafts: Sequence[Draft | DomainError]) -> list[Draft | DomainError]:
    """Refuse whatever names what another draft before it has named."""
    seen: set[Hashable] = set()
    found: list[Draft | DomainError] = []
    for draft in drafts:
        named = _named(draft) if isinstance(draft, Draft) else None
        found.append(_repeated(draft) if isinstance(draft, Draft) and named in seen else draft)
        if named is not None:
            seen.add(named)
    return found


def _named(draft: Draft) -> Hashable:
    return (draft.values.get("company_id"), draft.external_id) if draft.external_id is not None else draft.key


def _repeated(draft: Draft) -> DomainError:
    if draft.external_id is not None:
        return ReferenceRepeated(path=draft.at("external_id"))
    return IdRepeated(path=draft.at("id"))


def _without(draft: Draft, refusal: DomainError) -> Draft | None:
    """Leave out what a refusal is about; None where it is about the draft itself, or something that it must have."""
    said = refusal.path[len(draft.path) : len(draft.path) + 1]
    if not said or said[0] not in draft.values:
        return None
    rest = {column: value for column, value in draft.values.items() if column != said[0]}
    return replace(draft, values=rest)
